"""Leads from which samples are asked for."""

from odoo import fields, models

from .gift_profit_guard import STANDING_GROUPS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    gift_sample_ids = fields.One2many(
        "gift.sample", "lead_id", "Samples", groups=STANDING_GROUPS
    )

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
