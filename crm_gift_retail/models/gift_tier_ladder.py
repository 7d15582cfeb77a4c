"""The ladder of tiers of one audience in one company."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount, formatLang

from ..tools.tier_bounds import Bound, find_faults, propose_bounds
from .gift_customer import AUDIENCES


class GiftTierLadder(models.Model):
    """What lifts a customer, over which period, and the tiers that result."""

    _name = "gift.tier.ladder"
    _description = "Tier Ladder"
    _order = "company_id, audience, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    audience = fields.Selection(AUDIENCES, required=True, default="firm")
    measure = fields.Selection(
        [("profit", "Profit"), ("revenue", "Revenue"), ("orders", "Orders")],
        required=True,
        default="profit",
    )
    window = fields.Selection(
        [
            ("rolling_12m", "Last twelve months"),
            ("calendar_year", "Last full calendar year"),
        ],
        required=True,
        default="rolling_12m",
    )
    tier_ids = fields.One2many("gift.tier", "ladder_id", "Tiers")
    rfm_bounds = fields.Json(
        help="Class limits of recency (days), frequency (orders) and money (revenue) "
        "of twelve months, four each, rising; renewed by the nightly job."
    )

    _company_audience_uniq = models.Constraint(
        "UNIQUE (company_id, audience)",
        "A company has one ladder for firms and one for private customers.",
    )

    @api.constrains("company_id")
    def _check_company_is_root(self):
        """Standing is per root company, so is its ladder."""
        for ladder in self:
            company = ladder.company_id
            if company.sudo().root_id != company:
                raise ValidationError(
                    self.env._(
                        "The ladder “%(ladder)s” belongs to %(root)s, not to its "
                        "branch %(branch)s: branches share the tiers of their company.",
                        ladder=ladder.name,
                        root=company.sudo().root_id.name,
                        branch=company.name,
                    )
                )

    # ------------------------------------------------------------------
    # Saving: the whole ladder is checked once, after all its tiers
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        ladders = super(
            GiftTierLadder, self.with_context(gift_ladder_saving=True)
        ).create(vals_list)
        ladders = ladders.with_env(self.env)
        ladders.filtered("tier_ids")._check_bounds()
        return ladders

    def write(self, vals):
        res = super(GiftTierLadder, self.with_context(gift_ladder_saving=True)).write(
            vals
        )
        if "tier_ids" in vals:
            self._check_bounds()
        if not {"tier_ids", "measure", "window", "active"}.isdisjoint(vals):
            self._gift_tiers_changed()
        return res

    def _gift_tiers_changed(self):
        """Look at all customers of these companies again: their tiers may differ."""
        for company in self.company_id:
            self.env["gift.customer"].sudo()._gift_touch_all(company)

    def _check_bounds(self):
        """Refuse holes and overlaps between the tiers.

        :raise ValidationError: names the ladder, the tiers and the amounts
        """
        for ladder in self:
            faults = find_faults(ladder._gift_bounds())
            if faults:
                lines = [ladder._gift_fault_message(fault) for fault in faults]
                raise ValidationError(
                    self.env._(
                        "The tiers of “%(ladder)s” do not fit together:\n%(faults)s",
                        ladder=ladder.name,
                        faults="\n".join(f"- {line}" for line in lines),
                    )
                )

    def _gift_bounds(self):
        """Return the bounds of the tiers that are reached by value."""
        self.ensure_one()
        return [
            Bound(tier.code, tier.bound_from, tier.bound_to or None)
            for tier in self.tier_ids
            if tier.active and not tier.is_lost
        ]

    def _gift_format_measure(self, value):
        """Return a value of the ladder's measure in words: money, or orders."""
        self.ensure_one()
        if self.measure == "orders":
            return self.env._(
                "%(number)s orders", number=formatLang(self.env, value, digits=0)
            )
        return format_amount(self.env, value, self.currency_id)

    def _gift_fault_message(self, fault):
        """Return a fault of the ladder in words, with its remedy.

        :param Fault fault: from ``tools.tier_bounds``
        """
        start = self._gift_format_measure(fault.start)
        end = fault.end is not None and self._gift_format_measure(fault.end)
        values = {
            "lower": fault.lower,
            "upper": fault.upper,
            "start": start,
            "end": end or "",
        }
        _ = self.env._
        if fault.kind == "empty":
            return _("There is no tier with bounds: add at least one.")
        if fault.kind == "reversed":
            return _(
                "Tier %(lower)s ends at %(end)s, not above its start %(start)s. Raise "
                "its upper bound.",
                **values,
            )
        if fault.kind == "hole":
            return _(
                "From %(start)s to %(end)s is nobody's: tier %(lower)s ends before "
                "tier %(upper)s begins. Let one end where the other starts.",
                **values,
            )
        if fault.kind == "closed":
            return _(
                "Customers from %(start)s up have no tier: leave the upper bound of "
                "the highest tier %(lower)s empty.",
                **values,
            )
        if not end:
            return _(
                "From %(start)s up, tiers %(lower)s and %(upper)s overlap. Give the "
                "lower one an upper bound.",
                **values,
            )
        return _(
            "From %(start)s to %(end)s, tiers %(lower)s and %(upper)s overlap. Let one "
            "end where the other starts.",
            **values,
        )

    # ------------------------------------------------------------------
    # Bounds from the company's own history
    # ------------------------------------------------------------------

    def _gift_proposed_bounds(self):
        """Return ``[(tier, from, to)]`` proposed from the customers of the ladder.

        The highest tier takes the customers who bring the first half of the measure,
        the next those up to 80 % (published practice of the trade); further tiers
        halve what remains. Empty when the history does not suffice.
        """
        self.ensure_one()
        tiers = self.tier_ids.filtered(lambda t: t.active and not t.is_lost)
        tiers = tiers.sorted(lambda t: (-t.bound_from, t.sequence, t.id))
        column = {
            "profit": "profit_12m",
            "revenue": "revenue_12m",
            "orders": "order_count_12m",
        }[self.measure]
        # sudo: the proposal shows bounds, never a customer's profit
        groups = (
            self.env["gift.customer"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("audience", "=", self.audience),
                    (column, ">", 0),
                ],
                [],
                [f"{column}:array_agg"],
            )
        )
        values = [float(value) for value in (groups and groups[0][0]) or []]
        shares, share = [], 0.5
        for _tier in tiers[1:]:
            shares.append(share)
            share = 0.8 if share == 0.5 else (1 + share) / 2
        lows = propose_bounds(values, shares)
        if len(lows) < len(tiers) - 1:
            return []
        lows.append(0.0)
        highs = [0.0, *lows[:-1]]
        return list(zip(tiers, lows, highs, strict=True))

    def action_propose_bounds(self):
        """Set the bounds proposed from the last twelve months of own history.

        :raise AccessError: for anybody but a manager
        :raise ValidationError: when too few customers bought to part them
        """
        self.env["gift.customer"]._check_gift_manager()
        for ladder in self:
            proposed = ladder._gift_proposed_bounds()
            if not proposed:
                raise ValidationError(
                    self.env._(
                        "Too few customers of “%(ladder)s” bought in the last twelve "
                        "months to part them into tiers. Import your sales history, or "
                        "set the bounds yourself.",
                        ladder=ladder.name,
                    )
                )
            ladder.write(
                {
                    "tier_ids": [
                        fields.Command.update(
                            tier.id, {"bound_from": low, "bound_to": high}
                        )
                        for tier, low, high in proposed
                    ]
                }
            )
        return True
