"""Screens that nobody had walked yet, on a desk and on a phone."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .care_common import CareCommon
from .common import GiftRetailCommon
from .import_common import PURCHASE_HEADINGS, make_xlsx
from .ui_common import UiCommon


class FirstRun(GiftRetailCommon, HttpCase):
    """A new company's manager drops a workbook and reads the sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._make_user(
            "manager", company=cls.company_b, login="first_manager"
        )

    def _workbook(self):
        rows = [
            [f"S{number}", self._days_ago(200 - number), "A1", "茶具", 2, 100 + number]
            + [f"V{number}", f"周测试{number}", 60]
            for number in range(30)
        ]
        rows[0][-2] = "周测试"
        # among the first lines, which the preview shows
        bad = ["S99", self._days_ago(3), "A1", "茶具", 0, 100, "V1", "周测试", 60]
        rows.insert(2, bad)
        return make_xlsx([[*PURCHASE_HEADINGS, "单位成本"], *rows])

    def _first_run(self):
        self.env["ir.attachment"].create(
            {
                "name": "customers.xlsx",
                "type": "binary",
                "url": "/gift_tour/customers.xlsx",
                "raw": self._workbook(),
                "public": True,
            }
        )
        login = self.manager.login
        self.start_tour("/odoo/gift-home", "gift_first_run_drop", login=login)
        record = self.env["gift.import"].search([], limit=1)
        self.assertEqual(record.company_id, self.company_b)
        self.assertEqual((record.state, record.preset), ("running", "purchases"))
        record._run_to_end(commit=False)
        self.assertEqual((record.taken_count, record.refused_count), (30, 1))
        self._refresh(self.company_b)
        self.start_tour("/odoo/gift-home", "gift_first_run_done", login=login)
        action = self.env.ref("crm_gift_retail.gift_import_action")
        url = f"/odoo/action-{action.id}/{record.id}"
        self.start_tour(url, "gift_import_refused", login=login)


@tagged("post_install", "-at_install")
class TestFirstRunTours(FirstRun):
    def test_excel_on_the_first_screen(self):
        self._first_run()


@tagged("post_install", "-at_install")
class TestFirstRunToursPhone(FirstRun):
    browser_size = "390x844"
    touch_enabled = True

    def test_excel_on_the_first_screen_of_a_phone(self):
        self._first_run()


@tagged("post_install", "-at_install")
class TestTierTours(UiCommon, HttpCase):
    def test_manager_sets_the_bounds(self):
        ladder = self.tier["A"].ladder_id
        expected = [
            (tier, low, high) for tier, low, high in ladder._gift_proposed_bounds()
        ]
        self.assertNotEqual(expected[0][1], self.tier["A"].bound_from)
        login = self.users["manager"].login
        with mute_logger("odoo.http"):  # the refusal that the tour provokes
            self.start_tour("/odoo/gift-tiers", "gift_tiers_bounds", login=login)
        self.assertEqual(
            [(tier, tier.bound_from, tier.bound_to) for tier, _low, _high in expected],
            expected,
        )


@tagged("post_install", "-at_install")
class TestCareAllPhone(CareCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_care_of_all_on_a_phone(self):
        for name, owner in (("Real VIP", self.owner), ("Nobody looks", None)):
            customer = self._quiet(name, days=200)
            self.Action.create(
                {
                    "rule_id": self.rule[:1].id,
                    "partner_id": customer.partner_id.id,
                    "customer_id": customer.id,
                    "company_id": self.company.id,
                    "occurrence": "never",
                    "date_due": self.today,
                    "state": "due" if owner else "planned",
                    "user_id": owner and owner.id,
                }
            )
        login = self.users["manager"].login
        self.start_tour("/odoo/gift-care-all", "gift_care_all_on_a_phone", login=login)
