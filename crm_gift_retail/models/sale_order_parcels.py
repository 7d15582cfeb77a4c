from odoo import api, fields, models

from .gift_profit_guard import STANDING_GROUPS

#: parcels that are named one by one; more are counted
SHOWN = 3


class SaleOrder(models.Model):
    _inherit = "sale.order"

    gift_parcels_text = fields.Char(
        "Parcels", compute="_compute_gift_parcels_text", groups=STANDING_GROUPS
    )

    @api.depends(
        "picking_ids.gift_arrived_on",
        "picking_ids.gift_tracking_ref",
        "picking_ids.state",
    )
    @api.depends_context("lang", "tz")
    def _compute_gift_parcels_text(self):
        """Say where the parcels are, for whoever looks after the order."""
        # sudo: who reads the order is told where its goods are
        self.gift_parcels_text = False
        for order in self.filtered(lambda order: order.state == "sale"):
            parcels = order.sudo().picking_ids.filtered(
                lambda picking: (
                    picking.location_dest_id.usage == "customer"
                    and picking.state == "done"
                )
            )
            words = [parcel._gift_where_words() for parcel in parcels[:SHOWN]]
            if len(parcels) > SHOWN:
                words.append(self.env._("%(count)s more", count=len(parcels) - SHOWN))
            order.gift_parcels_text = "; ".join(words) or False
