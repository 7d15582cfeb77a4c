"""Printing a quotation is sending it."""

from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_rendering_context(self, report, docids, data):
        """A quotation that waits for a decision is not printed (decision 21)."""
        if report.model == "sale.order" and docids:
            self.env["sale.order"].browse(docids)._gift_check_claim_block()
        return super()._get_rendering_context(report, docids, data)
