"""Money is counted once, on the day of its document, at the frozen cost."""

from odoo.tests import tagged

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestSaleFactFlows(GiftRetailCommon):
    def _sum(self, facts):
        return (
            round(sum(facts.mapped("revenue")), 2),
            round(sum(facts.mapped("profit")), 2),
        )

    def test_delivery_is_pending_until_invoiced(self):
        order = self._order(self.contact, [(self.product, 2, 100)])
        self.assertFalse(self._facts(self.firm), "ordered is not delivered")
        self._deliver(order)
        pending = self._facts(self.firm)
        self.assertEqual(pending.kind, "pending")
        self.assertEqual(self._sum(pending), (200, 80))
        invoice = self._invoice(order, post=False)
        self.assertEqual(self._facts(self.firm).kind, "pending", "a draft is not sold")
        invoice.action_post()
        posted = self._facts(self.firm)
        self.assertEqual(posted.kind, "posted")
        self.assertEqual(self._sum(posted), (200, 80))
        self.assertEqual(posted.date, self.today)
        self.assertEqual(posted.cost_state, "known")
        self.assertEqual(posted.res_id, invoice.id)

    def test_partial_delivery_and_invoice(self):
        order = self._order(self.person, [(self.product, 5, 100)])
        self._deliver(order, {self.product: 3})
        self._invoice(order)
        self._deliver(order, {self.product: 1})
        facts = self._facts(self.person)
        self.assertEqual(
            sorted((fact.kind, fact.quantity, fact.revenue) for fact in facts),
            [("pending", 1, 100), ("posted", 3, 300)],
        )

    def test_refund_reverses_frozen_cost(self):
        invoice = self._sell(self.person, [(self.product, 4, 100)])
        self.product.standard_price = 90
        invoice.invoice_line_ids.sale_line_ids.purchase_price = 95
        refund = self._refund(invoice, quantities={self.product: 1})
        fact = self._facts(self.person).filtered("is_return")
        self.assertEqual(fact.res_id, refund.id)
        self.assertEqual((fact.quantity, fact.revenue, fact.cost), (-1, -100, -60))
        self.assertEqual(fact.cost_state, "known")
        self.assertEqual(fact.order_ref, self._facts(self.person)[0].order_ref)
