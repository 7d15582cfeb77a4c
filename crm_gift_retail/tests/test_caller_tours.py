"""The call page as people walk it, on a desk and on a telephone."""

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..models.own_cursor import execute_apart
from .caller_common import CallerCommon


class CallerTours(CallerCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # calls are counted on a connection of their own: take them away again
        cls.addClassCleanup(
            execute_apart,
            cls.env,
            SQL(
                "DELETE FROM gift_call_rate WHERE user_id IN %s RETURNING id",
                tuple(user.id for user in cls.users.values()),
            ),
        )
        cls._sell(cls.buyer, [(cls.product_b, 3, 100)], date=cls._days_ago(40))
        cls.env["account.move"].search(
            [("commercial_partner_id", "=", cls.hotel.id)]
        ).invoice_date_due = cls._days_ago(10)
        for days in (3, 5, 6, 7):
            order = cls._order(cls.buyer, [(cls.product_b, 1, 100)])
            order.commitment_date = cls._at(days)
        order = cls._order(cls.buyer, [(cls.product, 200, 10)])
        order.commitment_date = cls._at(2)
        # the parcel of months ago is no news
        cls.env["stock.picking"].search([("state", "=", "done")]).date_done = cls._at(
            -40
        )
        cls._order(
            cls.buyer, [(cls.product, 200, 88)], confirm=False
        ).action_quotation_sent()
        cls.buyer.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=cls.today,
            summary="Call back about ribbons",
            user_id=cls.users["sales"].id,
        )
        cls._refresh()

    def _call(self, number, tour, role="caller"):
        """Let somebody call and walk the page."""
        login = self.users[role].login
        self.start_tour(f"/gift/call?number={number}", tour, login=login, timeout=120)


@tagged("post_install", "-at_install")
class TestCallerTours(CallerTours):
    def test_card(self):
        self._call("013800138000", "gift_caller_card")
        touch = self.env["gift.touchpoint"].search([("partner_id", "=", self.buyer.id)])
        self.assertIn("Wants gold", str(touch.mapped("summary")))
        self.assertEqual(self._views().partner_id, self.buyer)

    def test_family(self):
        self._call("+86 139 1111 2222", "gift_caller_family", "clerk")
        self.assertEqual(self._views().partner_id, self.mother | self.son)

    def test_unknown(self):
        self.env["crm.team"].create(
            {"name": "Shop", "company_id": self.company.id, "gift_is_shop": True}
        )
        self._call("13699998888", "gift_caller_unknown")
        self.assertFalse(self._views())


@tagged("post_install", "-at_install")
class TestCallerToursPhone(CallerTours):
    """At 390 × 844, where line 6 must not need scrolling."""

    browser_size = "390x844"
    touch_enabled = True

    def test_card(self):
        self._call("013800138000", "gift_caller_card")

    def test_family(self):
        self._call("13911112222", "gift_caller_family", "clerk")
