"""What happens is handed to the job that settles claims."""

from odoo import api, models

from ..tools.claim_rules import KIND_BASIS


class GiftTouchpoint(models.Model):
    _inherit = "gift.touchpoint"

    @api.model
    def _gift_registered(self, touchpoints):
        """Queue what may begin, extend or renew a claim: one INSERT after all."""
        res = super()._gift_registered(touchpoints)
        ids = [
            touchpoint.id
            for touchpoint in touchpoints
            if touchpoint.kind in KIND_BASIS
            or (touchpoint.is_contact and not touchpoint.is_mass)
        ]
        if ids:
            self.env["gift.claim.queue"]._gift_add("touch", ids)
        return res
