"""What the figures make of customers: tier, classes, owner, contact dates."""

from datetime import date

from odoo import api, models
from odoo.tools import SQL

# Usual rhythm from the order days: geometric mean of the gaps, shrunk towards the
# trade's usual gap (days) with the weight of so many gaps. Fitted on gift retail.
USUAL_GAP = 19.6
USUAL_GAP_WEIGHT = 4.5


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    @api.model
    def _gift_ladders(self, company):
        """Return the active ladders of a root company by audience."""
        ladders = self.env["gift.tier.ladder"].sudo()
        found = ladders.search([("company_id", "=", company.id)])
        return {ladder.audience: ladder for ladder in found}

    @api.model
    def _gift_by_audience_sql(self, company, branch, default):
        """Return a CASE over the audiences that have a ladder.

        :param company: root ``res.company``
        :param branch: callable(ladder) that returns SQL, or None for the default
        :param SQL default: for audiences without a ladder or branch
        """
        cases = [
            SQL("WHEN s.audience = %s THEN %s", audience, sql)
            for audience, ladder in self._gift_ladders(company).items()
            if (sql := branch(ladder)) is not None
        ]
        if not cases:
            return default
        return SQL("CASE %s ELSE %s END", SQL(" ").join(cases), default)

    @api.model
    def _gift_tier_sql(self, company):
        """Return the id of the tier that the figures ``s`` of a customer reach.

        Twin of ``tools.tier_bounds.find_tier``. Nobody who never bought has a tier.
        Seam: moves over time (grace, overrides, review dates) wrap this with the
        row's present tier, ``s.old_tier_id`` and ``s.old_tier_since``.

        :param company: root ``res.company``
        """

        def reached(ladder):
            tiers = ladder.tier_ids.filtered(lambda tier: not tier.is_lost)
            tiers = tiers.sorted(lambda tier: (tier.bound_from, tier.id), reverse=True)
            if not tiers:
                return None
            suffix = "year" if ladder.window == "calendar_year" else "12m"
            names = {
                "profit": "profit",
                "revenue": "revenue",
                "orders": "order_count",
            }
            measure = SQL.identifier("s", f"{names[ladder.measure]}_{suffix}")
            *higher, lowest = tiers
            if not higher:
                return SQL("%s", lowest.id)
            steps = SQL(" ").join(
                SQL("WHEN %s >= %s THEN %s", measure, tier.bound_from, tier.id)
                for tier in higher
            )
            return SQL("CASE %s ELSE %s END", steps, lowest.id)

        return SQL(
            "CASE WHEN s.order_count > 0 AND s.eligible THEN %s END",
            self._gift_by_audience_sql(company, reached, SQL("NULL::int")),
        )

    @api.model
    def _gift_class_sql(self, company, name, value):
        """Return the class 1..5 of a value by the ladder's stored limits.

        A class holds the values up to and including its limit.

        :param company: root ``res.company``
        :param str name: 'recency' (few days are best), 'frequency' or 'monetary'
        :param SQL value: what is classed
        """

        def classed(ladder):
            limits = (ladder.rfm_bounds or {}).get(name)
            if not limits:
                return None
            above = SQL(" + ").join(
                SQL("(%s > %s)::int", value, limit) for limit in limits
            )
            if name == "recency":
                return SQL("5 - (%s)", above)
            return SQL("1 + %s", above)

        return SQL(
            "CASE WHEN s.order_count > 0 AND s.eligible THEN %s END",
            self._gift_by_audience_sql(company, classed, SQL("NULL::int")),
        )

    @api.model
    def _gift_recency_drops_sql(self, company):
        """Return the day on which the recency class drops next.

        :param company: root ``res.company``
        """

        def drops(ladder):
            limits = (ladder.rfm_bounds or {}).get("recency")
            if not limits:
                return None
            steps = SQL(" ").join(
                SQL(
                    "WHEN s.recency <= %s THEN s.last_order_date + %s::int",
                    limit,
                    limit + 1,
                )
                for limit in limits
            )
            return SQL("CASE %s END", steps)

        return self._gift_by_audience_sql(company, drops, SQL("NULL::date"))

    @api.model
    def _gift_year_turns_sql(self, company, today):
        """Return 1 January for customers whose ladder looks at calendar years."""

        def turns(ladder):
            if ladder.window != "calendar_year":
                return None
            return SQL("%s::date", date(today.year + 1, 1, 1))

        return self._gift_by_audience_sql(company, turns, SQL("NULL::date"))

    @api.model
    def _gift_standing_columns(self, company, today):
        """Return the derived columns: ``{name: SQL over the joined row s}``.

        The order does not matter; a column may not refer to another of this dict
        except through ``_gift_contact_columns``.
        """
        return {
            "audience": SQL("s.audience"),
            "active": SQL("s.eligible AND s.partner_active"),
            "owner_id": SQL("CASE WHEN s.eligible THEN s.owner_id END"),
            "tier_id": self._gift_tier_sql(company),
            **{
                name: SQL.identifier("s", name)
                for name in (
                    "revenue_12m",
                    "profit_12m",
                    "order_count_12m",
                    "revenue_total",
                    "profit_total",
                    "order_count",
                    "pending_revenue",
                    "pending_profit",
                    "has_estimated_cost",
                    "first_order_date",
                    "last_order_date",
                    "last_contact_date",
                )
            },
            **self._gift_touch_columns(),
            "usual_gap_days": SQL(
                """CASE WHEN s.order_count > 0 THEN round(exp(
                       (s.ln_gaps::float + %(weight)s * ln(%(gap)s))
                       / (s.gaps + %(weight)s))::numeric, 1) END""",
                weight=USUAL_GAP_WEIGHT,
                gap=USUAL_GAP,
            ),
            "rfm_recency": self._gift_class_sql(company, "recency", SQL("s.recency")),
            "rfm_frequency": self._gift_class_sql(
                company, "frequency", SQL("s.order_count_12m")
            ),
            "rfm_monetary": self._gift_class_sql(
                company, "monetary", SQL("s.revenue_12m")
            ),
            "stale_on": SQL(
                "LEAST(s.window_moves, %s, %s)",
                self._gift_recency_drops_sql(company),
                self._gift_year_turns_sql(company, today),
            ),
        }

    @api.model
    def _gift_contact_columns(self, company):
        """Return the columns that depend on tier and owner: ``{name: SQL over d}``.

        The next contact is due one interval of the tier (``t``) after the last real
        contact, or after the last purchase of a customer nobody ever talked to.
        """
        return {
            "team_id": SQL("u.sale_team_id"),
            "rfm_score": SQL(
                "d.rfm_recency || '' || d.rfm_frequency || d.rfm_monetary"
            ),
            "next_contact_date": SQL(
                """CASE WHEN d.active AND t.contact_interval_days > 0
                        THEN COALESCE((d.last_contact_date AT TIME ZONE 'UTC'
                                       AT TIME ZONE %s)::date, d.last_order_date)
                             + t.contact_interval_days END""",
                company._gift_tz(),
            ),
        }

    @api.model
    def _gift_standing_sources(self, company, chosen):
        """Return further queries that the standing is made from. Seam.

        A query gives one row per ``partner_id`` (commercial); every such partner gets
        a standing, and the columns are ``s.<column>`` in ``_gift_standing_columns``.

        :param company: root ``res.company``
        :param chosen: as for ``_gift_standing_sql``
        :return: ``{alias: (SQL query, [names of its columns])}``
        """
        return {}

    @api.model
    def _gift_standing_sql(self, company, figures, chosen, today):
        """Return the rows as they should be, for the chosen customers.

        :param company: root ``res.company``
        :param SQL figures: query of ``_gift_figures_sql`` or a table of its rows
        :param chosen: callable(SQL partner column) that returns the condition of the
            customers that are looked at
        :param datetime.date today: the company's day
        :return: SQL query; ``customer_id`` is the row that a customer has already
        """
        partners = self.env["res.partner"]
        # OFFSET 0 fences the subqueries: else every column that asks whether a partner
        # is a customer, or which tier it has, works that out again.
        derived = self._gift_standing_columns(company, today)
        late = self._gift_contact_columns(company)
        columns = SQL(", ").join(
            SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in derived.items()
        )
        late_columns = SQL(", ").join(
            SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in late.items()
        )
        owner, owner_joins = partners._gift_owner_sql(SQL("p"), company, chosen)
        keys = SQL("f.partner_id, c.partner_id, k.partner_id")
        source_columns, source_joins = SQL(), SQL()
        for alias, (query, names) in self._gift_standing_sources(
            company, chosen
        ).items():
            source_columns = SQL(", ").join(
                [source_columns, *(SQL.identifier(alias, name) for name in names)]
            )
            key = SQL.identifier(alias, "partner_id")
            source_joins = SQL(
                "%s FULL JOIN (%s) %s ON %s = COALESCE(%s)",
                source_joins,
                query,
                SQL.identifier(alias),
                key,
                keys,
            )
            keys = SQL("%s, %s", keys, key)
        return SQL(
            """
            SELECT d.*, %(late_columns)s
              FROM (
                SELECT s.partner_id, s.customer_id, s.eligible, %(columns)s
                  FROM (
                    SELECT p.id AS partner_id, p.active AS partner_active,
                           c.id AS customer_id,
                           CASE WHEN p.is_company THEN 'firm' ELSE 'private' END
                               AS audience,
                           p.commercial_partner_id = p.id AND NOT %(outsider)s
                               AS eligible,
                           %(owner)s AS owner_id,
                           c.tier_id AS old_tier_id, c.tier_since AS old_tier_since,
                           k.last_contact_date, %(touch)s,
                           COALESCE(f.revenue_12m, 0) AS revenue_12m,
                           COALESCE(f.profit_12m, 0) AS profit_12m,
                           COALESCE(f.order_count_12m, 0)::int AS order_count_12m,
                           COALESCE(f.revenue_year, 0) AS revenue_year,
                           COALESCE(f.profit_year, 0) AS profit_year,
                           COALESCE(f.order_count_year, 0)::int AS order_count_year,
                           COALESCE(f.revenue_total, 0) AS revenue_total,
                           COALESCE(f.profit_total, 0) AS profit_total,
                           COALESCE(f.order_count, 0)::int AS order_count,
                           COALESCE(f.pending_revenue, 0) AS pending_revenue,
                           COALESCE(f.pending_profit, 0) AS pending_profit,
                           COALESCE(f.has_estimated_cost, FALSE) AS has_estimated_cost,
                           f.first_order_date, f.last_order_date, f.gaps, f.ln_gaps,
                           f.window_moves, %(today)s - f.last_order_date AS recency,
                           c.hot_until AS old_hot_until,
                           c.hot_rule_id AS old_hot_rule_id%(source_columns)s
                      FROM (SELECT fig.* FROM (%(figures)s) fig
                              JOIN res_partner fp ON fp.id = fig.partner_id
                             WHERE NOT %(figures_outsider)s) f
                      FULL JOIN (SELECT gc.*
                                   FROM gift_customer gc
                                  WHERE gc.company_id = %(root)s AND %(of_row)s) c
                             ON c.partner_id = f.partner_id
                      FULL JOIN (%(trail)s) k
                             ON k.partner_id = COALESCE(f.partner_id, c.partner_id)
                      %(source_joins)s
                      JOIN res_partner p ON p.id = COALESCE(%(keys)s)
                      %(owner_joins)s
                      %(touch_joins)s
                      LEFT JOIN (%(corrections)s) sc ON sc.customer_id = c.id
                    OFFSET 0
                  ) s
                OFFSET 0
              ) d
              LEFT JOIN gift_tier t ON t.id = d.tier_id
              LEFT JOIN res_users u ON u.id = d.owner_id
            """,
            columns=columns,
            late_columns=late_columns,
            outsider=partners._gift_outsider_sql(SQL("p")),
            figures_outsider=partners._gift_outsider_sql(SQL("fp")),
            owner=owner,
            owner_joins=owner_joins,
            today=today,
            figures=figures,
            root=company.id,
            of_row=chosen(SQL("gc.partner_id")),
            source_columns=source_columns,
            source_joins=source_joins,
            keys=keys,
            trail=self._gift_trail_sql(
                company, chosen(SQL("gt.commercial_partner_id"))
            ),
            touch=self._gift_touch_sources_sql(),
            touch_joins=self._gift_touch_joins_sql(),
            corrections=self._gift_source_corrections_sql(),
        )
