from odoo.tests import tagged

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestJobLog(GiftRetailCommon):
    def test_every_job_is_logged_under_its_own_name(self):
        """Each cron of the addon leaves a run that the operations page finds."""
        jobs = self.env["gift.job"]._get_jobs()
        self.assertGreaterEqual(len(jobs), 6)
        for job in jobs:
            with self.subTest(job.name):
                with self.enter_registry_test_mode():
                    job.cron_id.method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual(job.last_state, "done")
                self.assertFalse(job.failed_day)

    def test_queues_have_names(self):
        """The page names each queue for people, and counts what nobody owns."""
        job = self.env["gift.job"]
        self.assertEqual(set(job._queue_titles()), set(job._queue_queries()))
        counts = {row["queue"]: row["waiting"] for row in job._get_health()["queues"]}
        self.env["gift.care.action"].create(
            {
                "rule_id": self.env["gift.care.rule"]
                .search([("company_id", "=", self.company.id)], limit=1)
                .id,
                "partner_id": self.firm.id,
                "company_id": self.company.id,
                "occurrence": "never",
                "date_due": self.today,
            }
        )
        self.env.flush_all()
        after = {row["queue"]: row["waiting"] for row in job._get_health()["queues"]}
        self.assertEqual(after["care_without_owner"], counts["care_without_owner"] + 1)
