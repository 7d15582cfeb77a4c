from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "gift.standing.mixin"]

    def action_gift_log_contact(self):
        """Open the quick dialog "Log a contact" for the lead's customer.

        :return: window action.
        :raise UserError: when the lead has no customer yet.
        """
        self.ensure_one()
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "Lead “%(lead)s” has no customer yet. Choose or create the "
                    "contact on the lead, then log the contact.",
                    lead=self.name,
                )
            )
        return self.env["gift.contact.log"]._get_action(self.partner_id, lead=self)
