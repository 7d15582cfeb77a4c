"""Log of our scheduled jobs: what ran, how long, how much, what went wrong."""

import logging
import time
from contextlib import contextmanager
from functools import wraps

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

KEPT_DAYS = 30
KEPT_RUNS = 200


class JobHandle:
    """What ``gift_job`` hands to the job: a counter and a place for a remark."""

    def __init__(self):
        self.processed = 0
        self.note = False

    def add(self, count=1):
        """Add to the number of processed records."""
        self.processed += count


@contextmanager
def gift_job(env, name):
    """Log one run of a scheduled job in ``gift.job.run``; every ``_cron_*`` uses it.

    Usage, around the whole body of the cron's method::

        def _cron_plan(self):
            with gift_job(self.env, "crm_gift_retail.ir_cron_gift_care_plan") as job:
                ...
                job.add(len(batch))

    A run that ends well is written in the job's own transaction. When the body
    raises, the exception goes on to Odoo's runner (which rolls back and counts
    the failure) and the failed run is written by a cursor of its own after the
    rollback. A killed process leaves no row: the operations page sees such a job
    by the age of its last good run.

    :param env: environment of the job; its context names the cron when Odoo's
        runner started it.
    :param str name: full xmlid of the ``ir.cron``.
    :return: context manager giving a :class:`JobHandle`.
    """
    job = JobHandle()
    started = time.monotonic()
    values = {"name": name, "date_start": fields.Datetime.now()}
    try:
        yield job
    except Exception as error:
        values.update(
            state="failed",
            # class only: the text of an error may quote business data
            note=type(error).__name__,
            processed=job.processed,
            duration=time.monotonic() - started,
        )
        _log_after_rollback(env, values)
        raise
    env["gift.job.run"].sudo().create(  # the log is written by the system alone
        {
            **values,
            "state": "done",
            "note": job.note,
            "processed": job.processed,
            "duration": time.monotonic() - started,
        }
    )


def logged_job(name):
    """Decorate a ``_cron_*`` method: :func:`gift_job` around all of it.

    :param str name: full xmlid of the ``ir.cron``.
    :return: decorator; a number that the method returns is counted as processed.
    """

    def decorate(method):
        @wraps(method)
        def run(self):
            with gift_job(self.env, name) as job:
                result = method(self)
                if isinstance(result, int):
                    job.add(result)
                return result

        return run

    return decorate


def _log_after_rollback(env, values):
    """Write the failed run once the job's transaction is rolled back."""
    registry = env.registry

    @env.cr.postrollback.add
    def write_failure():
        try:
            with registry.cursor() as cr:
                own_env = api.Environment(cr, SUPERUSER_ID, {})
                own_env["gift.job.run"].create(values)
        except Exception:
            # never hide the job's own error behind that of its log
            _logger.exception("Run of job %s could not be logged", values["name"])


class GiftJobRun(models.Model):
    """One row per run of one of our jobs; small, vacuumed, without business data."""

    _name = "gift.job.run"
    _description = "Run of a Gift Retail job"
    _order = "id desc"
    _log_access = False

    name = fields.Char(string="Job", required=True, readonly=True)
    date_start = fields.Datetime(string="Started", required=True, readonly=True)
    duration = fields.Float(
        string="Duration (s)", readonly=True, digits=(12, 3), help="In seconds."
    )
    processed = fields.Integer(readonly=True, help="Records handled in this run.")
    state = fields.Selection(
        [("done", "Done"), ("failed", "Failed")], required=True, readonly=True
    )
    note = fields.Char(
        string="Remark", readonly=True, help="Kind of error, or a remark of the job."
    )

    _name_date_idx = models.Index("(name, date_start)")

    @api.autovacuum
    def _gc_old_runs(self):
        """Keep 30 days, and of each job no more than its latest 200 runs."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM gift_job_run
                 WHERE id IN (
                    SELECT id
                      FROM (
                        SELECT id, date_start,
                               row_number() OVER (
                                   PARTITION BY name ORDER BY id DESC) AS rank
                          FROM gift_job_run) AS ranked
                     WHERE rank > %s OR date_start < %s)
                """,
                KEPT_RUNS,
                fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS),
            )
        )
        self.env.invalidate_all(flush=False)
