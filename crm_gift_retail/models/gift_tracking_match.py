"""What a courier's file is compared with, and the words for what is found."""

from datetime import datetime, time

import pytz

from odoo import api, models
from odoo.tools import SQL

from ..tools import tracking_judge


class GiftTrackingMatch(models.AbstractModel):
    """Part of ``gift.tracking.file`` that knows transfers."""

    _name = "gift.tracking.match"
    _description = "Transfers Behind a Tracking File"

    def _get_known(self, rows):
        """Return the kernel's ``Known`` for rows: a fixed number of queries.

        :param list rows: ``TrackingRow`` of the file
        """
        self.ensure_one()
        references = {row.reference for row in rows if row.reference}
        numbers = {number for row in rows for number in row.numbers}
        by_reference, elsewhere = self._find_references(references)
        by_number = self._find_numbers(numbers)
        order = tuple(self.waybill_id.line_ids.sorted("position").picking_id.ids)
        ids = {i for found in by_reference.values() for i in found}
        ids.update(by_number.values(), order)
        return tracking_judge.Known(
            self._get_parcels(ids),
            by_reference,
            by_number,
            order,
            frozenset(elsewhere),
            self.company_id._gift_today(),
        )

    def _get_companies(self):
        """Return the companies of the file's root that the user is in."""
        root = self.company_id.root_id
        return self.env.companies.filtered(lambda company: company.root_id == root)

    def _find_references(self, references):
        """Return transfers by our numbers: their own, else their order's.

        :return: ``{reference: ids}``, and those that only other companies have
        """
        if not references:
            return {}, set()
        pickings = self.env["stock.picking"]
        companies = self._get_companies()
        words = {word: ref for ref in references for word in (ref.upper(), ref)}
        found = {}
        # whether a reference exists elsewhere, nothing of it: the remedy is known then
        everywhere = pickings.sudo().search([("name", "in", list(words))])
        mine = everywhere.filtered(lambda picking: picking.company_id in companies)
        for picking in mine:
            found.setdefault(words[picking.name], []).append(picking.id)
        elsewhere = {words[p.name] for p in everywhere - mine} - found.keys()
        rest = [word for word, ref in words.items() if ref not in found]
        if rest:
            # sudo: the packer need not enter Sales to ship by the order's number
            by_order = pickings.sudo().search(
                [
                    ("sale_id.name", "in", rest),
                    ("company_id", "in", companies.ids),
                    ("location_dest_id.usage", "=", "customer"),
                    ("state", "not in", ("draft", "cancel")),
                ],
                order="id",
            )
            for picking in by_order:
                found.setdefault(words[picking.sale_id.name], []).append(picking.id)
        return {ref: tuple(ids) for ref, ids in found.items()}, elsewhere - found.keys()

    def _find_numbers(self, numbers):
        """Return ``{tracking number: transfer id}`` of numbers that we know."""
        if not numbers:
            return {}
        self.env["stock.picking"].flush_model(["gift_tracking_ref", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT u.number, min(k.id)
                     FROM stock_picking k,
                          unnest(string_to_array(k.gift_tracking_ref, ', '))
                          AS u (number)
                    WHERE k.gift_tracking_ref IS NOT NULL
                      AND string_to_array(k.gift_tracking_ref, ', ') && %(numbers)s
                      AND u.number = ANY(%(numbers)s) AND k.company_id = ANY(%(own)s)
                    GROUP BY u.number""",
                numbers=list(numbers),
                own=self._get_companies().ids,
            )
        )
        return dict(rows)

    def _get_parcels(self, ids):
        """Return ``{id: Parcel}`` of transfers."""
        # sudo: state, number and recipient's name of transfers of the own companies
        pickings = self.env["stock.picking"].sudo().browse(sorted(ids))
        parcels = {}
        for picking in pickings:
            state = picking.state
            if state not in ("draft", "done", "cancel"):
                state = "open"
            partner = picking.partner_id
            parcels[picking.id] = tracking_judge.Parcel(
                picking.id,
                picking.name,
                state,
                tuple(picking._gift_tracking_numbers()),
                self._get_day(picking, picking.date_done),
                self._get_day(picking, picking.gift_signed_on),
                tuple(filter(None, (partner.name, partner.commercial_partner_id.name))),
                picking.location_dest_id.usage == "customer",
            )
        return parcels

    @api.model
    def _get_day(self, picking, moment):
        """Return the company's day of a moment in UTC, or None."""
        if not moment:
            return None
        zone = pytz.timezone(picking.company_id._gift_tz())
        return pytz.utc.localize(moment).astimezone(zone).date()

    @api.model
    def _get_signed_utc(self, picking, moment):
        """Return the UTC moment of a courier's local time; a mere day means noon."""
        if moment.time() == time():
            moment = datetime.combine(moment.date(), time(12))
        zone = pytz.timezone(picking.company_id._gift_tz())
        utc = zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)
        return max(utc, picking.date_done or utc)

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.model
    def _tracking_text(self, code, value=""):
        """Return what is wrong with a row and what helps, or an empty text.

        :param str code: of ``tools/tracking_judge.py`` and its neighbours
        :param str value: what it is about
        """
        if not code:
            return ""
        words = {**self._get_number_words(value), **self._get_transfer_words(value)}
        return words.get(code, "")

    @api.model
    def _get_number_words(self, value):
        _ = self.env._
        return {
            "tracking_no_column": _(
                "No column of tracking numbers was found among: %(headings)s. Name it "
                "运单号 or “Tracking number”.",
                headings=value,
            ),
            "number_missing": _(
                "The row has no tracking number: ask the courier whether it was taken."
            ),
            "number_invalid": _(
                "“%(value)s” is no tracking number: mend it in the file.", value=value
            ),
            "number_rounded": _(
                "“%(value)s” was rounded by a spreadsheet, digits are lost. Ask for "
                "the file with the column as text.",
                value=value,
            ),
            "number_formula": _(
                "A formula stands here: save the column as values. Nothing is "
                "calculated."
            ),
            "number_shared": _(
                "%(number)s stands at several transfers. Ask the courier which is "
                "right; if they travel in one parcel, enter it by hand on each.",
                number=value,
            ),
            "number_taken": _(
                "The number belongs to %(transfer)s already. Ask the courier which is "
                "right, or empty it there first.",
                transfer=value,
            ),
            "equal_line": _("Equal to line %(line)s: it counts once.", line=value),
            "with_line": _(
                "Not taken, because line %(line)s of the same transfer is not.",
                line=value,
            ),
            "partly_signed": _(
                "Not yet signed for in full: %(numbers)s is still on its way.",
                numbers=value,
            ),
        }

    @api.model
    def _get_transfer_words(self, value):
        _ = self.env._
        return {
            "unknown": _(
                "No transfer or order has the number %(value)s. Look for a slip of the "
                "pen, or whether it is another firm's row.",
                value=value,
            ),
            "elsewhere": _(
                "%(value)s belongs to another company. Switch to it and upload the "
                "file there.",
                value=value,
            ),
            "several": _(
                "Order %(value)s has several transfers. Put the transfer's number into "
                "the file, or enter this one by hand.",
                value=value,
            ),
            "no_reference": _(
                "The row names no transfer of ours, and %(number)s is not known. Ask "
                "for the file with our reference.",
                number=value,
            ),
            "count_differs": _(
                "The file names no transfers, and its rows are not as many as the "
                "%(count)s of the sheet: their order proves nothing. Choose the sheet "
                "that it answers, or ask for the file with our reference.",
                count=value,
            ),
            "other_person": _(
                "The file names somebody else than %(name)s: the order of rows may "
                "have slipped. Compare it with the sheet.",
                name=value or _("the recipient"),
            ),
            "not_outgoing": _(
                "%(transfer)s does not go to a customer.", transfer=value
            ),
            "cancelled": _(
                "%(transfer)s is cancelled: call the parcel back from the courier.",
                transfer=value,
            ),
            "draft": _("%(transfer)s is a draft: mark it as to do.", transfer=value),
            "has_other": _(
                "It has the number %(number)s already. If the courier replaced it, "
                "empty the number on the transfer, then check the file again.",
                number=value,
            ),
            "not_shipped": _(
                "Signed for, but %(transfer)s is not validated. Validate it, then "
                "check the file again.",
                transfer=value,
            ),
            "signed_future": _("Signed for on %(day)s, a day to come.", day=value),
            "signed_early": _(
                "Signed for before it left on %(day)s. Mend the date in the file.",
                day=value,
            ),
        }
