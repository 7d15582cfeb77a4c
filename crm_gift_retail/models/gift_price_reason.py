from odoo import fields, models


class GiftPriceReason(models.Model):
    """Why a price differs from what the firm heard or paid last; a chip."""

    _name = "gift.price.reason"
    _description = "Reason of a Price Difference"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for all companies.",
    )
