"""Moves of samples: what they cost is frozen when they are done."""

from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    gift_sample_line_id = fields.Many2one(
        "gift.sample.line",
        "Sample's Product",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Back orders, splits and returns carry it along.",
    )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Two lines of a sample stay two, even of one product."""
        return [*super()._prepare_merge_moves_distinct_fields(), "gift_sample_line_id"]

    def _action_done(self, *args, **kwargs):
        """Freeze what samples cost, and say where they are."""
        moves = super()._action_done(*args, **kwargs)
        # sudo: whoever moves goods sees no cost, and need not see the sample
        own = moves.sudo().filtered(
            lambda move: (
                move.state == "done"
                and (move.gift_sample_line_id or move.picking_id.gift_sample_id)
                and "customer" in (move.location_id.usage, move.location_dest_id.usage)
                and move.location_id.usage != move.location_dest_id.usage
            )
        )
        if own:
            own._gift_find_sample_lines()
            rows = self.env["gift.sample.cost"].sudo()._gift_freeze(own)
            rows.sample_id._gift_moved()
        return moves

    def _gift_find_sample_lines(self):
        """Give moves that the warehouse added to a sample's transfer their line."""
        for move in self.filtered(lambda move: not move.gift_sample_line_id):
            sample = move.picking_id.gift_sample_id
            line = sample.line_ids.filtered(
                lambda line, move=move: line.product_id == move.product_id
            )[:1]
            move.gift_sample_line_id = line or line.create(
                {
                    "sample_id": sample.id,
                    "product_id": move.product_id.id,
                    "quantity": move.product_uom._compute_quantity(
                        move.quantity, move.product_id.uom_id
                    )
                    or 1,
                }
            )
