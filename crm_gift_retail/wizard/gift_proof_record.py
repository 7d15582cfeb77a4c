"""What a customer said to a proof in a chat, on the phone or in the shop."""

from odoo import api, fields, models


class GiftProofRecord(models.TransientModel):
    """Records an answer, with a picture of the customer's word."""

    _name = "gift.proof.record"
    _description = "Record the Customer's Word"

    proof_id = fields.Many2one("gift.proof", required=True, ondelete="cascade")
    name = fields.Char(
        "Who Said It", compute="_compute_name", store=True, readonly=False
    )
    answer = fields.Selection(
        [("approved", "Approved"), ("refused", "To be changed")],
        required=True,
        default="approved",
    )
    comment = fields.Text("In the Customer's Words")
    evidence_ids = fields.Many2many(
        "gift.artwork",
        string="Picture of It",
        help="A screenshot of the chat, a photo of the signed sheet.",
    )

    @api.depends("proof_id")
    def _compute_name(self):
        for record in self:
            record.name = record.proof_id.partner_id.name

    def action_record(self):
        """Write the answer down.

        :return: action that closes the dialog
        :raise AccessError: for who may not change the order
        :raise UserError: without picture, or when it is answered already
        """
        self.ensure_one()
        self.check_access("write")
        self.proof_id._gift_record(
            self.answer,
            (self.name or "").strip() or self.proof_id.partner_id.name,
            (self.comment or "").strip(),
            self.evidence_ids,
        )
        return {"type": "ir.actions.act_window_close"}
