from odoo import api, fields, models

from ..models.gift_profit_guard import STANDING_GROUPS


# Odoo's own wizard, which asks one question more.
# pylint: disable-next=no-wizard-in-models
class CrmLeadLost(models.TransientModel):
    _inherit = "crm.lead.lost"

    gift_is_competitor = fields.Boolean(
        related="lost_reason_id.gift_is_competitor", groups=STANDING_GROUPS
    )
    gift_competitor_id = fields.Many2one(
        "gift.competitor", "Brand", ondelete="cascade", groups=STANDING_GROUPS
    )
    gift_winback_date = fields.Date(
        "Try Again on",
        compute="_compute_gift_winback_date",
        store=True,
        readonly=False,
        groups=STANDING_GROUPS,
    )

    @api.depends("lost_reason_id")
    def _compute_gift_winback_date(self):
        """Propose the company's usual day for those who chose another brand."""
        company = self.env.company
        # sudo: a setting of the root company
        days = company.sudo().root_id.gift_winback_days
        day = fields.Date.add(company._gift_today(), days=days)
        for wizard in self:
            wizard.gift_winback_date = (
                day if wizard.lost_reason_id.gift_is_competitor else False
            )

    def action_lost_reason_apply(self):
        """Write brand and day with the reason, so that the trail tells them."""
        self.ensure_one()
        wizard = self.sudo()  # fields of ours, whoever may lose the lead
        if wizard.gift_is_competitor:
            # Odoo checks below that the user may write these leads
            self.lead_ids.check_access("write")
            self.lead_ids.sudo().write(
                {
                    "gift_competitor_id": wizard.gift_competitor_id.id,
                    "gift_winback_date": wizard.gift_winback_date,
                }
            )
            self = self.with_context(gift_winback_given=True)
        return super().action_lost_reason_apply()
