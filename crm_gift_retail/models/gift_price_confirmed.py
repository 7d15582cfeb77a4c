"""Prices of orders that are confirmed, and a difference in words."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

#: what changes a price
PRICE_FIELDS = {"discount", "price_unit", "product_id", "product_uom_id", "tax_ids"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """A line added to a confirmed order is sold at once."""
        lines = super().create(vals_list)
        lines._gift_check_confirmed()
        return lines

    def write(self, vals):
        """A confirmed order gets no price below the limit afterwards."""
        res = super().write(vals)
        if not PRICE_FIELDS.isdisjoint(vals):
            self._gift_check_confirmed()
        return res

    def _gift_check_confirmed(self):
        """Raise when a line of a confirmed order has become too cheap.

        Confirming would be the way around the approval otherwise. A line that discounts
        the whole order lowers all of its lines.

        :raise UserError: naming the lines; a manager may change them
        """
        orders = self.order_id.filtered(lambda order: order.state == "sale")
        if not orders or not orders._gift_is_held():
            return
        lines = self.filtered(lambda line: line.order_id in orders)
        for order in lines.filtered(lambda line: line.price_subtotal < 0).order_id:
            lines |= order.order_line
        below = [
            (line, found)
            for line, found in lines._gift_compare().items()
            if found["verdict"] == "approval"
            and line._gift_price_state(found) != "allowed"
        ]
        if below:
            raise UserError(
                self.env._(
                    "Far below the last price, on an order that is confirmed:\n"
                    "%(lines)s\nA manager may change it, or make a new quotation and "
                    "ask for an approval there.",
                    lines=orders._gift_price_lines_words(below),
                )
            )

    def _gift_difference_words(self, found):
        """Say the difference: what it is instead of what, from whom, when.

        Without amounts for those who may not know this customer's prices.

        :param dict found: of :meth:`_gift_compare`, with a difference
        """
        if found["masked"]:
            return self.env._("differs from the last price")
        price = self.env["gift.price"]
        row = found["chosen"]
        currency_id = self.order_id.currency_id.id
        day = fields.Datetime.context_timestamp(self, row["date"]).date()
        return self.env._(
            "%(price)s instead of %(last)s (%(kind)s on %(date)s, %(quantity)s "
            "%(unit)s), %(difference)s %%",
            price=price._format_price(found["net"], currency_id),
            last=price._format_price(row["comparison"].net, currency_id),
            kind=price._get_kind_label(row["kind"]),
            date=format_date(self.env, day),
            quantity=f"{row['quantity']:.10g}",
            unit=row["uom"],
            difference=f"{found['difference']:+.1f}",
        )
