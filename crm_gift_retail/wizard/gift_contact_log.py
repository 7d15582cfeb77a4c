from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.window import dialog_action

#: outcome -> (kind of touchpoint, counts as contact, direction)
TOUCHPOINTS = {
    "spoke": ("call", True, "out"),
    "not_reached": ("call", False, "out"),
    "wechat": ("message_out", True, "out"),
    "price_told": ("price_told", True, "out"),
    "date_told": ("date_told", True, "out"),
    "note": ("note", False, False),
}


class GiftContactLog(models.TransientModel):
    """Quick dialog: what came of it, in one click, with a note if wanted."""

    _name = "gift.contact.log"
    _description = "Log a contact"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade"
    )
    phone = fields.Char(related="partner_id.phone")
    lead_id = fields.Many2one("crm.lead", ondelete="cascade")
    action_id = fields.Many2one("gift.care.action", ondelete="cascade")
    reason = fields.Char(related="action_id.reason")
    note = fields.Text(string="What was said")

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_spoke(self):
        """Log "Spoke" and close the dialog."""
        return self._log("spoke")

    def action_not_reached(self):
        """Log "Not reached" and close the dialog."""
        return self._log("not_reached")

    def action_wechat(self):
        """Log "WeChat sent" and close the dialog."""
        return self._log("wechat")

    def action_note(self):
        """Log the note alone; it does not count as contact."""
        self.ensure_one()
        if not (self.note or "").strip():
            raise UserError(
                self.env._(
                    "Write the note for %(name)s first, or choose another button.",
                    name=self.partner_id.display_name,
                )
            )
        return self._log("note")

    def action_price_told(self):
        """Log which price was told, in words; it is a contact too."""
        return self._log_with_note("price_told")

    def action_date_told(self):
        """Log which date was promised, in words; it is a contact too."""
        return self._log_with_note("date_told")

    def _log_with_note(self, outcome):
        """Log an outcome that says nothing without its note."""
        self.ensure_one()
        if not (self.note or "").strip():
            raise UserError(
                self.env._(
                    "Write for %(name)s what was told: which price or which date, for "
                    "what. Then choose the button again.",
                    name=self.partner_id.display_name,
                )
            )
        return self._log(outcome)

    def _log(self, outcome):
        self.ensure_one()
        self._log_contact(
            self.partner_id,
            outcome,
            self.note,
            lead=self.lead_id,
            action=self.action_id,
        )
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"outcome": outcome},
        }

    # ------------------------------------------------------------
    # KERNEL
    # ------------------------------------------------------------

    @api.model
    def _get_action(self, partner, lead=None, action=None):
        """Window action that opens the dialog for a customer.

        :param partner: ``res.partner``.
        :param lead: ``crm.lead`` that is being worked on, or None.
        :param action: ``gift.care.action`` that asks for the contact, or None.
        :return: window action.
        """
        return dialog_action(
            self,
            self.env._("Log a contact"),
            {
                "default_partner_id": partner.id,
                "default_lead_id": lead.id if lead else False,
                "default_action_id": action.id if action else False,
            },
        )

    @api.model
    def _log_contact(self, partner, outcome, note=None, lead=None, action=None):
        """Write down one outcome: message, touchpoint, and the care it settles.

        The message on the customer (or lead) is the document of the touchpoint, so
        that the trail and the chatter tell the same. Whoever may read the customer
        may log. A contact closes every open care action of the customer in the
        current company; a try postpones them.

        :param partner: ``res.partner``, person or firm.
        :param str outcome: key of ``TOUCHPOINTS``.
        :param str note: plain text, or None.
        :param lead: ``crm.lead`` or None.
        :param action: ``gift.care.action`` or None.
        :return: the ``gift.touchpoint`` registered.
        :raise AccessError: when the user may not read customer or lead.
        :raise UserError: when the outcome is not known.
        """
        partner.check_access("read")
        if lead:
            lead.check_access("read")
        if outcome not in TOUCHPOINTS:
            raise UserError(
                self.env._(
                    "“%(outcome)s” is no outcome. Choose one of: %(known)s.",
                    outcome=outcome,
                    known=", ".join(TOUCHPOINTS),
                )
            )
        kind, is_contact, direction = TOUCHPOINTS[outcome]
        company = (action or self.env["gift.care.action"]).sudo().company_id
        company = company or (lead and lead.company_id) or self.env.company
        message = self._post_message(lead or partner, outcome, note)
        touchpoint = self.env["gift.touchpoint"]._gift_register(
            [
                {
                    # sudo: the trail reads what its author may not
                    **(lead or partner).sudo()._gift_trail_vals(kind),
                    "partner_id": partner.id,
                    "company_id": company.sudo().root_id.id,
                    "kind": kind,
                    "is_contact": is_contact,
                    "direction": direction,
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "res_model": "mail.message",
                    "res_id": message.id,
                    "summary": self._get_summary(outcome, note),
                }
            ]
        )
        actions = self.env["gift.care.action"]._gift_open_for(partner, company)
        if is_contact:
            actions._close("done", "contact")
        elif outcome == "not_reached":
            actions.filtered(lambda a: a.state == "due")._postpone_after_try()
        return touchpoint

    @api.model
    def _post_message(self, record, outcome, note):
        """Post the outcome as an internal note, in the user's name."""
        body = self._get_summary(outcome, note)
        # whoever may read the customer may say that they spoke with them
        return record.sudo().message_post(
            body=body,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def _get_summary(self, outcome, note):
        labels = dict(self._get_outcome_labels())
        text = (note or "").strip()
        return f"{labels[outcome]}: {text}" if text else labels[outcome]

    @api.model
    def _get_outcome_labels(self):
        return {
            "spoke": self.env._("Spoke"),
            "not_reached": self.env._("Not reached"),
            "wechat": self.env._("WeChat sent"),
            "price_told": self.env._("Price told"),
            "date_told": self.env._("Date told"),
            "note": self.env._("Note"),
        }
