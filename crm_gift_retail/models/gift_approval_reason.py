from odoo import fields, models


class GiftApprovalReason(models.Model):
    """A reason that is offered as a chip when a request is decided."""

    _name = "gift.approval.reason"
    _description = "Reason of a Decision"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    key = fields.Char(
        required=True, help="Short and lasting: reports and other systems see it."
    )
    kind = fields.Selection(
        lambda self: self.env["gift.approval"]._selection_kind(),
        help="Kind of request; empty: all kinds that have no reasons of their own.",
    )
    decision = fields.Selection(
        [("approved", "When approving"), ("refused", "When refusing")],
        required=True,
        default="refused",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for all companies.",
    )

    _key_uniq = models.UniqueIndex(
        "(COALESCE(kind, ''), key, decision, COALESCE(company_id, 0))",
        "This kind of request has a reason with this key already.",
    )
