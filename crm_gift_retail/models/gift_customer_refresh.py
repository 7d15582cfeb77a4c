"""The refresher: the only writer of ``gift.customer``."""

from odoo import api, models
from odoo.tools import SQL

from ..tools.fact_scope import FactScope

# Temporary table of the customers that a narrowed run looks at.
SCOPE = "gift_refresh_scope"


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    # ------------------------------------------------------------------
    # One statement for all and for a few
    # ------------------------------------------------------------------

    @api.model
    def _refresh(self, company, partner_ids=None):
        """Bring standings up to date in the current transaction.

        :param company: ``res.company``; its root counts
        :param partner_ids: ids of commercial partners, or None for all customers; rows
            that change today by themselves are looked at in any case
        :return: number of rows that changed
        """
        company = company.sudo().root_id
        today = company._gift_today()
        self.env.flush_all()
        self.env["gift.sale.fact"]._gift_without_jit()
        if partner_ids is None:
            scope = self._gift_scope(company)
            changed = self._gift_apply(
                company, self._gift_figures_sql(company, scope, today), today
            )
        else:
            self._gift_fill_scope(company, partner_ids, today)
            scope = self._gift_scope(company, SCOPE)
            changed = self._gift_apply(
                company,
                self._gift_figures_sql(company, scope, today),
                today,
                lambda partner: SQL(
                    "%s IN (SELECT z.partner_id FROM %s z)",
                    partner,
                    SQL.identifier(SCOPE),
                ),
            )
        self._gift_refresh_pickings(company, None if partner_ids is None else SCOPE)
        return changed

    @api.model
    def _gift_scope(self, company, table=None):
        """Return the ``FactScope`` of a root company, narrowed to a table or not."""
        branches = self.env["res.company"].sudo().with_context(active_test=False)
        branches = branches.search([("id", "child_of", company.id)])
        return FactScope(company.id, tuple(branches.ids), table)

    @api.model
    def _gift_fill_scope(self, company, partner_ids, today):
        """Put the customers to look at into a temporary table, with statistics.

        :param company: root ``res.company``
        :param partner_ids: ids of commercial partners
        :param datetime.date today: rows that are stale by then join
        """
        table = SQL.identifier(SCOPE)
        cr = self.env.cr
        cr.execute(
            SQL(
                """CREATE TEMP TABLE IF NOT EXISTS %s (partner_id int PRIMARY KEY)
                   ON COMMIT DELETE ROWS""",
                table,
            )
        )
        cr.execute(SQL("TRUNCATE %s", table))
        cr.execute(
            SQL(
                """
                INSERT INTO %s (partner_id)
                SELECT unnest(%s::int[])
                 UNION
                SELECT partner_id FROM gift_customer
                 WHERE company_id = %s AND stale_on <= %s
                """,
                table,
                list(partner_ids),
                company.id,
                today,
            )
        )
        # A CTE or an unanalysed table would be guessed at a thousand rows.
        cr.execute(SQL("ANALYZE %s", table))

    @api.model
    def _gift_apply(self, company, figures, today, chosen=None):
        """Write the rows that differ, add those that are missing. Nothing else.

        Rows of partners that are no customers (any more) are emptied of tier, owner
        and contact dates and archived, not deleted: their money and their number stay.

        :param company: root ``res.company``
        :param SQL figures: as for ``_gift_standing_sql``
        :param chosen: as there; None for all
        :return: number of rows written
        """
        names = [
            *self._gift_standing_columns(company, today),
            *self._gift_contact_columns(company),
        ]
        columns = SQL(", ").join(map(SQL.identifier, names))
        new = SQL(", ").join(SQL.identifier("n", name) for name in names)
        old = SQL(", ").join(SQL.identifier("c", name) for name in names)
        self.env.cr.execute(
            SQL(
                """
                WITH n AS MATERIALIZED (%(standing)s),
                changed AS (
                    UPDATE gift_customer c
                       SET (%(columns)s) = ROW(%(new)s),
                           tier_since = CASE
                               WHEN n.tier_id IS NULL THEN NULL
                               WHEN c.tier_id IS DISTINCT FROM n.tier_id THEN %(today)s
                               ELSE c.tier_since END,
                           write_date = now() AT TIME ZONE 'UTC', write_uid = %(uid)s
                      FROM n
                     WHERE c.id = n.customer_id
                       AND (%(old)s) IS DISTINCT FROM (%(new)s)
                 RETURNING c.id
                ), added AS (
                    INSERT INTO gift_customer
                           (partner_id, company_id, %(columns)s, tier_since,
                            create_date, write_date, create_uid, write_uid)
                    SELECT n.partner_id, %(root)s, %(new)s,
                           CASE WHEN n.tier_id IS NOT NULL THEN %(today)s::date END,
                           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC',
                           %(uid)s, %(uid)s
                      FROM n
                     WHERE n.eligible AND n.customer_id IS NULL
                 RETURNING id
                )
                SELECT (SELECT count(*) FROM changed) + (SELECT count(*) FROM added)
                """,
                standing=self._gift_standing_sql(
                    company, figures, chosen or (lambda partner: SQL("TRUE")), today
                ),
                columns=columns,
                new=new,
                old=old,
                today=today,
                root=company.id,
                uid=self.env.uid,
            ),
            log_exceptions=False,
        )
        changed = self.env.cr.fetchone()[0]
        if changed:
            self.invalidate_model(flush=False)
        return changed

    @api.model
    def _gift_refresh_pickings(self, company, table=None):
        """Bring the priority of open pickings in line with the tiers.

        :param company: root ``res.company``
        :param str table: table of customers to look at, or None for all
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_picking sp
                   SET gift_priority = x.priority
                  FROM (
                    SELECT o.id, COALESCE(t.priority, 0) AS priority
                      FROM stock_picking o
                      JOIN res_company b ON b.id = o.company_id
                      JOIN res_partner p ON p.id = o.partner_id
                      LEFT JOIN gift_customer c
                             ON c.partner_id = p.commercial_partner_id
                            AND c.company_id = %(root)s
                      LEFT JOIN gift_tier t ON t.id = c.tier_id
                     WHERE o.state NOT IN ('draft', 'done', 'cancel')
                       AND split_part(b.parent_path, '/', 1)::int = %(root)s
                       AND %(chosen)s
                  ) x
                 WHERE sp.id = x.id
                   AND sp.gift_priority IS DISTINCT FROM x.priority
                """,
                root=company.id,
                chosen=SQL(
                    "p.commercial_partner_id IN (SELECT z.partner_id FROM %s z)",
                    SQL.identifier(table),
                )
                if table
                else SQL("TRUE"),
            ),
            log_exceptions=False,
        )
        if self.env.cr.rowcount:
            self.env["stock.picking"].invalidate_model(["gift_priority"], flush=False)
