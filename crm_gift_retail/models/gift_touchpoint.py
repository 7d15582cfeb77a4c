"""The append-only trail of what happened between a customer and us."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from .gift_channel import GIFT_CHANNELS

KINDS = [
    ("lead", "Enquiry"),
    ("lead_won", "Won"),
    ("lead_lost", "Lost"),
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("visit", "Visit"),
    ("invitation", "Invitation"),
    ("message_in", "Message received"),
    ("message_out", "Message sent"),
    ("note", "Note"),
    ("handover", "Handed over"),
    ("quotation", "Quotation sent"),
    ("price_told", "Price told"),
    ("date_told", "Date told"),
    ("order", "Order"),
    ("shipped", "Shipped"),
    ("arrived", "Arrived"),
    ("return", "Return"),
    ("assist", "Assist"),
    ("referral", "Referral"),
]

#: rows of one INSERT
BATCH = 1000


class GiftTouchpoint(models.Model):
    """One thing that happened, from one document, once."""

    _name = "gift.touchpoint"
    _inherit = ["gift.timeline"]
    _description = "Touchpoint"
    _order = "date desc, id desc"
    _rec_name = "summary"

    # partner, firm and lead: found by the indexes of the trail's pages below
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="cascade")
    commercial_partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        ondelete="cascade",
        help="The firm at the date of the touchpoint.",
    )
    lead_id = fields.Many2one("crm.lead", ondelete="set null")
    gift_customer_id = fields.Many2one(
        "gift.customer",
        "Standing",
        compute="_compute_gift_customer_id",
        search="_search_gift_customer_id",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True)
    is_contact = fields.Boolean(
        "Real Contact",
        help="A person spoke or wrote to a person: it counts as contact.",
    )
    direction = fields.Selection(
        [("in", "From the customer"), ("out", "To the customer")]
    )
    is_mass = fields.Boolean(
        "Mass Mail", help="Sent to many at once: it is shown and is no contact."
    )
    outcome = fields.Char(
        help="What came of it, as a key of the document: reached, competitor …"
    )
    channel = fields.Selection(GIFT_CHANNELS, required=True, default="unknown")
    medium_id = fields.Many2one(
        "utm.medium", index="btree_not_null", ondelete="set null"
    )
    source_id = fields.Many2one(
        "utm.source", index="btree_not_null", ondelete="set null"
    )
    campaign_id = fields.Many2one(
        "utm.campaign", index="btree_not_null", ondelete="set null"
    )
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", index="btree_not_null", ondelete="set null")
    team_id = fields.Many2one("crm.team", index="btree_not_null", ondelete="set null")
    res_model = fields.Char("Document Model", required=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True
    )
    summary = fields.Char()

    _document_kind_uniq = models.Constraint(
        "UNIQUE (res_model, res_id, kind)",
        "A document leaves one touchpoint of each kind.",
    )
    _last_contact_idx = models.Index(
        "(company_id, commercial_partner_id, date) WHERE is_contact"
    )
    # the pages of the trail, in the order of the screen; see gift_timeline.py
    _trail_customer_idx = models.Index(
        "(commercial_partner_id, company_id, date DESC, id DESC)"
    )
    _trail_contact_idx = models.Index("(partner_id, company_id, date DESC, id DESC)")
    _trail_lead_idx = models.Index(
        "(lead_id, date DESC, id DESC) WHERE lead_id IS NOT NULL"
    )

    @api.depends("commercial_partner_id", "company_id")
    def _compute_gift_customer_id(self):
        """Find the standing of the firm in the touchpoint's company."""
        rows = self.env["gift.customer"].with_context(active_test=False)
        rows = rows.search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        found = {(row.partner_id.id, row.company_id.id): row.id for row in rows}
        for touchpoint in self:
            touchpoint.gift_customer_id = found.get(
                (touchpoint.commercial_partner_id.id, touchpoint.company_id.id)
            )

    @api.model
    def _search_gift_customer_id(self, operator, value):
        """Search touchpoints by the standing: firm and company must agree."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        customers = self.env["gift.customer"].with_context(active_test=False)
        query = customers._search([("id", operator, value)])

        def to_sql(model, alias, _query):
            return SQL(
                "(%s, %s) IN (%s)",
                SQL.identifier(alias, "commercial_partner_id"),
                SQL.identifier(alias, "company_id"),
                query.select(
                    SQL("gift_customer.partner_id"), SQL("gift_customer.company_id")
                ),
            )

        return Domain.custom(
            to_sql=to_sql,
            predicate=lambda touchpoint: (
                touchpoint.gift_customer_id.id in query.get_result_ids()
            ),
        )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model
    def _gift_register(self, vals_list):
        """Append touchpoints, once per document and kind.

        The firm of this moment, the root company and the medium's channel are
        stamped. Real contacts have the customer's dates looked at again after the
        commit.

        :param list vals_list: dicts with ``partner_id`` or ``lead_id`` or both,
            ``company_id`` (any company of the root; the current one by default),
            ``kind``, ``res_model``, ``res_id``; optional ``is_contact``, ``is_mass``,
            ``direction``, ``outcome``, ``date`` (UTC datetime, now by default),
            ``user_id``, ``team_id``, ``medium_id``, ``source_id``, ``campaign_id``,
            ``channel``, ``summary``
        :return: ids of the rows that are new; the others were there already
        """
        # sudo: append-only, so nobody has the right to create them by hand
        self = self.sudo()
        rows = self._gift_prepare_rows(vals_list)
        if not rows:
            return []
        self.env.flush_all()
        new_ids = []
        for batch in split_every(BATCH, rows):
            self.env.cr.execute(self._gift_insert_sql(batch))
            new_ids += [row[0] for row in self.env.cr.fetchall()]
        if new_ids:
            self._gift_registered(self.browse(new_ids))
        return new_ids

    @api.model
    def _gift_registered(self, touchpoints):
        """Tell the other rooms what is new. Seam, called in the writer's transaction.

        An extension only inserts into an insert-only queue and wakes its job: it takes
        no lock, makes no user wait and never raises (decisions 6, 14, 19).

        :param touchpoints: the new rows, in sudo
        """

    @api.model
    def _gift_prepare_rows(self, vals_list):
        """Return the tuples to insert; touchpoints of nobody are left out."""
        partners = self.env["res.partner"].browse(
            {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        )
        commercial = {p.id: p.commercial_partner_id for p in partners.exists()}
        queue = self.env["gift.customer.queue"]
        now = fields.Datetime.now()
        rows = []
        for vals in vals_list:
            customer = commercial.get(vals.get("partner_id"))
            if not customer and not vals.get("lead_id"):
                continue
            company = self.env["res.company"].browse(vals.get("company_id") or [])
            root = (company or self.env.company).root_id
            rows.append(
                (
                    customer and vals["partner_id"] or None,
                    customer and customer.id or None,
                    vals.get("lead_id") or None,
                    root.id,
                    vals["kind"],
                    bool(vals.get("is_contact")),
                    bool(vals.get("is_mass")),
                    vals.get("direction") or None,
                    vals.get("outcome") or None,
                    vals.get("date") or now,
                    vals.get("user_id") or None,
                    vals.get("team_id") or None,
                    vals.get("medium_id") or None,
                    vals.get("source_id") or None,
                    vals.get("campaign_id") or None,
                    vals.get("channel") or None,
                    vals["res_model"],
                    vals["res_id"],
                    vals.get("summary") or None,
                )
            )
            if customer and vals.get("is_contact"):
                queue._touch(customer, root)
        return rows

    @api.model
    def _gift_insert_sql(self, rows):
        """Return the statement that inserts rows of ``_gift_prepare_rows``.

        What was there already stays as it was.
        """
        return SQL(
            """
            INSERT INTO gift_touchpoint
                   (partner_id, commercial_partner_id, lead_id, company_id, kind,
                    is_contact, is_mass, direction, outcome, date, user_id, team_id,
                    medium_id, source_id, campaign_id, channel, res_model, res_id,
                    summary, create_uid, create_date, write_uid, write_date)
            SELECT v.partner_id::int, v.customer_id::int, v.lead_id::int,
                   v.company_id::int, v.kind, v.is_contact::boolean,
                   v.is_mass::boolean, v.direction, v.outcome, v.date::timestamp,
                   v.user_id::int, v.team_id::int, v.medium_id::int, v.source_id::int,
                   v.campaign_id::int, COALESCE(v.channel, m.gift_channel, 'unknown'),
                   v.res_model, v.res_id::int, v.summary,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM (VALUES %(rows)s)
                   AS v (partner_id, customer_id, lead_id, company_id, kind, is_contact,
                         is_mass, direction, outcome, date, user_id, team_id, medium_id,
                         source_id, campaign_id, channel, res_model, res_id, summary)
              LEFT JOIN utm_medium m ON m.id = v.medium_id::int
            ON CONFLICT (res_model, res_id, kind) DO NOTHING
            RETURNING id
            """,
            uid=self.env.uid,
            rows=SQL(", ").join(
                SQL("(%s)", SQL(", ").join(SQL("%s", value) for value in row))
                for row in rows
            ),
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: what happened does not change afterwards, for anyone."""
        raise UserError(
            self.env._(
                "Touchpoints are a record of what happened and are never changed. "
                "Log a new contact instead."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Refuse: the trail is append-only. Erasure of a person anonymises it."""
        raise UserError(
            self.env._(
                "Touchpoints are a record of what happened and are never deleted."
            )
        )

    @api.model
    def _gift_move(self, sources, target):
        """Move the touchpoints of merged partners: the only change there is.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        cr = self.env.cr
        for column in ("partner_id", "commercial_partner_id"):
            cr.execute(
                SQL(
                    "UPDATE gift_touchpoint SET %s = %s WHERE %s = ANY(%s)",
                    SQL.identifier(column),
                    target.id,
                    SQL.identifier(column),
                    sources.ids,
                )
            )
        for source in sources:
            # A touchpoint of the contact itself keeps its document where both have one.
            cr.execute(
                """
                UPDATE gift_touchpoint t SET res_id = %(target)s
                 WHERE t.res_model = 'res.partner' AND t.res_id = %(source)s
                   AND NOT EXISTS (
                       SELECT 1 FROM gift_touchpoint o
                        WHERE o.res_model = 'res.partner' AND o.res_id = %(target)s
                          AND o.kind = t.kind)
                """,
                {"target": target.id, "source": source.id},
            )
        self.invalidate_model()
