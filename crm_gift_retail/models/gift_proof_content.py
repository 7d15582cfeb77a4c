"""When a wish asks for a proof, and what of it the customer approves."""

import hashlib
import json

from odoo import fields, models

#: What the customer approves: a change of it makes another piece.
PROOF_FIELDS = (
    "wrapping_id",
    "engraving_kind",
    "engraving_text",
    "card_text",
    "artwork_ids",
)


class GiftRequirementContent(models.AbstractModel):
    _inherit = "gift.requirement.content"

    def _gift_wants_proof(self, company):
        """Return whether a wish like this waits for the customer's approval.

        :param company: ``res.company`` whose setting counts
        """
        self.ensure_one()
        policy = company.sudo().gift_proof_policy
        if policy == "never":
            return False
        # sudo: properties of wrapping and files; whoever ships asks this
        wish = self.sudo()
        if wish.artwork_ids or wish.wrapping_id.is_proof_needed:
            return True
        return policy == "engraving" and wish.engraving_kind != "none"

    def _gift_proof_key(self):
        """Return the fingerprint of what the customer approves."""
        self.ensure_one()
        wish = self.sudo()  # a fingerprint says nothing
        parts = [
            wish.wrapping_id.id,
            wish.engraving_kind,
            (wish.engraving_text or "").strip(),
            (wish.card_text or "").strip(),
            sorted(wish.artwork_ids.mapped("sha")),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _gift_proof_words(self, lang=None):
        """Return what the customer reads beside the pictures.

        :param str lang: code of an installed language
        :return: list of ``[label, value]``, both str
        """
        return [
            [label, word]
            for name, label, word in self._gift_content_terms(lang)
            if name in PROOF_FIELDS and name != "artwork_ids" and word
        ]


class GiftWrapping(models.Model):
    _inherit = "gift.wrapping"

    is_proof_needed = fields.Boolean(
        "Ask for a Proof",
        help="A printed ribbon or box: the customer approves a picture before it is "
        "made.",
    )
