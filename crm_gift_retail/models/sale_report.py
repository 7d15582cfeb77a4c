from odoo import models


class SaleReport(models.Model):
    _name = "sale.report"
    _inherit = ["sale.report", "gift.foreign.guard", "gift.profit.guard"]

    _gift_foreign_author = None
    _gift_profit_fields = frozenset({"margin"})
