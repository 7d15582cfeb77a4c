"""An order of 200 lines asks what an order of one line asks."""

from odoo.tests import tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestLastPriceCost(PriceCommon):
    def test_queries_for_1_and_200_lines(self):
        products = self.env["product.product"].create(
            [{"name": f"P{n}", "list_price": 10} for n in range(200)]
        )
        lines = [(product, 1, 10) for product in products]
        self._order(self.firm, lines)
        small = self._as(self.anna, self._order(self.firm, lines[:1], confirm=False))
        large = self._as(self.anna, self._order(self.firm, lines, confirm=False))

        def count(order):
            self.env.flush_all()
            self.env.invalidate_all()
            order.order_line.mapped("price_subtotal")
            order.order_line.product_id.mapped("type")
            order.partner_id.commercial_partner_id.mapped("name")
            order.company_id.root_id.mapped("gift_price_limit")
            before = self.cr.sql_log_count
            order.order_line.mapped("gift_last_price")
            order.mapped("gift_price_text")
            return self.cr.sql_log_count - before

        count(small)
        one, many = count(small), count(large)
        self.assertEqual(one, many)
        self.assertLessEqual(many, 8)
        self.assertEqual(
            len(list(filter(None, large.order_line.mapped("gift_last_price")))), 200
        )

    def test_form_costs_two_queries_more(self):
        order = self._quote()
        self._sold(90)
        fields_read = ["partner_id", "state"]
        lines = {"product_id": {}, "price_unit": {}, "price_subtotal": {}}
        order = self._as(self.users["service"], order)

        def count(extra):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.web_read(
                {
                    **{name: {} for name in fields_read},
                    "order_line": {"fields": {**lines, **extra}},
                }
            )
            return self.cr.sql_log_count - before

        count({"gift_last_price": {}})
        with_last = count({"gift_last_price": {}, "gift_price_reason_id": {}})
        self.assertGreater(with_last, count({}))
