"""Planning: one action per rule, customer and silence."""

from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .care_common import CareCommon


@tagged("post_install", "-at_install")
class TestCarePlan(CareCommon):
    def test_every_root_company_has_one_rule(self):
        self.assertEqual(len(self.rule), 1)
        self.assertFalse(self.env["gift.care.rule"]._gift_setup_company(self.company))
        self.assertTrue(self.rule.activity_type_id.gift_is_contact)

    def test_one_action_per_silence(self):
        customer = self._quiet("Lin")
        self._quiet("In touch", days=10)
        self.assertEqual(self._plan(), 1)
        action = self._actions(customer)
        self.assertEqual(action.state, "planned")
        self.assertEqual(action.partner_id, customer.partner_id)
        self.assertEqual(action.company_id, self.company)
        self.assertEqual(
            action.occurrence, customer.last_contact_date.strftime("%Y-%m-%d")
        )
        self.assertEqual(self._plan(), 0, "a second run changes nothing")
        # spoken with, then quiet again: the next silence is another occasion
        self._spoken(customer)
        self.assertEqual(self._plan(), 0)
        self.assertEqual((action.state, action.cause), ("cancelled", "elsewhere"))
        self._spoken(customer, days=90)
        self.assertEqual(self._plan(), 1)
        self.assertEqual(len(self._actions(customer)), 2)

    def test_due_day_is_inclusive(self):
        for days, expected in ((29, 0), (30, 1), (31, 1)):
            with self.subTest(days):
                self._quiet(f"Quiet {days}", days=days, tier="A")
                self.assertEqual(self._plan(), expected)

    def test_never_contacted(self):
        customer = self._quiet("New")
        self._set(customer, last_contact_date=False, next_contact_date=self.today)
        self.assertEqual(self._plan(), 1)
        self.assertEqual(self._actions(customer).occurrence, "never")
        self.assertIn("No contact logged yet", self._actions(customer).reason)
        self.assertEqual(self._plan(), 0)

    def test_rule_for_some_tiers(self):
        self.rule.tier_ids = self.tier["B"]
        first, second = self._quiet("A firm"), self._quiet("B firm", tier="B")
        self.assertEqual(self._plan(), 1)
        self.assertFalse(self._actions(first))
        self.assertTrue(self._actions(second))

    def test_archived_rule_plans_nothing(self):
        self._quiet("Lin")
        self.env["gift.care.rule"].search(
            [("company_id", "=", self.company.id)]
        ).active = False
        self.assertEqual(self._plan(), 0)
        self.assertFalse(self.Action._get_care_companies() & self.company)

    def test_lapsed_comes_back_within_the_same_silence(self):
        customer = self._quiet("Lin")
        self._plan()
        self._dispatch()
        action = self._actions(customer)
        activity = action.activity_id
        customer.partner_id.active = False
        self._plan()
        self.assertEqual((action.state, action.cause), ("cancelled", "lapsed"))
        self.assertFalse(activity.exists(), "nothing is left on the desk")
        customer.partner_id.active = True
        self.assertEqual(self._plan(), 1)
        self.assertEqual((action.state, action.cause), ("planned", False))
        self._set(customer, next_contact_date=self.today + timedelta(days=5))
        self._plan()
        self.assertEqual(action.state, "cancelled", "the interval was lengthened")

    def test_companies_apart(self):
        ours = self._quiet("Ours")
        theirs = self._quiet("Theirs", company=self.company_b)
        self.assertEqual(self._plan(), 1)
        self.assertFalse(self._actions(theirs))
        self.assertEqual(self._plan(self.company_b), 1)
        self.assertEqual(self._actions(theirs).company_id, self.company_b)
        self.assertEqual(len(self._actions(ours)), 1)
        service = self.users["service"]
        visible = self.Action.with_user(service).search([])
        self.assertEqual(visible, self._actions(ours))

    def test_shared_partner_has_care_in_both_companies(self):
        customer = self._quiet("Shared")
        partner = customer.partner_id
        other = self.env["gift.customer"].sudo()._ensure(partner, self.company_b)
        tier = self.env["gift.tier"].search(
            [("company_id", "=", self.company_b.id)], limit=1
        )
        self._set(
            other,
            owner_id=self.owner.id,
            tier_id=tier.id,
            last_contact_date=customer.last_contact_date,
            next_contact_date=self.today,
        )
        self.assertEqual((self._plan(), self._plan(self.company_b)), (1, 1))

    def test_query_count_is_constant(self):
        self._quiet("First")
        self._plan()
        for number in range(1, 3):
            self._quiet(f"More {number}")
        with self.assertQueryCount(20):
            self._plan()
        for number in range(80):
            self._quiet(f"Many {number}")
        with self.assertQueryCount(20):
            self.assertEqual(self._plan(), 80)

    # rules

    def test_branch_refused(self):
        branch = self._make_company("Branch", parent_id=self.company.id)
        with self.assertRaisesRegex(ValidationError, "belongs to the branch Branch"):
            self.rule.copy({"company_id": branch.id})

    def test_foreign_tier_refused(self):
        tier = self.env["gift.tier"].search(
            [("company_id", "=", self.company_b.id)], limit=1
        )
        with self.assertRaisesRegex(ValidationError, "tiers of another company"):
            self.rule.tier_ids = tier

    def test_activity_type_of_another_model_refused(self):
        kind = self.env["mail.activity.type"].create(
            {"name": "For leads", "res_model": "crm.lead"}
        )
        with self.assertRaisesRegex(ValidationError, "For leads"):
            self.rule.activity_type_id = kind

    @mute_logger("odoo.sql_db")
    def test_negative_limits_refused(self):
        with self.assertRaises(Exception) as caught:
            self.rule.daily_limit = -1
            self.env.flush_all()
        self.assertIn("daily_limit", str(caught.exception))

    def test_only_managers_change_rules(self):
        for role in ("clerk", "service", "service_lead", "sales"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.rule.with_user(self.users[role]).name = "Mine"
        self.rule.with_user(self.users["manager"]).name = "Ours"
        action = self.rule.with_user(self.users["manager"]).action_open_actions()
        self.assertEqual(action["domain"], [("rule_id", "=", self.rule.id)])

    def test_open_count(self):
        self._quiet("Lin")
        self._plan()
        self.rule.invalidate_recordset()
        self.assertEqual(self.rule.open_count, 1)
