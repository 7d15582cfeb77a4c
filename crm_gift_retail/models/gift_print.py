"""What is printed for a transfer: packing slip, gift slip, cards."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

#: the papers of a transfer, in the order in which they are needed
PAPERS = (
    "crm_gift_retail.action_report_packing_slip",
    "crm_gift_retail.action_report_gift_slip",
    "crm_gift_retail.action_report_gift_cards",
)
CARDS_PER_PAGE = 8
#: cards of one printout; more are a mistake in the quantity
MOST_CARDS = 2_000


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _gift_slip_pages(self):
        """Return the packing slips: what the packing screen shows, with pictures.

        :return: list of dicts: picking (superuser mode), lines, wishes, changes, days
        """
        rows = self._gift_pack_rows()
        files = {
            artwork["id"]
            for pack in rows.values()
            for wish in self._gift_page_wishes(pack)
            for artwork in wish["artworks"]
        }
        # sudo: the warehouse prints the artwork of wishes, not the files themselves
        artworks = self.env["gift.artwork"].sudo().browse(files)
        pictures = {
            artwork.id: artwork.thumbnail and image_data_uri(artwork.thumbnail)
            for artwork in artworks
        }
        pages = []
        for picking in self:
            pack = rows[picking]
            for wish in self._gift_page_wishes(pack):
                for artwork in wish["artworks"]:
                    artwork["picture"] = pictures.get(artwork["id"])
            days = [day for day in pack["days"] if day]
            pages.append(
                # sudo: number, place and recipient of a transfer the user may read
                {**pack, "picking": picking.sudo(), "deliver_by": min(days, default=0)}
            )
        return pages

    @api.model
    def _gift_page_wishes(self, pack):
        """Return the wishes of a page, of its lines and of the whole order."""
        return [wish for line in pack["lines"] for wish in line["wishes"]] + (
            pack["wishes"]
        )

    def _gift_present_pages(self):
        """Return the gift slips: what is inside, for whom; no price, no invoice.

        :return: list of dicts: picking (superuser mode), lang, lines, recipient
        """
        pages = []
        # sudo: as the packing slip; the buyer's order stays closed
        for picking in self.sudo():
            partner = picking.partner_id
            revisions = (
                picking.move_ids.gift_revision_id
                | picking.move_ids.gift_order_revision_id
            )
            receivers = picking.move_ids.gift_recipient_id
            named = receivers.mapped("name") or [
                name for name in revisions.mapped("recipient_name") if name
            ]
            lang = partner.lang or picking.company_id.partner_id.lang or self.env.lang
            moves = picking.with_context(lang=lang).move_ids.filtered(
                lambda move: move.state != "cancel"
            )
            pages.append(
                {
                    "picking": picking,
                    "lang": lang,
                    "recipient": named[0] if len(set(named)) == 1 else partner.name,
                    "lines": [
                        {
                            "product": move.product_id.with_context(
                                display_default_code=False
                            ).display_name,
                            "quantity": move.quantity or move.product_uom_qty,
                            "uom": move.product_uom.name,
                        }
                        for move in moves.sorted(lambda m: (m.sequence, m.id))
                    ],
                }
            )
        return pages

    def _gift_cards(self):
        """Return the texts of the cards, as often as they are printed.

        A text is printed once per transfer, or once per piece where the wish says so.

        :return: list of dicts: text, picking (name)
        :raise UserError: when there is no text at all, or far too many cards
        """
        cards = []
        # sudo: the text of a card is what the warehouse puts into the parcel
        for picking in self.sudo():
            moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
            own = moves.gift_recipient_id.filtered("card_text")
            cards += [
                {"text": receiver.card_text.strip(), "picking": picking.name}
                for receiver in own
            ]
            pieces = {}
            for move in moves.filtered(
                lambda move, own=own: move.gift_recipient_id not in own
            ):
                for revision in move.gift_revision_id | move.gift_order_revision_id:
                    quantity = move.quantity or move.product_uom_qty
                    pieces[revision] = pieces.get(revision, 0) + quantity
            for revision, quantity in pieces.items():
                text = (revision.card_text or "").strip()
                count = int(quantity) if revision.card_each else 1
                if text:
                    cards += [{"text": text, "picking": picking.name}] * max(count, 1)
        if not cards:
            raise UserError(
                self.env._(
                    "There is no card to print for %(names)s: none of the wishes has "
                    "a text for the card.",
                    names=", ".join(self.mapped("display_name")),
                )
            )
        if len(cards) > MOST_CARDS:
            raise UserError(
                self.env._(
                    "These would be %(count)s cards. Choose fewer transfers: at most "
                    "%(limit)s cards are printed at once.",
                    count=len(cards),
                    limit=MOST_CARDS,
                )
            )
        return cards

    def _gift_has_cards(self):
        """Tell whether any wish of this transfer has a text for a card."""
        # sudo: as the cards themselves
        moves = self.sudo().move_ids
        revisions = moves.gift_revision_id | moves.gift_order_revision_id
        texts = [
            *revisions.mapped("card_text"),
            *moves.gift_recipient_id.mapped("card_text"),
        ]
        return any((text or "").strip() for text in texts)


class GiftPacking(models.AbstractModel):
    _inherit = "gift.packing"

    @api.model
    def _get_papers(self, picking):
        """Offer the slips, and the cards where there is a text."""
        papers = super()._get_papers(picking)
        for xmlid in PAPERS:
            if xmlid == PAPERS[-1] and not picking._gift_has_cards():
                continue
            # sudo: the name of a report that the button says
            report = self.env.ref(xmlid).sudo()
            papers.append({"label": report.name, "action": xmlid})
        return papers


class ReportPackingSlip(models.AbstractModel):
    _name = "report.crm_gift_retail.report_packing_slip"
    _description = "Packing Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the pages of the transfers that the user may read."""
        pickings = self.env["stock.picking"].browse(docids)
        pickings.check_access("read")
        return {"docs": pickings, "pages": pickings._gift_slip_pages()}


class ReportGiftSlip(models.AbstractModel):
    _name = "report.crm_gift_retail.report_gift_slip"
    _description = "Gift Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the pages of the transfers that the user may read."""
        pickings = self.env["stock.picking"].browse(docids)
        pickings.check_access("read")
        return {"docs": pickings, "pages": pickings._gift_present_pages()}


class ReportGiftCards(models.AbstractModel):
    _name = "report.crm_gift_retail.report_gift_cards"
    _description = "Gift Cards"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the cards of the transfers that the user may read, in sheets."""
        pickings = self.env["stock.picking"].browse(docids)
        pickings.check_access("read")
        cards = pickings._gift_cards()
        sheets = [
            cards[begin : begin + CARDS_PER_PAGE]
            for begin in range(0, len(cards), CARDS_PER_PAGE)
        ]
        return {"docs": pickings, "sheets": sheets}
