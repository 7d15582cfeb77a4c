from odoo import models

CUSTOMER_TYPES = ("out_invoice", "out_refund", "out_receipt")


class AccountMove(models.Model):
    _inherit = "account.move"

    # What a customer owes is asked at every call.
    _gift_overdue_idx = models.Index(
        """(commercial_partner_id, invoice_date_due)
        WHERE move_type = 'out_invoice' AND state = 'posted'
          AND payment_state IN ('not_paid', 'partial')"""
    )

    def _post(self, soft=True):
        """Freeze the cost of what was sold or credited, at the moment it counts."""
        posted = super()._post(soft=soft)
        moves = posted._gift_customer_moves()
        if moves:
            self.env["gift.sale.cost"].sudo()._gift_freeze(moves)
            moves._gift_touch()
        return posted

    def button_draft(self):
        self._gift_customer_moves()._gift_touch()
        return super().button_draft()

    def button_cancel(self):
        self._gift_customer_moves()._gift_touch()
        return super().button_cancel()

    def unlink(self):
        self._gift_customer_moves()._gift_touch()
        return super().unlink()

    def _gift_customer_moves(self):
        """Return the customer invoices, receipts and credit notes among these."""
        return self.filtered(lambda move: move.move_type in CUSTOMER_TYPES)

    def _gift_touch(self):
        """Ask for a refresh of the customers stamped on these documents."""
        if not self:
            return
        stamped = (
            self.env["gift.sale.cost"]
            .sudo()
            ._read_group(
                [("move_line_id.move_id", "in", self.ids)],
                ["company_id"],
                ["partner_id:recordset"],
            )
        )
        queue = self.env["gift.customer.queue"]
        for company, partners in stamped:
            queue._touch(partners, company)
        for move in self:
            queue._touch(move.commercial_partner_id, move.company_id)
