"""Same as last Christmas: one click takes an earlier wish over."""

from odoo import api, fields, models
from odoo.tools import format_date

#: earlier orders offered, and saved wishes
SHOWN_ORDERS = 5
SHOWN_PRESETS = 10
#: what belongs to one occasion only and is not taken over
ONCE = frozenset({"deliver_by"})


class GiftRequirementPresetPicker(models.AbstractModel):
    """Part of ``gift.requirement`` that offers what the customer wished before."""

    _name = "gift.requirement.preset.picker"
    _description = "Offers Earlier Wishes"

    preset_source = fields.Char(
        "Same As",
        store=False,
        help="Key of an earlier or saved wish; setting it takes the wish over.",
    )

    @api.onchange("preset_source")
    def _onchange_preset_source(self):
        """Take over the chosen wish; its date stays behind."""
        source = self._gift_preset_record(self.preset_source)
        if source:
            # sudo: chosen among those that the user may read
            vals = source.sudo()._gift_content_vals()
            self.update({name: vals[name] for name in vals if name not in ONCE})

    @api.model
    def _gift_preset_record(self, key):
        """Return the record of a key of :meth:`get_presets`, if it may be read."""
        kind, _dash, number = (key or "").partition("-")
        model = {"wish": "gift.requirement", "saved": "gift.requirement.preset"}
        if kind not in model or not number.isdigit():
            return None
        records = self.env[model[kind]].search([("id", "=", int(number))])
        return records or None

    @api.model
    @api.readonly
    def get_presets(self, order_id, line_id=False):
        """Return what may be taken over for an order: earlier wishes, saved ones.

        The customer's own come first, the newest first; then the house's.

        :param int order_id: ``sale.order``
        :param int line_id: ``sale.order.line``, to put its product's wishes first
        :return: list of ``{key, label, words}``; words as ``[label, value]``
        :raise AccessError: for who may not read the order or wishes
        """
        self.check_access("read")
        order = self.env["sale.order"].browse(order_id)
        order.check_access("read")
        product = self.env["sale.order.line"].browse(line_id or []).product_id
        # sudo: which firm the buyer belongs to
        firm = order.sudo().partner_id.commercial_partner_id
        earlier = self.search(
            [
                ("partner_id", "child_of", firm.ids),
                ("order_id", "!=", order.id),
                ("state", "in", ("frozen", "made")),
            ],
            order="id desc",
            limit=SHOWN_ORDERS * 3,
        )
        earlier = earlier.sorted(
            lambda wish: not product or wish.sudo().line_id.product_id != product
        )
        saved = self.env["gift.requirement.preset"].search(
            [("partner_id", "in", (firm.id, False))], limit=SHOWN_PRESETS
        )
        saved = saved.sorted(lambda preset: not preset.partner_id)
        rows = []
        for wish in earlier[:SHOWN_ORDERS]:
            day = wish.sudo().order_id.date_order
            rows.append((f"wish-{wish.id}", wish, [format_date(self.env, day)]))
        rows += [(f"saved-{preset.id}", preset, [preset.name]) for preset in saved]
        return [self._gift_preset_row(*row) for row in rows]

    @api.model
    def _gift_preset_row(self, key, record, label):
        # sudo: names of occasion and wrapping
        record = record.sudo()
        if record._name == "gift.requirement":
            label = [*label, record.occasion_id.name or record.event]
            label += [record.line_id.product_id.display_name or record.order_id.name]
        words = record._gift_content_words()
        return {
            "key": key,
            "label": " · ".join(filter(None, label)),
            "words": words,
        }
