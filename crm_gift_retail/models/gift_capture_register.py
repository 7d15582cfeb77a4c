"""How a walk-in is written down: once, and never in the way of a sale."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import SQL, plaintext2html

from .gift_capture_customer import QUIET
from .gift_capture_values import ANSWERS

#: an open enquiry of the last so many days is gone on with
SAME_LEAD_DAYS = 90


class GiftCaptureRegister(models.AbstractModel):
    """Writes customer, enquiry, consent, visit and handover in one transaction.

    Claims are never touched (decision 19): the touchpoint tells those who settle them.
    """

    _name = "gift.capture.register"
    _inherit = ["gift.capture.customer", "gift.capture.values"]
    _description = "Writes walk-ins down"

    @api.model
    def register(self, uuid, values):
        """Write a walk-in down; sent twice it is kept once.

        :param str uuid: made by the device, 16 to 64 characters
        :param dict values: ``team_id`` (shop), ``served_by_id``; ``partner_id`` of a
            customer who was found, or ``name`` with ``phone`` or ``wechat`` of a new
            one; optional ``firm``, ``date`` (UTC), ``term``, ``note``,
            ``category_ids``, ``product_ids``, ``consent`` (``all``, ``service``,
            ``none``), ``sentence`` (as it was said), ``hand_over``, ``is_late``
        :return: dict ``id, partner_id, name, is_new, words`` (remarks to show),
            ``handover`` (label of its state or empty)
        :raise AccessError: without a serving duty
        :raise UserError: naming what is wrong and what to do
        """
        self.env["gift.consent"]._gift_check_serving()
        uuid = self._check_uuid(uuid)
        company = self.env.company.sudo().root_id
        # sudo: a clerk may not write customers and enquiries, but registers them here
        captures = self.sudo()
        found = captures.search(
            [("company_id", "=", company.id), ("uuid", "=", uuid)], limit=1
        )
        if found:
            return found._get_answer([])
        checked = self._check_values(values)
        partner, words = self._get_partner(checked, company)
        capture = captures._create_once(
            {
                "uuid": uuid,
                "company_id": company.id,
                "user_id": self.env.uid,
                "partner_id": partner.id,
                "is_new": not partner,
                **{
                    key: checked[key]
                    for key in (
                        "team_id",
                        "served_by_id",
                        "date",
                        "is_late",
                        "term",
                        "note",
                        "category_ids",
                        "product_ids",
                        "medium_id",
                        "source_id",
                    )
                },
            }  # fmt: skip
        )
        if not partner:
            capture.partner_id = capture._create_partner(checked)
        capture._complete(checked)
        return capture._get_answer(words)

    @api.model
    def _create_once(self, vals):
        """Create the row; who was quicker with the same key is found on the retry.

        Raw, so that a key that another transaction just took is no error in the log:
        PostgreSQL asks for a retry, as it does for every race.
        """
        cr = self.env.cr
        first = ("uuid", "company_id", "team_id", "user_id", "served_by_id", "date")
        cr.execute(
            SQL(
                """
                INSERT INTO gift_capture
                       (uuid, company_id, team_id, user_id, served_by_id, date,
                        create_uid, write_uid, create_date, write_date)
                VALUES (%s, %s, %s, now() AT TIME ZONE 'UTC',
                        now() AT TIME ZONE 'UTC')
                ON CONFLICT (company_id, uuid) DO NOTHING
                RETURNING id
                """,
                SQL(", ").join(SQL("%s", vals[name]) for name in first),
                self.env.uid,
                self.env.uid,
            ),
            log_exceptions=False,
        )
        row = cr.fetchone()
        if not row:
            raise ConcurrencyError("walk-in sent twice at once")
        capture = self.browse(row[0])
        capture.write({name: vals[name] for name in vals if name not in first})
        return capture

    def _complete(self, checked):
        """Do all that hangs on a walk-in whose customer is known."""
        self.ensure_one()
        self._fill_partner(checked)
        self.lead_id = self._get_lead(checked)
        if checked["consent"]:
            self._record_consent(checked)
        if not self._meet_invitation():
            self._gift_trail("visit")
        if checked["hand_over"]:
            self.handover_id = self.env["gift.handover"]._gift_ask(self.lead_id, self)

    def _get_answer(self, words):
        """Return what the screen shows after sending."""
        self.ensure_one()
        labels = dict(self._fields["status"]._description_selection(self.env))
        return {
            "id": self.id,
            "partner_id": self.partner_id.id,
            "name": self.partner_id.gift_salutation or self.partner_id.name or "",
            "is_new": self.is_new,
            "words": words,
            "handover": labels[self.status] if self.handover_id else "",
        }

    # ------------------------------------------------------------------
    # The enquiry
    # ------------------------------------------------------------------

    def _get_lead(self, checked):
        """Return the enquiry that this visit belongs to, in sudo, or none.

        The customer's open one is gone on with. A known customer who only came by
        leaves a visit and no enquiry.
        """
        leads = self.env["crm.lead"]
        partner = self.partner_id
        since = fields.Datetime.now() - timedelta(days=SAME_LEAD_DAYS)
        found = leads.search(
            Domain("partner_id", "=", partner.id)
            & Domain("won_status", "=", "pending")
            & Domain("create_date", ">=", since)
            & self._get_company_domain(self.company_id),
            order="id desc",
            limit=1,
        )
        if found:
            return found
        words = self._get_words()
        if not (self.is_new or checked["hand_over"] or words):
            return leads
        return leads.with_context(**QUIET).create(self._prepare_lead(checked, words))

    def _prepare_lead(self, checked, words):
        """Return the values of a new enquiry from the shop."""
        team = self.team_id
        partner = self.partner_id
        return {
            "name": self.env._(
                "%(name)s at %(shop)s", name=partner.name, shop=team.name
            ),
            "type": "lead" if team.use_leads else "opportunity",
            "partner_id": partner.id,
            "contact_name": partner.name,
            "partner_name": checked["firm"]
            or partner.commercial_partner_id.filtered("is_company").name,
            "phone": partner.phone or checked["reading"]["phone"] or False,
            "team_id": team.id,
            # whoever follows up or owns the customer takes it, not the shop's tablet
            "user_id": False,
            "company_id": (team.company_id or self.company_id).id,
            "description": plaintext2html(words) if words else False,
            **self._gift_utm_vals(),
        }

    def _gift_utm_vals(self):
        """Return where the walk-in came from, as values of leads and touchpoints."""
        return {"medium_id": self.medium_id.id, "source_id": self.source_id.id}

    # ------------------------------------------------------------------
    # Consent, visit
    # ------------------------------------------------------------------

    def _record_consent(self, checked):
        """Keep the answer and the words, for every way the customer can be reached."""
        partner = self.partner_id
        channels = []
        if partner.phone:
            channels.append("phone")
        if checked["reading"]["mobile"] or partner.phone_sanitized:
            channels.append("sms")
        if partner.gift_wechat:
            channels.append("wechat")
        if partner.email:
            channels.append("mail")
        granted = ANSWERS[checked["consent"]]
        answers = [
            (channel, purpose, "granted" if purpose in granted else "withdrawn")
            for channel in channels
            for purpose in ANSWERS["all"]
        ]
        if answers:
            self.env["gift.consent"]._gift_record(
                partner,
                self.company_id,
                answers,
                checked["sentence"] or self.company_id._gift_consent_words(),
                "shop",
                document=self,
                date=self.date,
                user_id=self.served_by_id.id,
            )

    def _meet_invitation(self):
        """Mark an expected customer as arrived.

        :return: whether the visit is in the trail already, by the clerk's tap
        """
        record = self.with_context(tz=self.company_id._gift_tz())
        day = fields.Datetime.context_timestamp(record, self.date).date()
        partner = self.partner_id
        firm = partner.commercial_partner_id
        rows = self.env["gift.invitation"].search(
            [
                ("team_id", "=", self.team_id.id),
                ("day", "=", day),
                ("capture_id", "=", False),
                ("partner_id.commercial_partner_id", "=", firm.id),
            ]
        )
        row = rows.filtered(lambda one: one.partner_id == partner)[:1] or rows[:1]
        if not row:
            return False
        tapped = row.state == "arrived"
        row._gift_arrive(self)
        return tapped

    def _gift_trail_vals(self, kind):
        """The visit of a walk-in, by whoever served."""
        return {
            **super()._gift_trail_vals(kind),
            "lead_id": self.lead_id.id,
            "user_id": self.served_by_id.id,
            "date": self.date,
            "is_contact": kind == "visit",
            "direction": "in",
            "summary": self._get_words() or False,
        }
