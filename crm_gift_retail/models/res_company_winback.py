from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_winback_days = fields.Integer(
        "Try Again after (days)",
        default=180,
        help="Proposed when a lead is lost to another brand.",
    )

    gift_referral_return_days = fields.Integer(
        "Return Window of Referrals (days)",
        default=14,
        help="After the first paid order of somebody who was brought; then the reward "
        "is due.",
    )

    _gift_referral_days_positive = models.Constraint(
        "CHECK (gift_referral_return_days >= 0)",
        "The return window of referrals cannot be negative.",
    )
    _gift_winback_days_positive = models.Constraint(
        "CHECK (gift_winback_days > 0)",
        "The days until a lost customer is tried again must be at least 1.",
    )


# Odoo's own screen of settings.
# pylint: disable-next=no-wizard-in-models
class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_winback_days = fields.Integer(
        related="company_id.gift_winback_days", readonly=False
    )
    gift_referral_return_days = fields.Integer(
        related="company_id.gift_referral_return_days", readonly=False
    )
