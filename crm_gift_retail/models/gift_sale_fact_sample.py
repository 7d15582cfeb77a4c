"""Samples among the facts: cost without revenue."""

from odoo import api, fields, models
from odoo.tools import SQL


class GiftSaleFact(models.Model):
    _inherit = "gift.sale.fact"

    kind = fields.Selection(selection_add=[("sample", "Sample")])

    @api.model
    def _gift_fact_parts(self, scope=None):
        """Add samples (part number 3): profit is what is left after them."""
        return {
            **super()._gift_fact_parts(scope),
            "sample": self._gift_fact_sample_sql(scope),
        }

    @api.model
    def _gift_fact_sample_sql(self, scope=None):
        """Goods that left as samples, and what came back, each on its day.

        No revenue and no order: a sample makes nobody a buyer. Firm and cost were
        stamped when the goods moved (``gift.sample.cost``). What is brought along as
        history knows no samples, so its border is none of theirs.
        """
        return SQL(
            """
            SELECT g.id::bigint * 8 + 3, 'sample', g.partner_id, g.company_id,
                   g.shop_company_id, g.product_id,
                   (sm.date AT TIME ZONE 'UTC' AT TIME ZONE c.tz)::date,
                   g.quantity::numeric, 0::numeric, g.cost, NULL::varchar,
                   g.is_return, FALSE, g.state, s.user_id, s.team_id, s.medium_id,
                   s.source_id, 'gift.sample', s.id
              FROM gift_sample_cost g
              JOIN gift_sample s ON s.id = g.sample_id
              JOIN stock_move sm ON sm.id = g.move_id
              JOIN %(company)s c ON c.id = g.company_id
             WHERE %(scope)s
            """,
            company=self._gift_company_sql(),
            scope=self._gift_fact_scope_sql(
                scope, SQL("g.partner_id"), SQL("g.company_id")
            ),
        )
