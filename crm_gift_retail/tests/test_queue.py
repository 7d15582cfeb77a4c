"""Touched customers: one insert per transaction, refreshed by the quick job."""

import logging
import threading
from unittest.mock import patch

import psycopg2

import odoo
from odoo.tests import tagged

from ..models import gift_customer_jobs
from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestQueue(GiftRetailCommon):
    def setUp(self):
        super().setUp()
        self._run_queue()

    def _queued(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.execute("SELECT partner_id, company_id FROM gift_customer_queue")
        return set(self.env.cr.fetchall())

    def _touched(self, partner, company=None):
        return (partner.id, (company or self.company).id) in self._queued()

    def test_one_insert_per_transaction(self):
        queue = self.env["gift.customer.queue"]
        for _time in range(3):
            queue._touch(self.firm | self.person, self.company)
        with self.assertQueryCount(10):
            self.assertEqual(
                self._queued(),
                {
                    (self.firm.id, self.company.id),
                    (self.person.id, self.company.id),
                },
            )
        self.assertEqual(self._run_queue(), 2)
        self.assertFalse(self._queued())

    def test_the_job_is_woken(self):
        cron = self.env.ref("crm_gift_retail.ir_cron_gift_customer_refresh_touched")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.env["gift.customer.queue"]._touch(self.firm, self.company)
        self._queued()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]),
            triggers + 1,
        )

    def test_events_that_touch(self):
        order = self._order(self.contact, [(self.product, 2, 100)])
        self.assertTrue(self._touched(self.firm), "order confirmed")
        self._run_queue()
        self._deliver(order)
        self.assertTrue(self._touched(self.firm), "delivered")
        self._run_queue()
        self.assertEqual(self._customer(self.firm).pending_revenue, 200)
        invoice = self._invoice(order)
        self.assertTrue(self._touched(self.firm), "invoiced")
        self._run_queue()
        self.assertEqual(self._customer(self.firm).revenue_12m, 200)
        invoice.button_draft()
        self.assertTrue(self._touched(self.firm), "back to draft")
        self._run_queue()
        self.assertEqual(self._customer(self.firm).revenue_12m, 0)
        self.assertEqual(self._customer(self.firm).pending_revenue, 200)
        invoice.action_post()
        self._run_queue()
        self.assertEqual(self._customer(self.firm).revenue_12m, 200)
        invoice.button_cancel()
        self.assertTrue(self._touched(self.firm), "cancelled")
        self._run_queue()
        self.assertEqual(self._customer(self.firm).revenue_12m, 0)

    def test_contact_that_changes_firm_leaves_the_money(self):
        other = self._make_partner("Other Firm", is_company=True)
        self._sell(self.contact, [(self.product, 1, 100)])
        self._run_queue()
        self.contact.parent_id = other
        self._run_queue()
        self.assertEqual(self._customer(self.firm).revenue_12m, 100)
        self.assertFalse(self._customer(other).revenue_12m)
        self._sell(self.contact, [(self.product, 1, 50)])
        self._run_queue()
        self.assertEqual(self._customer(self.firm).revenue_12m, 100)
        self.assertEqual(self._customer(other).revenue_12m, 50)

    def test_private_customer_who_joins_a_firm(self):
        self._sell(self.person, [(self.product, 1, 100)])
        self._run_queue()
        row = self._customer(self.person)
        self.assertTrue(row.active and row.tier_id)
        self.person.parent_id = self.firm
        self._run_queue()
        self.assertFalse(row.active)
        self.assertFalse(row.tier_id or row.next_contact_date or row.owner_id)
        self.assertEqual(row.revenue_12m, 100, "the money stays where it was made")
        self.person.parent_id = False
        self._run_queue()
        self.assertTrue(row.active and row.tier_id)

    def test_archived_between_queue_and_refresh(self):
        self._sell(self.person, [(self.product, 1, 100)])
        self._queued()
        self.person.active = False
        self._run_queue()
        row = self._customer(self.person)
        self.assertFalse(row.active)
        self.assertEqual(row.revenue_12m, 100)
        self.assertFalse(row.next_contact_date)

    def test_deleted_between_queue_and_refresh(self):
        partner = self._make_partner("Short lived")
        self.env["gift.customer"]._ensure(partner, self.company)
        self._queued()
        partner.unlink()
        self._run_queue()
        self.assertFalse(self._customer(partner))

    def test_kind_of_customer_changes_the_ladder(self):
        self._sell(self.person, [(self.product, 1, 100)])
        self._run_queue()
        self.assertEqual(self._customer(self.person).audience, "private")
        self.person.is_company = True
        self._run_queue()
        row = self._customer(self.person)
        self.assertEqual(row.audience, "firm")
        self.assertEqual(row.tier_id.audience, "firm")

    def test_owner_follows_the_salesperson(self):
        self._sell(self.person, [(self.product, 1, 100)])
        leader = self.users["service_lead"]
        self.company.gift_service_team_id = self.env["crm.team"].create(
            {"name": "Service", "user_id": leader.id, "company_id": False}
        )
        self._run_queue()
        self._refresh()
        row = self._customer(self.person)
        self.assertEqual(row.owner_id, leader)
        self.person.user_id = self.users["sales"]
        self._run_queue()
        self.assertEqual(row.owner_id, self.users["sales"])
        owners = (self.person | self.contact)._gift_owner(self.company)
        self.assertEqual(owners[self.person], self.users["sales"])
        self.assertEqual(owners[self.contact], leader)

    def test_serialization_error_is_retried_and_logged_as_info(self):
        calls = []

        def batch():
            calls.append(1)
            if len(calls) < 3:
                raise psycopg2.errors.SerializationFailure("disturbed")
            return 5

        customers = self.env["gift.customer"]
        with (
            patch.object(self.env.cr, "rollback", lambda: None),
            self.assertLogs(gift_customer_jobs._logger, logging.INFO) as logs,
        ):
            self.assertEqual(customers._gift_retried(batch, self.company), 5)
            calls.clear()
            self.assertIsNone(
                customers._gift_retried(
                    lambda: (_ for _ in ()).throw(
                        psycopg2.errors.SerializationFailure("always")
                    ),
                    self.company,
                )
            )
        self.assertTrue(all(record.levelname == "INFO" for record in logs.records))
        self.assertEqual(len(logs.records), 5)

    def test_jobs_run_twice(self):
        self._sell(self.person, [(self.product, 1, 100)])
        self._queued()
        with self.enter_registry_test_mode():
            for name in ("touched", "full", "touched", "full"):
                self.env.ref(
                    f"crm_gift_retail.ir_cron_gift_customer_refresh_{name}"
                ).method_direct_trigger()
        self.assertEqual(self._customer(self.person).revenue_12m, 100)
        self.assertFalse(self._queued())
        self.assertEqual(self._refresh(), 0)

    def test_nightly_run_in_chunks_equals_one_statement(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{number}"} for number in range(12)]
        )
        for number, partner in enumerate(partners):
            self._history(partner, self._days_ago(number * 40), 100 + number, 50)
        with (
            patch.object(gift_customer_jobs, "CHUNK", 5),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "crm_gift_retail.ir_cron_gift_customer_refresh_full"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._customer(partners[3]).revenue_12m, 103)
        self.assertTrue(self._customer(partners[3]).rfm_score)
        self.assertEqual(self._refresh(), 0)

    def test_refresher_lock_is_exclusive_between_sessions(self):
        customers = self.env["gift.customer"]
        self.assertTrue(customers._gift_try_lock(self.company))
        result = []

        def other_session():
            with odoo.sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
                cr.execute(
                    "SELECT pg_try_advisory_lock(%s, %s)",
                    [gift_customer_jobs.LOCK_KEY, self.company.id],
                )
                result.append(cr.fetchone()[0])

        thread = threading.Thread(target=other_session)
        thread.start()
        thread.join()
        customers._gift_unlock(self.company)
        self.assertEqual(result, [False])
