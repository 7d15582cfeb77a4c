from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_gift_dispute(self):
        """Open the dialog "I dispute this" for the claim on this contact's customer.

        :return: window action
        :raise AccessError: for duties that own no customers
        :raise UserError: when nobody else has claimed the customer
        """
        self.ensure_one()
        self.check_access("read")
        claims = self.env["gift.claim"]
        claims._gift_check_may_claim()
        found = claims._gift_active(self, self.env.company)
        # sudo: whose customer it is may be known, whoever may read the contact
        claim = found.get(self.sudo().commercial_partner_id.id, claims)
        return self.env["gift.claim.dispute.ask"]._get_action(
            claim.sudo(False), document=self
        )
