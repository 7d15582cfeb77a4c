from odoo import fields, models


class GiftRequirementAck(models.Model):
    """Somebody of the warehouse has seen a changed wish for a picking."""

    _name = "gift.requirement.ack"
    _description = "Acknowledged Wish"
    _order = "id desc"
    _rec_name = "revision_id"

    revision_id = fields.Many2one(
        "gift.requirement.revision",
        "Wish",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    picking_id = fields.Many2one(
        "stock.picking", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="revision_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(
        "On", required=True, readonly=True, default=fields.Datetime.now
    )

    _once_uniq = models.Constraint(
        "unique (revision_id, picking_id)",
        "This change is acknowledged for this picking already.",
    )
