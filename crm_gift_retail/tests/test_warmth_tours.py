"""Heat, win-back, words and referrals in a real browser, at the desk and on a phone."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .ui_common import UiCommon


@tagged("post_install", "-at_install")
class TestWarmthTours(UiCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hot = cls._quiet("Hot firm", days=3)
        cls.cold = cls._quiet("Cold firm", days=3)
        rule = cls.env.ref("crm_gift_retail.gift_heat_rule_visit")
        cls._set(
            cls.hot,
            hot_until=fields.Datetime.now() + timedelta(days=5),
            hot_rule_id=rule.id,
        )
        cls.person.write({"gift_wechat": "wang88", "gift_salutation": "王总"})
        cls.brand = cls.env["gift.competitor"].create({"name": "Lotus Gifts"})
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Tea sets for staff",
                "type": "opportunity",
                "partner_id": cls.person.id,
                "user_id": cls.users["sales"].id,
                "company_id": cls.company.id,
            }
        )

    def _tour(self, name, path, phone=False):
        self.browser_size = "390,844" if phone else "1366,768"
        self.touch_enabled = phone
        login = self.users["sales"].login
        self.start_tour(path, name, login=login, timeout=120)

    def _lead_path(self):
        return f"/odoo/crm.lead/{self.lead.id}"

    def test_hot_customer(self):
        for phone in (False, True):
            self.env["gift.heat.override"].search([])._gift_step_back()
            self._tour(
                "gift_hot_customer_cools_by_hand", "/odoo/my-hot-customers", phone
            )
            mark = self.env["gift.heat.override"].search(
                [("partner_id", "=", self.hot.partner_id.id)]
            )
            self.assertEqual(mark.heat, "ordinary")
            self.assertEqual(mark.user_id, self.users["sales"])

    def test_lost_and_won_back(self):
        self._tour("gift_lead_lost_to_a_brand", self._lead_path())
        self.assertEqual(self.lead.won_status, "lost")
        self.assertEqual(self.lead.gift_competitor_id, self.brand)
        self.lead.write(
            {"gift_winback_date": self.today, "name": "Lost tea sets for staff"}
        )
        self._tour("gift_winback_try_again", "/odoo/gift-win-back", phone=True)
        self.assertEqual(self.lead.won_status, "pending")

    def test_words_are_copied_and_taken_back(self):
        for phone in (False, True):
            self._tour("gift_words_copied", self._lead_path(), phone)
        sent = self.env["gift.message.sent"].search(
            [("partner_id", "=", self.person.id)]
        )
        self.assertEqual(sent.mapped("state"), ["undone", "undone"])
        self.assertTrue(sent[0].text.startswith("王总"))

    def test_brought_by(self):
        self.lead.partner_id = False
        self._tour("gift_lead_brought_by", self._lead_path())
        self.assertEqual(self.lead.gift_referrer_id, self.person)
        self.assertEqual(self.lead.gift_referral_ids.state, "invited")
