"""From which difference a price asks for a reason or for an approval."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_price_tolerance = fields.Float(
        "Price Tolerance (%)",
        default=3.0,
        help="A price that differs more from what the firm heard or paid last asks for "
        "a reason.",
    )
    gift_price_limit = fields.Float(
        "Price Limit (%)",
        default=10.0,
        help="A price so far below what the firm heard or paid last waits for an "
        "approval.",
    )

    _gift_price_range = models.Constraint(
        """CHECK (gift_price_tolerance BETWEEN 0 AND 100
              AND gift_price_limit BETWEEN 0 AND 100)""",
        "Tolerance and limit of prices are between 0 and 100 %. A limit of 100 % asks "
        "nobody.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_price_tolerance = fields.Float(
        related="company_id.gift_price_tolerance", readonly=False
    )
    gift_price_limit = fields.Float(
        related="company_id.gift_price_limit", readonly=False
    )
