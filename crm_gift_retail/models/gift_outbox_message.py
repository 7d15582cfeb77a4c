"""What mails and SMS of ours have in common: they wait while sending is off."""

from odoo import api, fields, models


class GiftOutboxMessage(models.AbstractModel):
    """Mixin of ``mail.mail`` and ``sms.sms``; each adds its own way of sending.

    The models add the state ``gift_held``: what uninstalling makes of held
    messages has another name in each of them.
    """

    _name = "gift.outbox.message"
    _description = "Message that may wait in the outbox"

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
        """Hold messages of ours at once while sending is off."""
        if any(vals.get("gift_is_outbox") for vals in vals_list):
            self.env["gift.outbox"]._hold_new(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Hold what somebody sets to "outgoing" (retry, technical menu) meanwhile."""
        if vals.get("state") == "outgoing":
            held = self.env["gift.outbox"]._filter_to_hold(self)
            if held:
                super(GiftOutboxMessage, held).write({**vals, "state": "gift_held"})
                self -= held
        return super().write(vals)
