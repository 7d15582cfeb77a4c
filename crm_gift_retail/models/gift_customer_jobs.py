"""The two jobs that refresh standings: nightly all, within seconds the touched."""

import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

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
# Temporary table of the figures that the nightly run writes in chunks.
FIGURES = "gift_refresh_figures"


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

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
            with self._gift_locked(company) as locked:
                if locked:
                    self._gift_refresh_company(company)
                else:
                    _logger.info("Standing of %s is being refreshed", company.name)
                    self._gift_trigger("ir_cron_gift_customer_refresh_full", 60)
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
        self._gift_renew_rfm_bounds(company, FIGURES)
        cron._commit_progress()
        changed = 0
        for first, last in self._gift_chunks(company):

            def write_chunk(first=first, last=last):
                self.env["gift.sale.fact"]._gift_without_jit()
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
        self._gift_retried(
            lambda: self._gift_refresh_pickings(company) or True, company
        )
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
        self.env["gift.sale.fact"]._gift_without_jit()
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
        done, count = 0, None
        with self._gift_locked(companies) as locked:
            while locked:
                count = self._gift_retried(self._gift_refresh_touched, companies)
                done += count or 0
                if not count or not cron._commit_progress(count):
                    break
        if count is None:
            # The nightly run is writing, or others always were: come back, the queue
            # keeps everything.
            self._gift_trigger("ir_cron_gift_customer_refresh_touched", 10)
        if not done:
            # Odoo would warn of a job that leaves everything behind: it is planned.
            cron._commit_progress(remaining=0)

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

    @contextmanager
    def _gift_locked(self, companies):
        """Hold the refresher locks of these companies, all or none.

        :param companies: root ``res.company`` records
        :return: context manager that gives True, or False when one is taken
        """
        held = []
        try:
            held.extend(c for c in companies if self._gift_try_lock(c))
            yield len(held) == len(companies)
        except Exception:
            # A failed transaction could not give the locks back.
            self.env.cr.rollback()
            raise
        finally:
            for company in held:
                self._gift_unlock(company)

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
