"""What a customer wishes: the fields that a wish, its revisions and presets share."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from .gift_artwork import MAX_FILES

#: columns that Odoo adds to tables; no content
BOOKKEEPING = frozenset({"id", "create_uid", "create_date", "write_uid", "write_date"})


class GiftRequirementContent(models.AbstractModel):
    """Content of a wish; fields only.

    A model that adds a field here adds it to wishes, revisions, presets and the
    difference between revisions at once; ``_gift_content_words`` says it in words.
    """

    _name = "gift.requirement.content"
    _description = "What a Customer Wishes"

    occasion_id = fields.Many2one(
        "gift.occasion", index="btree_not_null", ondelete="restrict"
    )
    recipient_name = fields.Char(
        "For", help="Who receives the gift, as it shall be written."
    )
    recipient_partner_id = fields.Many2one(
        "res.partner",
        "Recipient",
        index="btree_not_null",
        ondelete="restrict",
        help="When the recipient is in the address book. Recipients are no customers.",
    )
    event = fields.Char(help="For instance “opening of the shop in Foshan”.")
    deliver_by = fields.Date(help="The day on which it must be with the recipient.")
    wrapping_id = fields.Many2one(
        "gift.wrapping", index="btree_not_null", ondelete="restrict"
    )
    engraving_kind = fields.Selection(
        [
            ("none", "Nothing"),
            ("engraving", "Engraving"),
            ("print", "Print"),
            ("embroidery", "Embroidery"),
            ("sticker", "Sticker"),
        ],
        "Put On",
        required=True,
        default="none",
        help="How text or artwork comes onto the gift.",
    )
    engraving_text = fields.Text("Text to Put On")
    card_text = fields.Text("Text of the Card")
    artwork_ids = fields.Many2many("gift.artwork", ondelete="restrict")
    said = fields.Text(
        "As the Customer Said It",
        help="The customer's own words, for whoever packs and whoever calls back.",
    )

    @api.constrains("artwork_ids")
    def _check_artwork_count(self):
        """Twenty files are a wish, five hundred are a mistake."""
        for record in self:
            if len(record.artwork_ids) > MAX_FILES:
                raise ValidationError(
                    self.env._(
                        "“%(wish)s” has %(count)s files; at most %(limit)s make sense. "
                        "Put them into one PDF, or split the order line.",
                        wish=record.display_name,
                        count=len(record.artwork_ids),
                        limit=MAX_FILES,
                    )
                )

    # ------------------------------------------------------------
    # KERNEL
    # ------------------------------------------------------------

    @api.model
    def _gift_content_fields(self):
        """Return the names of the content fields, in the order of their definition."""
        content = self.env["gift.requirement.content"]
        return [
            name
            for name, field in content._fields.items()
            if field.store and name not in BOOKKEEPING
        ]

    def _gift_content_vals(self):
        """Return the content as values for another model with this mixin.

        :return: dict for ``create`` and ``write``; many2many as one "set" command
        """
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._gift_content_fields()
        }

    def _gift_content_words(self, lang=None):
        """Return the content in words, what is empty left out.

        :param str lang: code of a language; default: that of the environment
        :return: list of ``[label, value]``, both str
        """
        words = [
            [label, value] for _name, label, value in self._gift_content_terms(lang)
        ]
        return [pair for pair in words if pair[1]]

    def _gift_content_terms(self, lang=None):
        """Return the content as ``(name, label, value in words or "")`` per field.

        The text to put on carries the way as its label: "Engraving: To Mother".
        """
        self.ensure_one()
        record = self.with_context(lang=lang) if lang else self
        # sudo: the words of a wish name wrapping, artwork and recipient; whoever may
        # read the wish may read them
        record = record.sudo()
        terms = []
        for name in record._gift_content_fields():
            if name == "engraving_kind":
                continue  # said together with the text
            label = record._fields[name]._description_string(record.env)
            word = record._gift_content_word(name)
            if name == "engraving_text" and record.engraving_kind != "none":
                kind = record._gift_engraving_word()
                if word:
                    label = kind
                else:
                    field = record._fields["engraving_kind"]
                    label, word = field._description_string(record.env), kind
            terms.append((name, label, word))
        return terms

    def _gift_engraving_word(self):
        """Return "Engraving", "Print"…, in the language of the environment."""
        field = self._fields["engraving_kind"]
        return dict(field._description_selection(self.env))[self.engraving_kind]

    def _gift_content_word(self, name):
        """Return the value of one content field in words, "" when it is empty."""
        field = self._fields[name]
        value = self[name]
        if not value:
            return ""
        if field.type == "boolean":
            return self.env._("Yes")
        if field.type == "date":
            return format_date(self.env, value)
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        return str(value).strip()

    def _gift_has_content(self):
        """Tell whether anything at all is wished."""
        return bool(self._gift_content_words())

    def _gift_content_difference(self, before):
        """Return what differs from another content, in words.

        :param before: record with this mixin
        :return: list of ``[label, before, after]``, "" for what was or is empty
        """
        rows = []
        old_terms = before._gift_content_terms()
        for old, new in zip(old_terms, self._gift_content_terms(), strict=True):
            name, label, word = new
            if old[1:] == new[1:]:
                continue
            if old[1] == label:
                rows.append([label, old[2], word])
            elif old[2] or word:  # from engraving to print: the way is the news
                label = self._fields[name]._description_string(self.env)
                rows.append([label, self._gift_with_way(old), self._gift_with_way(new)])
        return rows

    def _gift_with_way(self, term):
        """Say the text to put on together with the way of a content term."""
        name, label, word = term
        plain = self._fields[name]._description_string(self.env)
        kind = self._fields["engraving_kind"]._description_string(self.env)
        return word if label in (plain, kind) or not word else f"{label}: {word}"

    def _gift_is_same_content(self, other):
        """Tell whether another content is exactly the same, field by field."""
        return bool(other) and self._gift_content_vals() == other._gift_content_vals()
