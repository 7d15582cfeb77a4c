"""/gift/health and the jobs behind it."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user
from odoo.tests.common import HttpCase, tagged

from ..models.gift_job import TOKEN_PARAM


@tagged("post_install", "-at_install")
class TestHealth(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(TOKEN_PARAM, "secret-token")
        cls.cron = cls.env["ir.cron"].create(
            {
                "name": "Test job of ours",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "pass",
                "interval_number": 1,
                "interval_type": "hours",
                "nextcall": fields.Datetime.now() + timedelta(hours=1),
            }
        )
        cls.env["ir.model.data"].create(
            {
                "module": "crm_gift_retail",
                "name": "ir_cron_of_health_test",
                "model": "ir.cron",
                "res_id": cls.cron.id,
            }
        )
        # other jobs of the addon are not the subject
        others = cls.env["gift.job"].with_context(active_test=False).search([])
        (others.cron_id - cls.cron).write(
            {"nextcall": fields.Datetime.now() + timedelta(days=1), "failure_count": 0}
        )
        cls.env["gift.job.run"].search([]).unlink()

    @property
    def job(self):
        self.env.flush_all()
        self.env["gift.job"].invalidate_model()
        return (
            self.env["gift.job"]
            .with_context(active_test=False)
            .search([("cron_id", "=", self.cron.id)])
        )

    def _get(self, url="/gift/health", **kwargs):
        response = self.url_open(url, **kwargs)
        return response.status_code, json.loads(response.text)

    def _run(self, state, age_hours=0):
        self.env["gift.job.run"].create(
            {
                "name": "crm_gift_retail.ir_cron_of_health_test",
                "date_start": fields.Datetime.now() - timedelta(hours=age_hours),
                "state": state,
                "duration": 1.5,
                "processed": 12,
                "note": "ValueError" if state == "failed" else False,
            }
        )

    def test_who_may_ask(self):
        self.assertEqual(self._get(), (403, {"status": "forbidden"}))
        self.assertEqual(self._get("/gift/health?token=wrong")[0], 403)
        self.assertEqual(self._get("/gift/health?token=secret-token")[0], 200)
        bearer = {"Authorization": "Bearer secret-token"}
        self.assertEqual(self._get(headers=bearer)[0], 200)

    def test_logged_in(self):
        duty = "crm_gift_retail.crm_gift_retail_group_%s"
        new_test_user(self.env, "health_clerk", groups=duty % "clerk")
        new_test_user(self.env, "health_boss", groups=duty % "manager")
        self.authenticate("health_clerk", "health_clerk")
        self.assertEqual(self._get()[0], 403)
        self.authenticate("health_boss", "health_boss")
        self.assertEqual(self._get()[0], 200)

    def test_no_token_set_means_no_token_passes(self):
        self.env["ir.config_parameter"].set_param(TOKEN_PARAM, False)
        for url in ("/gift/health?token=", "/gift/health?token=False"):
            self.assertEqual(self._get(url)[0], 403)

    def test_post_refused(self):
        response = self.url_open("/gift/health", data={"token": "secret-token"})
        self.assertEqual(response.status_code, 405)

    def test_figures_hold_no_business_data(self):
        self.env["gift.outbox"]._queue_mail(
            [{"subject": "Ms Wang", "body_html": "x", "email_to": "wang@example.com"}]
        )
        self._run("done")
        status, figures = self._get("/gift/health?token=secret-token")
        self.assertEqual(status, 200)
        self.assertEqual(set(figures), {"status", "jobs", "queues"})
        self.assertNotIn("wang", json.dumps(figures).lower())
        (job,) = [row for row in figures["jobs"] if "health_test" in row["job"]]
        self.assertEqual(job["duration"], 1.5)
        self.assertFalse(job["stale"])

    def test_failed_job(self):
        self._run("done", age_hours=3)
        self._run("failed", age_hours=1)
        self.assertTrue(self.job.is_stale)
        self.assertEqual(self.job.failed_day, 1)
        self.assertEqual(self.job.last_note, "ValueError")
        self.assertEqual(self._get("/gift/health?token=secret-token")[0], 503)
        self._run("done")
        self.assertFalse(self.job.is_stale)
        self.assertEqual(self._get("/gift/health?token=secret-token")[0], 200)

    def test_late_job(self):
        self.cron.nextcall = fields.Datetime.now() - timedelta(minutes=59)
        self.assertFalse(self.job.is_stale)
        self.cron.nextcall = fields.Datetime.now() - timedelta(minutes=61)
        self.assertTrue(self.job.is_stale)
        self.assertEqual(self._get("/gift/health?token=secret-token")[0], 503)
        self.cron.active = False  # switched off by hand: shown, no alarm
        self.assertFalse(self.job.is_stale)
        self.assertFalse(self.job.active)

    def test_old_queue(self):
        param = "crm_gift_retail.outbox_released"
        self.env["ir.config_parameter"].set_param(
            param, self.env["gift.outbox"]._release_key()
        )
        mail = self.env["gift.outbox"]._queue_mail(
            [{"subject": "s", "body_html": "x", "email_to": "a@example.com"}]
        )
        self.assertEqual(self._get("/gift/health?token=secret-token")[0], 200)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = create_date - interval '61 min'"
            " WHERE id = %s",
            [mail.id],
        )
        status, figures = self._get("/gift/health?token=secret-token")
        self.assertEqual(status, 503)
        (queue,) = [row for row in figures["queues"] if row["queue"] == "mail"]
        self.assertTrue(queue["stale"])
        self.assertEqual(queue["waiting"], 1)

    def test_run_now(self):
        manager = new_test_user(
            self.env,
            "health_runner",
            groups="crm_gift_retail.crm_gift_retail_group_manager",
        )
        trigger = self.env["ir.cron.trigger"]
        domain = [("cron_id", "=", self.cron.id)]
        self.job.with_user(manager).action_run()
        self.assertEqual(trigger.search_count(domain), 1)
        action = self.job.with_user(manager).action_open_runs()
        self._run("done")
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), 1
        )
