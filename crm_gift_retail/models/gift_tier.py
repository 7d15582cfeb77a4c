"""One tier of a ladder."""

from odoo import api, fields, models
from odoo.tools import SQL

#: A change of one of these moves customers, pickings or contact dates.
TIER_FIELDS = {
    "active",
    "bound_from",
    "bound_to",
    "contact_interval_days",
    "is_lost",
    "ladder_id",
    "priority",
}


class GiftTier(models.Model):
    """A class of customers: what lifts them in, and how they are treated."""

    _name = "gift.tier"
    _description = "Customer Tier"
    _order = "ladder_id, sequence, id"

    ladder_id = fields.Many2one(
        "gift.tier.ladder", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="ladder_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    measure = fields.Selection(related="ladder_id.measure")
    audience = fields.Selection(related="ladder_id.audience")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    code = fields.Char("Letter", required=True, help="Used inside: A, B, C, D.")
    name = fields.Char(required=True, translate=True)
    public_name = fields.Char(
        translate=True, help="What the customer is told: diamond, gold, silver."
    )
    bound_from = fields.Float(
        "From",
        digits=(16, 2),
        help="Lowest value of the ladder's measure, inclusive. The lowest tier also "
        "takes everything below it.",
    )
    bound_to = fields.Float(
        "To", digits=(16, 2), help="Upper bound, exclusive; 0 or empty means open."
    )
    is_lost = fields.Boolean(
        "Lost to Others",
        help="The D class: customers who chose another brand. It has no bounds.",
    )
    is_vip = fields.Boolean(
        "VIP", help="Filters and the first screen look after these customers first."
    )
    color = fields.Integer()
    contact_interval_days = fields.Integer(
        "Contact Every (days)", help="0 means no regular contact is planned."
    )
    priority = fields.Integer(
        "Shipping Priority", help="Pickings of higher priority are shown first."
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Proposed on new quotations of this tier; a price list set on the "
        "contact itself wins.",
    )
    customer_ids = fields.One2many("gift.customer", "tier_id", "Customers")
    customer_count = fields.Integer(compute="_compute_customer_count")
    reached_count = fields.Integer(
        "Customers with These Bounds",
        compute="_compute_reached_count",
        groups="crm_gift_retail.crm_gift_retail_group_manager",
        help="How many customers reach the tier by the bounds as they stand on the "
        "screen, saved or not, from the figures of the last twelve months.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (ladder_id, code)", "A letter is used once per ladder."
    )
    _contact_interval_positive = models.Constraint(
        "CHECK (contact_interval_days >= 0)",
        "The days between two contacts cannot be negative.",
    )

    # ------------------------------------------------------------------
    # Saving a tier on its own checks its ladder; the ladder's form checks once
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers._gift_check_ladders(tiers.ladder_id)
        return tiers

    def write(self, vals):
        ladders = self.ladder_id
        res = super().write(vals)
        if not TIER_FIELDS.isdisjoint(vals):
            self._gift_check_ladders(ladders | self.ladder_id)
        return res

    def unlink(self):
        ladders = self.ladder_id
        res = super().unlink()
        self._gift_check_ladders(ladders.exists())
        return res

    @api.model
    def _gift_check_ladders(self, ladders):
        """Check the bounds of ladders, unless their own save is going to.

        :param ladders: ``gift.tier.ladder`` whose tiers were written
        """
        if not self.env.context.get("gift_ladder_saving"):
            ladders._check_bounds()
            ladders._gift_tiers_changed()

    @api.depends("code", "ladder_id.name")
    def _compute_display_name(self):
        """Show letter and ladder: firms and private customers both have an A."""
        for tier in self:
            tier.display_name = f"{tier.code} · {tier.ladder_id.name or ''}"

    def _compute_customer_count(self):
        """Count the customers of each tier at once."""
        groups = self.env["gift.customer"]._read_group(
            [("tier_id", "in", self.ids)], ["tier_id"], ["__count"]
        )
        counts = {tier.id: count for tier, count in groups}
        for tier in self:
            tier.customer_count = counts.get(tier.id, 0)

    @api.depends(
        "active",
        "bound_from",
        "is_lost",
        "ladder_id.measure",
        "ladder_id.tier_ids.active",
        "ladder_id.tier_ids.bound_from",
        "ladder_id.tier_ids.is_lost",
    )
    def _compute_reached_count(self):
        """Count who would stand where, one query per ladder.

        Same rule as the refresher: the highest tier whose lower bound is reached, the
        lowest takes everything below, and nobody who never bought has a tier.
        """
        self.reached_count = 0
        for ladder in self.ladder_id:
            tiers = ladder.tier_ids.filtered(lambda t: t.active and not t.is_lost)
            tiers = tiers.sorted("bound_from")
            if not tiers:
                continue
            counts = self._count_reached(ladder, tiers.mapped("bound_from")[1:])
            for position, tier in enumerate(tiers):
                tier.reached_count = counts.get(position, 0)

    @api.model
    def _count_reached(self, ladder, bounds):
        """Return how many customers lie between the bounds.

        :param ladder: one ``gift.tier.ladder``, saved or being edited
        :param list bounds: lower bounds, rising, of all tiers but the lowest
        :return: ``{position of the tier from below: number of customers}``
        """
        columns = {
            "profit": "profit_12m",
            "revenue": "revenue_12m",
            "orders": "order_count_12m",
        }
        self.env["gift.customer"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT width_bucket(%(value)s::float8, %(bounds)s::float8[]),
                           count(*)
                      FROM gift_customer
                     WHERE company_id = %(company)s AND audience = %(audience)s
                       AND active AND order_count > 0
                     GROUP BY 1
                    """,
                    value=SQL.identifier(columns[ladder.measure or "profit"]),
                    bounds=bounds,
                    company=ladder.company_id.id or None,
                    audience=ladder.audience or None,
                )
            )
        )
