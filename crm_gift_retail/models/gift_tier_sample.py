"""What customers of a tier may get as a sample."""

from odoo import fields, models


class GiftTier(models.Model):
    _inherit = "gift.tier"

    sample_value_limit = fields.Monetary(
        "Sample up to",
        help="Cost of a sample for such a customer that needs no approval. 0: the "
        "company's own limit.",
    )

    _sample_value_limit_positive = models.Constraint(
        "CHECK (sample_value_limit >= 0)", "Limits of samples cannot be negative."
    )
