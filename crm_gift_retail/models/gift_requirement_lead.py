from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    gift_last_wishes = fields.Json(
        "Last Wishes",
        compute="_compute_gift_last_wishes",
        groups="crm_gift_retail.crm_gift_retail_group_user",
        help="What this customer wished before, in the customer's words. For one "
        "lead's form; lists do not show it.",
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang", "tz", "uid", "company")
    def _compute_gift_last_wishes(self):
        wishes = self.env["gift.requirement"]
        for lead in self:
            lead.gift_last_wishes = bool(lead.partner_id) and (
                wishes._gift_last_wishes(
                    lead.partner_id._origin, lead.company_id or self.env.company
                )
            )
