from odoo import fields, models


class GiftWrapping(models.Model):
    """A way to wrap gifts, as the warehouse knows it; the picture says most."""

    _name = "gift.wrapping"
    _description = "Gift Wrapping"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        "Material",
        index="btree_not_null",
        ondelete="set null",
        help="Box or paper that it takes, when it is kept in stock.",
    )
    image = fields.Image(
        "Picture", max_width=1024, max_height=1024, help="How it must look."
    )
    image_128 = fields.Image(
        "Small Picture", related="image", max_width=128, max_height=128, store=True
    )
    active = fields.Boolean(default=True)
