from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "gift.profit.guard"]

    _gift_profit_fields = frozenset({"margin", "margin_percent", "purchase_price"})
