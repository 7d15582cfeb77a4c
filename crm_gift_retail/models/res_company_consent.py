from odoo import api, fields, models


class ResCompany(models.Model):
    """The sentence that clerks say when they ask for consent."""

    _inherit = "res.company"

    gift_consent_sentence = fields.Text(
        "Consent Sentence",
        translate=True,
        help="Said or shown when a clerk asks whether we may write and call; kept with "
        "the answer. Empty: the addon's own sentence.",
    )

    @api.model
    def _gift_default_consent_words(self):
        return self.env._(
            "May we call you or write to you, with greetings, news and offers? You can "
            "say no at any time, and it changes nothing for your orders."
        )

    def _gift_consent_words(self):
        """Return the sentence in the user's language."""
        self.ensure_one()
        return self.gift_consent_sentence or self._gift_default_consent_words()
