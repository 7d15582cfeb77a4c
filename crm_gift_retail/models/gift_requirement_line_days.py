"""When the goods of an order line can leave."""

from datetime import timedelta

from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _gift_ready_day(self, today):
        """Return the first day on which these goods can leave, superuser mode.

        :param date today: today's date in the company's zone
        :return: date, or False when goods are missing and none are on their way
        """
        self.ensure_one()
        if all(move.state in ("done", "cancel") for move in self.move_ids) and (
            self.state == "sale"
        ):
            return today  # nothing is left to wait for
        ready = today + timedelta(days=self.customer_lead)
        if not self.is_storable or self.is_mto:
            return ready
        short = self.product_uom_qty - self.qty_delivered - self.free_qty_today
        if self.product_uom_id.compare(short, 0) <= 0:
            return ready
        if self.state == "sale":
            expected = self.forecast_expected_date
        else:
            expected = self._gift_incoming_moment(short)
        if not expected:
            return False
        return max(ready, self.order_id._gift_local_day(expected))

    def _gift_incoming_moment(self, quantity):
        """Return when so much more of the product has come in; False if never.

        :param float quantity: in the unit of the order line
        """
        wanted = self.product_uom_id._compute_quantity(quantity, self.product_id.uom_id)
        moves = self.env["stock.move"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("state", "in", ("confirmed", "waiting", "assigned")),
                ("location_id.usage", "in", ("supplier", "production", "transit")),
                ("location_dest_id", "child_of", self.warehouse_id.view_location_id.id),
            ],
            order="date",
        )
        for move in moves:
            wanted -= move.product_qty
            if self.product_id.uom_id.compare(wanted, 0) <= 0:
                return max(move.date, fields.Datetime.now())
        return False
