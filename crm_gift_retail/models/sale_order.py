from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "gift.profit.guard"]

    _gift_profit_fields = frozenset({"margin", "margin_percent"})
