from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.readonly
    def get_gift_last_wishes(self):
        """Return what the customer of this lead wished before, in their words.

        :return: list of ``{id, text, what, date}``, the newest first
        :raise AccessError: for who may not read the lead or wishes
        """
        self.ensure_one()
        self.check_access("read")
        wishes = self.env["gift.requirement"]
        wishes.check_access("read")
        if not self.partner_id:
            return []
        company = self.company_id or self.env.company
        return wishes._gift_last_wishes(self.partner_id, company)
