from odoo import models


class AccountInvoiceReport(models.Model):
    _name = "account.invoice.report"
    _inherit = ["account.invoice.report", "gift.profit.guard"]

    _gift_profit_fields = frozenset({"inventory_value", "price_margin"})
