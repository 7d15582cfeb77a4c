"""Last prices at line entry and prices told, on a desk and on a phone."""

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..models.own_cursor import execute_apart
from .price_common import PriceCommon


class PriceTours(PriceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # calls are counted on a connection of their own: take them away again
        cls.addClassCleanup(
            execute_apart,
            cls.env,
            SQL(
                "DELETE FROM gift_call_rate WHERE user_id = %s RETURNING id",
                cls.anna.id,
            ),
        )
        for user in cls.anna | cls.manager:
            user.password = user.login
        cls._sold(90, days=70)
        cls._sold(100, days=20)
        told = cls._tell(99, valid_until=cls.company._gift_today(), days=5)
        told.sudo().valid_until = cls._days_ago(2)

    def _tour_of_entry(self):
        order = self._quote(80, user_id=self.anna.id)
        url = f"/odoo/sale.order/{order.id}"
        self.start_tour(url, "gift_price_entry", login=self.anna.login)
        approval = order.sudo().gift_approval_ids
        self.assertEqual((len(approval), approval.kind), (1, "price"))
        self.assertEqual(order.order_line.gift_price_reason_id, self.reason)
        self.assertEqual(order.gift_price_state, "asked")

    def _tour_of_use(self):
        order = self._quote(80, user_id=self.anna.id)
        url = f"/odoo/sale.order/{order.id}"
        self.start_tour(url, "gift_price_use", login=self.anna.login)
        self.assertEqual(order.order_line.price_unit, 100)

    def _tour_of_told(self, tour="gift_price_told"):
        number = self.firm.copy({"name": "Caller", "phone": "+86 138 0013 8000"})
        url = "/gift/call?number=008613800138000"
        self.start_tour(url, tour, login=self.anna.login)
        told = self.env["gift.price.told"].search([("partner_id", "=", number.id)])
        self.assertEqual((told.quantity, told.price_unit), (200, 88))
        self.assertEqual((told.channel, told.user_id), ("wechat", self.anna))


@tagged("post_install", "-at_install")
class TestPriceTours(PriceTours):
    def test_last_price_at_line_entry(self):
        self._tour_of_entry()

    def test_use_the_last_price(self):
        self._tour_of_use()

    def test_price_told(self):
        self._tour_of_told()


@tagged("post_install", "-at_install")
class TestPriceToursPhone(PriceTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_last_price_on_a_phone(self):
        self._tour_of_entry()

    def test_price_told_on_a_phone(self):
        self._tour_of_told("gift_price_told_on_a_phone")
