"""Our scheduled jobs and queues as the operations page and monitoring see them."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

TOKEN_PARAM = "crm_gift_retail.health_token"
MODULE_PREFIX = "crm_gift_retail"
LATE_MINUTES = 60
#: A queue older than this asks for help, in minutes.
QUEUE_MINUTES = 60


class GiftJob(models.Model):
    """One row per scheduled job of this addon and its bridges (decision 47).

    Reads Odoo's ``ir_cron`` and our ``gift.job.run``; stores nothing. The xmlid's
    module tells that a job is ours.
    """

    _name = "gift.job"
    _description = "Gift Retail job"
    _auto = False
    _order = "is_stale desc, name"
    _rec_name = "title"
    _depends = {
        "gift.job.run": ["date_start", "duration", "name", "note", "state"],
        "ir.cron": ["active", "failure_count", "lastcall", "nextcall"],
    }

    name = fields.Char(string="Key", readonly=True)
    cron_id = fields.Many2one("ir.cron", string="Scheduled action", readonly=True)
    title = fields.Char(
        related="cron_id.name", string="Job", related_sudo=True, readonly=True
    )
    active = fields.Boolean(string="Switched On", readonly=True)
    nextcall = fields.Datetime(string="Next run", readonly=True)
    lastcall = fields.Datetime(string="Last good run", readonly=True)
    last_duration = fields.Float(
        string="Duration (s)", digits=(12, 3), readonly=True, help="Of the last run."
    )
    last_processed = fields.Integer(string="Records", readonly=True)
    last_state = fields.Selection(
        [("done", "Done"), ("failed", "Failed")], string="Last result", readonly=True
    )
    last_note = fields.Char(string="Remark", readonly=True)
    failed_day = fields.Integer(string="Failures in 24 h", readonly=True)
    is_stale = fields.Boolean(
        string="Needs attention",
        readonly=True,
        help="Switched off after failures, failed the last time, or more than an "
        "hour late.",
    )

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        return SQL(
            """
            SELECT cron.id AS id,
                   data.module || '.' || data.name AS name,
                   cron.id AS cron_id,
                   cron.active AS active,
                   cron.nextcall AS nextcall,
                   cron.lastcall AS lastcall,
                   last.duration AS last_duration,
                   last.processed AS last_processed,
                   last.state AS last_state,
                   last.note AS last_note,
                   COALESCE(failed.number, 0) AS failed_day,
                   (COALESCE(last.state = 'failed', FALSE)
                    OR cron.failure_count > 0
                    OR (cron.active AND cron.nextcall < %(late)s)) AS is_stale
              FROM ir_cron AS cron
              JOIN ir_model_data AS data
                ON data.model = 'ir.cron' AND data.res_id = cron.id
               AND starts_with(data.module, %(prefix)s)
              LEFT JOIN LATERAL (
                    SELECT duration, processed, state, note
                      FROM gift_job_run AS run
                     WHERE run.name = data.module || '.' || data.name
                     ORDER BY run.id DESC
                     LIMIT 1) AS last ON TRUE
              LEFT JOIN LATERAL (
                    SELECT count(*) AS number
                      FROM gift_job_run AS run
                     WHERE run.name = data.module || '.' || data.name
                       AND run.state = 'failed'
                       AND run.date_start >= %(day)s) AS failed ON TRUE
            """,
            prefix=MODULE_PREFIX,
            late=now - timedelta(minutes=LATE_MINUTES),
            day=now - timedelta(days=1),
        )

    def action_run(self):
        """Ask Odoo's runner to start the jobs of the selection as soon as it can.

        :return: client notification.
        :raise AccessError: for anybody but a manager.
        """
        self.env["gift.outbox"]._check_manager()
        self.check_access("read")
        for job in self:
            job.cron_id.sudo()._trigger()  # only asks for a run; manager checked above
        return self.env["gift.outbox"]._notify(
            self.env._("%(count)s jobs will start within a minute.", count=len(self))
        )

    def action_open_runs(self):
        """Open the log of this job's runs.

        :return: window action.
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Runs of %(job)s", job=self.title),
            "res_model": "gift.job.run",
            "view_mode": "list",
            "domain": [("name", "=", self.name)],
        }

    # ------------------------------------------------------------
    # QUEUES AND HEALTH
    # ------------------------------------------------------------

    @api.model
    def _queue_queries(self):
        """Queues whose age tells that a job does not keep up.

        A bridge or a later part adds its own.

        :return: dict of key to ``SQL`` that gives one row (number that waits,
            UTC time of the oldest or NULL).
        """
        return {
            # insert-only and without a time: its age shows in the job's
            "customers": SQL(
                "SELECT count(*), NULL::timestamp FROM gift_customer_queue"
            ),
            "care_without_owner": SQL(
                "SELECT count(*), NULL::timestamp"
                "  FROM gift_care_action AS action"
                "  LEFT JOIN gift_customer AS customer"
                "    ON customer.id = action.customer_id"
                " WHERE action.state = 'planned' AND customer.owner_id IS NULL"
            ),
            "imports": SQL(
                "SELECT count(*), min(write_date) FROM gift_import"
                " WHERE state IN ('running', 'undoing')"
            ),
            "mail": SQL(
                "SELECT count(*), min(create_date) FROM mail_mail"
                " WHERE gift_is_outbox IS TRUE AND state = 'outgoing'"
            ),
            "sms": SQL(
                "SELECT count(*), min(create_date) FROM sms_sms"
                " WHERE gift_is_outbox IS TRUE AND state = 'outgoing'"
            ),
        }

    @api.model
    def _queue_titles(self):
        """Names of the queues for people.

        :return: dict of key to translated name; a missing key shows itself.
        """
        return {
            "customers": self.env._("Customers to look at again"),
            "care_without_owner": self.env._(
                "Care for customers that nobody looks after (set a service team)"
            ),
            "imports": self.env._("Imports that run"),
            "mail": self.env._("Mails of ours on their way"),
            "sms": self.env._("SMS of ours on their way"),
        }

    @api.model
    def _get_jobs(self):
        """All jobs, those that are switched off too; a dozen rows.

        :return: ``gift.job`` records.
        """
        # one row per job of ours: pylint: disable-next=no-search-all
        return self.with_context(active_test=False).search([])

    @api.model
    def _get_health(self):
        """Figures for monitoring: technical only, no business data.

        :return: dict ``status`` ("ok" or "stale"), ``jobs`` and ``queues`` (lists
            of dicts), times in ISO 8601 UTC.
        """
        now = fields.Datetime.now()
        jobs = [
            {
                "job": job.name,
                "active": job.active,
                "last_run": job.lastcall and f"{job.lastcall.isoformat()}Z",
                "duration": round(job.last_duration, 3),
                "failures_24h": job.failed_day,
                "stale": job.is_stale,
            }
            for job in self._get_jobs()
        ]
        queues = []
        for key, query in self._queue_queries().items():
            waiting, oldest = self.env.execute_query(query)[0]
            age = max(0, int((now - oldest).total_seconds())) if oldest else 0
            queues.append(
                {
                    "queue": key,
                    "waiting": waiting,
                    "age_seconds": age,
                    "stale": age > QUEUE_MINUTES * 60,
                }
            )
        stale = any(row["stale"] for row in [*jobs, *queues])
        return {"status": "stale" if stale else "ok", "jobs": jobs, "queues": queues}
