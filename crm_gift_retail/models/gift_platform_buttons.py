from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def write(self, vals):
        """The names of a lead on platforms go to the person that it becomes."""
        res = super().write(vals)
        if vals.get("partner_id"):
            self.env["gift.platform.identity"]._gift_follow_leads(self)
        return res

    def _merge_dependences(self, opportunities):
        """Keep the names of the leads that go away."""
        self.env["gift.platform.identity"]._gift_merge_leads(opportunities, self)
        return super()._merge_dependences(opportunities)

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
