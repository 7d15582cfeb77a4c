"""What lies in a transfer, told so that it cannot be misread: for cards and packing."""

from odoo import api, fields, models
from odoo.tools import html2plaintext

from .gift_profit_guard import STANDING_GROUPS

#: products that a card names before it counts the rest
CARD_LINES = 3
#: content of a wish that has a place of its own on the packing screen
OWN_PLACE = ("artwork_ids", "card_text", "deliver_by", "said")


class StockPicking(models.Model):
    _inherit = "stock.picking"

    gift_deliver_by = fields.Date(
        "Deliver By",
        compute="_compute_gift_pack_card",
        groups=STANDING_GROUPS,
        help="The earliest day on which a gift of this transfer must be there.",
    )
    gift_pack_card = fields.Json(
        "What to Pack",
        compute="_compute_gift_pack_card",
        groups=STANDING_GROUPS,
        help="Products, quantities, wishes and artwork in short.",
    )

    @api.depends("move_ids.product_uom_qty", "move_ids.state", "move_ids.product_id")
    @api.depends_context("lang", "uid")
    def _compute_gift_pack_card(self):
        """Constant number of queries for all transfers of a page."""
        rows = self._gift_pack_rows()
        for picking in self:
            pack = rows[picking]
            days = [day for day in pack["days"] if day]
            picking.gift_deliver_by = min(days, default=False)
            picking.gift_pack_card = {
                "lines": [
                    {
                        "id": line["id"],
                        "product_id": line["product_id"],
                        "product": line["product"],
                        "quantity": line["quantity"],
                        "uom": line["uom"],
                        "words": self._gift_short_words(line["wishes"]),
                        "artworks": [
                            artwork
                            for wish in line["wishes"]
                            for artwork in wish["artworks"]
                        ][:CARD_LINES],
                    }
                    for line in pack["lines"][:CARD_LINES]
                ],
                "words": self._gift_short_words(pack["wishes"]),
                "more": max(0, len(pack["lines"]) - CARD_LINES),
            }

    @api.model
    def _gift_short_words(self, wishes):
        """Say wishes in one line: what the label tells too is left to the screen."""
        return " · ".join(
            value.replace("\n", " ")
            for wish in wishes
            for _label, value in wish["words"]
        )

    # ------------------------------------------------------------
    # KERNEL OF THE PACKING SCREEN
    # ------------------------------------------------------------

    def _gift_pack_rows(self):
        """Return what to pack, line by line, with the wishes as they are now.

        The number of queries depends neither on transfers nor on lines.

        :return: dict of picking to ``{"lines", "wishes", "changes", "days"}``: lines
            with the wish of the line, wishes of the whole order, what changed since
            the goods were told, all days of delivery
        """
        # sudo: the warehouse packs for orders, products and wishes that it may not
        # open; only what is on the slip leaves this method
        moves = self.sudo().move_ids.filtered(lambda move: move.state != "cancel")
        now = self._gift_pack_revisions(moves)
        revisions = self.env["gift.requirement.revision"].sudo()
        revisions = revisions.browse(
            {revision for pairs in now.values() for revision, _missing in pairs}
            | set((moves.gift_revision_id | moves.gift_order_revision_id).ids)
        )
        by_id = {revision.id: revision for revision in revisions}
        wishes = {key: self._gift_pack_wish(row) for key, row in by_id.items()}
        result = {
            picking: {"lines": [], "wishes": [], "changes": [], "days": []}
            for picking in self
        }
        pages = {picking.id: pack for picking, pack in result.items()}
        pages.update(
            {picking._origin.id: pack for picking, pack in result.items() if picking}
        )
        for move in moves.sorted(lambda m: (m.sequence, m.id)):
            pack = pages[move.picking_id.id]
            line = self._gift_pack_line(move)
            for revision_id, missing in now.get(move.id, ()):
                revision, wish = by_id[revision_id], wishes[revision_id]
                pack["days"].append(revision.deliver_by)
                if missing:
                    line["changed"] = True
                    self._gift_add_change(pack["changes"], move, revision)
                if revision.requirement_id.line_id:
                    line["wishes"].append(wish)
                elif wish not in pack["wishes"]:
                    pack["wishes"].append(wish)
            pack["lines"].append(line)
        return result

    @api.model
    def _gift_pack_revisions(self, moves):
        """Return dict of move id to ``[(revision id, not acknowledged)]``.

        What has left shows what it was made for, not what was wished later.
        """
        now = {}
        for row in self._gift_wish_rows():
            pair = (row["revision_id"], row["is_missing"])
            now.setdefault(row["move_id"], []).append(pair)
        for move in moves.filtered(lambda m: m.state == "done"):
            carried = move.gift_revision_id | move.gift_order_revision_id
            now[move.id] = [(revision.id, False) for revision in carried]
        return now

    @api.model
    def _gift_pack_line(self, move):
        """Return one line: what it is, how many, where it lies."""
        product = move.product_id.with_context(display_default_code=False)
        places = move.move_line_ids.location_id - move.location_id
        return {
            "id": move.id,
            "product_id": product.id,
            "product": product.display_name,
            "code": product.default_code or "",
            "quantity": move.product_uom_qty,
            "there": move.quantity,
            "uom": move.product_uom.name,
            "packed": move.picked,
            "is_short": move.product_uom.compare(move.quantity, move.product_uom_qty)
            < 0,
            "places": ", ".join(places.mapped("display_name")),
            "lots": ", ".join(move.move_line_ids.lot_id.mapped("name")),
            "changed": False,
            "wishes": [],
        }

    @api.model
    def _gift_pack_wish(self, revision):
        """Return one wish: pictures, text of the card, and the rest in words."""
        terms = {
            name: (label, value)
            for name, label, value in revision._gift_content_terms()
            if value
        }
        return {
            "id": revision.id,
            "number": revision.number,
            "words": [
                list(pair) for name, pair in terms.items() if name not in OWN_PLACE
            ],
            "card": terms.get("card_text", ("", ""))[1],
            "said": terms.get("said", ("", ""))[1],
            "deliver_by": terms.get("deliver_by", ("", ""))[1],
            "artworks": [
                {"id": file.id, "name": file.name, "is_picture": file.is_picture}
                for file in revision.artwork_ids
            ],
        }

    @api.model
    def _gift_add_change(self, changes, move, revision):
        """Add what a changed wish says now and what the goods were told before."""
        if any(change["id"] == revision.id for change in changes):
            return
        carried = move.gift_revision_id | move.gift_order_revision_id
        before = carried.filtered(
            lambda old: old.requirement_id == revision.requirement_id
        )
        if before:
            rows = revision._gift_content_difference(before)
        else:
            rows = [[label, "", new] for label, new in revision._gift_content_words()]
        changes.append(
            {
                "id": revision.id,
                "title": revision.requirement_id.name,
                "number": revision.number,
                "why": revision.change_reason or "",
                "who": revision.author_id.name or "",
                "when": fields.Datetime.to_string(revision.date),
                "is_new": not before,
                "rows": rows,
            }
        )

    def _gift_pack_note(self):
        """Return the note of the transfer as plain text."""
        self.ensure_one()
        return html2plaintext(self.note).strip() if self.note else ""

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_gift_pack(self):
        """Open the packing screen: with this transfer, else with the most urgent one.

        :return: client action
        :raise AccessError: without the duty Warehouse
        """
        self.env["gift.home"]._check_duty("warehouse")
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_gift_retail.gift_packing_action"
        )
        action["params"] = {"picking_id": self[:1].id}
        return action
