from odoo import fields, models


class SmsSms(models.Model):
    _name = "sms.sms"
    _inherit = ["sms.sms", "gift.outbox.message"]

    state = fields.Selection(
        selection_add=[("gift_held", "Held in the gift outbox")],
        ondelete={"gift_held": "set canceled"},
    )

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        # the queue and send() both pass here
        held = self.env["gift.outbox"]._hold_before_sending(self)
        to_send = self - held
        if not to_send:
            return None
        return super(SmsSms, to_send)._send(
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )
