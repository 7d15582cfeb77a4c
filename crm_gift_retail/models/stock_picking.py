from odoo import fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "gift.standing.mixin"]

    gift_priority = fields.Integer(
        "Tier Priority",
        readonly=True,
        copy=False,
        index=True,
        help="Shipping priority of the customer's tier, as of confirmation; kept up "
        "to date while the picking is open.",
    )

    def action_confirm(self):
        """Take the priority of the customer's tier when the picking is confirmed."""
        res = super().action_confirm()
        self._gift_snapshot_priority()
        return res

    def _gift_snapshot_priority(self):
        """Copy the tier's priority onto outgoing pickings that are still open.

        Pickings of one customer get one value, so one write per value is made.
        """
        by_priority = {}
        for picking in self.sudo():
            if picking.state in ("done", "cancel"):
                continue
            priority = picking.gift_tier_id.priority
            if picking.gift_priority != priority:
                by_priority.setdefault(priority, self.browse())
                by_priority[priority] |= picking
        for priority, pickings in by_priority.items():
            pickings.sudo().gift_priority = priority
