"""Lost to another brand: reason, brand, class D, the day to try again."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import GiftRetailCommon, mute_logger


@tagged("post_install", "-at_install")
class TestLostBrand(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("crm_gift_retail.crm_lost_reason_competitor")
        cls.budget = cls.env["crm.lost.reason"].create({"name": "No budget"})
        cls.brand = cls.env["gift.competitor"].create({"name": "Lotus Gifts"})
        cls.care = cls.env["gift.care.action"]

    def _lead(self, partner, **values):
        return self.env["crm.lead"].create(
            {
                "name": "300 tea sets",
                "partner_id": partner.id,
                "company_id": self.company.id,
                "user_id": self.users["sales"].id,
                **values,
            }
        )

    def _lose(self, lead, reason=None, **values):
        wizard = Form(
            self._as("sales", self.env["crm.lead.lost"]).with_context(
                default_lead_ids=lead.ids
            )
        )
        wizard.lost_reason_id = reason or self.reason
        for name, value in values.items():
            setattr(wizard, name, value)
        if (reason or self.reason).gift_is_competitor:
            wizard.gift_competitor_id = self.brand
        wizard.save().action_lost_reason_apply()
        self._run_queue()

    def _tier(self, partner, company=None):
        row = self._customer(partner, company)
        row.invalidate_recordset()
        return row.tier_id.code

    def test_lost_to_a_brand_is_class_d_until_they_buy(self):
        lead = self._lead(self.contact)
        self._lose(lead)
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(lead.gift_competitor_id, self.brand)
        self.assertEqual(
            lead.gift_winback_date, self.today + timedelta(days=180), "the default"
        )
        self.assertEqual(self._tier(self.firm), "D")
        self.assertTrue(self._customer(self.firm).tier_id.is_lost)
        self._sell(self.firm, [(self.product, 100, 100)])
        self._run_queue()
        self.assertNotEqual(self._tier(self.firm), "D", "measured again")
        self.assertTrue(self._tier(self.firm))

    def test_other_reasons_and_buyers_are_no_class_d(self):
        self._lose(self._lead(self.person), self.budget)
        self.assertFalse(self._tier(self.person))
        self._sell(self.firm, [(self.product, 1, 100)])
        self._run_queue()
        before = self._tier(self.firm)
        self._lose(self._lead(self.firm))
        self.assertEqual(self._tier(self.firm), before, "bought within the window")

    def test_lost_after_the_last_purchase_only(self):
        self._history(self.firm, self._days_ago(500), 100, 50)
        self._refresh()
        lead = self._lead(self.firm)
        self._lose(lead)
        self.assertEqual(self._tier(self.firm), "D")
        lead.date_closed = lead.date_closed - timedelta(days=900)
        self.env["gift.customer.queue"]._touch(self.firm)
        self._run_queue()
        self.assertNotEqual(self._tier(self.firm), "D", "bought after that")

    def test_restored_lead_is_no_class_d_any_more(self):
        lead = self._lead(self.firm)
        self._lose(lead)
        self._as("sales", lead).action_gift_try_again()
        self._run_queue()
        self.assertEqual(lead.won_status, "pending")
        self.assertFalse(lead.gift_winback_date)
        self.assertFalse(self._tier(self.firm))
        with self.assertRaises(UserError):
            self._as("sales", lead).action_gift_try_again()

    def test_lost_in_another_company(self):
        lead = self._lead(self.firm, company_id=self.company_b.id, user_id=False)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        self._run_queue()
        self.assertFalse(self._tier(self.firm))
        self.assertEqual(self._tier(self.firm, self.company_b), "D")

    def test_ladder_without_class_d(self):
        self.env["gift.tier"].search(
            [("company_id", "=", self.company.id), ("is_lost", "=", True)]
        ).active = False
        self._lose(self._lead(self.firm))
        self.assertFalse(self._tier(self.firm))

    def test_reason_marked_later(self):
        lead = self._lead(self.firm)
        self._lose(lead, self.budget)
        self.budget.gift_is_competitor = True
        self._refresh()
        self.assertEqual(self._tier(self.firm), "D")

    def test_user_chooses_day_or_never(self):
        lead = self._lead(self.firm)
        day = self.today + timedelta(days=30)
        self._lose(lead, gift_winback_date=day)
        self.assertEqual(lead.gift_winback_date, day)
        other = self._lead(self.person)
        self._lose(other, gift_winback_date=False)
        self.assertFalse(other.gift_winback_date, "not again")

    def test_whoever_has_no_duty_of_ours_may_lose_a_lead(self):
        plain = self._make_login(
            "plain_loser", "sales_team.group_sale_salesman_all_leads"
        )
        lead = self._lead(self.firm)
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(plain)
            .create({"lead_ids": lead.ids, "lost_reason_id": self.reason.id})
        )
        wizard.action_lost_reason_apply()
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(lead.gift_winback_date, self.today + timedelta(days=180))

    def test_company_setting(self):
        self.company.gift_winback_days = 7
        lead = self._lead(self.firm)
        lead.action_set_lost(lost_reason_id=self.reason.id)
        self.assertEqual(lead.gift_winback_date, self.today + timedelta(days=7))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.company.gift_winback_days = 0
            self.env.flush_all()

    def test_trail_tells_the_brand(self):
        lead = self._lead(self.firm)
        self._lose(lead)
        vals = lead.sudo()._gift_trail_vals("lead_lost")
        self.assertEqual(vals["outcome"], "competitor")
        self.assertIn("Lotus Gifts", vals["summary"])

    def test_brand_once(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["gift.competitor"].create({"name": "LOTUS gifts"})
        self._lose(self._lead(self.firm))
        self.assertEqual(self._as("sales", self.brand).lost_count, 1)

    # ------------------------------------------------------------ win back

    def test_list_of_who_is_due(self):
        lead = self._lead(self.firm)
        self._lose(lead)
        leads = self.env["crm.lead"].with_context(active_test=False)
        self.assertNotIn(lead, leads.search([("gift_winback_due", "=", True)]))
        self.assertIn(lead, leads.search([("gift_winback_due", "=", False)]))
        lead.gift_winback_date = self.today
        self.assertTrue(lead.gift_winback_due)
        self.assertIn(lead, leads.search([("gift_winback_due", "=", True)]))
        self._as("sales", lead).action_gift_try_later()
        self.assertEqual(lead.gift_winback_date, self.today + timedelta(days=180))
        self._as("sales", lead).action_gift_not_again()
        self.assertFalse(lead.gift_winback_date)

    def test_one_care_action_on_the_day(self):
        lead = self._lead(self.firm)
        self._lose(lead, gift_winback_date=self.today)
        self._lose(self._lead(self.contact), gift_winback_date=self.today)
        rule = self.env["gift.care.rule"].search(
            [("company_id", "=", self.company.id), ("trigger", "=", "winback")]
        )
        self.assertEqual(len(rule), 1)
        self.care._plan(self.company)
        self.care._plan(self.company)
        action = self.care.search([("rule_id", "=", rule.id)])
        self.assertEqual(len(action), 1, "one customer, one word")
        self.assertEqual(action.partner_id, self.firm)
        self.assertIn("Lotus Gifts", action.reason)
        leads = self.env["crm.lead"].with_context(active_test=False)
        lost = leads.search([("partner_id.commercial_partner_id", "=", self.firm.id)])
        lost.action_gift_try_later()
        self.care._plan(self.company)
        self.assertEqual(action.state, "cancelled")
        self.assertEqual(action.cause, "lapsed")
