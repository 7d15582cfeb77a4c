from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GiftWaybillLayout(models.Model):
    """Which columns a courier's waybill sheet has, in which order."""

    _name = "gift.waybill.layout"
    _description = "Layout of a Waybill Sheet"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    sheet_title = fields.Char(
        help="Name of the worksheet, where the courier asks for one."
    )
    line_ids = fields.One2many("gift.waybill.layout.line", "layout_id", copy=True)

    @api.constrains("line_ids", "active")
    def _check_lines(self):
        for layout in self:
            if layout.active and not layout.line_ids:
                raise ValidationError(
                    self.env._(
                        "Layout “%(name)s” has no columns. Add those that the courier "
                        "asks for, the transfer's number among them.",
                        name=layout.name,
                    )
                )


class GiftWaybillLayoutLine(models.Model):
    """One column: heading, and what stands below it."""

    _name = "gift.waybill.layout.line"
    _description = "Column of a Waybill Sheet"
    _order = "sequence, id"
    _rec_name = "heading"

    layout_id = fields.Many2one(
        "gift.waybill.layout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="layout_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    heading = fields.Char(
        required=True, help="Exactly as the courier's own sheet writes it."
    )
    value = fields.Selection(
        selection="_selection_value",
        required=True,
        default="empty",
        help="What of the transfer stands in the column.",
    )
    constant = fields.Char(help="The text that every row gets.")
    is_needed = fields.Boolean(
        "Must Be Filled",
        help="The courier refuses rows without it: such transfers stay off the sheet "
        "and are named.",
    )
    width = fields.Integer(default=16)

    _constant_given = models.Constraint(
        "CHECK (value <> 'constant' OR constant IS NOT NULL)",
        "A column with the same text in every row needs that text.",
    )
    _width_fits = models.Constraint(
        "CHECK (width BETWEEN 1 AND 120)", "A column is 1 to 120 characters wide."
    )

    @api.model
    def _selection_value(self):
        return self.env["gift.waybill.values"]._get_value_labels()
