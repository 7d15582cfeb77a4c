"""What the finder says of a customer whom somebody else claimed."""

from odoo import api, models


class GiftFinder(models.AbstractModel):
    _inherit = "gift.finder"

    @api.model
    def _get_masks(self, partners):
        """Show whose customer it is instead of the number (decision 20)."""
        masks = super()._get_masks(partners)
        for partner_id, claim in self.env["gift.claim"]._gift_mask(partners).items():
            masks[partner_id] = claim._gift_mask_text()
        return masks
