"""Up to three gifts that a customer chooses from on a telephone, without a login."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .window import form_action

STATES = [
    ("draft", "To send"),
    ("sent", "Sent"),
    ("seen", "Seen"),
    ("chosen", "Chosen"),
    ("expired", "Expired"),
    ("lost", "Lost"),
]
#: the customer has it and may answer
OPEN = ("sent", "seen")
CHANNELS = [
    ("mail", "Mail"),
    ("copy", "Copied (WeChat and others)"),
    ("shown", "Given by a colleague"),
]
#: What users write; all else is written by the steps.
EDITABLE = frozenset(
    "budget company_id date_needed greeting lead_id occasion_id option_ids partner_id "
    "people said source_order_id user_id".split()
)
#: of these, what the customer does not see
INTERNAL = frozenset({"lead_id", "said", "source_order_id", "user_id"})
MOST_PEOPLE = 1_000_000


class GiftProposal(models.Model):
    """What we propose to one customer for one occasion.

    Whatever the customer sees is closed by an edit: the links are void, the next
    sending makes new ones. ``version`` is the row that an edit, a choice and a second
    choice all update (decision 12): the later one is tried again and sees the other.
    """

    _name = "gift.proposal"
    _description = "Gift Proposal"
    _inherit = [
        "gift.proposal.answer",
        "gift.proposal.choice",
        "gift.proposal.send",
        "gift.proposal.suggest",
        "gift.link.mixin",
        "gift.touchpoint.mixin",
        "mail.thread",
    ]
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="restrict"
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    source_order_id = fields.Many2one(
        "sale.order",
        "Started From",
        index="btree_not_null",
        ondelete="set null",
        help="A quotation without lines is filled when the customer chooses.",
    )
    order_id = fields.Many2one(
        "sale.order",
        "Quotation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Made of the option that the customer chose.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        index="btree_not_null",
        ondelete="set null",
        default=lambda self: self.env.user,
    )
    people = fields.Integer(required=True, default=1, help="How many receive a gift.")
    budget = fields.Monetary(
        "Budget a Head", help="In the company's currency, as on quotations."
    )
    occasion_id = fields.Many2one(
        "gift.occasion", index="btree_not_null", ondelete="restrict"
    )
    date_needed = fields.Date("Needed", help="The day on which it must be there.")
    said = fields.Text(
        "As the Customer Said It", help="Goes to the wish of the quotation."
    )
    greeting = fields.Text(
        "Words to the Customer", help="Shown above the options, as you write them."
    )
    option_ids = fields.One2many(
        "gift.proposal.option", "proposal_id", "Options", copy=True
    )
    chosen_option_id = fields.Many2one(
        "gift.proposal.option", "Chosen", compute="_compute_chosen_option_id"
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, copy=False, default="draft", index=True
    )
    version = fields.Integer(readonly=True, copy=False)
    channel = fields.Selection(CHANNELS, "Sent by", readonly=True, copy=False)
    date_sent = fields.Datetime("Sent on", readonly=True, copy=False)
    date_seen = fields.Datetime("Seen on", readonly=True, copy=False)
    date_expiry = fields.Datetime("Valid until", readonly=True, copy=False)
    date_chosen = fields.Datetime("Chosen on", readonly=True, copy=False)
    answered_by = fields.Char(readonly=True, copy=False, help="Name as given.")
    comment = fields.Text("Last Word of the Customer", readonly=True, copy=False)
    comment_count = fields.Integer("Words", readonly=True, copy=False)

    _somebody = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR lead_id IS NOT NULL)",
        "A proposal is for a customer or an enquiry. Choose one.",
    )
    _open_idx = models.Index("(date_expiry) WHERE state IN ('sent', 'seen')")

    @api.depends("partner_id", "lead_id", "occasion_id", "people")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Say for whom, what for and how many."""
        for proposal in self.sudo():  # names that the reader of the proposal may know
            who = proposal.partner_id.display_name or proposal.lead_id.name
            proposal.display_name = " · ".join(
                filter(
                    None,
                    [
                        who or self.env._("New proposal"),
                        proposal.occasion_id.name,
                        self.env._("%(people)s people", people=proposal.people),
                    ],
                )
            )

    @api.depends("option_ids.is_chosen")
    def _compute_chosen_option_id(self):
        for proposal in self:
            proposal.chosen_option_id = proposal.option_ids.filtered("is_chosen")[:1]

    @api.constrains("people", "budget")
    def _check_figures(self):
        """Refuse heads and budgets that make no sense.

        :raise ValidationError: naming the proposal
        """
        for proposal in self:
            if not 1 <= proposal.people <= MOST_PEOPLE:
                raise ValidationError(
                    self.env._(
                        "%(proposal)s: %(people)s people. Enter how many receive a "
                        "gift, 1 to %(most)s.",
                        proposal=proposal.display_name,
                        people=proposal.people,
                        most=MOST_PEOPLE,
                    )
                )
            if proposal.budget < 0:
                raise ValidationError(
                    self.env._(
                        "%(proposal)s: the budget a head cannot be negative.",
                        proposal=proposal.display_name,
                    )
                )

    @api.constrains("company_id", "lead_id", "source_order_id", "partner_id")
    def _check_companies(self):
        """Refuse customers, enquiries and quotations of another company.

        :raise ValidationError: naming the document
        """
        for proposal in self.sudo():
            root = proposal.company_id.root_id
            for document in (
                proposal.partner_id,
                proposal.lead_id,
                proposal.source_order_id,
            ):
                other = document.company_id.root_id
                if other and other != root:
                    raise ValidationError(
                        self.env._(
                            "“%(document)s” belongs to %(other)s, the proposal to "
                            "%(company)s.",
                            document=document.display_name,
                            other=other.name,
                            company=proposal.company_id.name,
                        )
                    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Prepare proposals: customer, salesperson and company of the enquiry.

        :raise AccessError: for fields that the steps write, or a document that the
            user may not read
        """
        self.browse().check_access("create")
        for vals in vals_list:
            self._gift_check_editable(vals)
            self._prepare_origin_vals(vals)
        return super().create(vals_list)

    @api.model
    def _prepare_origin_vals(self, vals):
        """Fill what the enquiry or quotation knows, unless it is given."""
        lead = self.env["crm.lead"].browse(vals.get("lead_id") or [])
        order = self.env["sale.order"].browse(vals.get("source_order_id") or [])
        partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        for document in (lead, order, partner):
            document.check_access("read")
        if order:
            # sudo: the enquiry of a quotation that was read above
            lead = lead or order.sudo().opportunity_id
            vals["lead_id"] = lead.id
            vals.setdefault("company_id", order.company_id.id)
        # sudo: the customer of a document that was read above
        source = lead.sudo() or order.sudo()
        if not partner:
            customer = order.sudo().partner_id or lead.sudo().partner_id
            vals["partner_id"] = customer.id
        if source.company_id:
            vals.setdefault("company_id", source.company_id.id)

    def write(self, vals):
        """Change a proposal; what the customer sees closes the links.

        :raise AccessError: for fields that the steps write
        :raise UserError: when the customer has chosen
        """
        self._gift_check_editable(vals)
        shown = set(vals) & (EDITABLE - INTERNAL)
        if shown and not self.env.su:
            self._gift_edited()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unsent(self):
        """What a customer saw is kept.

        :raise UserError: naming the proposal
        """
        for proposal in self:
            if proposal.date_sent and not self.env.su:
                raise UserError(
                    self.env._(
                        "“%(proposal)s” was sent and stays. Mark it as lost instead.",
                        proposal=proposal.display_name,
                    )
                )

    @api.model
    def _gift_check_editable(self, vals):
        names = {name for name in set(vals) - EDITABLE if name in self._fields}
        names -= {"message_follower_ids", "message_ids"}
        if names and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a proposal change by its buttons only.",
                    fields=", ".join(sorted(names)),
                )
            )

    def _gift_edited(self):
        """Take back what the customer was sent: it is being changed.

        :raise UserError: when the customer has chosen
        """
        for proposal in self:
            if proposal.state == "chosen":
                raise UserError(
                    self.env._(
                        "“%(proposal)s”: the customer has chosen. Change the quotation "
                        "%(order)s, or duplicate the proposal for a new one.",
                        proposal=proposal.display_name,
                        order=proposal.order_id.name or "",
                    )
                )
        # sudo: whoever may edit takes back; steps write the state
        for proposal in self.sudo():
            proposal.write({"version": proposal.version + 1, "state": "draft"})
        self._gift_void_links()

    # ------------------------------------------------------------
    # WHAT HANGS ON LEADS
    # ------------------------------------------------------------

    @api.model
    def _gift_follow_leads(self, leads):
        """Give proposals of leads the customer that is known now.

        :param leads: ``crm.lead`` with customers
        """
        waiting = self.search(
            [("lead_id", "in", leads.ids), ("partner_id", "=", False)]
        )
        for lead, proposals in waiting.grouped("lead_id").items():
            proposals.write({"partner_id": lead.partner_id.id})

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Bring the proposals of merged leads along.

        :param sources: ``crm.lead`` records that go away
        :param target: ``crm.lead`` that stays
        """
        rows = self.search([("lead_id", "in", sources.ids)])
        rows.write({"lead_id": target.id})

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def action_lost(self):
        """Note that the customer takes none of it; the links are closed.

        :return: True
        :raise AccessError: for who may not write the proposal
        :raise UserError: when the customer has chosen
        """
        self.check_access("write")
        self._gift_edited()
        self.sudo().state = "lost"  # a step, asked above
        return True

    def action_draft(self):
        """Take a lost or expired proposal up again.

        :return: True
        :raise AccessError: for who may not write the proposal
        """
        self.check_access("write")
        self._gift_edited()
        return True

    def action_open_order(self):
        """Open the quotation of the chosen option.

        :return: window action
        :raise AccessError: when the user may not read proposal or order
        """
        self.ensure_one()
        self.check_access("read")
        self.order_id.check_access("read")
        return form_action(self.order_id)

    @api.autovacuum
    def _gc_expired(self):
        """Mark proposals whose links are over; the links say so by themselves."""
        self.search(
            [("state", "in", OPEN), ("date_expiry", "<=", fields.Datetime.now())],
            limit=5000,
        ).write({"state": "expired"})
