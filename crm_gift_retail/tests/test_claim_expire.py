"""Claims end by the company's day; twice a day is once."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimExpire(ClaimCommon):
    def setUp(self):
        super().setUp()
        self.told = []

        def tell(model, user, title, message, claim):
            self.assertTrue(claim)
            self.told.append((user.name, title, message))

        self.patch(self.env.registry["gift.claim"], "_gift_tell", tell)

    def _run_day(self):
        """The job's steps without its commits."""
        claims = self.env["gift.claim"]
        claims._gift_renew_purchases(self.company)
        claims._gift_warn(self.company)
        claims._gift_ask_idle(self.company)
        while claims._gift_expire(self.company):
            pass
        self.env.invalidate_all()

    def _ending(self, partner, days, owner=None, **vals):
        claim = self._claim(partner, owner or self.anna)
        claim.write({"until": self.today + timedelta(days=days), **vals})
        self.env.flush_all()
        return claim

    def test_last_day_counts(self):
        claim = self._ending(self.person, 0)
        self._run_day()
        self.assertTrue(claim.active)
        claim.until = self._days_ago(1)
        self._run_day()
        self.assertEqual((claim.state, claim.active), ("expired", False))
        self.assertTrue(self._claim(self.person, self.bob), "anybody's again")

    def test_owner_is_warned_once_and_by_person(self):
        self._ending(self.person, 5)
        self._ending(self.firm, 3)
        self._run_day()
        self.assertEqual(len(self.told), 1)
        name, _title, message = self.told[0]
        self.assertEqual(name, "Anna")
        self.assertIn("2 of your customers", message)
        self.assertIn("Firm first", message)
        self._run_day()
        self.assertEqual(len(self.told), 1, "twice a day is once")

    def test_extended_claim_is_warned_of_again(self):
        claim = self._ending(self.person, 5)
        self._run_day()
        claim.until = self.today + timedelta(days=6)
        self._run_day()
        self.assertEqual(len(self.told), 2)

    def test_tier_a_stays_until_its_owner_leaves(self):
        claim = self._ending(self.person, -10)
        tier = self.env["gift.tier"].search(
            [("company_id", "=", self.company.id), ("code", "=", "A")], limit=1
        )
        customer = self.env["gift.customer"]._ensure(self.person, self.company)
        customer.tier_id = tier
        self.env.flush_all()
        self._run_day()
        self.assertTrue(claim.active)
        self.assertFalse(self.told)
        with self.assertRaisesRegex(UserError, r"claimed by Anna\."):
            self._claim(self.person, self.bob)
        self.anna.active = False
        self.env.flush_all()
        self._run_day()
        self.assertFalse(claim.active)

    def test_year_of_a_purchase_counts_from_the_invoice(self):
        self._sell(self.person, [(self.product, 1, 100)], date=self._days_ago(100))
        claim = self._ending(self.person, -1, basis="purchase")
        self._run_day()
        self.assertTrue(claim.active)
        self.assertEqual(claim.until, self._days_ago(100) + timedelta(days=365))

    def test_idle_claim_is_the_managers_to_decide(self):
        claim = self._claim(self.person, self.anna)
        now = fields.Datetime.now()
        claim.write(
            {
                "since": now - timedelta(days=400),
                "last_contact": now - timedelta(days=181),
                "until": self.today + timedelta(days=100),
            }
        )
        self._run_day()
        asked = claim.gift_approval_ids
        self.assertEqual(len(asked), 1)
        self.assertEqual(asked.requester_id, self.anna)
        self.assertIn("180 days", asked.limit_note)
        self._run_day()
        self.assertEqual(claim.gift_approval_ids, asked, "asked once")
        self.assertTrue(claim.active, "silence changes nothing")
        self._as("manager", asked).action_decide("approved")
        self.assertEqual(claim.state, "released")

    def test_other_company_is_left_alone(self):
        claim = self._claim(self.person, self.anna, company=self.company_b)
        claim.until = self._days_ago(5)
        self._run_day()
        self.assertTrue(claim.active)

    def test_transfer_keeps_keys_and_history(self):
        self.person.phone = "13800138000"
        claim = self._ending(self.person, 2)
        new = claim._gift_transfer(self.bob, "Anna moved on")
        self.assertEqual((claim.state, claim.successor_id), ("transferred", new))
        self.assertEqual((new.previous_id, new.owner_id), (claim, self.bob))
        self.assertEqual(self._held(new), {"partner", "phone"})
        self.assertEqual(new.until, self.today + timedelta(days=30))
        self.assertFalse(claim._gift_transfer(self.anna, "again"), "ended already")

    def test_cron_and_cron_again(self):
        claim = self._ending(self.person, -1)
        cron = self.env.ref("crm_gift_retail.ir_cron_gift_claim_expire")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            self.assertFalse(claim.active)
            ended = claim.ended_on
            cron.method_direct_trigger()
        self.assertEqual(claim.ended_on, ended)

    def test_settle_cron_killed_half_way_goes_on(self):
        people = self.env["res.partner"].create([{"name": f"P{i}"} for i in range(3)])
        for partner in people:
            self._touch(partner, "lead", self.anna)
        self.env.cr.precommit.run()
        cron = self.env.ref("crm_gift_retail.ir_cron_gift_claim_settle")
        kernel = self.env.registry["gift.claim"]
        writes = kernel._gift_write_assists

        def killed(*args):
            raise RuntimeError("killed")

        self.patch(kernel, "_gift_write_assists", killed)
        with self.enter_registry_test_mode():
            with self.assertRaises(RuntimeError), self.cr.savepoint():
                self.env["gift.claim"]._gift_settle_batch()
            self.assertFalse(self.env["gift.claim"].search_count([]))
            self.patch(kernel, "_gift_write_assists", writes)
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        claims = self.env["gift.claim"].search([("partner_id", "in", people.ids)])
        self.assertEqual(len(claims), 3)
        self.assertFalse(self.env["gift.claim.queue"].search_count([]))
