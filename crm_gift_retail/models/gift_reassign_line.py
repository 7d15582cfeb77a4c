from odoo import fields, models


class GiftReassignLine(models.Model):
    """One thing that moved: history, and the way back."""

    _name = "gift.reassign.line"
    _description = "Reassigned Record"
    _order = "id"
    _log_access = False
    _rec_name = "res_model"

    reassign_id = fields.Many2one(
        "gift.reassign", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="reassign_id.company_id")
    res_model = fields.Selection(
        [
            ("gift.claim", "Customer"),
            ("crm.lead", "Lead"),
            ("sale.order", "Quotation"),
            ("mail.activity", "Task"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index=True, ondelete="set null"
    )
    new_claim_id = fields.Many2one(
        "gift.claim", readonly=True, index="btree_not_null", ondelete="set null"
    )
    new_user_id = fields.Many2one(
        "res.users",
        "To",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: back in the pool, or waiting for somebody.",
    )
