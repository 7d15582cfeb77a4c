from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "gift.firm.choice", "gift.standing.mixin"]

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

    def _gift_firm_values(self, person, firm):
        """Keep the person's name on a lead of another firm."""
        values = super()._gift_firm_values(person, firm)
        if values["partner_id"] != person.id:
            values["contact_name"] = person.name
        return values

    def _prepare_opportunity_quotation_context(self):
        """Tell the quotation who orders."""
        context = super()._prepare_opportunity_quotation_context()
        if self.gift_buyer_id:
            context["default_gift_buyer_id"] = self.gift_buyer_id.id
        return context
