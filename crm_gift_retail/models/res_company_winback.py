from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_winback_days = fields.Integer(
        "Try Again after (days)",
        default=180,
        help="Proposed when a lead is lost to another brand.",
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
