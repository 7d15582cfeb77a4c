from odoo import fields, models


class GiftCourier(models.Model):
    """A company that carries parcels, and how it wants to be told about them."""

    _name = "gift.courier"
    _description = "Courier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short sign of the courier, such as SF. Unique."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    layout_id = fields.Many2one(
        "gift.waybill.layout",
        "Waybill Sheet",
        ondelete="restrict",
        index="btree_not_null",
        help="Columns of the sheet that this courier takes orders by.",
    )
    is_collected = fields.Boolean(
        "No Waybill",
        help="The customer collects, or our own van brings it: no sheet, no number.",
    )
    file_count = fields.Integer(
        "Tracking Files",
        readonly=True,
        copy=False,
        help="Files with tracking numbers taken over. Every one writes here, so that "
        "of two at the same moment the second sees what the first did.",
    )

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))")
