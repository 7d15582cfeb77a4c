from contextlib import suppress
from datetime import timedelta

from odoo import fields
from odoo.tests.common import TransactionCase

from ..models.gift_job_run import KEPT_DAYS, KEPT_RUNS, gift_job

NAME = "crm_gift_retail.ir_cron_of_test"


class TestJobRun(TransactionCase):
    @property
    def runs(self):
        return self.env["gift.job.run"].search([("name", "=", NAME)])

    def test_good_run(self):
        with gift_job(self.env, NAME) as job:
            job.add(3)
            job.add()
            job.note = "two left"
        run = self.runs
        self.assertEqual(run.state, "done")
        self.assertEqual(run.processed, 4)
        self.assertEqual(run.note, "two left")
        self.assertGreaterEqual(run.duration, 0)

    def test_failed_run_outlives_the_rollback(self):
        # no assertRaises: its savepoint would be the outer cursor's
        with (
            self.enter_registry_test_mode(),
            suppress(ZeroDivisionError),
            self.registry.cursor() as cr,
            gift_job(self.env(cr=cr), NAME) as job,
        ):
            self.env(cr=cr)["res.partner"].create({"name": "Half done"})
            job.add(7)
            raise ZeroDivisionError("secret of customer Lin")
        run = self.runs
        self.assertEqual(run.state, "failed")
        self.assertEqual(run.processed, 7)
        # the text of the error may quote a customer
        self.assertEqual(run.note, "ZeroDivisionError")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Half done")]))

    def test_vacuum_keeps_recent_runs(self):
        now = fields.Datetime.now()
        old = {"date_start": now - timedelta(days=KEPT_DAYS + 1), "state": "done"}
        new = {"date_start": now, "state": "done"}
        self.env["gift.job.run"].create(
            [{**old, "name": NAME}]
            + [{**new, "name": NAME} for __ in range(KEPT_RUNS + 5)]
            + [{**new, "name": NAME + "_other"}]
        )
        newest = self.runs[:KEPT_RUNS]
        self.env["gift.job.run"]._gc_old_runs()
        self.assertEqual(self.runs, newest)
        other = self.env["gift.job.run"].search([("name", "=", NAME + "_other")])
        self.assertEqual(len(other), 1)
