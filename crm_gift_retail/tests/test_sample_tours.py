"""Samples in a real browser, at the desk and on a phone."""

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..models.own_cursor import execute_apart
from .sample_common import SampleCommon


@tagged("post_install", "-at_install")
class TestSampleTours(SampleCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        # calls are counted on a connection of their own: take them away again
        cls.addClassCleanup(
            execute_apart,
            cls.env,
            SQL(
                "DELETE FROM gift_call_rate WHERE user_id = %s RETURNING id",
                cls.sales.id,
            ),
        )
        cls.cup = cls._make_product("Blue cup", price=30, cost=12)
        cls.customer = cls._make_partner("Ms Sample")

    def _tour(self, name, path, phone=False, role="sales"):
        self.browser_size = "390,844" if phone else "1366,768"
        self.touch_enabled = phone
        login = self.users[role].login
        self.start_tour(path, name, login=login, timeout=120)

    def test_from_the_card(self):
        self.customer.phone = "+86 138 0013 8000"
        self._tour("gift_sample_from_the_card", "/gift/call?number=13800138000")
        sample = self.env["gift.sample"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(
            (sample.state, sample.line_ids.product_id), ("picking", self.cup)
        )

    def test_answers_on_a_phone(self):
        sample = self._sent(self.customer, [(self.cup, 1)])
        self._tour("gift_sample_answers_phone", "/odoo/gift-samples", phone=True)
        self.assertEqual((sample.state, sample.outcome), ("closed", "kept"))
        self.assertEqual(sample.feedback_id.mood, "good")

    def test_from_a_lead(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Cups for the team",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "user_id": self.users["sales"].id,
                "company_id": self.company.id,
            }
        )
        for phone in (False, True):
            self._tour("gift_sample_from_a_lead", f"/odoo/crm.lead/{lead.id}", phone)

    def test_report(self):
        self._sent(self.customer, [(self.cup, 1)])
        self._tour("gift_sample_report", "/odoo/gift-sample-analysis", role="manager")
