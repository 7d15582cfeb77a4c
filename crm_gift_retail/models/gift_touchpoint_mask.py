"""The trail of a customer whom somebody else claimed."""

from odoo import api, fields, models

from .gift_claim_rights import masked_domain


class GiftTouchpoint(models.Model):
    _inherit = "gift.touchpoint"

    is_masked = fields.Boolean(compute="_compute_is_masked", search="_search_is_masked")

    @api.depends("commercial_partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_masked(self):
        claims = self.env["gift.claim"]
        for company, rows in self.grouped("company_id").items():
            masks = claims._gift_mask(rows.commercial_partner_id, company=company)
            for row in rows:
                row.is_masked = row.commercial_partner_id.id in masks

    @api.model
    def _search_is_masked(self, operator, value):
        if operator != "in":
            return NotImplemented
        return masked_domain(self, value, "commercial_partner_id")

    @api.model
    def _get_trail_note(self, record):
        """Say whose customer it is where the mask leaves the trail empty."""
        partner, company = self._get_trail_subject(record)
        # sudo: whose customer it is may be known
        firm = partner.sudo().commercial_partner_id
        claim = self.env["gift.claim"]._gift_mask(firm, company=company).get(firm.id)
        if not claim:
            return super()._get_trail_note(record)
        return self.env._(
            "%(claimed)s. You see the trail after your first contact.",
            claimed=claim._gift_mask_text(),
        )
