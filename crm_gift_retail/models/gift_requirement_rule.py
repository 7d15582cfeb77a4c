from odoo import models

from .gift_requirement_move import CARRIED


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        """Let moves made from procurements carry the wish (decision 23)."""
        return [*super()._get_custom_move_fields(), *CARRIED]
