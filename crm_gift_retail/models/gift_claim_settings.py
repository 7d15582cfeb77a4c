from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_claim_days_enquiry = fields.Integer(
        related="company_id.gift_claim_days_enquiry", readonly=False
    )
    gift_claim_days_sample = fields.Integer(
        related="company_id.gift_claim_days_sample", readonly=False
    )
    gift_claim_days_quotation_extra = fields.Integer(
        related="company_id.gift_claim_days_quotation_extra", readonly=False
    )
    gift_claim_days_purchase = fields.Integer(
        related="company_id.gift_claim_days_purchase", readonly=False
    )
    gift_claim_extensions = fields.Integer(
        related="company_id.gift_claim_extensions", readonly=False
    )
    gift_claim_warn_days = fields.Integer(
        related="company_id.gift_claim_warn_days", readonly=False
    )
    gift_claim_idle_days = fields.Integer(
        related="company_id.gift_claim_idle_days", readonly=False
    )
    gift_claim_pool_limit = fields.Integer(
        related="company_id.gift_claim_pool_limit", readonly=False
    )
    gift_claim_cooldown_days = fields.Integer(
        related="company_id.gift_claim_cooldown_days", readonly=False
    )
    gift_assist_share = fields.Integer(
        related="company_id.gift_assist_share", readonly=False
    )
