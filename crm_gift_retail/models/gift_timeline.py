"""The trail as a screen reads it: a page of it, newest first."""

from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: records that have a trail, and the name of what they are in the errors
TRAIL_MODELS = ("gift.customer", "res.partner", "crm.lead")
#: lines of one page, at most
MOST_LINES = 100
#: chips above the trail -> kinds of ``gift_touchpoint.KINDS`` that they keep
# fmt: off
FILTERS = {
    "contacts": (
        "call", "meeting", "visit", "invitation", "note", "handover", "price_told",
        "date_told",
    ),
    "orders": (
        "proposal", "proposal_seen", "proposal_chosen", "proposal_comment",
        "quotation", "sample_asked", "sample", "sample_feedback", "order",
        "requirement", "proof", "proof_approved", "proof_refused", "shipped",
        "arrived", "return",
    ),
    "messages": ("message_in", "message_out"),
}
# fmt: on
#: kinds that no chip keeps: they say how the customer moves, and stand in "All"
UNFILTERED = ("lead", "lead_won", "lead_lost", "assist", "referral")
#: documents that are part of another one: where the reader is sent instead
PARTS = {
    "mail.activity": ("res_model", "res_id"),
    "mail.message": ("model", "res_id"),
}


class GiftTimeline(models.AbstractModel):
    """Reading the trail of a customer, a contact or a lead.

    A page is found on an index in the order of the screen and continued after the last
    line that was seen (never by an offset), so that the 5,000th touchpoint costs what
    the fifth does.
    """

    _name = "gift.timeline"
    _description = "Trail of a customer"

    # ------------------------------------------------------------------
    # Public
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def timeline(self, res_model, res_id, before=None, limit=30, kinds=None):
        """Return a page of the trail of a customer, a contact or a lead.

        A contact shows the trail of its firm and its own from earlier firms; a lead
        its own and that of its customer. Company and rights are those of the record.

        :param str res_model: ``gift.customer``, ``res.partner`` or ``crm.lead``
        :param int res_id: id of the record
        :param dict before: ``next`` of the page before; None for the newest page
        :param int limit: lines, 1 to 100
        :param list kinds: keys of ``gift.touchpoint.kind`` to keep; None keeps all
        :return: ``{"rows": [...], "next": dict or False, "filters": [...],
            "note": str}``, the note saying why the user sees less; a row has
            ``id``, ``date`` (UTC), ``kind``, ``label``, ``direction``, ``channel``,
            ``channel_label``, ``outcome`` (in words), ``is_mass``, ``is_contact``,
            ``summary``, ``who``, ``team``, ``person``, ``document`` (only when the
            user may open it: ``{"model", "id", "name"}``)
        :raise AccessError: without a duty, or when the record may not be read
        :raise UserError: for a record that has no trail or is gone, and for a page
            that cannot be
        """
        self.check_access("read")
        record = self._get_trail_record(res_model, res_id)
        self._check_trail_page(limit, kinds)
        ids, following = self._get_trail_page(record, before, limit, kinds)
        touchpoints = self.browse(ids)
        documents = touchpoints._get_trail_documents(record)
        return {
            "rows": [
                touchpoint._get_trail_row(record, documents.get(touchpoint.id, False))
                for touchpoint in touchpoints
            ],
            "next": following,
            "filters": self._get_trail_filters(),
            "note": self._get_trail_note(record),
        }

    # ------------------------------------------------------------------
    # What is asked
    # ------------------------------------------------------------------

    @api.model
    def _get_trail_record(self, res_model, res_id):
        """Return the record whose trail is asked for, if the user may read it.

        Seam: a room that hides customers from prospecting refuses here.
        """
        if res_model not in TRAIL_MODELS:
            raise UserError(
                self.env._(
                    "“%(model)s” has no trail. Ask for the trail of one of: %(known)s.",
                    model=res_model,
                    known=", ".join(TRAIL_MODELS),
                )
            )
        if not isinstance(res_id, int) or isinstance(res_id, bool) or res_id <= 0:
            raise UserError(
                self.env._(
                    "“%(number)s” is no number of a record. Open the customer again.",
                    number=res_id,
                )
            )
        record = self.env[res_model].browse(res_id).exists()
        if not record:
            raise UserError(
                self.env._(
                    "Record %(number)s of %(model)s is gone, perhaps merged with "
                    "another. Go back to the list and open it from there.",
                    number=res_id,
                    model=self.env[res_model]._description,
                )
            )
        record.check_access("read")
        return record

    @api.model
    def _check_trail_page(self, limit, kinds):
        """Raise unless the page's size and kinds can be."""
        if not isinstance(limit, int) or not 1 <= limit <= MOST_LINES:
            raise UserError(
                self.env._(
                    "A page of the trail has 1 to %(most)s lines, not “%(limit)s”.",
                    most=MOST_LINES,
                    limit=limit,
                )
            )
        known = {key for key, _label in self._fields["kind"].selection}
        if kinds is not None and not isinstance(kinds, list | tuple):
            kinds = [kinds]
        for kind in kinds or ():
            if kind not in known:
                raise UserError(
                    self.env._(
                        "“%(kind)s” is no kind of touchpoint. Choose from: %(known)s.",
                        kind=kind,
                        known=", ".join(sorted(known)),
                    )
                )

    @api.model
    def _get_trail_branches(self, record):
        """Return the domains whose touchpoints together are a record's trail.

        Each is a range of one index in the order of the screen.

        :param record: from :meth:`_get_trail_record`
        """
        partner, company = self._get_trail_subject(record)
        own_company = Domain("company_id", "=", company.id)
        firm = partner.sudo().commercial_partner_id
        branches = []
        if firm:
            branches.append(own_company & Domain("commercial_partner_id", "=", firm.id))
        if partner and partner != firm:
            # who changes firm takes the soft file along (decision 4)
            branches.append(own_company & Domain("partner_id", "=", partner.id))
        if record._name == "crm.lead":
            branches.append(Domain("lead_id", "=", record.id))
        return branches

    @api.model
    def _get_trail_subject(self, record):
        """Return whose trail it is, maybe nobody's yet, and in which root company."""
        is_contact = record._name == "res.partner"
        company = self.env.company if is_contact else record.company_id
        # sudo: of a branch one knows the root without being allowed into it
        root = (company or self.env.company).sudo().root_id
        return (record if is_contact else record.partner_id), root

    @api.model
    def _get_trail_note(self, record):
        """Return why the user sees less of a trail than there is, in words; or "".

        Seam: rules that hide lines from somebody say so here.
        """
        return ""

    @api.model
    def _get_trail_query(self, record, before, limit, kinds):
        """Return the statement that finds a page: ids and exact times.

        :param tuple before: time and id of the last line seen, or None
        :param int limit: lines
        """
        branches = []
        for domain in self._get_trail_branches(record):
            if kinds:
                domain &= Domain("kind", "in", list(kinds))
            # rules of the user apply; archived means nothing here
            query = self._search(domain, limit=limit, order="date DESC, id DESC")
            if before:
                query.add_where(
                    SQL(
                        "(gift_touchpoint.date, gift_touchpoint.id) < (%s, %s)", *before
                    )
                )
            branches.append(
                SQL(
                    "(%s)",
                    query.select(
                        SQL("gift_touchpoint.id"), SQL("gift_touchpoint.date")
                    ),
                )
            )
        return SQL(
            "SELECT id, date FROM (%s) trail ORDER BY date DESC, id DESC LIMIT %s",
            SQL(" UNION ").join(branches),
            limit,
        )

    @api.model
    def _get_trail_page(self, record, before, limit, kinds):
        """Return the ids of a page and the key of the page after it, or False."""
        key = self._parse_trail_key(before)
        # one more line tells whether there is a page after this one
        query = self._get_trail_query(record, key, limit + 1, kinds)
        found = self.env.execute_query(query)
        following = False
        if len(found) > limit:
            found = found[:limit]
            last_id, last_date = found[-1]
            # to the microsecond: equal seconds must not hide a line
            following = {"date": last_date.isoformat(" "), "id": last_id}
        return [row[0] for row in found], following

    @api.model
    def _parse_trail_key(self, before):
        """Return the time and id of a page's key; the reverse of ``next``."""
        if not before:
            return None
        try:
            number = before["id"]
            if not isinstance(number, int) or isinstance(number, bool):
                raise TypeError
            return datetime.fromisoformat(before["date"]).replace(tzinfo=None), number
        except (KeyError, TypeError, ValueError):
            raise UserError(
                self.env._(
                    "The trail cannot be continued from “%(key)s”. Show it from the "
                    "start.",
                    key=before,
                )
            ) from None

    # ------------------------------------------------------------------
    # What is answered
    # ------------------------------------------------------------------

    def _get_trail_row(self, record, document):
        """Return one line of the trail.

        :param record: whose trail is shown: its own name is not repeated
        :param document: of :meth:`_get_trail_documents`, or False
        """
        self.ensure_one()
        # sudo: names of colleagues, teams and contacts of the customer, nothing else
        names = self.sudo()
        person = names.partner_id
        return {
            "id": self.id,
            "date": fields.Datetime.to_string(self.date),
            "kind": self.kind,
            "label": self._get_trail_label("kind"),
            "direction": self.direction,
            "channel": self.channel,
            "channel_label": self._get_trail_label("channel"),
            "outcome": self._get_trail_outcome(),
            "is_contact": self.is_contact,
            "is_mass": self.is_mass,
            "summary": self.summary or "",
            "who": names.user_id.name or "",
            "team": names.team_id.name or "",
            "person": "" if person == names.commercial_partner_id else person.name,
            "document": document,
        }

    def _get_trail_label(self, name):
        """Return the words of a selection field in the user's language."""
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")

    def _get_trail_outcome(self):
        """Return what came of it in words; a key that nobody explains as it is."""
        if not self.outcome:
            return ""
        return self._get_trail_outcomes().get(
            self.outcome, self.outcome.replace("_", " ")
        )

    @api.model
    def _get_trail_outcomes(self):
        """Return the words of the keys in ``outcome``. Seam: rooms add theirs."""
        return {
            "arrived": self.env._("Came"),
            "competitor": self.env._("Lost to another brand"),
            "lost": self.env._("Lost"),
            "missed": self.env._("Did not come"),
            "not_reached": self.env._("Not reached"),
            "note": self.env._("Note"),
            "reached": self.env._("Reached"),
            "refused": self.env._("Does not want it"),
            "spoke": self.env._("Spoke"),
            "wechat": self.env._("WeChat sent"),
        }

    @api.model
    def _get_trail_filters(self):
        """Return the chips above the trail, with the kinds that each keeps."""
        labels = {
            "contacts": self.env._("Contacts"),
            "orders": self.env._("Orders"),
            "messages": self.env._("Messages"),
        }
        return [
            {"key": key, "label": labels[key], "kinds": list(kinds)}
            for key, kinds in FILTERS.items()
        ]

    def _get_trail_documents(self, record):
        """Return what each line may be opened as.

        Asked once per model on the page. A document that is gone, or that the user may
        not read, is not named; nor is the record that the trail stands on.

        :param record: whose trail is shown
        :return: ``{touchpoint id: {"model", "id", "name"}}``
        """
        wanted = {}
        for touchpoint, (model, number) in self._get_trail_targets().items():
            if (model, number) != (record._name, record.id):
                wanted.setdefault(model, {})[touchpoint] = number
        found = {}
        for model, numbers in wanted.items():
            records = self.env[model].with_context(active_test=False)
            if not records.has_access("read"):
                continue
            readable = records.search([("id", "in", list(set(numbers.values())))])
            names = {document.id: document.display_name for document in readable}
            found.update(
                {
                    touchpoint: {"model": model, "id": number, "name": names[number]}
                    for touchpoint, number in numbers.items()
                    if number in names
                }
            )
        return found

    def _get_trail_targets(self):
        """Return ``{touchpoint id: (model, id)}`` of what a reader is sent to.

        A message or an activity is shown on its document. Whether the user may read
        the target is not judged here.
        """
        targets = {row.id: (row.res_model, row.res_id) for row in self}
        for model, (model_field, id_field) in PARTS.items():
            parts = {
                touchpoint: number
                for touchpoint, (name, number) in targets.items()
                if name == model
            }
            # sudo: only to learn on which document it stands; done ones are archived
            documents = (
                {
                    row["id"]: (row[model_field], row[id_field])
                    for row in self.env[model]
                    .sudo()
                    .with_context(active_test=False)
                    .search_read(
                        [("id", "in", list(parts.values()))], [model_field, id_field]
                    )
                }
                if parts
                else {}
            )
            targets.update({key: documents.get(value) for key, value in parts.items()})
        return {
            key: target
            for key, target in targets.items()
            if target and target[0] in self.env and target[1]
        }
