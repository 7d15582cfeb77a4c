"""The doors through which customers come (promise L1)."""

from odoo import fields, models

GIFT_CHANNELS = [
    ("shop", "Shop"),
    ("online", "Online Shop"),
    ("outbound", "Outbound Call"),
    ("referral", "Referral"),
    ("event", "Event"),
    ("other", "Other"),
    ("unknown", "Unknown"),
]


class UtmMedium(models.Model):
    _inherit = "utm.medium"

    gift_channel = fields.Selection(
        GIFT_CHANNELS,
        "Channel",
        default="unknown",
        required=True,
        help="The door that this medium belongs to. What is not known is unknown, "
        "never a guess.",
    )
