"""Base of the tests of calls: a buyer, a family, a switchboard, people with doubts."""

from odoo import fields

from .common import GiftRetailCommon


class CallerCommon(GiftRetailCommon):
    """A firm with a buyer who has open orders, a family that shares a number.

    The counter of calls and the log in read-only transactions write apart, on a
    connection of their own: tests that let them say so.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.hotel = cls._make_partner("白云酒店", is_company=True, phone="020-38881234")
        cls.buyer = cls._make_partner(
            "王芷",
            parent_id=cls.hotel.id,
            phone="13800138000",
            function="Purchasing",
            gift_salutation="王女士",
        )
        cls.hotel.user_id = cls.users["sales"]
        cls.mother = cls._make_partner("李梅", phone="13911112222")
        cls.son = cls._make_partner("李明", phone="+86 139 1111 2222")
        cls.address = cls._make_partner(
            "王小朋友", parent_id=cls.mother.id, type="delivery", phone="13733334444"
        )

    def _calls(self, role="clerk"):
        """Return ``gift.customer`` as a duty, in one company."""
        return self._as(role, self.env["gift.customer"])

    def _answer(self, number, role="clerk"):
        """Return the answer to a call, without the counter of calls."""
        return self._calls(role)._gift_answer_call(number, "page")

    def _card(self, number="13800138000", role="clerk"):
        """Return the card of a call that has one."""
        answer = self._answer(number, role)
        self.assertEqual(answer["state"], "one")
        return answer["card"]

    def _views(self):
        """Return the logged views, oldest first."""
        return self.env["gift.card.view"].search(
            [("company_id", "=", self.company.id)], order="id"
        )

    @classmethod
    def _many_orders(cls, partner, number):
        """Give a partner delivered orders by plain SQL, as the history of years."""
        template = cls._order(partner, [(cls.product, 1, 100)])
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            INSERT INTO sale_order (name, company_id, partner_id, partner_invoice_id,
                                    partner_shipping_id, currency_id, currency_rate,
                                    state, delivery_status, date_order, picking_policy,
                                    gift_commercial_partner_id)
            SELECT 'OLD' || g, company_id, partner_id, partner_invoice_id,
                   partner_shipping_id, currency_id, 1, 'sale', 'full',
                   date_order - make_interval(hours => g), picking_policy,
                   gift_commercial_partner_id
              FROM sale_order, generate_series(1, %s) g WHERE id = %s
            """,
            [number, template.id],
        )
        return template

    @classmethod
    def _at(cls, days, hour=10):
        """Return a moment in UTC, some days from today."""
        return fields.Datetime.to_datetime(cls._days_ago(-days)).replace(hour=hour)
