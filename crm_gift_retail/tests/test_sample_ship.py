"""Samples leave, arrive, come back, get lost or are bought."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .sample_common import SampleCommon


@tagged("post_install", "-at_install")
class TestSampleShip(SampleCommon):
    def _cost(self, sample):
        return [
            (row.quantity, row.cost)
            for row in self.env["gift.sample.cost"].search(
                [("sample_id", "=", sample.id)], order="id"
            )
        ]

    def _coming(self, sample):
        return sample.picking_ids.filtered(
            lambda p: p.location_id.usage == "customer" and p.state != "done"
        )

    def test_sent_at_the_cost_of_the_day(self):
        sample = self._sent(products=[(self.product, 2), (self.product_b, 1)])
        self.assertEqual(sample.state, "sent")
        self.assertTrue(sample.sent_date)
        self.assertEqual(self._cost(sample), [(2, 120), (1, 10)])
        self.product.standard_price = 99
        self.assertEqual(sample.cost, 130)
        self.assertFalse(sample.picking_ids.move_ids.sale_line_id)
        sent = self._touches(sample, "sample")
        self.assertEqual(
            sent.user_id, self.sales, "the salesperson's, not the packer's"
        )
        self.assertEqual(sent.direction, "out")
        trail = self.env["gift.touchpoint"].search(
            [("res_model", "=", "stock.picking"), ("partner_id", "=", self.contact.id)]
        )
        self.assertFalse(trail, "said once, as a sample")

    def test_stock_value_goes_down_as_with_any_transfer(self):
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.warehouse.lot_stock_id, 10
        )
        sample = self._sent(products=[(self.product, 3)])
        self.assertEqual(self.product.qty_available, 7)
        self.assertEqual(sample.picking_ids.move_ids.value, 180)
        self.assertFalse(
            self.env["account.move.line"].search_count(
                [
                    ("product_id", "=", self.product.id),
                    ("move_type", "=", "out_invoice"),
                ]
            )
        )

    def test_back_order_keeps_the_sample(self):
        sample = self._sample(products=[(self.product, 3)])
        sample.action_request()
        sample = sample.sudo().with_env(self.env)
        first = sample.picking_ids
        self._validate(first, {self.product: 1})
        self.assertEqual(sample.state, "sent")
        self.assertEqual(self._cost(sample), [(1, 60)])
        rest = sample.picking_ids - first
        self.assertEqual(rest.backorder_id, first)
        self._validate(rest)
        self.assertEqual(self._cost(sample), [(1, 60), (2, 120)])
        self.assertEqual(sample.quantity_out, 3)
        self.assertEqual(len(self._touches(sample, "sample")), 1)

    def test_what_the_warehouse_added_counts(self):
        sample = self._sample()
        sample.action_request()
        sample = sample.sudo().with_env(self.env)
        picking = sample.picking_ids
        self.env["stock.move"].create(
            {
                "product_id": self.product_b.id,
                "product_uom_qty": 1,
                "picking_id": picking.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        self._validate(picking)
        self.assertEqual(sample.cost, 70)
        self.assertEqual(sample.line_ids.product_id, self.product | self.product_b)

    def test_arrived_by_courier_and_by_hand(self):
        signed = self._sent()
        day = signed.sent_date + timedelta(days=2)
        signed.picking_ids._gift_trail_arrived(date=day)
        self.assertEqual((signed.state, signed.arrived_date), ("arrived", day))
        signed.picking_ids._gift_trail_arrived(date=day + timedelta(days=1))
        self.assertEqual(signed.arrived_date, day, "what was said first stays")
        taken = self._sent()
        taken.picking_ids._gift_sign(day)
        self.assertEqual((taken.state, taken.arrived_date), ("arrived", day))
        told = self._sent(self.person)
        self._as("sales", told).action_tap("arrived")
        self.assertEqual(told.state, "arrived")
        touch = self.env["gift.touchpoint"].search(
            [
                ("res_model", "=", "stock.picking"),
                ("res_id", "=", told.picking_ids.id),
                ("kind", "=", "arrived"),
            ]
        )
        self.assertEqual(touch.partner_id, self.person)
        with self.assertRaisesRegex(UserError, "is no answer"):
            self._as("sales", told).action_tap("nonsense")

    def test_comes_back_at_the_cost_it_left_with(self):
        sample = self._sent(products=[(self.product, 3)], terms="return")
        self.product.standard_price = 10
        sample.action_receive_back()
        back = self._coming(sample)
        self.assertEqual(back.picking_type_id, self.warehouse.in_type_id)
        sample.action_receive_back()
        self.assertEqual(self._coming(sample), back, "one return, however often asked")
        self._validate(back, {self.product: 1})
        self.assertEqual((sample.quantity_out, sample.cost), (2, 120))
        self.assertNotEqual(sample.state, "closed")
        self._validate(self._coming(sample))
        self.assertEqual(self._cost(sample), [(3, 180), (-1, -60), (-2, -120)])
        self.assertEqual((sample.state, sample.outcome), ("closed", "returned"))
        self.assertEqual(sample.cost, 0)
        with self.assertRaisesRegex(UserError, "has nothing of"):
            sample.action_receive_back()

    def test_cents_are_given_back_to_the_last_one(self):
        odd = self._make_product("Odd", price=10, cost=3.335)
        sample = self._sent(products=[(odd, 3)], terms="return")
        total = sample.cost
        for _piece in range(3):
            sample.action_receive_back()
            self._validate(self._coming(sample), {odd: 1})
        self.assertEqual(sample.cost, 0, f"of {total}")
        self.assertEqual(sample.outcome, "returned")

    def test_lost_and_found(self):
        sample = self._sent(terms="return")
        self._as("sales", sample).action_tap("lost")
        self.assertEqual((sample.state, sample.outcome), ("closed", "lost"))
        self.assertEqual(sample.cost, 60, "what is lost was paid for")
        sample.action_receive_back()
        self._validate(self._coming(sample))
        self.assertEqual((sample.outcome, sample.cost), ("returned", 0))

    def test_kept_and_bought_counts_once(self):
        sample = self._sent(products=[(self.product, 2)], terms="return")
        action = self._as("manager", sample).action_sell()
        context = action["context"]
        self.assertEqual(context["default_gift_sample_id"], sample.id)
        order = self._order(
            self.contact, [(self.product, 2, 100)], gift_sample_id=sample.id
        )
        self.assertEqual((sample.outcome, sample.state), ("ordered", "closed"))
        self.assertEqual(sample.won_order_id, order)
        self.assertEqual((sample.quantity_out, sample.cost), (0, 0))
        self._deliver(order)
        self._invoice(order)
        facts = self._facts(self.firm)
        self.assertEqual(sum(facts.mapped("revenue")), 200)
        self.assertEqual(sum(facts.mapped("profit")), 80, "the cost counts once")
        self.assertFalse(self._coming(sample), "nothing has to come back")
        with self.assertRaisesRegex(UserError, "to buy"):
            self._as("manager", sample).action_sell()

    def test_returned_sample_that_was_sold_to_another(self):
        """Goods that came back are stock: their next buyer is no outcome of it."""
        sample = self._sent(terms="return")
        sample.action_receive_back()
        self._validate(self._coming(sample))
        self._sell(self.person, [(self.product, 1, 100)])
        self.env["gift.sample"]._gift_follow(self.company)
        self.assertEqual(sample.outcome, "returned")
        self.assertEqual(sum(self._facts(self.firm).mapped("cost")), 0)
        self.assertEqual(sum(self._facts(self.person).mapped("profit")), 40)

    def test_nobody_buys_the_sample_of_another(self):
        sample = self._sent(terms="return")
        with self.assertRaisesRegex(ValidationError, sample.name):
            self._order(self.person, [(self.product, 1, 100)], gift_sample_id=sample.id)

    def test_the_firm_of_the_day_stays(self):
        sample = self._sent()
        other = self._make_partner("Other Firm", is_company=True)
        self.contact.parent_id = other
        self.assertEqual(sample.firm_id, self.firm)
        self.assertEqual(self._facts(self.firm).cost, 60)
        self.assertFalse(self._facts(other))

    def test_currency_without_a_rate(self):
        """Cost stands in the company's currency: a rate is never asked for."""
        exotic = self.env["res.currency"].create(
            {"name": "XGR", "symbol": "X", "rounding": 0.01}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "X", "currency_id": exotic.id, "company_id": False}
        )
        order = self._order(
            self.contact,
            [(self.product, 1, 1)],
            confirm=False,
            pricelist_id=pricelist.id,
        )
        sample = self._sent(order_id=order.id, user="manager")
        self.assertEqual(self._facts(self.firm).cost, 60)
        self.assertEqual(sample.cost, 60)

    def test_freezing_twice_adds_nothing(self):
        sample = self._sent()
        moves = sample.picking_ids.move_ids
        self.assertFalse(self.env["gift.sample.cost"]._gift_freeze(moves))
        self.assertEqual(self._cost(sample), [(1, 60)])
