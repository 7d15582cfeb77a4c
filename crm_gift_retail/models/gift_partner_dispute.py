from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_gift_dispute(self):
        """Say "I dispute this"; see ``gift.claim.dispute._gift_dialog``."""
        return self.env["gift.claim.dispute"]._gift_dialog(self)

    def _gift_disputed_claim(self):
        """Return the claim on this contact's customer."""
        claims = self.env["gift.claim"]
        found = claims._gift_active(self, self.env.company)
        # sudo: whose customer it is may be known, whoever may read the contact
        claim = found.get(self.sudo().commercial_partner_id.id, claims)
        return claim.sudo(False)
