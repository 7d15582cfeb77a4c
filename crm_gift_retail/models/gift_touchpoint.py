"""The append-only trail of what happened between a customer and us."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from .gift_channel import GIFT_CHANNELS
from .pair_domain import pair_domain
from .window import form_action

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
    ("proposal", "Proposal sent"),
    ("proposal_seen", "Proposal seen"),
    ("proposal_chosen", "Proposal chosen"),
    ("proposal_comment", "Word on a proposal"),
    ("order", "Order"),
    ("requirement", "Wish changed"),
    ("proof", "Proof sent"),
    ("proof_approved", "Proof approved"),
    ("proof_refused", "Proof refused"),
    ("sample_asked", "Sample asked for"),
    ("sample", "Sample sent"),
    ("sample_feedback", "Word on a sample"),
    ("shipped", "Shipped"),
    ("arrived", "Arrived"),
    ("return", "Return"),
    ("assist", "Assist"),
    ("referral", "Referral"),
]

#: what is written of a touchpoint, in the order of the statements that do
INSERTED = SQL(
    """partner_id, commercial_partner_id, lead_id, company_id, kind, is_contact,
       is_mass, direction, outcome, date, user_id, team_id, medium_id, source_id,
       campaign_id, channel, res_model, res_id, summary, create_uid, create_date,
       write_uid, write_date"""
)
#: rows of one INSERT
BATCH = 1000
#: characters kept of what a document is called
SUMMARY = 250


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
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
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
    # the pages of the trail, in the order of the screen; see gift_timeline.py. The
    # first one tells the refresher first, last and last contact without the table.
    _trail_customer_idx = models.Index(
        "(commercial_partner_id, company_id, date DESC, id DESC) "
        "INCLUDE (is_contact, is_mass, channel)"
    )
    _trail_contact_idx = models.Index("(partner_id, company_id, date DESC, id DESC)")
    _price_told_idx = models.Index(
        "(company_id, commercial_partner_id, date) WHERE kind = 'price_told'"
    )
    _trail_company_idx = models.Index("(company_id, date DESC, id DESC)")
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
        return pair_domain(
            customers._search([("id", operator, value)]),
            ("commercial_partner_id", "company_id"),
            "gift_customer_id",
        )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model
    def _gift_register(self, vals_list):
        """Append touchpoints, once per document and kind.

        The firm of this moment, the root company and the channel are stamped. The
        customers' standing is looked at again after the commit. Two statements
        whatever the number: one reads the firms, one inserts (per thousand).

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
        self.env["utm.medium"].flush_model(["gift_channel"])
        self.env["crm.team"].flush_model(["gift_medium_id", "gift_source_id"])
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
        commercial = self._gift_customers_of(
            {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        )
        queue = self.env["gift.customer.queue"]
        now = fields.Datetime.now()
        roots = {}
        rows = []
        for vals in vals_list:
            customer_id = commercial.get(vals.get("partner_id"))
            if not customer_id and not vals.get("lead_id"):
                continue
            company_id = vals.get("company_id") or self.env.company.id
            if company_id not in roots:
                roots[company_id] = self.env["res.company"].browse(company_id).root_id
            rows.append(
                (
                    customer_id and vals["partner_id"],
                    customer_id,
                    vals.get("lead_id") or None,
                    roots[company_id].id,
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
                    (vals.get("summary") or "")[:SUMMARY] or None,
                )
            )
            if customer_id and not vals.get("is_mass"):
                queue._touch([customer_id], roots[company_id])
        return rows

    @api.model
    def _gift_customers_of(self, partner_ids):
        """Return the firms of this moment of contacts that can be customers.

        Anonymous buyers, ourselves and our people leave no trail (decision 5): many
        buyers in one contact are nobody's history.

        :param partner_ids: ids of ``res_partner``; unknown ones are left out
        :return: ``{partner id: commercial partner id}``
        """
        if not partner_ids:
            return {}
        partners = self.env["res.partner"]
        partners.flush_model(["commercial_partner_id", "employee", "gift_is_anonymous"])
        self.env["res.users"].flush_model(["active", "partner_id", "share"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT p.id, c.id
                      FROM res_partner p
                      JOIN res_partner c
                        ON c.id = COALESCE(p.commercial_partner_id, p.id)
                     WHERE p.id = ANY(%s) AND NOT %s
                    """,
                    list(partner_ids),
                    partners._gift_nobody_sql(SQL("c")),
                )
            )
        )

    @api.model
    def _gift_insert_sql(self, rows):
        """Return the statement that inserts rows of ``_gift_prepare_rows``.

        What was there already stays as it was. Where the document names no medium, or
        one whose door is not known, the sales team's own counts: that is no guess, it
        was set for the team.
        """
        return SQL(
            """
            INSERT INTO gift_touchpoint (%(columns)s)
            SELECT v.partner_id::int, v.customer_id::int, v.lead_id::int,
                   v.company_id::int, v.kind, v.is_contact::boolean,
                   v.is_mass::boolean, v.direction, v.outcome, v.date::timestamp,
                   v.user_id::int, v.team_id::int,
                   COALESCE(v.medium_id::int, t.gift_medium_id),
                   COALESCE(v.source_id::int,
                            CASE WHEN v.medium_id IS NULL THEN t.gift_source_id END),
                   v.campaign_id::int,
                   COALESCE(v.channel, NULLIF(m.gift_channel, 'unknown'),
                            tm.gift_channel, 'unknown'),
                   v.res_model, v.res_id::int, v.summary,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM (VALUES %(rows)s)
                   AS v (partner_id, customer_id, lead_id, company_id, kind, is_contact,
                         is_mass, direction, outcome, date, user_id, team_id, medium_id,
                         source_id, campaign_id, channel, res_model, res_id, summary)
              LEFT JOIN utm_medium m ON m.id = v.medium_id::int
              LEFT JOIN crm_team t ON t.id = v.team_id::int
              LEFT JOIN utm_medium tm ON tm.id = t.gift_medium_id
            ON CONFLICT (res_model, res_id, kind) DO NOTHING
            RETURNING id
            """,
            columns=INSERTED,
            uid=self.env.uid,
            rows=SQL(", ").join(
                SQL("(%s)", SQL(", ").join(SQL("%s", value) for value in row))
                for row in rows
            ),
        )

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def action_open_document(self):
        """Open the document that the touchpoint came from.

        A message or a done activity opens the record that it hangs on; what has no
        screen of its own opens the customer.

        :return: window action
        :raise AccessError: when the user may not read the document
        :raise UserError: when it is gone
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: only to find the way; the document itself is read by the user
        record = self.env.get(self.res_model)
        record = record is not None and record.sudo().browse(self.res_id).exists()
        if record and self.res_model in ("mail.message", "mail.activity"):
            name = record.model if self.res_model == "mail.message" else None
            model = self.env.get(name or record.res_model)
            record = model is not None and model.sudo().browse(record.res_id).exists()
        record = record or self.sudo().partner_id or self.sudo().lead_id
        if not record:
            raise UserError(
                self.env._(
                    "The document behind “%(name)s” is gone. The trail keeps that it "
                    "happened.",
                    name=self.display_name,
                )
            )
        record = record.with_env(self.env)
        record.check_access("read")
        return form_action(record)

    # ------------------------------------------------------------------
    # Append-only
    # ------------------------------------------------------------------

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
