"""What customers say of samples: chips, one tap."""

from odoo import fields, models


class GiftSampleFeedback(models.Model):
    """One chip below the question "What do they say?"."""

    _name = "gift.sample.feedback"
    _description = "Word on a Sample"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    mood = fields.Selection(
        [("good", "Good"), ("open", "Open"), ("bad", "Bad")],
        required=True,
        default="open",
        help="Outcome of the touchpoint: rules of heat can ask for it.",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for every company.",
    )
