"""How a customer stands: one narrow row per commercial partner and root company."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .gift_profit_guard import OWN_PROFIT_GROUPS, PROFIT_GROUPS

AUDIENCES = [("firm", "Firm"), ("private", "Private")]
CONTACT_STATES = [
    ("green", "In touch"),
    ("amber", "Due soon"),
    ("red", "Overdue"),
    ("grey", "Not planned"),
    ("purple", "Waiting on a complaint"),
]
# Days before the due date on which green turns amber.
AMBER_DAYS = 7


class GiftCustomer(models.Model):
    """Standing of a commercial partner in a root company.

    Written by nobody but the refresher (``gift_customer_refresh.py``), in SQL:
    users read. The only other column is ``external_code``, set by imports.
    """

    _name = "gift.customer"
    _inherit = [
        "gift.customer.card",
        "gift.customer.card.actions",
        "gift.customer.card.words",
    ]
    _description = "Customer Standing"
    _rec_name = "partner_id"
    _order = "revenue_12m desc, id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    name = fields.Char(related="partner_id.name")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    owner_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="set null",
        help="Who looks after the customer: the claim's owner, else the contact's "
        "salesperson, else the service team.",
    )
    team_id = fields.Many2one("crm.team", index="btree_not_null", ondelete="set null")
    audience = fields.Selection(AUDIENCES, required=True, default="private")
    external_code = fields.Char(
        help="The customer's number in the system that the company comes from."
    )
    tier_id = fields.Many2one("gift.tier", index="btree_not_null", ondelete="set null")
    tier_code = fields.Char("Tier Letter", related="tier_id.code")
    tier_color = fields.Integer(related="tier_id.color")
    tier_public_name = fields.Char("Tier's Public Name", related="tier_id.public_name")
    tier_since = fields.Date()
    revenue_12m = fields.Monetary("Revenue, 12 Months")
    profit_12m = fields.Monetary("Profit, 12 Months", groups=PROFIT_GROUPS)
    order_count_12m = fields.Integer("Orders, 12 Months")
    revenue_total = fields.Monetary("Revenue, Lifetime")
    profit_total = fields.Monetary("Profit, Lifetime", groups=PROFIT_GROUPS)
    order_count = fields.Integer("Orders, Lifetime")
    pending_revenue = fields.Monetary(
        help="Delivered and not invoiced yet (negative: returned and not refunded)."
    )
    pending_profit = fields.Monetary(groups=PROFIT_GROUPS)
    has_estimated_cost = fields.Boolean(
        "Estimated Cost",
        groups=PROFIT_GROUPS,
        help="Some sales of the last twelve months have an estimated or no cost.",
    )
    finder = fields.Char(
        "Find",
        store=False,
        search="_search_finder",
        help="Number, last four digits, pinyin initials, WeChat name, order number.",
    )
    own_profit_12m = fields.Monetary(
        "Profit, 12 Months (own)",
        compute="_compute_own_profit_12m",
        groups=OWN_PROFIT_GROUPS,
        help="Twelve-month profit, shown for the customers that you look after.",
    )
    first_order_date = fields.Date()
    last_order_date = fields.Date("Last Purchase", index=True)
    usual_gap_days = fields.Float(
        "Usual Gap (days)",
        digits=(16, 1),
        help="Usual days between two purchases, drawn towards the trade's average "
        "while the customer's own history is short.",
    )
    rfm_recency = fields.Integer("Recency", aggregator="avg")
    rfm_frequency = fields.Integer("Frequency", aggregator="avg")
    rfm_monetary = fields.Integer("Money", aggregator="avg")
    rfm_score = fields.Char("RFM", help="Recency, frequency and money, 5 is best.")
    last_contact_date = fields.Datetime("Last Contact")
    next_contact_date = fields.Date("Next Contact", index=True)
    contact_state = fields.Selection(
        CONTACT_STATES,
        compute="_compute_contact_state",
        search="_search_contact_state",
    )
    contact_interval = fields.Integer(
        "Contact Interval (days)", related="tier_id.contact_interval_days"
    )
    stale_on = fields.Date(
        index="btree_not_null",
        help="First day on which the figures change without anything happening: a "
        "purchase leaves the window, or the recency class drops.",
    )

    _partner_company_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id)",
        "A customer has one standing per company.",
    )
    _external_code_uniq = models.UniqueIndex(
        "(company_id, external_code) WHERE external_code IS NOT NULL",
        "This customer number is already used in the company.",
    )

    @api.depends_context("uid")
    @api.depends("owner_id")
    def _compute_own_profit_12m(self):
        """Show profit to the customer's owner and to those who see all profit."""
        sees_all = self.env.su or any(
            self.env.user.has_group(group) for group in PROFIT_GROUPS.split(",")
        )
        for customer in self:
            seen = sees_all or customer.owner_id == self.env.user
            customer.own_profit_12m = customer.sudo().profit_12m if seen else False

    @api.model
    def _search_finder(self, operator, value):
        """Find customers as the finder does: by whatever people know of them."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        terms = [value] if isinstance(value, str) else value
        found = [
            row["partner_id"]
            for term in terms
            for row in self.env["gift.finder"].find(term, limit=50)
        ]
        # sudo: which customer a contact belongs to; the finder asked the rights
        partners = self.env["res.partner"].sudo().browse(found)
        return Domain("partner_id", "in", partners.commercial_partner_id.ids)

    @api.depends("next_contact_date")
    def _compute_contact_state(self):
        """Colour by today's date, so that a new day costs no write."""
        today = fields.Date.context_today(self)
        held = self._gift_contact_holds()
        for customer in self:
            customer.contact_state = held.get(
                customer.id
            ) or self._gift_contact_state_on(customer.next_contact_date, today)

    @api.model
    def _gift_contact_state_on(self, due, today):
        """Return the colour of a due date.

        :param datetime.date due: next contact date, falsy when none is planned
        :param datetime.date today: the day to judge by
        :return: key of ``CONTACT_STATES``
        """
        if not due:
            return "grey"
        if due < today:
            return "red"
        return "amber" if due <= today + timedelta(days=AMBER_DAYS) else "green"

    def _gift_contact_holds(self):
        """Return ``{id: 'grey'|'purple'}`` for customers whose colour is overridden.

        Seam: pauses and opt-outs (contact policy) and open complaints fill it.
        A filler also overrides ``_gift_contact_hold_domain``.
        """
        return {}

    @api.model
    def _gift_contact_hold_domain(self, state):
        """Return the domain of the customers held in ``state``; see the method above.

        :param str state: 'grey' or 'purple'
        """
        return Domain.FALSE

    @api.model
    def _search_contact_state(self, operator, value):
        """Translate colours into a domain on the due date (no nightly rewrite)."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._gift_contact_state_domain(state) for state in value)

    @api.model
    def _gift_contact_state_domain(self, state):
        """Return the domain of one colour.

        :param state: key of ``CONTACT_STATES``; anything else matches nobody
        """
        today = fields.Date.context_today(self)
        amber_until = today + timedelta(days=AMBER_DAYS)
        held = {key: self._gift_contact_hold_domain(key) for key in ("grey", "purple")}
        free = ~held["grey"] & ~held["purple"]
        due = "next_contact_date"
        if state == "grey":
            return held["grey"] | (free & Domain(due, "=", False))
        if state == "purple":
            return held["purple"]
        if state == "red":
            return free & Domain(due, "<", today)
        if state == "amber":
            return free & Domain(due, ">=", today) & Domain(due, "<=", amber_until)
        if state == "green":
            return free & Domain(due, ">", amber_until)
        return Domain.FALSE

    def _check_gift_manager(self):
        """Raise unless the user manages Gift Retail (or runs as superuser)."""
        if not self.env.su and not self.env.user.has_group(
            "crm_gift_retail.crm_gift_retail_group_manager"
        ):
            raise AccessError(
                self.env._("Only a manager of Gift Retail may do this. Ask yours.")
            )

    @api.model
    def _ensure(self, partners, company):
        """Make rows for commercial partners that have none yet.

        :param partners: ``res.partner`` records; their commercial partners count
        :param company: ``res.company``; its root counts
        :return: the rows of these partners in the root company, in no set order
        """
        root = company.sudo().root_id
        partners = partners.commercial_partner_id
        self.env.flush_all()
        if partners:
            self.env.cr.execute(
                """
                INSERT INTO gift_customer
                    (partner_id, company_id, audience, active, create_uid,
                     write_uid, create_date, write_date)
                SELECT p.id, %s, CASE WHEN p.is_company THEN 'firm' ELSE 'private' END,
                       p.active, %s, %s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM res_partner p
                 WHERE p.id = ANY(%s)
                ON CONFLICT (partner_id, company_id) DO NOTHING
                """,
                [root.id, self.env.uid, self.env.uid, partners.ids],
            )
            self.env["gift.customer.queue"]._touch(partners, root)
        return self.with_context(active_test=False).search(
            [("partner_id", "in", partners.ids), ("company_id", "=", root.id)]
        )
