"""What a person allowed us, in whose words and when (behaviour 4, promise P4)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

CHANNELS = [
    ("phone", "Phone call"),
    ("sms", "SMS"),
    ("mail", "E-mail"),
    ("wechat", "WeChat"),
    ("post", "Post"),
]
PURPOSES = [
    ("service", "Service: their own orders and questions"),
    ("care", "Care: greetings and follow-up"),
    ("promotion", "Promotion: offers and news"),
]
STATES = [("granted", "Agreed"), ("withdrawn", "Declined")]
SOURCES = [
    ("shop", "Said in the shop"),
    ("phone", "Said on the phone"),
    ("contact", "Entered on the contact"),
    ("merge", "Contacts merged"),
]
#: duties that serve customers and so need to know what those agreed to
SERVING = ("clerk", "caller", "service", "sales")
SERVING_GROUPS = ",".join(
    f"crm_gift_retail.crm_gift_retail_group_{duty}" for duty in SERVING
)
SENTENCE_SIZE = 500


class GiftConsent(models.Model):
    """One answer of one person for one channel and purpose.

    Append-only: an answer that changes is a new row, and the latest counts. Rows are
    written by :meth:`_gift_record` alone.
    """

    _name = "gift.consent"
    _description = "Consent"
    _order = "date desc, id desc"
    _rec_name = "purpose"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    channel = fields.Selection(CHANNELS, required=True)
    purpose = fields.Selection(PURPOSES, required=True)
    state = fields.Selection(STATES, "Answer", required=True)
    sentence = fields.Text(
        "Words", required=True, help="What was said or shown when the person answered."
    )
    source = fields.Selection(SOURCES, "Asked", required=True)
    user_id = fields.Many2one(
        "res.users", "Asked By", index="btree_not_null", ondelete="set null"
    )
    date = fields.Datetime(required=True)
    res_model = fields.Char("Document Model")
    res_id = fields.Many2oneReference("Document", model_field="res_model")
    is_current = fields.Boolean(
        "Counts",
        compute="_compute_is_current",
        help="The latest answer for this channel and purpose.",
    )

    _latest_idx = models.Index(
        "(partner_id, company_id, channel, purpose, date DESC, id DESC)"
    )

    @api.depends("partner_id", "company_id", "channel", "purpose")
    def _compute_is_current(self):
        """Mark the latest row of each person, company, channel and purpose."""
        current = {row["id"] for row in self._gift_latest(self.partner_id)}
        for consent in self:
            consent.is_current = consent.id in current

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: an answer is a fact of its day."""
        raise UserError(
            self.env._(
                "What a person agreed to is never changed. Record the new answer "
                "instead; the latest one counts."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Refuse: proof is kept. Erasing the person erases it."""
        raise UserError(
            self.env._("Answers about consent are proof and are never deleted.")
        )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model
    def record(self, partner_id, channel, purpose, state, sentence):
        """Record one answer of a person; callable by those who serve customers.

        :param int partner_id: id of the ``res.partner``
        :param str channel: key of ``CHANNELS``
        :param str purpose: key of ``PURPOSES``
        :param str state: ``granted`` or ``withdrawn``
        :param str sentence: the words that were said or shown
        :return: id of the new row
        :raise AccessError: without a serving duty, or a person the user may not read
        :raise UserError: for an unknown key or empty words, naming what is known
        """
        self._gift_check_serving()
        partner = self.env["res.partner"].browse(partner_id).exists()
        if not partner:
            raise UserError(
                self.env._(
                    "There is no contact %(id)s. Reload the page.", id=partner_id
                )
            )
        partner.check_access("read")
        return self._gift_record(
            partner, self.env.company, [(channel, purpose, state)], sentence, "contact"
        ).id

    @api.model
    def _gift_check_serving(self):
        """Raise unless the user has a duty that serves customers."""
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(group) for group in SERVING_GROUPS.split(",")
        ):
            raise AccessError(
                self.env._(
                    "This needs the duty shop clerk, caller, customer service or "
                    "salesperson of Gift Retail. Ask a manager."
                )
            )

    @api.model
    def _gift_record(
        self, partner, company, answers, sentence, source, document=None, **values
    ):
        """Append answers of one person.

        :param partner: ``res.partner``, the person (not the firm)
        :param company: ``res.company``; its root counts
        :param list answers: tuples (channel, purpose, state)
        :param str sentence: what was said or shown, in the language it was said in
        :param str source: key of ``SOURCES``
        :param document: record during which it was asked, or None
        :param values: ``date`` (UTC, now by default), ``user_id``
        :return: the new rows, in sudo
        :raise UserError: for an unknown key or empty words
        """
        sentence = (sentence or "").strip()[:SENTENCE_SIZE]
        if not sentence:
            raise UserError(
                self.env._(
                    "Say what %(name)s was asked: the words are kept as proof.",
                    name=partner.display_name,
                )
            )
        for answer in answers:
            for key, known in zip(answer, (CHANNELS, PURPOSES, STATES), strict=True):
                if key not in dict(known):
                    raise UserError(
                        self.env._(
                            "“%(key)s” is not known for consent. Choose one of: "
                            "%(known)s.",
                            key=key,
                            known=", ".join(dict(known)),
                        )
                    )
        # sudo: append-only, so nobody has the right to create rows by hand
        return self.sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.sudo().root_id.id,
                    "channel": channel,
                    "purpose": purpose,
                    "state": state,
                    "sentence": sentence,
                    "source": source,
                    "user_id": values.get("user_id") or self.env.uid,
                    "date": values.get("date") or fields.Datetime.now(),
                    "res_model": document._name if document else False,
                    "res_id": document.id if document else False,
                }
                for channel, purpose, state in answers
            ]
        )

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _gift_latest(self, partners, company=None):
        """Return the rows that count: one query, however many persons.

        Of answers of the same moment the more restrictive one counts.

        :param partners: ``res.partner`` records
        :param company: ``res.company`` (its root counts), or None for all
        :return: list of dicts ``id, partner_id, company_id, channel, purpose, state,
            date, sentence``; callers check who may see them
        """
        if not partners.ids:
            return []
        self.flush_model()
        where = SQL("partner_id = ANY(%s)", list(partners.ids))
        if company:
            where = SQL("%s AND company_id = %s", where, company.sudo().root_id.id)
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT ON (partner_id, company_id, channel, purpose)
                       id, partner_id, company_id, channel, purpose, state, date,
                       sentence
                  FROM gift_consent
                 WHERE %s
                 ORDER BY partner_id, company_id, channel, purpose, date DESC,
                          (state = 'withdrawn') DESC, id DESC
                """,
                where,
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _gift_current(self, partners, company):
        """Return what counts now, for whoever asks before sending.

        :param partners: ``res.partner`` records
        :param company: ``res.company``; its root counts
        :return: ``{(partner id, channel, purpose): "granted" | "withdrawn"}``; what
            nobody asked is missing
        """
        return {
            (row["partner_id"], row["channel"], row["purpose"]): row["state"]
            for row in self._gift_latest(partners, company)
        }

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    @api.model
    def _gift_merge(self, sources, target):
        """Make "no" win when persons become one; called before rows move along.

        All rows stay. Where one of the persons declined last and another one's later
        answer would count instead, a row of today says no.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        groups = {}
        for row in self._gift_latest(sources | target):
            key = (row["company_id"], row["channel"], row["purpose"])
            groups.setdefault(key, []).append(row)
        names = ", ".join((sources | target).mapped("display_name"))
        for (company_id, channel, purpose), rows in groups.items():
            latest = max(rows, key=lambda row: (row["date"], row["state"]))
            declined = [row for row in rows if row["state"] == "withdrawn"]
            if latest["state"] == "granted" and declined:
                self._gift_record(
                    target,
                    self.env["res.company"].browse(company_id),
                    [(channel, purpose, "withdrawn")],
                    self.env._(
                        "Merged from %(names)s, of whom one had declined: “%(words)s”",
                        names=names,
                        words=declined[0]["sentence"],
                    ),
                    "merge",
                )
