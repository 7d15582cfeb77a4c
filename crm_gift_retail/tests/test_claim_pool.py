"""The public pool: who is in it, and what taking one costs."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import warmup

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimPool(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["gift.customer"]._ensure(cls.firm | cls.person, cls.company)
        cls._refresh()
        cls.row = cls._customer(cls.person)

    def _pool(self):
        self.env.flush_all()
        rows = self.env["gift.customer"].search(
            [("in_pool", "=", True), ("company_id", "=", self.company.id)]
        )
        return rows & self.rows

    def test_who_is_in_the_pool(self):
        self.assertEqual(self._pool(), self.rows)
        claim = self._claim(self.person, self.bob)
        self.assertEqual(self._pool().partner_id, self.firm)
        outside = self.env["gift.customer"].search([("in_pool", "=", False)])
        self.assertIn(self.row, outside)
        claim._gift_release("test")
        self.firm.user_id = self.bob
        self.assertEqual(
            self._pool().partner_id, self.person, "a salesperson's of always is not"
        )
        self.person.user_id = self.bob
        self.assertEqual(self._pool(), self.row, "a claim that ended is")
        self.assertEqual(self.rows.filtered("in_pool"), self.row)

    def test_take_in_one_click(self):
        self._as(self.anna, self.row).action_take_from_pool()
        claim = self._active(self.person)
        self.assertEqual((claim.owner_id, claim.basis), (self.anna, "manual"))
        self.assertEqual(self.row.claim_id, claim)
        self.assertEqual(self.row.claim_name, "Anna")
        found = self.env["gift.customer"].search([("claim_id", "=", claim.id)])
        self.assertEqual(found, self.row)
        found = self.env["gift.customer"].search([("claim_id", "=", False)])
        self.assertNotIn(self.row, found)
        with self.assertRaisesRegex(UserError, "claimed by Anna until"):
            self._as(self.bob, self.row).action_take_from_pool()
        with self.assertRaisesRegex(UserError, "your customer already"):
            self._as(self.anna, self.row).action_take_from_pool()

    def test_several_up_to_the_limit(self):
        self.company.gift_claim_pool_limit = 1
        with self.assertRaisesRegex(UserError, "0 of 1"):
            self._as(self.anna, self.rows).action_take_from_pool()
        self.assertFalse(self._active(self.person))

    def test_who_may_take(self):
        for role in ("clerk", "service", "warehouse"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role, self.row).action_take_from_pool()
        row = self.env["gift.customer"]._ensure(self.person, self.company_b)
        with self.assertRaises(AccessError):
            self._as(self.anna, row).action_take_from_pool()

    def test_claim_is_shown_where_people_work(self):
        claim = self._claim(self.person, self.anna)
        lead = self.env["crm.lead"].create(
            {"name": "L", "partner_id": self.person.id, "company_id": self.company.id}
        )
        order = self._order(self.person, [(self.product, 1, 100)], confirm=False)
        for record in (self.person, lead, order):
            record = self._as("clerk" if record == self.person else "sales", record)
            with self.subTest(record._name):
                record = record.sudo()
                self.assertEqual(record.gift_claim_name, "Anna")
                self.assertEqual(record.gift_claim_until, claim.until)

    @warmup
    def test_lists_read_claims_in_no_query_more(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Q{index}"} for index in range(80)]
        )
        rows = self.env["gift.customer"]._ensure(partners, self.company)
        for partner in partners[:40]:
            self._claim(partner, self.anna)
        self.env.flush_all()

        def count(records, names):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(names)
            return self.env.cr.sql_log_count - before

        names = ["claim_name", "claim_until", "in_pool"]
        self.assertEqual(count(rows[:1], names), count(rows, names))
        base = ["gift_tier_name", "gift_owner_name"]
        claims = ["gift_claim_name", "gift_claim_until"]
        count(partners, base)  # what the first look of a user costs
        self.assertEqual(count(partners, base), count(partners, base + claims))
        self.assertEqual(
            count(partners[:1], base + claims), count(partners, base + claims)
        )

    def test_assist_share_is_the_owners_to_change(self):
        claim = self._claim(self.person, self.anna)
        self._touch(self.person, "lead", self.bob)
        self._settle()
        assist = self.env["gift.claim.assist"].search([("claim_id", "=", claim.id)])
        self._as(self.anna, assist).share = 40
        self.assertEqual(assist.share, 40)
        with self.assertRaises(AccessError):
            self._as(self.bob, assist).share = 90
        with self.assertRaises(AccessError):
            self._as(self.anna, assist).user_id = self.anna
        self._as("manager", assist).share = 50
        other = self._as("caller", self.env["gift.claim.assist"])
        self.assertFalse(other.search([("claim_id", "=", claim.id)]), "not theirs")
        self.assertEqual(claim.until, self.today + timedelta(days=30))
