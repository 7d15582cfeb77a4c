"""Leads from which samples are asked for."""

from odoo import api, fields, models

from .gift_profit_guard import STANDING_GROUPS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    gift_sample_ids = fields.One2many(
        "gift.sample", "lead_id", "Samples", groups=STANDING_GROUPS
    )
    gift_sample_count = fields.Integer(
        compute="_compute_gift_sample_count", groups=STANDING_GROUPS
    )

    @api.depends("gift_sample_ids")
    def _compute_gift_sample_count(self):
        found = self.env["gift.sample"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in found}
        for lead in self:
            lead.gift_sample_count = counts.get(lead.id, 0)

    def action_gift_samples(self):
        """Open the samples of this lead, or ask for the first one.

        :return: window action
        :raise AccessError: without a duty that sees samples
        """
        self.ensure_one()
        self.check_access("read")
        self.env["gift.sample"].check_access("read")
        return self.env["gift.sample"]._gift_open_from(
            self.gift_sample_ids, lead_id=self.id, partner_id=self.partner_id.id
        )
