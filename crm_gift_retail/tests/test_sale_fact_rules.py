"""What counts, what does not, and at which cost."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestSaleFactRules(GiftRetailCommon):
    def _manual(self, lines, move_type="out_invoice", partner=None):
        """Return a posted invoice without an order; lines of (product, qty, price)."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or self.person).id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product and product.id,
                            "name": "Line",
                            "quantity": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product, quantity, price in lines
                ],
            }
        )
        move.action_post()
        return move

    def test_manual_invoice_takes_the_products_cost_as_estimate(self):
        move = self._manual([(self.product, 2, 100), (self.service, 1, 20)])
        goods, service = self._facts(self.person).sorted("revenue", reverse=True)
        self.assertEqual((goods.cost, goods.profit), (120, 80))
        self.assertEqual(goods.cost_state, "estimated")
        self.assertEqual((service.cost, service.cost_state), (0, "known"))
        self.assertEqual(goods.order_ref, f"I{move.id}")

    def test_missing_cost_is_no_profit(self):
        uncosted = self._make_product("Print", price=30, cost=0)
        self._manual([(uncosted, 1, 30), (None, 1, 15)])
        facts = self._facts(self.person)
        self.assertEqual(set(facts.mapped("cost_state")), {"missing"})
        self.assertEqual(sum(facts.mapped("revenue")), 45)
        self.assertEqual(sum(facts.mapped("profit")), 0)
        self.assertEqual(sum(facts.mapped("cost")), 45, "revenue - cost = profit")

    def test_charges_are_revenue_without_margin_and_tips_none(self):
        postage = self._make_product(
            "Postage", price=9, cost=2, type="service", gift_revenue_kind="charge"
        )
        tip = self._make_product(
            "Tip", price=5, cost=0, type="service", gift_revenue_kind="none"
        )
        self._manual([(self.product, 1, 100), (postage, 1, 9), (tip, 1, 5)])
        facts = self._facts(self.person)
        self.assertEqual(sum(facts.mapped("revenue")), 109)
        self.assertEqual(sum(facts.mapped("profit")), 40)
        self.assertEqual(facts.filtered("is_charge").profit, 0)

    def test_down_payment_is_left_out(self):
        order = self._order(self.person, [(self.product, 2, 100)])
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "fixed",
                "fixed_amount": 50,
            }
        )
        down = wizard._create_invoices(order)
        down.invoice_date = self.today
        down.action_post()
        self.assertFalse(self._facts(self.person))
        self._deliver(order)
        self._invoice(order)
        facts = self._facts(self.person)
        self.assertEqual(sum(facts.mapped("revenue")), 200)
        self.assertEqual(facts.kind, "posted")

    def test_combo_counts_once(self):
        combos = self.env["product.combo"].create(
            [
                {
                    "name": name,
                    "combo_item_ids": [Command.create({"product_id": product.id})],
                }
                for name, product in (("Cup", self.product), ("Vase", self.product_b))
            ]
        )
        bundle = self.env["product.product"].create(
            {
                "name": "Bundle",
                "type": "combo",
                "list_price": 140,
                "combo_ids": [Command.set(combos.ids)],
                "taxes_id": [Command.clear()],
            }
        )
        order = self._order(
            self.person,
            [{"product_id": bundle.id, "product_uom_qty": 1}],
            confirm=False,
        )
        parent = order.order_line
        for combo in combos:
            self.env["sale.order.line"].create(
                {
                    "order_id": order.id,
                    "product_id": combo.combo_item_ids.product_id.id,
                    "product_uom_qty": 1,
                    "combo_item_id": combo.combo_item_ids.id,
                    "linked_line_id": parent.id,
                    "tax_ids": [Command.clear()],
                }
            )
        order.action_confirm()
        self._deliver(order)
        self._invoice(order)
        facts = self._facts(self.person)
        self.assertAlmostEqual(sum(facts.mapped("revenue")), order.amount_untaxed)
        self.assertEqual(sum(facts.mapped("cost")), 70, "60 + 10, the bundle adds none")

    def test_return_after_invoice_is_pending_until_credited(self):
        invoice = self._sell(self.person, [(self.product, 3, 100)])
        order = invoice.invoice_line_ids.sale_line_ids.order_id
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": order.picking_ids.id}
        )
        wizard.product_return_moves.write({"quantity": 1, "to_refund": True})
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.write({"quantity": 1, "picked": True})
        back.button_validate()
        pending = self._facts(self.person, kind="pending")
        self.assertEqual(
            (pending.quantity, pending.revenue, pending.profit), (-1, -100, -40)
        )
        credit = order._create_invoices(final=True)
        credit.invoice_date = self.today
        credit.action_post()
        self.assertEqual(credit.move_type, "out_refund")
        facts = self._facts(self.person)
        self.assertEqual(set(facts.mapped("kind")), {"posted"})
        self.assertEqual(sum(facts.mapped("profit")), 80)

    def test_posted_again_keeps_the_frozen_unit_cost(self):
        invoice = self._sell(self.person, [(self.product, 4, 100)])
        line = invoice.invoice_line_ids
        line.sale_line_ids.purchase_price = 99
        invoice.button_draft()
        line.quantity = 2
        invoice.action_post()
        fact = self._facts(self.person, kind="posted")
        self.assertEqual((fact.quantity, fact.cost), (2, 120))

    def test_units_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order(
            self.person,
            [
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 1,
                    "product_uom_id": dozen.id,
                    "price_unit": 1200,
                    "tax_ids": [Command.clear()],
                }
            ],
        )
        for move in order.picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        order.picking_ids.button_validate()
        pending = self._facts(self.person)
        self.assertEqual((pending.revenue, pending.cost), (1200, 720))
        self._invoice(order)
        posted = self._facts(self.person)
        self.assertEqual((posted.revenue, posted.cost), (1200, 720))

    def test_border_parts_history_and_invoices(self):
        self._sell(self.person, [(self.product, 1, 100)], date=self._days_ago(10))
        self._sell(self.person, [(self.product, 1, 200)], date=self._days_ago(50))
        self._history(self.person, self._days_ago(10), 7, 1)
        self._history(self.person, self._days_ago(50), 8, 1)
        self.assertEqual(sum(self._facts(self.person).mapped("revenue")), 315)
        self.company.gift_history_border = self._days_ago(30)
        self.assertEqual(sum(self._facts(self.person).mapped("revenue")), 108)
        self.company.gift_history_border = self._days_ago(10)
        self.assertEqual(sum(self._facts(self.person).mapped("revenue")), 108)

    def test_delivery_day_is_the_companys(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        order = self._order(self.person, [(self.product, 1, 100)])
        evening = datetime.combine(self._days_ago(3), datetime.min.time())
        self._deliver(order, date=evening + timedelta(hours=20))
        self.env.flush_all()
        self.assertEqual(self._facts(self.person).date, self._days_ago(2))

    def test_currency_without_a_rate(self):
        """Odoo books 1:1 when no rate exists at all; the figures follow the books."""
        exotic = self.env["res.currency"].create(
            {"name": "XGR", "symbol": "X", "rounding": 0.01}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "X", "currency_id": exotic.id, "company_id": False}
        )
        order = self._order(
            self.person, [(self.product, 1, 100)], pricelist_id=pricelist.id
        )
        self._deliver(order)
        self.assertEqual(self._facts(self.person).revenue, 100)
        invoice = self._invoice(order)
        self.assertEqual(
            self._facts(self.person).revenue,
            -sum(invoice.invoice_line_ids.mapped("balance")),
        )

    def test_anonymous_history_is_one_line_without_customer(self):
        self._history(None, self._days_ago(2), 33, 10)
        fact = self.env["gift.sale.fact"].search(
            [("company_id", "=", self.company.id), ("partner_id", "=", False)]
        )
        self.assertEqual(fact.revenue, 33)
        self.assertFalse(fact.customer_id or fact.tier_id)

    def test_install_on_existing_books_stamps_once(self):
        self._sell(self.contact, [(self.product, 1, 100)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET gift_commercial_partner_id = NULL")
        self.env.cr.execute("DELETE FROM gift_sale_cost")
        self.env.cr.execute("DELETE FROM gift_customer")
        self.env.invalidate_all()
        customers = self.env["gift.customer"]
        customers._gift_install()
        row = self._customer(self.firm)
        self.assertEqual((row.revenue_12m, row.profit_12m), (100, 40))
        self.assertEqual(self.env["gift.sale.cost"]._gift_freeze(), 0)
        self.assertEqual(self._refresh(), 0)
