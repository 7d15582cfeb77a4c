from odoo import models


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    def action_gift_invite(self):
        """Open the invitation to a shop for this customer.

        :return: window action
        :raise AccessError: without a serving duty
        """
        self.ensure_one()
        self.env["gift.consent"]._gift_check_serving()
        return self.partner_id.action_gift_invite()
