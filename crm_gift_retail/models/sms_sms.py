from odoo import api, fields, models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    state = fields.Selection(
        selection_add=[("gift_held", "Held in the gift outbox")],
        ondelete={"gift_held": "set canceled"},
    )
    gift_is_outbox = fields.Boolean(
        string="Sent by Gift Retail",
        readonly=True,
        copy=False,
        help="Made by Gift Retail: waits in its outbox while sending is off.",
    )
    gift_company_id = fields.Many2one(
        "res.company", string="Gift Retail company", readonly=True, copy=False
    )

    _gift_outbox_idx = models.Index("(state) WHERE gift_is_outbox IS TRUE")

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("gift_is_outbox") for vals in vals_list):
            self.env["gift.outbox"]._hold_new(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("state") == "outgoing":
            held = self.env["gift.outbox"]._filter_to_hold(self)
            if held:
                super(SmsSms, held).write({**vals, "state": "gift_held"})
                self -= held
        return super().write(vals)

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
