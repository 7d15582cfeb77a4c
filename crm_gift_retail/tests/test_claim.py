"""A customer is one person's at a time, whoever comes through which door."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimByHand(ClaimCommon):
    def test_second_claimer_learns_who_and_until_when(self):
        claim = self._claim(self.person, self.anna)
        self.assertEqual(claim.until, self.today + timedelta(days=30))
        with self.assertRaisesRegex(UserError, r"claimed by Anna until .*20\d\d"):
            self._claim(self.person, self.bob)

    def test_claim_is_the_firms(self):
        claim = self._claim(self.contact, self.anna)
        self.assertEqual(claim.partner_id, self.firm)
        with self.assertRaisesRegex(UserError, "claimed by Anna"):
            self._claim(self.firm, self.bob)

    def test_same_owner_again_is_the_same_claim(self):
        claim = self._claim(self.person, self.anna)
        self.assertEqual(self._claim(self.person, self.anna), claim)

    def test_other_company_is_another_matter(self):
        self._claim(self.person, self.anna)
        other = self._claim(self.person, self.bob, company=self.company_b)
        self.assertEqual(other.company_id, self.company_b)
        branch = self._make_company("Branch", parent_id=self.company.id)
        with self.assertRaisesRegex(UserError, "claimed by Anna"):
            self._claim(self.person, self.bob, company=branch)

    def test_twin_contact_does_not_walk_around_the_claim(self):
        self.person.write({"phone": "138 0013 8000", "email": "Wang@Gifts.example"})
        self._claim(self.person, self.anna)
        for vals in (
            {"phone": "+86 13800138000"},
            {"phone": "0086-138-0013-8000"},
            {"email": "WANG+tea@gifts.example"},
        ):
            twin = self._make_partner("Twin", country_id=self.china.id, **vals)
            with self.subTest(**vals), self.assertRaisesRegex(UserError, "Anna"):
                self._claim(twin, self.bob)

    def test_numbers_that_identify_nobody(self):
        """Platform, switchboard, service: reachable, never identity."""
        for number in ("13800138000-1234", "020-38881234转801", "400-820-8820"):
            one, two = (
                self._make_partner(f"{name} {number}", phone=number)
                for name in ("One", "Two")
            )
            with self.subTest(number):
                self.assertEqual(self._held(self._claim(one, self.anna)), {"partner"})
                self._claim(two, self.bob)

    def test_number_of_a_family(self):
        wife = self._make_partner("Ms Li", phone="13800138000")
        husband = self._make_partner("Mr Li", phone="13800138000")
        self.assertEqual(self._held(self._claim(wife, self.anna)), {"partner"})
        self.assertTrue(self._claim(husband, self.bob))

    def test_outsiders_are_nobodys(self):
        walk_in = self._make_partner("Walk-in", gift_is_anonymous=True)
        for partner in (walk_in, self.company.partner_id, self.anna.partner_id):
            with (
                self.subTest(partner.name),
                self.assertRaisesRegex(UserError, "no cus"),
            ):
                self._claim(partner, self.bob)

    def test_race_is_a_concurrency_error(self):
        """The key is the guarantee, not the look before."""
        claim = self._claim(self.person, self.anna)
        with self.assertRaises(ConcurrencyError), self.cr.savepoint():
            self.env["gift.claim.key"]._gift_insert(
                [(claim.id, self.company.id, "partner", str(self.person.id))]
            )

    def test_owner_is_the_claims(self):
        self.person.user_id = self.bob
        self.assertEqual(self._owner(self.person), self.bob)
        claim = self._claim(self.person, self.anna)
        self.assertEqual(self._owner(self.person), self.anna)
        self._run_queue()
        self._settle()
        self._run_queue()
        self.assertEqual(self._customer(self.person).owner_id, self.anna)
        self.anna.active = False
        self.assertEqual(self._owner(self.person), self.bob)
        self.anna.active = True
        claim._gift_release("test")
        self.assertEqual(self._owner(self.person), self.bob)
        self.assertEqual(self.person.user_id, self.bob, "never written by us")

    def test_team_claim_is_its_leaders(self):
        self.shop.user_id = self.bob
        self._claim(self.person, None, team=self.shop)
        self.assertEqual(self._owner(self.person), self.bob)


@tagged("post_install", "-at_install")
class TestClaimCustomer(ClaimCommon):
    """The public door: ``gift.claim.claim_customer``."""

    def _as_user(self, user):
        return self._as(user, self.env["gift.claim"])

    def test_number_that_is_nobody_yet(self):
        result = self._as_user(self.anna).claim_customer(phone="138 0013 8000")
        self.assertFalse(result["partner_id"])
        self.assertEqual(result["owner"], "Anna")
        claim = self.env["gift.claim"].browse(result["claim_id"])
        self.assertEqual(claim.name, "+86 •••• 8000")
        with self.assertRaisesRegex(UserError, "claimed by Anna until"):
            self._as_user(self.bob).claim_customer(phone="+8613800138000")
        newcomer = self._make_partner("Newcomer", phone="13800138000")
        with self.assertRaisesRegex(UserError, "claimed by Anna until"):
            self._as_user(self.bob).claim_customer(partner_id=newcomer.id)
        self._settle()
        self.assertEqual(claim.partner_id, newcomer, "the contact came later")

    def test_bad_input_is_explained(self):
        cases = {
            "138****8000": "masked",
            "1380013800": "no valid",
            "1.38E+10": "rounded",
            "13800138000-1234": "identifies nobody",
            "020-38881234转801": "identifies nobody",
            "13800138000/13900139000": "several numbers",
            "abc": "no valid",
        }
        model = self._as_user(self.anna)
        for number, reason in cases.items():
            with self.subTest(number), self.assertRaisesRegex(UserError, reason):
                model.claim_customer(phone=number)
        for address in ("wang", "a@b@c.cn", "@firm.cn", "w ang@firm.cn"):
            with self.subTest(address), self.assertRaisesRegex(UserError, "no e-mail"):
                model.claim_customer(email=address)
        with self.assertRaisesRegex(UserError, "Give a contact"):
            model.claim_customer()

    def test_shared_number_asks_for_the_contact(self):
        self._make_partner("A", phone="13800138000")
        self._make_partner("B", phone="13800138000")
        with self.assertRaisesRegex(UserError, "2 customers share"):
            self._as_user(self.anna).claim_customer(phone="13800138000")

    def test_salesperson_of_always_is_respected(self):
        self.person.user_id = self.bob
        with self.assertRaisesRegex(UserError, "looked after by Bob"):
            self._as_user(self.anna).claim_customer(partner_id=self.person.id)

    def test_who_may(self):
        for role in ("clerk", "service", "warehouse"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role, self.env["gift.claim"]).claim_customer(
                    partner_id=self.person.id
                )
        self._as("caller", self.env["gift.claim"]).claim_customer(
            partner_id=self.person.id
        )

    def test_limit(self):
        self.company.gift_claim_pool_limit = 2
        people = self.env["res.partner"].create([{"name": f"P{i}"} for i in range(4)])
        model = self._as_user(self.anna)
        first = model.claim_customer(partner_id=people[0].id)
        model.claim_customer(partner_id=people[1].id)
        with self.assertRaisesRegex(UserError, "2 of 2"):
            model.claim_customer(partner_id=people[2].id)
        model.browse(first["claim_id"]).action_release()
        model.claim_customer(partner_id=people[2].id)

    def test_release_is_the_owners(self):
        claim = self._claim(self.person, self.anna)
        with self.assertRaisesRegex(AccessError, "claimed by Anna"):
            self._as(self.bob, claim).action_release()
        self._as(self.anna, claim).action_release()
        self.assertEqual(claim.state, "released")
        self.assertFalse(claim.active)
        self.assertTrue(claim.ended_on)
        self._claim(self.person, self.bob)

    def test_wait_before_taking_again(self):
        claim = self._claim(self.person, self.anna)
        claim.since -= timedelta(days=20)
        claim._gift_end("expired", "test")
        model = self._as_user(self.anna)
        with self.assertRaisesRegex(UserError, "first choice"):
            model.claim_customer(partner_id=self.person.id)
        claim.ended_on = fields.Datetime.now() - timedelta(days=8)
        self.assertTrue(model.claim_customer(partner_id=self.person.id))

    def test_undo_of_the_same_day_is_free(self):
        model = self._as_user(self.anna)
        taken = model.claim_customer(partner_id=self.person.id)
        model.browse(taken["claim_id"]).action_release()
        self.assertTrue(model.claim_customer(partner_id=self.person.id))
