import logging

from odoo import models

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_post_after_hook(self, message, msg_values):
        """Leave a touchpoint when people wrote to each other.

        Nothing of ours may raise in here: a mail that fails in the gateway is lost.
        """
        res = super()._message_post_after_hook(message, msg_values)
        if self._gift_leaves_touchpoints() and message.message_type in (
            "email",
            "comment",
        ):
            try:
                with self.env.cr.savepoint():
                    self.sudo()._gift_register_message(message.sudo())
            except Exception:
                _logger.exception(
                    "No touchpoint for message %s on %s", message.id, self
                )
        return res

    def _message_mail_after_hook(self, mails):
        """Show mails sent to many at once in the trail; they are no contact."""
        res = super()._message_mail_after_hook(mails)
        if self._gift_leaves_touchpoints():
            try:
                with self.env.cr.savepoint():
                    self.sudo()._gift_register_mass_mails(mails.sudo())
            except Exception:
                _logger.exception("No touchpoints for mass mails on %s", self)
        return res

    def _gift_leaves_touchpoints(self):
        """Return whether messages on this model concern a customer."""
        return hasattr(self, "_gift_person") and hasattr(self, "_gift_trail_vals")

    def _gift_register_mass_mails(self, mails):
        """Register mails of a mass mailing, one per record, marked as such.

        :param mails: ``mail.mail`` records to these records, in sudo
        """
        records = {record.id: record for record in self}
        self.env["gift.touchpoint"]._gift_register(
            [
                {
                    **records[mail.res_id]._gift_trail_vals("message_out"),
                    "kind": "message_out",
                    "is_mass": True,
                    "direction": "out",
                    "res_model": "mail.message",
                    "res_id": mail.mail_message_id.id,
                    "summary": mail.subject,
                }
                for mail in mails
                if mail.model == self._name and mail.res_id in records
            ]
        )

    def _gift_register_message(self, message):
        """Register a message with a customer as author or recipient.

        Automatic mails and mass mailings are no contact; a note among colleagues is
        none either. Of several customers that are written to, the record's own counts.
        A mail of an unknown sender is the lead's, which knows no customer yet.

        :param message: ``mail.message`` of type email or comment, in sudo
        """
        if len(self) != 1:
            return
        robot = self.env.ref("base.partner_root")
        author = message.author_id
        outsiders = self._gift_outside_partners(author)
        stranger = not author and message.message_type == "email"
        user = self.env["res.users"]
        if outsiders or (stranger and self._name == "crm.lead"):
            kind, partner = "message_in", outsiders
        else:
            if not author or author == robot:
                return
            receivers = message.partner_ids
            if message.subtype_id and not message.subtype_id.internal:
                receivers |= self.message_partner_ids
            receivers = self._gift_outside_partners(receivers)
            customer = self._gift_person().commercial_partner_id
            own = receivers.filtered(lambda p: p.commercial_partner_id == customer)
            partner = (own or receivers)[:1]
            if not partner:
                return
            kind, user = "message_out", author.user_ids[:1]
        values = self._gift_trail_vals(kind)
        self.env["gift.touchpoint"]._gift_register(
            [
                {
                    **values,
                    "partner_id": partner.id or values["partner_id"],
                    "company_id": self._gift_standing_company_id(),
                    "kind": kind,
                    "is_contact": True,
                    "direction": "in" if kind == "message_in" else "out",
                    "date": message.date,
                    "user_id": user.id,
                    "res_model": "mail.message",
                    "res_id": message.id,
                    "summary": message.subject or message.record_name,
                }
            ]
        )

    def _gift_outside_partners(self, partners):
        """Return those of these partners that are no users of ours.

        :param partners: ``res.partner`` records
        """
        return partners.filtered(
            lambda partner: (
                not any(not user.share for user in partner.user_ids)
                and partner != self.env.ref("base.partner_root")
            )
        )
