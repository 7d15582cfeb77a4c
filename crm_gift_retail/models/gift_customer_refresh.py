"""The refresher: the only writer of ``gift.customer``."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.fact_scope import FactScope
from .gift_job_run import logged_job

_logger = logging.getLogger(__name__)

# Customers written per transaction of the nightly run: well under a second of locks.
CHUNK = 20000
# Touched customers taken per transaction of the quick run.
TOUCHED_CHUNK = 2000
# Tries of a batch that another transaction disturbed, before the next run has it.
TRIES = 3
# First key of the advisory locks; the second is the root company.
LOCK_KEY = 0x67696674  # "gift"
# Limits of the classes move only when one is off by more than this share, so that a
# new day does not rewrite half of the customers.
BOUNDS_TOLERANCE = 0.1

SCOPE = "gift_refresh_scope"
FIGURES = "gift_refresh_figures"


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
                     WHERE c.partner_id = n.partner_id AND c.company_id = %(root)s
                       AND (%(old)s) IS DISTINCT FROM (%(new)s)
                 RETURNING c.id
                ), added AS (
                    INSERT INTO gift_customer
                           (partner_id, company_id, %(columns)s, tier_since, create_date,
                            write_date, create_uid, write_uid)
                    SELECT n.partner_id, %(root)s, %(new)s,
                           CASE WHEN n.tier_id IS NOT NULL THEN %(today)s::date END,
                           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC',
                           %(uid)s, %(uid)s
                      FROM n
                     WHERE n.eligible
                       AND NOT EXISTS (SELECT 1 FROM gift_customer c
                                        WHERE c.partner_id = n.partner_id
                                          AND c.company_id = %(root)s)
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

    # ------------------------------------------------------------------
    # Jobs
    # ------------------------------------------------------------------

    @api.model
    @logged_job("crm_gift_retail.ir_cron_gift_customer_refresh_full")
    def _cron_refresh_full(self):
        """Nightly: all customers of all root companies, in small transactions.

        The figures are worked out once into a temporary table (no locks), then written
        in chunks. Meanwhile the job of touched customers waits, so that nothing newer
        is overwritten; what is touched meanwhile stays in the queue.
        """
        companies = self._gift_root_companies()
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            if not self._gift_try_lock(company):
                _logger.info("Standing of %s is being refreshed already", company.name)
                self._gift_trigger("ir_cron_gift_customer_refresh_full", 60)
                continue
            try:
                self._gift_refresh_company(company)
            finally:
                self._gift_unlock(company)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _gift_refresh_company(self, company):
        """Refresh all customers of a root company, committing after each chunk.

        :param company: root ``res.company``
        :return: number of rows written
        """
        cron = self.env["ir.cron"]
        today = company._gift_today()
        self.env.flush_all()
        if not self._gift_retried(
            lambda: self._gift_fill_figures(company, today), company
        ):
            return 0
        self._gift_renew_rfm_bounds(company)
        cron._commit_progress()
        changed = 0
        for first, last in self._gift_chunks(company):

            def write_chunk(first=first, last=last):
                # True keeps an unchanged chunk from looking like a failed one.
                return True, self._gift_apply(
                    company,
                    SQL(
                        "SELECT * FROM %s q WHERE q.partner_id BETWEEN %s AND %s",
                        SQL.identifier(FIGURES),
                        first,
                        last,
                    ),
                    today,
                    lambda partner: SQL("%s BETWEEN %s AND %s", partner, first, last),
                )

            done = self._gift_retried(write_chunk, company)
            changed += done[1] if done else 0
            cron._commit_progress()
        self._gift_retried(lambda: self._gift_refresh_pickings(company) or True, company)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(FIGURES)))
        cron._commit_progress()
        _logger.info("Standing of %s: %s rows changed", company.name, changed)
        return changed

    @api.model
    def _gift_fill_figures(self, company, today):
        """Work out all figures of a root company into a temporary table."""
        cr = self.env.cr
        table = SQL.identifier(FIGURES)
        cr.execute("SET LOCAL work_mem = '64MB'")
        cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        cr.execute(
            SQL(
                "CREATE TEMP TABLE %s AS %s",
                table,
                self._gift_figures_sql(company, self._gift_scope(company), today),
            )
        )
        cr.execute(SQL("CREATE UNIQUE INDEX ON %s (partner_id)", table))
        cr.execute(SQL("ANALYZE %s", table))
        return True

    @api.model
    def _gift_chunks(self, company):
        """Return ranges of partner ids with about ``CHUNK`` customers each.

        :return: list of (first id, last id), together covering every id
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT partner_id
                  FROM (SELECT partner_id, row_number() OVER (ORDER BY partner_id) AS n
                          FROM (SELECT partner_id FROM %s
                                 UNION SELECT partner_id FROM gift_customer
                                        WHERE company_id = %s) ids) numbered
                 WHERE n %% %s = 0
                 ORDER BY partner_id
                """,
                SQL.identifier(FIGURES),
                company.id,
                CHUNK,
            )
        )
        lasts = [row[0] for row in self.env.cr.fetchall()]
        firsts = [0, *(last + 1 for last in lasts)]
        return list(zip(firsts, [*lasts, 2**31 - 1], strict=True))

    @api.model
    @logged_job("crm_gift_retail.ir_cron_gift_customer_refresh_touched")
    def _cron_refresh_touched(self):
        """Within seconds: the customers that users' transactions touched."""
        queue = self.env["gift.customer.queue"]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=queue.search_count([], limit=100000))
        companies = self._gift_root_companies()
        locked = [company for company in companies if self._gift_try_lock(company)]
        try:
            if len(locked) < len(companies):
                # The nightly run is writing: come back, the queue keeps everything.
                self._gift_trigger("ir_cron_gift_customer_refresh_touched", 10)
                return
            while count := self._gift_retried(self._gift_refresh_touched, companies):
                if not cron._commit_progress(count):
                    break
        finally:
            for company in locked:
                self._gift_unlock(company)

    @api.model
    def _gift_refresh_touched(self):
        """Take the oldest part of the queue, refresh it and delete it.

        :return: number of queue rows done
        """
        cr = self.env.cr
        cr.execute(
            """SELECT id, partner_id, company_id FROM gift_customer_queue
                ORDER BY id LIMIT %s""",
            [TOUCHED_CHUNK],
        )
        rows = cr.fetchall()
        if not rows:
            return 0
        companies = self._gift_root_companies()
        touched = {company.id: set() for company in companies}
        for _id, partner_id, company_id in rows:
            for root_id in [company_id] if company_id else touched:
                touched.get(root_id, set()).add(partner_id)
        for company in companies:
            if touched[company.id]:
                partner_ids = self._gift_commercial_ids(touched[company.id])
                self._refresh(company, partner_ids)
                self.env["gift.care.action"]._settle(company, partner_ids)
        cr.execute(
            "DELETE FROM gift_customer_queue WHERE id = ANY(%s)",
            [[row[0] for row in rows]],
            log_exceptions=False,
        )
        return len(rows)

    @api.model
    def _gift_commercial_ids(self, partner_ids):
        """Return the partners themselves and their present commercial partners.

        A partner that was merged away or deleted between queue and refresh is left
        out; one that moved is looked at on both sides.

        :param partner_ids: iterable of ``res_partner`` ids
        """
        self.env.cr.execute(
            """SELECT id FROM res_partner WHERE id = ANY(%(ids)s)
                UNION
               SELECT commercial_partner_id FROM res_partner
                WHERE id = ANY(%(ids)s) AND commercial_partner_id IS NOT NULL""",
            {"ids": list(partner_ids)},
        )
        return [row[0] for row in self.env.cr.fetchall()]

    # ------------------------------------------------------------------
    # Tools of the jobs
    # ------------------------------------------------------------------

    @api.model
    def _gift_root_companies(self):
        """Return every root company, archived ones included."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("parent_id", "=", False)], order="id")

    @api.model
    def _gift_touch_all(self, company):
        """Ask for a full run soon: a setting changed that moves everybody.

        :param company: root ``res.company`` that is concerned
        """
        self._gift_trigger("ir_cron_gift_customer_refresh_full")

    @api.model
    def _gift_trigger(self, name, seconds=0):
        """Wake one of our jobs, now or in some seconds."""
        cron = self.env.ref(f"crm_gift_retail.{name}", raise_if_not_found=False)
        if cron:
            at = fields.Datetime.now() + timedelta(seconds=seconds) if seconds else None
            cron.sudo()._trigger(at=at)

    @api.model
    def _gift_retried(self, batch, companies):
        """Run a batch again when another transaction disturbed it.

        Under REPEATABLE READ a concurrent write shows as a serialization error; a
        rollback gives a fresh snapshot.

        :param batch: callable without arguments
        :param companies: ``res.company``, for the log
        :return: what the batch returned, or None when it failed each time: then it is
            left for the next run
        """
        for attempt in range(1, TRIES + 1):
            try:
                return batch()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.info(
                    "Standing of companies %s: disturbed, try %s of %s: %s",
                    companies.ids,
                    attempt,
                    TRIES,
                    str(error).strip(),
                )
        return None

    @api.model
    def _gift_try_lock(self, company):
        """Take the company's refresher lock of this database session, if free.

        A session lock survives the commits between chunks and dies with the process.
        """
        self.env.cr.execute(
            "SELECT pg_try_advisory_lock(%s, %s)", [LOCK_KEY, company.id]
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _gift_unlock(self, company):
        """Give the lock of ``_gift_try_lock`` back."""
        self.env.cr.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_KEY, company.id])

    @api.model
    def _gift_renew_rfm_bounds(self, company):
        """Renew the limits of the classes from this run's figures.

        Quintiles of the customers who bought within twelve months; recency of all who
        ever bought. Kept while every limit is within the tolerance.

        :param company: root ``res.company``
        """
        for audience, ladder in self._gift_ladders(company).items():
            self.env.cr.execute(
                SQL(
                    """
                    SELECT percentile_disc(%(at)s) WITHIN GROUP (
                               ORDER BY %(today)s - f.last_order_date),
                           percentile_disc(%(at)s) WITHIN GROUP (
                               ORDER BY f.order_count_12m)
                               FILTER (WHERE f.order_count_12m > 0),
                           percentile_disc(%(at)s) WITHIN GROUP (
                               ORDER BY f.revenue_12m::float)
                               FILTER (WHERE f.order_count_12m > 0)
                      FROM %(figures)s f
                      JOIN res_partner p ON p.id = f.partner_id
                     WHERE f.order_count > 0 AND p.is_company IS NOT DISTINCT FROM %(firm)s
                    """,
                    at=[0.2, 0.4, 0.6, 0.8],
                    today=company._gift_today(),
                    figures=SQL.identifier(FIGURES),
                    firm=audience == "firm",
                )
            )
            found = dict(
                zip(
                    ("recency", "frequency", "monetary"),
                    self.env.cr.fetchone(),
                    strict=True,
                )
            )
            kept = ladder.rfm_bounds or {}
            if any(
                limits and not self._gift_near(limits, kept.get(name))
                for name, limits in found.items()
            ):
                ladder.rfm_bounds = {
                    name: limits or kept.get(name) for name, limits in found.items()
                }

    @api.model
    def _gift_near(self, limits, kept):
        """Return whether new class limits are close enough to keep the old ones."""
        return bool(kept) and all(
            abs(new - old) <= BOUNDS_TOLERANCE * max(abs(old), 1)
            for new, old in zip(limits, kept, strict=True)
        )
