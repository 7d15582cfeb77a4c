"""What the facts say about customers: figures, in one pass over the money."""

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    @api.model
    def _gift_windows(self, today):
        """Return the periods that figures are summed over.

        :param datetime.date today: the company's day
        :return: ``{name: (first day, last day)}``, both inclusive
        """
        return {
            "rolling_12m": (
                today - relativedelta(years=1) + relativedelta(days=1),
                today,
            ),
            "calendar_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        }

    @api.model
    def _gift_counted_sql(self, company):
        """Return whether a fact counts: invoiced and history, deliveries by setting.

        :param company: root ``res.company``
        """
        if company.gift_count_pending:
            return SQL("TRUE")
        return SQL("f.kind <> 'pending'")

    @api.model
    def _gift_figures_sql(self, company, scope, today):
        """Return the figures per commercial partner: one pass over the facts.

        An order counts once, on whatever days it was invoiced. An order day is a day
        with a sale above zero (returns and charges alone are none).

        :param company: root ``res.company``
        :param FactScope scope: company and customers
        :param datetime.date today: the company's day; later facts do not count yet
        """
        windows = self._gift_windows(today)
        year = windows["calendar_year"]
        return SQL(
            """
            WITH x AS (
                SELECT f.partner_id, f.date, f.order_ref,
                       f.date BETWEEN %(start)s AND %(today)s AS recent,
                       f.date BETWEEN %(year_from)s AND %(year_to)s AS last_year,
                       sum(f.revenue) FILTER (WHERE %(counted)s) AS revenue,
                       sum(f.profit) FILTER (WHERE %(counted)s) AS profit,
                       sum(f.revenue) FILTER (WHERE f.kind = 'pending') AS waiting,
                       sum(f.profit) FILTER (WHERE f.kind = 'pending')
                           AS waiting_profit,
                       bool_or(%(counted)s AND NOT f.is_return AND NOT f.is_charge
                               AND f.revenue > 0 AND f.date <= %(today)s) AS sale,
                       bool_or(%(counted)s AND NOT f.is_charge
                               AND f.cost_state <> 'known') AS unsure
                  FROM (%(facts)s) f
                 WHERE f.partner_id IS NOT NULL
                 GROUP BY f.partner_id, f.date, f.order_ref
            ), y AS (
                SELECT x.*, max(x.date) FILTER (WHERE x.sale) OVER (
                           PARTITION BY x.partner_id ORDER BY x.date, x.order_ref
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                       ) AS previous
                  FROM x
            )
            SELECT y.partner_id,
                   COALESCE(sum(y.revenue) FILTER (WHERE y.recent), 0) AS revenue_12m,
                   COALESCE(sum(y.profit) FILTER (WHERE y.recent), 0) AS profit_12m,
                   count(DISTINCT y.order_ref) FILTER (WHERE y.sale AND y.recent)
                       AS order_count_12m,
                   COALESCE(sum(y.revenue) FILTER (WHERE y.last_year), 0)
                       AS revenue_year,
                   COALESCE(sum(y.profit) FILTER (WHERE y.last_year), 0) AS profit_year,
                   count(DISTINCT y.order_ref) FILTER (WHERE y.sale AND y.last_year)
                       AS order_count_year,
                   COALESCE(sum(y.revenue) FILTER (WHERE y.date <= %(today)s), 0)
                       AS revenue_total,
                   COALESCE(sum(y.profit) FILTER (WHERE y.date <= %(today)s), 0)
                       AS profit_total,
                   count(DISTINCT y.order_ref) FILTER (WHERE y.sale) AS order_count,
                   COALESCE(sum(y.waiting), 0) AS pending_revenue,
                   COALESCE(sum(y.waiting_profit), 0) AS pending_profit,
                   COALESCE(bool_or(y.unsure) FILTER (WHERE y.recent), FALSE)
                       AS has_estimated_cost,
                   min(y.date) FILTER (WHERE y.sale) AS first_order_date,
                   max(y.date) FILTER (WHERE y.sale) AS last_order_date,
                   count(*) FILTER (WHERE y.sale AND y.date > y.previous) AS gaps,
                   COALESCE(sum(round(ln((y.date - y.previous)::float)::numeric, 9))
                       FILTER (WHERE y.sale AND y.date > y.previous), 0) AS ln_gaps,
                   LEAST((min(y.date) FILTER (WHERE y.recent)
                          + interval '1 year')::date,
                         min(y.date) FILTER (WHERE y.date > %(today)s)) AS window_moves
              FROM y
             GROUP BY y.partner_id
            """,
            start=windows["rolling_12m"][0],
            today=today,
            year_from=year[0],
            year_to=year[1],
            counted=self._gift_counted_sql(company),
            facts=self.env["gift.sale.fact"]._gift_fact_union(scope),
        )
