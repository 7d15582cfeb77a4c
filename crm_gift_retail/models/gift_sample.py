"""A sample on its way: asked for, approved, sent, arrived, answered, settled."""

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from .gift_claim_rights import masked_domain
from .gift_profit_guard import PROFIT_GROUPS

_lt = LazyTranslate(__name__)

STATES = [
    ("requested", "Being asked for"),
    ("approval", "Waits for approval"),
    ("approved", "Approved"),
    ("picking", "Being packed"),
    ("sent", "Sent"),
    ("arrived", "Arrived"),
    ("feedback", "Word received"),
    ("closed", "Closed"),
    ("refused", "Refused"),
    ("cancelled", "Called off"),
]
OUTCOMES = [
    ("ordered", "Ordered"),
    ("returned", "Returned"),
    ("kept", "Kept"),
    ("lost", "Lost"),
]
PURPOSES = [
    ("first", "Before the first order"),
    ("product", "A new product"),
    ("quality", "Colour and material"),
    ("print", "Print or engraving"),
    ("event", "Event or fair"),
    ("other", "Something else"),
]


class GiftSample(models.Model):
    """One parcel of samples for one customer (promise L7, behaviour 11).

    It belongs to the root company; the goods leave a warehouse of it or of a branch
    by a transfer of the warehouse's own operation type for samples, without a sale.
    What people may write is ``gift.sample.entry``, limits and approval are
    ``gift.sample.limit``, transfers ``gift.sample.ship``, what becomes of it
    ``gift.sample.outcome``, the nightly work ``gift.sample.job``; what the goods cost
    stands in ``gift.sample.cost``, frozen when they left.
    """

    _name = "gift.sample"
    _description = "Sample"
    _inherit = [
        "gift.sample.entry",
        "gift.sample.job",
        "gift.sample.limit",
        "gift.sample.outcome",
        "gift.sample.ship",
        "mail.thread",
        "mail.activity.mixin",
        "gift.approval.mixin",
        "gift.standing.mixin",
        "gift.touchpoint.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"

    _gift_approval_kinds = {"sample": _lt("Sample")}

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        ondelete="restrict",
        help="Who gets it; the parcel goes to this address.",
    )
    firm_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The firm when the sample was sent; it stays when the person moves on.",
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    order_id = fields.Many2one(
        "sale.order", "Quotation", index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team", index="btree_not_null", ondelete="set null", check_company=True
    )
    medium_id = fields.Many2one(
        "utm.medium", index="btree_not_null", ondelete="set null"
    )
    source_id = fields.Many2one(
        "utm.source", index="btree_not_null", ondelete="set null"
    )
    purpose = fields.Selection(PURPOSES, required=True, default="product")
    terms = fields.Selection(
        [("keep", "May keep it"), ("return", "Gives it back")],
        "Keep or Return",
        required=True,
        default="keep",
    )
    return_by = fields.Date(
        "Back By",
        compute="_compute_return_by",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    note = fields.Text(help="What the customer wants to see, in their words.")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', 'child_of', company_id)]",
    )
    line_ids = fields.One2many("gift.sample.line", "sample_id", "Products", copy=True)
    products = fields.Char("What", compute="_compute_products")
    value = fields.Monetary(
        compute="_compute_value",
        groups=PROFIT_GROUPS,
        help="What the goods cost by today's prices.",
    )
    cost = fields.Monetary(
        compute="_compute_cost",
        groups=PROFIT_GROUPS,
        help="What left for the customer less what came back, at the cost of the day.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="requested",
        index=True,
        copy=False,
        tracking=True,
    )
    date_asked = fields.Datetime("Asked On", readonly=True, copy=False)
    sent_date = fields.Datetime("Sent On", readonly=True, copy=False)
    arrived_date = fields.Datetime("Arrived On", readonly=True, copy=False)
    feedback_id = fields.Many2one(
        "gift.sample.feedback",
        "What They Say",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    feedback_note = fields.Char("In Their Words", copy=False)
    feedback_date = fields.Datetime("Word On", readonly=True, copy=False)
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False, tracking=True)
    outcome_date = fields.Date(readonly=True, copy=False)
    is_outcome_manual = fields.Boolean("Set by Hand", readonly=True, copy=False)
    won_order_id = fields.Many2one(
        "sale.order",
        "Order That Followed",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('state', '=', 'sale'), ('partner_id', 'child_of', firm_id)]",
        help="Found by itself; choose another one, or none, where that is wrong.",
    )
    quantity_sent = fields.Float(digits="Product Unit", readonly=True, copy=False)
    quantity_out = fields.Float(
        "With the Customer", digits="Product Unit", readonly=True, copy=False
    )
    picking_ids = fields.One2many("stock.picking", "gift_sample_id", "Transfers")
    picking_count = fields.Integer(compute="_compute_picking_count")
    tap_options = fields.Json(compute="_compute_tap_options")
    is_masked = fields.Boolean(compute="_compute_is_masked", search="_search_is_masked")

    _name_uniq = models.UniqueIndex("(name, company_id) WHERE name <> '/'")
    _open_idx = models.Index(
        "(company_id, sent_date) WHERE sent_date IS NOT NULL "
        "AND is_outcome_manual IS NOT TRUE"
    )
    _return_idx = models.Index(
        "(company_id, return_by) WHERE terms = 'return' AND quantity_out > 0"
    )
    _return_day = models.Constraint(
        "CHECK (terms <> 'return' OR return_by IS NOT NULL)",
        "A sample that the customer gives back needs the day by which it is back.",
    )
    _somebody = models.Constraint(
        "CHECK (state <> 'picking' OR partner_id IS NOT NULL)",
        "A sample is packed for somebody: choose the customer first.",
    )

    # ------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------

    @api.depends("terms")
    def _compute_return_by(self):
        """Propose the company's days for what comes back."""
        for sample in self:
            if sample.terms == "keep":
                sample.return_by = False
            elif not sample.return_by:
                company = sample.company_id.sudo()
                sample.return_by = fields.Date.add(
                    company._gift_today(), days=company.gift_sample_return_days
                )

    @api.depends("company_id", "user_id", "team_id")
    def _compute_warehouse_id(self):
        """Take the shop's warehouse, else the salesperson's, else the first."""
        warehouses = self.env["stock.warehouse"].sudo()  # which one, for anybody
        for sample in self:
            if sample.warehouse_id:
                continue
            own = sample.team_id.sudo().gift_warehouse_id
            own = own or sample.user_id.sudo().property_warehouse_id
            if own.company_id.root_id != sample.company_id:
                own = warehouses.search(
                    [("company_id", "child_of", sample.company_id.id)], limit=1
                )
            sample.warehouse_id = own.sudo(False)

    @api.depends("line_ids.product_id", "line_ids.quantity")
    @api.depends_context("lang")
    def _compute_products(self):
        for sample in self:
            sample.products = ", ".join(
                f"{line.quantity:.10g} × {line.product_id.name}"
                for line in sample.line_ids
                if line.product_id
            )

    @api.depends("line_ids.value")
    def _compute_value(self):
        for sample in self:
            sample.value = sum(sample.line_ids.mapped("value"))

    @api.depends("quantity_out", "quantity_sent")
    def _compute_cost(self):
        # sudo: the field's groups say who reads what it cost
        rows = self.env["gift.sample.cost"].sudo()
        found = rows._read_group(
            [("sample_id", "in", self.ids)], ["sample_id"], ["cost:sum"]
        )
        costs = {sample.id: cost for sample, cost in found}
        for sample in self:
            sample.cost = costs.get(sample.id, 0)

    @api.depends("picking_ids")
    def _compute_picking_count(self):
        # sudo: how many there are; opening them asks for rights
        found = (
            self.env["stock.picking"]
            .sudo()
            ._read_group(
                [("gift_sample_id", "in", self.ids)], ["gift_sample_id"], ["__count"]
            )
        )
        counts = {sample.id: count for sample, count in found}
        for sample in self:
            sample.picking_count = counts.get(sample.id, 0)

    @api.depends("firm_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_masked(self):
        claims = self.env["gift.claim"]
        for company, rows in self.grouped("company_id").items():
            masks = claims._gift_mask(rows.firm_id, company=company)
            for row in rows:
                row.is_masked = row.firm_id.id in masks

    @api.model
    def _search_is_masked(self, operator, value):
        if operator != "in":
            return NotImplemented
        return masked_domain(self, value, "firm_id")

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def action_open_pickings(self):
        """Open the transfers of this sample; their own rights decide.

        :return: window action
        :raise AccessError: when the user may not read the sample or transfers
        """
        self.ensure_one()
        self.check_access("read")
        self.env["stock.picking"].check_access("read")
        # sudo: which ones; the user reads them
        pickings = self.sudo().picking_ids
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfers of %(sample)s", sample=self.name),
            "res_model": "stock.picking",
            "domain": [("id", "in", pickings.ids)],
            "views": [(False, "list"), (False, "form")],
        }
        if len(pickings) == 1:
            action.update(res_id=pickings.id, views=[(False, "form")])
        return action

    @api.model
    def _gift_open_from(self, records, **defaults):
        """Return the action with the samples of a document, or a new one.

        :param records: samples there are already
        :param defaults: values of a new one
        :return: window action
        """
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Samples"),
            "res_model": self._name,
            "context": {
                f"default_{name}": value for name, value in defaults.items() if value
            },
        }
        if not records:
            return {**action, "views": [(False, "form")]}
        return {
            **action,
            "domain": [("id", "in", records.ids)],
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
        }
