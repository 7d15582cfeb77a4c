"""The append-only trail of what happened between a customer and us."""

from odoo import fields, models

KINDS = [
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("visit", "Visit"),
    ("message_in", "Message received"),
    ("message_out", "Message sent"),
    ("note", "Note"),
    ("order", "Order"),
]


class GiftTouchpoint(models.Model):
    """One thing that happened, from one document, once."""

    _name = "gift.touchpoint"
    _description = "Touchpoint"
    _order = "date desc, id desc"
    _rec_name = "summary"

    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, index=True, ondelete="cascade"
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="The firm at the date of the touchpoint.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True)
    is_contact = fields.Boolean(
        "Real Contact", help="A person spoke or wrote to a person: it counts as contact."
    )
    direction = fields.Selection(
        [("in", "From the customer"), ("out", "To the customer")]
    )
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", index="btree_not_null", ondelete="set null")
    team_id = fields.Many2one("crm.team", index="btree_not_null", ondelete="set null")
    res_model = fields.Char("Document Model", required=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True)
    summary = fields.Char()

    _document_kind_uniq = models.Constraint(
        "UNIQUE (res_model, res_id, kind)",
        "A document leaves one touchpoint of each kind.",
    )
    _last_contact_idx = models.Index(
        "(company_id, commercial_partner_id, date) WHERE is_contact"
    )
