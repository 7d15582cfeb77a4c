from odoo import fields, models


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "gift.outbox.message"]

    state = fields.Selection(
        selection_add=[("gift_held", "Held in the gift outbox")],
        # uninstalling must neither send nor keep what was held
        ondelete={"gift_held": "set cancel"},
    )

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        # send() may be called on anything, also in a copy of a database that
        # was made while mails of ours were on their way
        held = self.env["gift.outbox"]._hold_before_sending(self)
        return super(MailMail, self - held).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )
