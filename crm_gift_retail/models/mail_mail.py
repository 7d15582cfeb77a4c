from odoo import api, fields, models


class MailMail(models.Model):
    _inherit = "mail.mail"

    state = fields.Selection(
        selection_add=[("gift_held", "Held in the gift outbox")],
        # uninstalling must neither send nor keep what was held
        ondelete={"gift_held": "set cancel"},
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
        # whoever sets a mail of ours to "outgoing" (retry, technical menu):
        # it goes back to the outbox while sending is off
        if vals.get("state") == "outgoing":
            held = self.env["gift.outbox"]._filter_to_hold(self)
            if held:
                super(MailMail, held).write({**vals, "state": "gift_held"})
                self -= held
        return super().write(vals)

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        # send() may be called on anything, also in a copy of a database that
        # was made while mails of ours were on their way
        held = self.env["gift.outbox"]._hold_before_sending(self)
        return super(MailMail, self - held).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )
