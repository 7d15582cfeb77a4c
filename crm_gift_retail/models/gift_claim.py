"""Whose customer this is: one claim per customer and root company."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, LazyTranslate, format_date

from ..tools.claim_identity import masked, partner_key
from ..tools.claim_rules import claim_until
from .gift_channel import GIFT_CHANNELS
from .window import form_action

_lt = LazyTranslate(__name__)

BASES = [
    ("enquiry", "Enquiry"),
    ("manual", "Taken"),
    ("sample", "Sample"),
    ("quotation", "Offer"),
    ("purchase", "Purchase"),
]
STATES = [
    ("active", "Active"),
    ("expired", "Expired"),
    ("released", "Released"),
    ("transferred", "Transferred"),
]


class GiftClaim(models.Model):
    """A customer belongs to a person or a team, for a time, for a reason.

    Claims end, they are never deleted: the chain of ``previous_id`` and
    ``successor_id`` tells whose customer it was. No two active claims of a company
    share a key (``gift.claim.key``), the database sees to that.
    """

    _name = "gift.claim"
    _inherit = [
        "gift.claim.jobs",
        "gift.claim.merge",
        "gift.claim.period",
        "gift.claim.settle",
        "gift.claim.take",
        "gift.approval.mixin",  # last: the parts above extend it
    ]
    _description = "Claim on a Customer"
    _order = "since desc, id desc"

    _gift_approval_kinds = {"claim_idle": _lt("Customer left alone")}

    name = fields.Char("Customer or Number", compute="_compute_name")
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="cascade"
    )
    lead_id = fields.Many2one(
        "crm.lead",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Of somebody who is no contact yet.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the customer belongs to the team.",
    )
    team_id = fields.Many2one(
        "crm.team", readonly=True, index="btree_not_null", ondelete="set null"
    )
    basis = fields.Selection(BASES, required=True, readonly=True)
    channel = fields.Selection(
        GIFT_CHANNELS, required=True, readonly=True, default="unknown"
    )
    since = fields.Datetime(required=True, readonly=True)
    until = fields.Date(
        readonly=True,
        index="btree_not_null",
        help="Last day. Empty: open end. Customers of tier A stay beyond it.",
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="active")
    active = fields.Boolean(readonly=True, default=True)
    extension_count = fields.Integer("Extensions", readonly=True)
    last_contact = fields.Datetime(
        readonly=True, help="Last logged contact of the owner."
    )
    warned_until = fields.Date(
        readonly=True, help="The end that the owner has been warned of."
    )
    idle_asked_on = fields.Date(
        readonly=True, help="When the manager was asked about an idle customer."
    )
    ended_on = fields.Datetime("Ended", readonly=True)
    end_reason = fields.Char("Why It Ended", readonly=True)
    touchpoint_id = fields.Many2one(
        "gift.touchpoint",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What the claim began with.",
    )
    res_model = fields.Char("Source Model", readonly=True)
    res_id = fields.Many2oneReference("Source", model_field="res_model", readonly=True)
    previous_id = fields.Many2one(
        "gift.claim", readonly=True, index="btree_not_null", ondelete="set null"
    )
    successor_id = fields.Many2one(
        "gift.claim", readonly=True, index="btree_not_null", ondelete="set null"
    )
    key_ids = fields.One2many(
        "gift.claim.key",
        "claim_id",
        context={"active_test": False},
        groups="crm_gift_retail.crm_gift_retail_group_manager",
    )
    assist_ids = fields.One2many("gift.claim.assist", "claim_id", "Assists")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    _partner_idx = models.Index("(partner_id, company_id) WHERE active")
    _partner_history_idx = models.Index("(partner_id, company_id)")
    _until_idx = models.Index("(company_id, until) WHERE active")

    @api.depends("partner_id", "lead_id")
    def _compute_name(self):
        """Name the customer; a number that is no contact yet is shown masked."""
        nameless = self.filtered(lambda claim: not claim.partner_id)
        # sudo: the keys are nobody's to read, their masked form names the claim
        keys = self.env["gift.claim.key"].sudo().with_context(active_test=False)
        values = {}
        for key in keys.search([("claim_id", "in", nameless.ids)], order="id desc"):
            values[key.claim_id.id] = masked(key.kind, key.value)
        for claim in self:
            # sudo: a claim names its customer to whoever may see the claim
            claim.name = (
                claim.sudo().partner_id.display_name
                or values.get(claim.id)
                or claim.sudo().lead_id.name
            )

    @api.depends_context("uid")
    @api.depends("owner_id", "team_id")
    def _compute_is_mine(self):
        for claim in self:
            claim.is_mine = claim.owner_id == self.env.user

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return []
        return [("owner_id", "in" if True in value else "not in", [self.env.uid])]

    @api.depends("partner_id", "lead_id", "owner_id", "team_id")
    def _compute_display_name(self):
        for claim in self:
            holder = claim.sudo()._gift_holder_name()
            claim.display_name = f"{claim.name} ({holder})" if holder else claim.name

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    @api.model
    def _gift_active(self, partners, company):
        """Return the active claims of customers.

        :param partners: ``res.partner`` records; their commercial partners count
        :param company: ``res.company``; its root counts
        :return: ``{commercial partner id: gift.claim}``, in sudo
        """
        # sudo: whose customer it is concerns everybody; callers show what they may
        claims = self.sudo().search(
            [
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("company_id", "=", company.sudo().root_id.id),
            ],
            order="since desc, id desc",
        )
        return {claim.partner_id.id: claim for claim in claims}

    @api.model
    def _gift_find(self, company, keys):
        """Return the active claim that holds the first of these keys.

        :param company: root ``res.company``
        :param list keys: (kind, value), the surest first
        :return: ``gift.claim`` in sudo, maybe empty
        """
        return self._gift_find_each(company, [keys])[0]

    @api.model
    def _gift_find_each(self, company, keys_list):
        """Return the active claim of each list of keys; one query for all of them.

        :param company: root ``res.company``
        :param list keys_list: lists as for ``_gift_find``
        :return: list of ``gift.claim`` in sudo, each maybe empty
        """
        wanted = {key for keys in keys_list for key in keys}
        found = self.env["gift.claim.key"]._gift_holders(company, wanted)
        claims = self.sudo().browse(set(found.values()))
        by_id = {claim.id: claim for claim in claims}
        return [
            next((by_id[found[key]] for key in keys if key in found), claims.browse())
            for keys in keys_list
        ]

    def _gift_holder_name(self):
        """Return the name of who holds this claim: the owner, else the team."""
        return self.owner_id.name or self.team_id.name or ""

    def _gift_claimed_message(self):
        """Return "claimed by NAME until DATE": all that a rival learns (L3)."""
        claim = self.sudo()
        name = claim._gift_holder_name()
        if not claim.until or claim.until < claim.company_id._gift_today():
            return self.env._(
                "This customer is claimed by %(name)s. You may quote as an assist, or "
                "ask a manager to decide.",
                name=name,
            )
        return self.env._(
            "This customer is claimed by %(name)s until %(date)s. You may quote as an "
            "assist, or ask a manager to decide.",
            name=name,
            date=format_date(self.env, claim.until),
        )

    # ------------------------------------------------------------------
    # Claiming
    # ------------------------------------------------------------------

    @api.model
    def _gift_claim(
        self,
        partner,
        company,
        owner=None,
        team=None,
        basis="manual",
        source=None,
        keys=(),
        validity=None,
    ):
        """Claim a customer deliberately, now.

        For what people decide, in their own transaction; shops, mails and imports
        leave touchpoints instead, which the job settles.

        :param partner: ``res.partner``, its commercial partner counts; may be empty
            when ``keys`` say who it is
        :param company: ``res.company``; its root counts
        :param owner: ``res.users``, or None for a claim of the team
        :param team: ``crm.team``; the owner's own by default
        :param str basis: key of ``BASES``
        :param source: record that the claim comes from, or None
        :param keys: further (kind, value) of ``tools.claim_identity``
        :param datetime.date validity: of an offer
        :return: ``gift.claim`` in sudo; the present one when it is the owner's own
        :raise UserError: claimed by somebody else, or nobody to claim
        :raise ConcurrencyError: somebody else claims at this moment; Odoo retries and
            the retry raises the UserError
        """
        # sudo: nobody writes claims by hand; the public methods ask for rights
        self = self.sudo()
        root = company.sudo().root_id
        owner = owner or self.env["res.users"]
        team = team or owner.sudo().sale_team_id
        customer = partner.sudo().commercial_partner_id
        if customer:
            self._gift_check_claimable(customer)
        lookup, own = self._gift_keys_of(customer, keys)
        found = self._gift_find(root, lookup)
        if found:
            found._gift_check_same_holder(owner, team)
            if customer and not found.partner_id:
                found._gift_attach(customer)
            return found
        if not own or not (owner or team):
            raise UserError(
                self.env._("A claim needs a customer and somebody who claims it.")
            )
        day = root._gift_today()
        claim = self.create(
            {
                "partner_id": customer.id,
                "company_id": root.id,
                "owner_id": owner.id,
                "team_id": team.id,
                "basis": basis,
                "since": fields.Datetime.now(),
                "until": claim_until(root._gift_claim_terms(), basis, day, validity),
                "res_model": source._name if source else False,
                "res_id": source.id if source else False,
            }
        )
        claim._gift_hold(own)
        return claim

    @api.model
    def _gift_keys_of(self, customer, keys=()):
        """Return (keys to look for, keys to hold) of a customer and what is known."""
        identities, _leads = self.env["gift.claim.key"]._gift_identities(customer.ids)
        lookup, own = identities.get(customer.id, ([], []))
        extra = [key for key in keys if key not in lookup]
        return [*lookup, *extra], [*own, *extra]

    def _gift_hold(self, keys):
        """Hold keys for this new claim and have its customer looked at."""
        self.ensure_one()
        rows = [(self.id, self.company_id.id, kind, value) for kind, value in keys]
        self.env["gift.claim.key"]._gift_insert(rows)
        self._gift_touch_customers()

    def _gift_touch_customers(self):
        """Have the owner shown on the standings soon: after any change of claims."""
        for company, claims in self.grouped("company_id").items():
            self.env["gift.customer.queue"]._touch(claims.partner_id, company)
        self.env["gift.claim.queue"]._gift_add("partner", self.partner_id.ids)

    def _gift_attach(self, customer):
        """Give a claim on a number its customer, now that there is one."""
        self.ensure_one()
        self.partner_id = customer
        self._gift_hold([partner_key(customer.id)])

    def _gift_check_same_holder(self, owner, team):
        """Raise unless this claim is already theirs.

        :raise UserError: "claimed by NAME until DATE", 422 through JSON-2
        """
        same = self.owner_id == owner if owner else self.team_id == team
        if not same or (not owner and self.owner_id):
            raise UserError(self._gift_claimed_message())

    @api.model
    def _gift_check_claimable(self, customer):
        """Raise for those who never are customers (decision 5).

        :raise UserError: anonymous buyers, our own people and companies, suppliers
        """
        self.env.flush_all()
        [(outsider,)] = self.env.execute_query(
            SQL(
                "SELECT %s FROM res_partner p WHERE p.id = %s",
                customer._gift_outsider_sql(SQL("p")),
                customer.id,
            )
        )
        if outsider:
            raise UserError(
                self.env._(
                    "%(name)s is no customer that could be claimed: an anonymous "
                    "buyer, one of our own people or companies, or a supplier that "
                    "never bought. Choose the contact who buys.",
                    name=customer.display_name,
                )
            )

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------

    def action_open_customer(self):
        """Open the customer's card, else the contact, else the lead.

        :return: window action; the target's own rights decide
        """
        self.ensure_one()
        self.check_access("read")
        target = (
            self.env["gift.customer"].search(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                ],
                limit=1,
            )
            or self.partner_id
            or self.lead_id
        )
        return form_action(target)
