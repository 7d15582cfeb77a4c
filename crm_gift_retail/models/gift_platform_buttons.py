from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_gift_words(self):
        """Open words to copy for this lead's person.

        :return: window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["gift.message.compose"]._get_action(self)


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    def action_gift_words(self):
        """Open words to copy for this customer.

        :return: window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["gift.message.compose"]._get_action(self)


class GiftCareAction(models.Model):
    _inherit = "gift.care.action"

    def action_gift_words(self):
        """Open words to copy for the person who is due; sent, the care is done.

        :return: window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["gift.message.compose"]._get_action(self.partner_id)
