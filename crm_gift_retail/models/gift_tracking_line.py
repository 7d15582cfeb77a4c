from odoo import api, fields, models


class GiftTrackingLine(models.Model):
    """One row of a courier's file and what becomes of it."""

    _name = "gift.tracking.line"
    _description = "Row of a Tracking File"
    _order = "file_id, id"
    _rec_name = "numbers"

    file_id = fields.Many2one(
        "gift.tracking.file", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="file_id.company_id", store=True)
    line = fields.Integer(required=True)
    reference = fields.Char("Our Reference")
    numbers = fields.Char("Tracking Number")
    signed = fields.Datetime(help="As the courier wrote it, in its own local time.")
    signed_text = fields.Char("Signed For", compute="_compute_signed_text")
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(related="picking_id.partner_id", string="Recipient")
    outcome = fields.Selection(
        [
            ("number", "Number"),
            ("signed", "Signature"),
            ("both", "Number and signature"),
            ("same", "Known already"),
            ("refused", "Not taken"),
        ],
        required=True,
    )
    code = fields.Char()
    value = fields.Char()
    reason = fields.Text("What to Do", compute="_compute_reason")

    @api.depends("signed")
    def _compute_signed_text(self):
        """The courier's clock, not the reader's: no time zone is applied."""
        for row in self:
            row.signed_text = (
                row.signed and fields.Datetime.to_string(row.signed)[:16] or False
            )

    @api.depends("code", "value")
    @api.depends_context("lang")
    def _compute_reason(self):
        words = self.env["gift.tracking.file"]
        reasons = self.env["gift.import.reason"]
        for row in self:
            row.reason = row.code and (
                words._tracking_text(row.code, row.value)
                or reasons._reason_text(row.code, value=row.value)
            )
