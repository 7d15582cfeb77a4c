"""The parts of ``gift.sale.fact``: where each kind of money is read."""

from odoo import api, models
from odoo.tools import SQL


class GiftSaleFact(models.Model):
    _inherit = "gift.sale.fact"

    @api.model
    def _gift_fact_parts(self, scope=None):
        """Return the SELECTs that make up the facts: ``{name: SQL}``.

        A selling app joins by adding its own. Every part gives the columns of
        ``_gift_fact_posted_sql`` in that order, ids that no other part gives (row id
        × 8 + the part's own number below 8), and narrows itself to ``scope``.

        :param FactScope scope: None for all companies and customers
        """
        return {
            "posted": self._gift_fact_posted_sql(scope),
            "pending": self._gift_fact_pending_sql(scope),
            "history": self._gift_fact_history_sql(scope),
        }

    @api.model
    def _gift_fact_scope_sql(self, scope, partner, company):
        """Return the condition that narrows a part.

        :param FactScope scope: or None
        :param SQL partner: column of the stamped commercial partner
        :param SQL company: column of the (shop's or root) company
        """
        if scope is None:
            return SQL("TRUE")
        condition = SQL("%s = ANY(%s)", company, list(scope.company_ids))
        if scope.table:
            condition = SQL(
                "%s AND %s IN (SELECT s.partner_id FROM %s s)",
                condition,
                partner,
                SQL.identifier(scope.table),
            )
        return condition

    @api.model
    def _gift_company_sql(self):
        """Return the companies with root, border date, time zone and rounding.

        Fenced by OFFSET so that the few rows are worked out once, not per line.
        """
        return SQL(
            """(
            SELECT b.id, r.id AS root_id, r.gift_history_border AS border,
                   COALESCE(rp.tz, rc.tz, 'UTC') AS tz, cur.decimal_places AS dp
              FROM res_company b
              JOIN res_company r ON r.id = split_part(b.parent_path, '/', 1)::int
              JOIN res_partner rp ON rp.id = r.partner_id
              JOIN res_currency cur ON cur.id = r.currency_id
              LEFT JOIN resource_calendar rc ON rc.id = r.resource_calendar_id
            OFFSET 0)"""
        )

    @api.model
    def _gift_fact_posted_sql(self, scope=None):
        """Lines of posted customer invoices and credit notes, at ``invoice_date``.

        Which lines count, their customer and their cost were stamped at posting
        (``gift.sale.cost``); the amount is the journal item's own, so it is in company
        currency at the rate Odoo booked.
        """
        moves = SQL("")
        if scope is None:
            dimensions = SQL(
                "m.invoice_user_id AS user_id, m.team_id, m.medium_id, m.source_id"
            )
            moves = SQL("LEFT JOIN account_move m ON m.id = l.move_id")
        else:
            dimensions = SQL(
                """NULL::int AS user_id, NULL::int AS team_id, NULL::int AS medium_id,
                   NULL::int AS source_id"""
            )
        return SQL(
            """
            SELECT l.id::bigint * 8 AS id, 'posted' AS kind, g.partner_id,
                   g.company_id, l.company_id AS shop_company_id, l.product_id,
                   l.invoice_date AS date, g.quantity, -l.balance AS revenue, g.cost,
                   g.order_ref, g.is_return, g.is_charge, g.state AS cost_state,
                   %(dimensions)s,
                   'account.move' AS res_model, l.move_id AS res_id
              FROM gift_sale_cost g
              JOIN account_move_line l ON l.id = g.move_line_id
              JOIN %(company)s c ON c.id = g.company_id
              %(moves)s
             WHERE l.parent_state = 'posted'
               AND (c.border IS NULL OR l.invoice_date >= c.border)
               AND %(scope)s
            """,
            dimensions=dimensions,
            moves=moves,
            company=self._gift_company_sql(),
            scope=self._gift_fact_scope_sql(
                scope, SQL("g.partner_id"), SQL("g.company_id")
            ),
        )

    @api.model
    def _gift_fact_pending_sql(self, scope=None):
        """Delivered minus invoiced per order line, on the day of the last delivery.

        Negative after a return that was not credited yet. What is on a draft invoice
        is still pending: ``qty_invoiced`` counts drafts, so they are taken out. A
        line that was never delivered has no day and no row. Amounts follow the rate
        that the order was confirmed with.
        """
        lines = self.env["sale.order.line"]
        # Starting from the customers' own orders keeps a narrowed run narrow.
        own = SQL("TRUE")
        if scope and scope.table:
            own = SQL(
                """w.order_id IN (
                    SELECT wo.id FROM sale_order wo
                     WHERE wo.gift_commercial_partner_id IN (
                           SELECT z.partner_id FROM %s z))""",
                SQL.identifier(scope.table),
            )
        return SQL(
            """
            SELECT l.id::bigint * 8 + 1, 'pending', o.gift_commercial_partner_id,
                   c.root_id, o.company_id, l.product_id,
                   (COALESCE(d.date, o.date_order) AT TIME ZONE 'UTC'
                                                   AT TIME ZONE c.tz)::date,
                   q.quantity,
                   round(q.quantity * %(price)s / %(rate)s, c.dp),
                   round(q.quantity * %(unit_cost)s, c.dp),
                   'S' || o.id, q.quantity < 0, %(charge)s, %(state)s,
                   o.user_id, o.team_id, o.medium_id, o.source_id,
                   'sale.order', o.id
              FROM (SELECT w.id FROM sale_order_line w
                     WHERE w.state = 'sale'
                       AND w.qty_delivered IS DISTINCT FROM w.qty_invoiced
                       AND %(own)s
                     UNION
                    SELECT w.order_line_id FROM (%(draft)s) w) waiting
              JOIN sale_order_line l ON l.id = waiting.id
              JOIN sale_order o ON o.id = l.order_id
              JOIN %(company)s c ON c.id = o.company_id
              JOIN product_product pp ON pp.id = l.product_id
              JOIN product_template pt ON pt.id = pp.product_tmpl_id
              LEFT JOIN (%(draft)s) draft ON draft.order_line_id = l.id
             CROSS JOIN LATERAL (
                   SELECT round((l.qty_delivered - l.qty_invoiced)::numeric
                                + COALESCE(draft.quantity, 0), 6) AS quantity) q
              LEFT JOIN LATERAL (
                   SELECT max(sm.date) AS date FROM stock_move sm
                    WHERE sm.sale_line_id = l.id AND sm.state = 'done') d ON TRUE
             WHERE l.state = 'sale'
               AND q.quantity <> 0
               AND (d.date IS NOT NULL OR l.qty_delivered <> 0)
               AND l.display_type IS NULL
               AND NOT %(excluded)s
               AND (c.border IS NULL
                    OR (COALESCE(d.date, o.date_order) AT TIME ZONE 'UTC'
                        AT TIME ZONE c.tz)::date >= c.border)
               AND %(scope)s
            """,
            company=self._gift_company_sql(),
            own=own,
            draft=lines._gift_draft_quantity_sql(),
            price=lines._gift_unit_price_sql(),
            rate=lines._gift_rate_sql(),
            unit_cost=lines._gift_unit_cost_sql(),
            state=lines._gift_cost_state_sql(),
            charge=lines._gift_is_charge_sql(),
            excluded=lines._gift_is_excluded_sql(),
            scope=self._gift_fact_scope_sql(
                scope, SQL("o.gift_commercial_partner_id"), SQL("o.company_id")
            ),
        )

    @api.model
    def _gift_fact_history_sql(self, scope=None):
        """Lines brought along, up to the day before the company's border date."""
        return SQL(
            """
            SELECT h.id::bigint * 8 + 2, 'history', h.partner_id, h.company_id,
                   h.company_id, h.product_id, h.date_day, h.quantity::numeric,
                   COALESCE(h.revenue, 0), COALESCE(h.cost, 0),
                   'H' || COALESCE(h.reference, h.date_day::text),
                   h.kind = 'return', h.kind = 'charge', h.cost_state, h.user_id,
                   NULL::int, h.channel_medium_id, h.source_id,
                   'gift.sale.history', h.id
              FROM gift_sale_history h
              JOIN %(company)s c ON c.id = h.company_id
             WHERE (c.border IS NULL OR h.date_day < c.border)
               AND %(scope)s
            """,
            company=self._gift_company_sql(),
            scope=self._gift_fact_scope_sql(
                scope, SQL("h.partner_id"), SQL("h.company_id")
            ),
        )
