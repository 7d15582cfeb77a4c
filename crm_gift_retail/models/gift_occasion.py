from odoo import fields, models


class GiftOccasion(models.Model):
    """What a gift is for: a word that everybody chooses alike."""

    _name = "gift.occasion"
    _description = "Occasion of a Gift"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
