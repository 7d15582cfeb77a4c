"""What a company lets its people send as samples."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_sample_value_limit = fields.Monetary(
        "Sample up to",
        default=300,
        help="Cost of a sample that needs no approval. 0: any. Tiers may have "
        "their own.",
    )
    gift_sample_month_count = fields.Integer(
        "Samples per Month and Person",
        default=10,
        help="More of them need an approval. 0: as many as they like.",
    )
    gift_sample_month_cost = fields.Monetary(
        "Cost of Samples per Month and Person",
        default=2000,
        help="More than that needs an approval. 0: no limit.",
    )
    gift_sample_ask_days = fields.Integer(
        "Ask Whether It Arrived after (days)",
        default=3,
        help="Days after it was sent; the salesperson is reminded once.",
    )
    gift_sample_return_days = fields.Integer(
        "Samples Back within (days)",
        default=21,
        help="Proposed for samples that the customer gives back.",
    )
    gift_sample_order_days = fields.Integer(
        "Orders Follow Samples within (days)",
        default=60,
        help="An order within so many days after the sample counts as following it.",
    )

    _gift_sample_positive = models.Constraint(
        "CHECK (gift_sample_value_limit >= 0 AND gift_sample_month_count >= 0 "
        "AND gift_sample_month_cost >= 0 AND gift_sample_ask_days >= 0)",
        "Limits of samples cannot be negative.",
    )
    _gift_sample_days_positive = models.Constraint(
        "CHECK (gift_sample_return_days > 0 AND gift_sample_order_days > 0)",
        "Samples need at least one day to come back, and to be ordered after.",
    )


# Odoo's own screen of settings.
# pylint: disable-next=no-wizard-in-models
class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_sample_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Samples"
    )
    gift_sample_value_limit = fields.Monetary(
        related="company_id.gift_sample_value_limit",
        readonly=False,
        currency_field="gift_sample_currency_id",
    )
    gift_sample_month_count = fields.Integer(
        related="company_id.gift_sample_month_count", readonly=False
    )
    gift_sample_month_cost = fields.Monetary(
        related="company_id.gift_sample_month_cost",
        readonly=False,
        currency_field="gift_sample_currency_id",
    )
    gift_sample_ask_days = fields.Integer(
        related="company_id.gift_sample_ask_days", readonly=False
    )
    gift_sample_return_days = fields.Integer(
        related="company_id.gift_sample_return_days", readonly=False
    )
    gift_sample_order_days = fields.Integer(
        related="company_id.gift_sample_order_days", readonly=False
    )
