from odoo import models


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    def _gift_caller_card(self, person=None):
        """Add the last wishes in the customer's words; recipients wished nothing."""
        card = super()._gift_caller_card(person)
        wishes = self.env["gift.requirement"]
        card["wishes"] = (
            []
            if card["is_recipient"]
            else wishes._gift_last_wishes(self.partner_id, self.company_id)
        )
        return card
