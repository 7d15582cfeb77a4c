"""Texts that are printed: how many cards, and letters that no font has."""

from odoo import api, fields, models

from ..tools import printable

#: fields whose text comes onto paper or the gift
PRINTED = ("card_text", "engraving_text", "recipient_name")


class GiftRequirementContent(models.AbstractModel):
    _inherit = "gift.requirement.content"

    card_each = fields.Boolean(
        "A Card per Piece", help="Else one card per parcel is printed."
    )
    print_warning = fields.Char(
        compute="_compute_print_warning",
        help="Letters of the card, the text to put on or the recipient's name that "
        "this server's fonts cannot print.",
    )

    @api.depends(*PRINTED)
    @api.depends_context("lang")
    def _compute_print_warning(self):
        """Mark at entry what would be an empty box on paper."""
        fonts = printable.installed_fonts()
        for record in self:
            found = []
            for name in PRINTED:
                letters = printable.find_unprintable(record[name], fonts)
                found += [letter for letter in letters if letter not in found]
            record.print_warning = bool(found) and self.env._(
                "Cannot be printed: %(letters)s. Write it in words, or leave it out.",
                letters=" ".join(found),
            )
