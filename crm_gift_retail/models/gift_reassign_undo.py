"""Taking a reassignment back: only what is still where it was put."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class GiftReassignUndo(models.AbstractModel):
    """Part of ``gift.reassign``; in sudo, for a manager."""

    _name = "gift.reassign.undo"
    _description = "Undo of a reassignment"

    def _gift_undo(self):
        """Give everything back that nobody has touched since."""
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset()
        if self.state != "done":
            raise UserError(
                self.env._("%(name)s: there is nothing to take back.", name=self.name)
            )
        if self.handover_token and self._gift_has_open_tasks():
            self.env["gift.care.action"].action_undo_hand_over(self.handover_token)
        self._gift_undo_claims()
        for model in ("crm.lead", "sale.order", "mail.activity"):
            self._gift_undo_records(model)
        partners = self.line_ids.partner_id
        self.state = "undone"
        self.env.flush_all()
        self.env["gift.customer"]._refresh(self.company_id, partners.ids)
        self.env.invalidate_all()

    def _gift_has_open_tasks(self):
        """Tell whether tasks of this reassignment are still untouched."""
        return bool(
            self.env["gift.care.action"].search_count(
                [
                    ("handover_token", "=", self.handover_token),
                    ("state", "in", ("planned", "due", "held")),
                    ("attempts", "=", 0),
                ],
                limit=1,
            )
        )

    def _gift_undo_claims(self):
        """Give claims back; what was made is released, what was released claimed."""
        reason = self.env._("Taken back")
        lines = self.line_ids.filtered(lambda line: line.res_model == "gift.claim")
        standing = lines.filtered(
            lambda line: (
                line.new_claim_id.active
                and line.new_claim_id.owner_id == line.new_user_id
            )
        )
        made = standing.filtered(lambda line: line.new_claim_id.id == line.res_id)
        made.new_claim_id._gift_release(reason)
        (standing - made).new_claim_id._gift_transfer(self.user_id, reason)
        pooled = lines.filtered(lambda line: not line.new_claim_id)
        self._gift_claim_many(pooled.partner_id.ids, self.user_id)

    def _gift_undo_records(self, model):
        """Give documents and tasks back to the person who left."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE %s d SET user_id = %s, write_uid = %s,
                       write_date = now() AT TIME ZONE 'UTC'
                  FROM gift_reassign_line l
                 WHERE l.reassign_id = %s AND l.res_model = %s AND d.id = l.res_id
                   AND d.user_id IS NOT DISTINCT FROM l.new_user_id
             RETURNING d.id
                """,
                SQL.identifier(self.env[model]._table),
                self.user_id.id,
                self.env.uid,
                self.id,
                model,
            )
        )
        moved = [(row[0], None, self.user_id.id) for row in self.env.cr.fetchall()]
        if model == "mail.activity" and moved:
            self._gift_move_care(moved)
        self.env[model].invalidate_model(flush=False)
