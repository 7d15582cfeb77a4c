"""Can it be there by then? The earliest day that goods and carrier allow."""

from datetime import timedelta

from odoo import models
from odoo.tools import format_date


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _gift_day_warning(self, day, line=None):
        """Say why goods cannot be there by a day, and by when they can.

        A warning at entry, no refusal: the salesperson may know more than the stock.

        :param date day: the deliver-by that is wished
        :param line: ``sale.order.line``; empty for all lines
        :return: sentence in the user's language, or False when the day can be kept
        """
        self.ensure_one()
        # sudo: stock levels of the order's own goods, which no seller need see
        order = self.sudo()
        transit = timedelta(
            days=order._gift_transit_days_of(
                order.partner_shipping_id, order.company_id
            )
        )
        today = order.company_id._gift_today()
        if day < today:
            return self.env._(
                "%(day)s is over. Choose a day from %(earliest)s on.",
                day=format_date(self.env, day),
                earliest=format_date(self.env, today + transit),
            )
        lines = (line.sudo() if line else order.order_line)._origin
        lines |= lines.linked_line_ids.filtered("combo_item_id")
        latest = False
        for goods in lines.filtered(lambda row: row.product_id.type == "consu"):
            ready = goods._gift_ready_day(today)
            if not ready:
                return self.env._(
                    "%(product)s is not in stock and nothing is on its way. Ask "
                    "purchasing before you promise %(day)s.",
                    product=goods.product_id.display_name,
                    day=format_date(self.env, day),
                )
            latest = max(latest or ready, ready)
        if not latest or latest + transit <= day:
            return False
        return self.env._(
            "%(day)s is too early: the earliest possible day is %(earliest)s.",
            day=format_date(self.env, day),
            earliest=format_date(self.env, latest + transit),
        )
