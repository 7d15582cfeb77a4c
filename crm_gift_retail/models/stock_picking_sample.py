"""Transfers that carry samples."""

from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    gift_sample_id = fields.Many2one(
        "gift.sample",
        "Sample",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Back orders and returns carry it along.",
    )

    def action_cancel(self):
        """A sample whose transfer is cancelled waits again for being sent."""
        res = super().action_cancel()
        # sudo: whoever moves goods need not see where they go
        samples = self.sudo().gift_sample_id.filtered(lambda s: s.state == "picking")
        for sample in samples:
            if all(picking.state == "cancel" for picking in sample.picking_ids):
                sample.state = "approved"
        return res

    def _gift_trail_done(self):
        """A sample says itself that it was sent; its return is one as any other."""
        # sudo: whoever moves goods need not see where they go
        sent = self.sudo().filtered(
            lambda p: p.gift_sample_id and p.location_dest_id.usage == "customer"
        )
        return super(StockPicking, self - sent)._gift_trail_done()

    def _gift_trail_arrived(self, **values):
        """Samples arrive with their transfers."""
        new = super()._gift_trail_arrived(**values)
        # sudo: whoever knows that a parcel arrived need not see what was in it
        shipped = self.sudo().filtered(
            lambda p: (
                p.gift_sample_id
                and p.state == "done"
                and p.location_dest_id.usage == "customer"
            )
        )
        for picking in shipped:
            day = values.get("date") or picking.gift_arrived_on
            picking.gift_sample_id._gift_arrived(day)
        return new

    def _gift_trail_vals(self, kind):
        """Say for whom the sample is, and where the customer came from."""
        vals = super()._gift_trail_vals(kind)
        sample = self.gift_sample_id
        if sample:
            source = sample._gift_trail_vals(kind)
            for name in ("partner_id", "lead_id", "team_id", "medium_id", "source_id"):
                vals[name] = source[name]
        return vals
