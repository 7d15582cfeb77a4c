from odoo import api, fields, models

from ..models.gift_consent import CHANNELS, PURPOSES


class GiftConsentAsk(models.TransientModel):
    """Small dialog: what was asked, and the answer, for one way and purpose."""

    _name = "gift.consent.ask"
    _description = "Record an answer about consent"

    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, ondelete="cascade"
    )
    consent_ids = fields.One2many(related="partner_id.gift_consent_ids")
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    purpose = fields.Selection(PURPOSES, required=True, default="promotion")
    sentence = fields.Text(
        string="Words",
        required=True,
        default=lambda self: self._default_sentence(),
        help="What was said or written; kept as proof.",
    )

    @api.model
    def _default_sentence(self):
        return self.env.company.sudo().root_id._gift_consent_words()

    def action_agreed(self):
        """Record that the person agreed."""
        return self._record("granted")

    def action_declined(self):
        """Record that the person declined."""
        return self._record("withdrawn")

    def _record(self, state):
        self.ensure_one()
        self.env["gift.consent"].record(
            self.partner_id.id, self.channel, self.purpose, state, self.sentence
        )
        return {"type": "ir.actions.act_window_close"}
