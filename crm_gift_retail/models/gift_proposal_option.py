"""One gift of a proposal: what is inside, its price a head, when it can be there."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..tools.proposal_pick import OPTIONS


class GiftProposalOption(models.Model):
    """A card on the customer's page; at most three, so that choosing stays easy."""

    _name = "gift.proposal.option"
    _description = "Option of a Gift Proposal"
    _order = "sequence, id"

    proposal_id = fields.Many2one(
        "gift.proposal", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="proposal_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    why = fields.Text(help="Why it suits, in words for the customer.")
    line_ids = fields.One2many(
        "gift.proposal.option.line", "option_id", "Inside", copy=True
    )
    wrapping_id = fields.Many2one(
        "gift.wrapping",
        index="btree_not_null",
        ondelete="set null",
        help="Goes to the wish of the quotation.",
    )
    image = fields.Image(
        "Own Picture",
        max_width=1024,
        max_height=1024,
        help="Empty: that of the first product.",
    )
    picture = fields.Image(compute="_compute_picture", max_width=512, max_height=512)
    price = fields.Monetary(
        "Price a Head", compute="_compute_price", store=True, aggregator=None
    )
    total = fields.Monetary(compute="_compute_total", help="For all people.")
    lead_days = fields.Integer(
        "Lead Time (days)",
        compute="_compute_lead_days",
        store=True,
        readonly=False,
        aggregator=None,
        help="Until it can leave: 0 when everything is on the shelf.",
    )
    date_earliest = fields.Date("Earliest There", compute="_compute_date_earliest")
    is_late = fields.Boolean(compute="_compute_date_earliest")
    is_dear = fields.Boolean("Above the Budget", compute="_compute_total")
    inside = fields.Char("What Is Inside", compute="_compute_inside")
    is_chosen = fields.Boolean("Chosen", readonly=True, copy=False)

    _chosen_uniq = models.UniqueIndex(
        "(proposal_id) WHERE is_chosen",
        "Another option of this proposal has been chosen already.",
    )

    @api.depends("image", "line_ids.product_id")
    def _compute_picture(self):
        for option in self:
            option.picture = option.image or option.line_ids.product_id[:1].image_512

    @api.depends("line_ids.subtotal")
    def _compute_price(self):
        for option in self:
            option.price = sum(option.line_ids.mapped("subtotal"))

    @api.depends("price", "proposal_id.people", "proposal_id.budget")
    def _compute_total(self):
        for option in self:
            proposal = option.proposal_id
            option.total = option.price * proposal.people
            currency = option.currency_id or self.env.company.currency_id
            option.is_dear = bool(
                proposal.budget
                and currency.compare_amounts(option.price, proposal.budget) > 0
            )

    @api.depends("line_ids.product_id", "line_ids.quantity", "proposal_id.people")
    def _compute_lead_days(self):
        """Look how long the slowest piece takes; may be changed by hand."""
        for proposal, options in self.grouped("proposal_id").items():
            products = options.line_ids.product_id._origin
            supply = proposal._gift_supply(products)
            for option in options:
                needed = [0]
                for line in option.line_ids:
                    stock = supply.get(line.product_id._origin)
                    if stock and stock.free < line.quantity * proposal.people:
                        needed.append(stock.lead_days or 0)
                option.lead_days = max(needed)

    @api.depends(
        "lead_days",
        "proposal_id.date_needed",
        "proposal_id.partner_id",
        "proposal_id.company_id",
    )
    def _compute_date_earliest(self):
        for proposal, options in self.grouped("proposal_id").items():
            company = proposal.company_id or self.env.company
            today = company._gift_today()
            last_day = proposal._gift_ship_by()
            for option in options:
                ready = today + timedelta(days=option.lead_days)
                option.date_earliest = proposal._gift_arrival(ready)
                option.is_late = bool(last_day and ready > last_day)

    @api.depends("line_ids.product_id", "line_ids.quantity")
    @api.depends_context("lang")
    def _compute_inside(self):
        for option in self:
            option.inside = ", ".join(line._gift_words() for line in option.line_ids)

    @api.constrains("proposal_id")
    def _check_number(self):
        """Three options, no more: who has to choose among ten chooses none.

        :raise ValidationError: naming the proposal
        """
        proposals = self.proposal_id
        counts = dict(
            self._read_group(
                [("proposal_id", "in", proposals.ids)], ["proposal_id"], ["__count"]
            )
        )
        for proposal in proposals:
            if counts.get(proposal, 0) > OPTIONS:
                raise ValidationError(
                    self.env._(
                        "“%(proposal)s” has %(count)s options. A customer compares "
                        "%(most)s; remove one first.",
                        proposal=proposal.display_name,
                        count=counts[proposal],
                        most=OPTIONS,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Add options; what was sent is taken back.

        :raise UserError: when the customer has chosen
        """
        for vals in vals_list:
            self._gift_check_guarded(vals)
        options = super().create(vals_list)
        options._gift_touch_proposals()
        return options

    def write(self, vals):
        """Change options; what was sent is taken back.

        :raise AccessError: for the choice, which the customer makes
        :raise UserError: when the customer has chosen
        """
        self._gift_check_guarded(vals)
        self._gift_touch_proposals()
        res = super().write(vals)
        if "proposal_id" in vals:
            self._gift_touch_proposals()
        return res

    def unlink(self):
        """Remove options; what was sent is taken back."""
        self._gift_touch_proposals()
        return super().unlink()

    def _gift_touch_proposals(self):
        if not self.env.su:
            self.proposal_id.check_access("write")
            self.proposal_id._gift_edited()

    @api.model
    def _gift_check_guarded(self, vals):
        if "is_chosen" in vals and not self.env.su:
            raise AccessError(
                self.env._("An option is chosen by the customer, or by its button.")
            )

    def action_choose(self):
        """Note that the customer chose this one, in a chat, on the phone, in the shop.

        :return: window action of the quotation
        :raise AccessError: for who may not write the proposal
        :raise UserError: when something is chosen already, or nothing is inside
        """
        self.ensure_one()
        self.check_access("write")
        self.proposal_id.check_access("write")
        self.proposal_id._gift_choose(self, self.env.user.name)
        return self.proposal_id.action_open_order()

    # ------------------------------------------------------------
    # TWO AT ONCE
    # ------------------------------------------------------------

    def _gift_mark_chosen(self):
        """Write the choice; of two at the same moment the unique key lets one be."""
        self.ensure_one()
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "UPDATE gift_proposal_option SET is_chosen = TRUE WHERE id = %s "
                "RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset(["is_chosen"], flush=False)
        self.modified(["is_chosen"])


class GiftProposalOptionLine(models.Model):
    """A product that each head receives."""

    _name = "gift.proposal.option.line"
    _description = "Inside an Option of a Gift Proposal"
    _order = "sequence, id"

    option_id = fields.Many2one(
        "gift.proposal.option", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="option_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('sale_ok', '=', True), ('type', '!=', 'combo'), "
        "('company_id', 'in', [False, company_id])]",
    )
    quantity = fields.Float(
        "Quantity a Head", required=True, default=1, digits="Product Unit"
    )
    price_unit = fields.Monetary(
        "Unit Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="From the customer's price list; may be changed.",
    )
    subtotal = fields.Monetary(
        "A Head", compute="_compute_subtotal", store=True, precompute=True
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity a head must be more than 0."
    )
    _price_positive = models.Constraint(
        "CHECK (price_unit >= 0)", "The price of a product cannot be negative."
    )

    @api.depends("product_id")
    def _compute_price_unit(self):
        for proposal, lines in self.grouped(
            lambda line: line.option_id.proposal_id
        ).items():
            prices = proposal._gift_prices(lines.product_id._origin)
            for line in lines:
                line.price_unit = prices.get(line.product_id._origin.id, 0.0)

    @api.depends("price_unit", "quantity")
    def _compute_subtotal(self):
        for line in self:
            line.subtotal = line.price_unit * line.quantity

    @api.constrains("product_id", "company_id")
    def _check_product_company(self):
        """Refuse products of another company.

        :raise ValidationError: naming the product
        """
        for line in self:
            other = line.product_id.sudo().company_id.root_id
            if other and other != line.company_id.sudo().root_id:
                raise ValidationError(
                    self.env._(
                        "“%(product)s” belongs to %(company)s.",
                        product=line.product_id.display_name,
                        company=other.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Put something in; what was sent is taken back."""
        lines = super().create(vals_list)
        lines.option_id._gift_touch_proposals()
        return lines

    def write(self, vals):
        """Change what is inside; what was sent is taken back."""
        self.option_id._gift_touch_proposals()
        res = super().write(vals)
        if "option_id" in vals:
            self.option_id._gift_touch_proposals()
        return res

    def unlink(self):
        """Take something out; what was sent is taken back."""
        self.option_id._gift_touch_proposals()
        return super().unlink()

    def _gift_words(self):
        """Return "2 × Tea set", or the product alone when it is one."""
        self.ensure_one()
        # sudo: the customer's page; the name is what we propose
        name = self.sudo().product_id.with_context(display_default_code=False)
        name = name.display_name or ""
        return name if self.quantity == 1 else f"{self.quantity:g} × {name}"
