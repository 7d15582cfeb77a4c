"""What the clerk reads about a number that was typed, in words."""

from odoo import api, models

from ..tools.capture_term import read_number, read_term
from ..tools.phone_cn import normalize


class GiftCaptureWords(models.AbstractModel):
    """Reads terms and numbers and says what is the matter with them."""

    _name = "gift.capture.words"
    _description = "Words about numbers"

    @api.model
    def _read_term(self, term):
        """Return what a term looks like, with a sentence for the clerk.

        :param str term: as typed
        :return: dict ``kind, text, problem, phone, e164, identity, words``
        """
        return self._say_reading(read_term(term, self.env.company._gift_region()))

    @api.model
    def _read_number(self, number):
        """Same as :meth:`_read_term` for a field that takes numbers only."""
        return self._say_reading(read_number(number, self.env.company._gift_region()))

    @api.model
    def _say_reading(self, reading):
        phone = reading.phone
        return {
            "kind": reading.kind,
            "text": reading.text,
            "problem": reading.problem,
            "phone": phone.display if phone else "",
            "e164": phone.e164 if phone else "",
            "identity": bool(phone and phone.identity),
            "mobile": bool(phone and phone.kind == "mobile" and not phone.extension),
            "words": self._phone_words(phone) if phone else self._wrong_words(reading),
        }

    @api.model
    def _phone_words(self, phone):
        """Return a remark about a good number, or an empty text."""
        if phone.kind == "platform":
            return self.env._(
                "A platform's temporary number: it dies 15 days after the order. Ask "
                "for WeChat or a number of their own too."
            )
        if phone.kind == "service":
            return self.env._(
                "A service number, not of one person. Ask for a number of their own."
            )
        if phone.extension:
            return self.env._(
                "A switchboard with extension %(extension)s: it reaches the person, "
                "and does not tell who it is.",
                extension=phone.extension,
            )
        own = "+86" if self.env.company._gift_region() == "CN" else None
        if own and not phone.e164.startswith(own):
            return self.env._("A foreign number: %(number)s.", number=phone.display)
        return ""

    @api.model
    def _wrong_words(self, reading):
        """Return what is wrong with a number and what to do."""
        if reading.kind != "wrong":
            return ""
        text = normalize(reading.text)
        problems = {
            "masked": self.env._(
                "%(number)s is masked. Ask for the whole number, or take WeChat.",
                number=text,
            ),
            "rounded": self.env._(
                "%(number)s was rounded by a spreadsheet. Ask for the whole number.",
                number=text,
            ),
            "short": self.env._(
                "%(number)s: %(count)s digits, one mobile number has 11. Ask again.",
                number=text,
                count=reading.digits,
            ),
            "long": self.env._(
                "%(number)s: %(count)s digits, one mobile number has 11. Ask again.",
                number=text,
                count=reading.digits,
            ),
        }
        return problems.get(reading.problem) or self.env._(
            "%(number)s is no valid number. Check it, or take WeChat.", number=text
        )
