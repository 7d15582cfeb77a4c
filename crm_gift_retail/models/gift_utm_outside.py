from odoo import fields, models


class GiftUtmOutside(models.AbstractModel):
    """Media, sources and campaigns that nobody here has named.

    Twice the same name at the same moment is refused by the database; names that
    colleagues chose are theirs.
    """

    _name = "gift.utm.outside"
    _description = "May come from outside"

    gift_from_outside = fields.Boolean(
        "From Outside",
        readonly=True,
        copy=False,
        help="Made from a link, a form or a file, not by a colleague.",
    )

    _gift_outside_uniq = models.UniqueIndex(
        "(lower(name)) WHERE gift_from_outside",
        "This name came in twice at the same moment. Try again.",
    )
