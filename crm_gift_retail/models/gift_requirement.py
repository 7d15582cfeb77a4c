"""The wish of one order or order line: head of a chain of fixed revisions."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)

#: what a user may set besides the content, when the wish is made
PLACE = frozenset({"order_id", "line_id", "preset_source"})


class GiftRequirement(models.Model):
    """What the customer really asked for.

    While the order is a quotation, the content is edited here. Confirming the order
    freezes it as revision 1; from then on only ``gift.requirement.change`` writes, one
    revision after the other, and the content here is that of the current one.
    """

    _name = "gift.requirement"
    _description = "Gift Wish"
    _inherit = [
        "gift.requirement.content",
        "gift.requirement.freeze",
        "gift.requirement.made",
        "gift.requirement.preset.picker",
        "gift.requirement.screen",
        "gift.approval.mixin",
    ]
    _order = "order_id desc, line_id, id"

    _gift_approval_kinds = {
        "requirement_made": _lt("Change of a wish that is made already")
    }

    name = fields.Char(compute="_compute_name")
    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade"
    )
    order_state = fields.Selection(related="order_id.state")
    line_id = fields.Many2one(
        "sale.order.line",
        "Order Line",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('order_id', '=', order_id), ('display_type', '=', False), "
        "('combo_item_id', '=', False)]",
        help="Empty: for the whole order.",
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="order_id.partner_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("frozen", "Fixed"),
            ("made", "Made"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    number = fields.Integer(
        "Version", readonly=True, copy=False, help="Number of the current revision."
    )
    version = fields.Integer(
        "Counter",
        readonly=True,
        copy=False,
        help="Raised by every change and every shipment, so that one of two that "
        "happen at once is tried again and sees the other.",
    )
    revision_id = fields.Many2one(
        "gift.requirement.revision",
        "Current Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    revision_ids = fields.One2many(
        "gift.requirement.revision", "requirement_id", "Versions", copy=False
    )
    pending_vals = fields.Json(readonly=True, copy=False)
    pending_reason = fields.Char("Asked Change", readonly=True, copy=False)

    _place_uniq = models.UniqueIndex(
        "(order_id, COALESCE(line_id, 0))",
        "This order or order line has its wish already. Open that one.",
    )

    @api.depends("order_id.name", "line_id.product_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for requirement in self:
            # sudo: a word for whoever sees the wish, who may not see orders
            line = requirement.sudo().line_id
            requirement.name = " · ".join(
                filter(
                    None,
                    [
                        requirement.sudo().order_id.name,
                        line.product_id.display_name or line.name
                        if line
                        else self.env._("whole order"),
                    ],
                )
            )

    @api.depends("name")
    def _compute_display_name(self):
        for requirement in self:
            requirement.display_name = requirement.name

    # ------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------

    @api.constrains("order_id", "line_id")
    def _check_line(self):
        """A wish is on a line of its own order; of a combo on the combo itself."""
        for requirement in self:
            line = requirement.line_id
            if line and line.order_id != requirement.order_id:
                raise UserError(
                    self.env._(
                        "“%(line)s” is no line of %(order)s. Choose a line of this "
                        "order, or none for the whole order.",
                        line=line.display_name,
                        order=requirement.order_id.name,
                    )
                )
            if line.combo_item_id:
                raise UserError(
                    self.env._(
                        "“%(line)s” is part of a combo. Put the wish on “%(combo)s”: "
                        "it holds for all its parts.",
                        line=line.product_id.display_name,
                        combo=line.linked_line_id.product_id.display_name,
                    )
                )

    @api.constrains("artwork_ids")
    def _check_artwork_company(self):
        """Files of another company's customers stay there."""
        for requirement in self.sudo():  # the order's company, files' companies
            roots = requirement.artwork_ids.company_id
            foreign = roots - requirement.order_id.company_id.root_id
            if foreign:
                raise UserError(
                    self.env._(
                        "A file of “%(wish)s” belongs to %(company)s. Upload it here.",
                        wish=requirement.name,
                        company=foreign[0].name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Make wishes; on an order that is confirmed they are fixed at once.

        :raise AccessError: for who may not change the order
        :raise UserError: on a cancelled order, or for other fields than content
        """
        allowed = self._gift_editable() | PLACE
        for vals in vals_list:
            if not self.env.su and not allowed.issuperset(vals):
                self._gift_refuse_fields(set(vals) - allowed)
            vals.pop("preset_source", None)
        requirements = super().create(vals_list)
        requirements._gift_check_order_write()
        for requirement in requirements:
            if requirement.order_id.sudo().state == "cancel":
                raise UserError(
                    self.env._(
                        "%(order)s is cancelled. Set it to quotation before you note "
                        "a wish.",
                        order=requirement.order_id.name,
                    )
                )
        requirements._gift_propose_date()
        late = requirements.filtered(lambda r: r.order_id.sudo().state == "sale")
        late._gift_freeze_late()
        return requirements

    def write(self, vals):
        """Change drafts; what is fixed changes by ``_gift_change`` only.

        :raise AccessError: for who may not change the order
        :raise UserError: for a fixed wish, or for other fields than content
        """
        vals = {name: vals[name] for name in vals if name != "preset_source"}
        if self.env.su:
            res = super().write(vals)
        else:
            allowed = self._gift_editable() | {"line_id"}
            if not allowed.issuperset(vals):
                self._gift_refuse_fields(set(vals) - allowed)
            self._gift_check_order_write()
            self._gift_check_draft()
            res = super().write(vals)
        if "deliver_by" in vals:
            self._gift_propose_date()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        self._gift_check_order_write()
        self._gift_check_draft()
        self.filtered("revision_id")._gift_refuse_fixed()

    def _gift_editable(self):
        """Return the names of the fields that users may write while it is a draft."""
        return frozenset(self._gift_content_fields())

    def _gift_refuse_fields(self, names):
        raise UserError(
            self.env._(
                "These fields of a wish are set by its steps only: %(fields)s.",
                fields=", ".join(sorted(names)),
            )
        )

    def _gift_check_order_write(self):
        """Whoever changes a wish must be allowed to change its order."""
        if not self.env.su:
            self.order_id.check_access("write")

    def _gift_check_draft(self):
        self.filtered(lambda wish: wish.state != "draft")._gift_refuse_fixed()

    def _gift_refuse_fixed(self):
        if self:
            raise UserError(
                self.env._(
                    "“%(wish)s” is fixed since the order was confirmed. Use “Change”: "
                    "the warehouse then sees the difference and acknowledges it.",
                    wish=self[0].name,
                )
            )

    # ------------------------------------------------------------
    # TWO AT ONCE
    # ------------------------------------------------------------

    def _gift_bump(self):
        """Raise the counter of these heads: changes and shipments exclude each other.

        Under REPEATABLE READ whoever comes second gets a serialization error; the
        request is tried again and sees what the first one did (decision 12).
        """
        if not self:
            return
        self.env["gift.requirement"].flush_model()
        self.env.execute_query(
            SQL(
                """
                WITH heads AS (SELECT id FROM gift_requirement
                                WHERE id = ANY(%s) ORDER BY id FOR UPDATE)
                UPDATE gift_requirement q SET version = q.version + 1
                  FROM heads WHERE heads.id = q.id RETURNING q.id
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["version"], flush=False)
