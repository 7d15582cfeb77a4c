from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_confirm(self, *args, **kwargs):
        """Give the pickings that confirmed moves land in their tier's priority."""
        moves = super()._action_confirm(*args, **kwargs)
        moves.picking_id._gift_snapshot_priority()
        return moves

    def _action_done(self, *args, **kwargs):
        """Delivered or returned: what is pending of the customer changes."""
        moves = super()._action_done(*args, **kwargs)
        moves.sudo().sale_line_id.order_id._gift_touch()
        moves.picking_id._gift_trail_done()
        return moves
