"""Who is told that a parcel gets short of time or is late, and how often."""

import random
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..tools.ship_alarm import alarm_kind
from .ship_common import NOW, ShipCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestShipAlarm(ShipCommon):
    def test_short_then_late_each_once(self):
        picking = self._parcel(NOW - timedelta(days=3), NOW + timedelta(days=1))
        safe = self._parcel(NOW - timedelta(days=1), NOW + timedelta(days=4))
        alarm = self._alarms()
        self.assertEqual(alarm.picking_id, picking)
        self.assertEqual(alarm.kind, "short")
        self.assertEqual(alarm.owner_id, self.users["sales"])
        self.assertEqual(alarm.warehouse_id, self.warehouse)
        self.assertFalse(self._alarms(), "told once")
        with freeze_time(NOW + timedelta(days=1, hours=7)):
            self.assertFalse(self._alarms(), "the day of the promise is not over")
        with freeze_time(NOW + timedelta(days=1, hours=8, minutes=1)):
            late = self._alarms()
            self.assertEqual(late.picking_id, picking)
            self.assertEqual(late.kind, "late")
            self.assertFalse(self._alarms())
        self.assertFalse(self.Alarm.search([("picking_id", "=", safe.id)]))

    def test_ready_is_not_short_and_late_needs_no_short(self):
        old = self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        done = self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        self._deliver(done.sale_id)
        gone = self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        gone.action_cancel()
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.warehouse.lot_stock_id, 2
        )
        ready = self._parcel(
            NOW - timedelta(days=3), NOW + timedelta(hours=1), ready=True
        )
        self.assertEqual(ready.state, "assigned")
        alarms = self._alarms()
        self.assertEqual(alarms.picking_id, old)
        self.assertEqual(alarms.kind, "late")
        with freeze_time(NOW + timedelta(days=1)):
            late = self._alarms()
            self.assertEqual((late.picking_id, late.kind), (ready, "late"))

    def test_receipts_and_inner_moves_do_not_count(self):
        stock = self.warehouse.lot_stock_id
        self.env["stock.picking"].create(
            [
                {
                    "picking_type_id": kind.id,
                    "location_id": stock.id,
                    "location_dest_id": stock.id,
                    "scheduled_date": NOW - timedelta(days=5),
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": 1,
                                "location_id": stock.id,
                                "location_dest_id": stock.id,
                            }
                        )
                    ],
                }
                for kind in (self.warehouse.int_type_id, self.warehouse.out_type_id)
            ]
        ).action_confirm()
        self.assertFalse(self._alarms())

    def test_one_notice_per_person_and_run(self):
        for number in range(12):
            self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=number + 1))
        self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2), self.person)
        self.assertEqual(len(self._alarms()), 13)
        sales, packer = self._notices("sales"), self._notices("warehouse")
        self.assertEqual((len(sales), len(packer)), (1, 1))
        self.assertIn("12 parcels are late", sales.mail_message_id.subject)
        self.assertIn("13 parcels are late", packer.mail_message_id.subject)
        self.assertIn("and 2 more", sales.mail_message_id.body)
        self.assertFalse(self._notices("manager") | self._notices("clerk"))
        self._alarms()
        self.assertEqual(self._notices("sales"), sales)

    def test_deputy_and_named_people_of_the_warehouse(self):
        self.env["gift.deputy"].create(
            {
                "user_id": self.users["sales"].id,
                "deputy_id": self.users["caller"].id,
                "date_from": "2026-03-09",
                "date_to": "2026-03-12",
            }
        )
        self.warehouse.gift_alarm_user_ids = self.users["clerk"]
        self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        self._alarms()
        self.assertFalse(self._notices("sales") | self._notices("warehouse"))
        self.assertEqual(len(self._notices("caller")), 1)
        self.assertEqual(len(self._notices("clerk")), 1)

    def test_robot_hears_once_per_run(self):
        self.company.sudo().gift_alert_webhook_url = "https://example.com/robot"
        for days in (1, 2):
            self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=days))
        self._alarms()
        alert = self.env["gift.alert"].search([("company_id", "=", self.company.id)])
        self.assertEqual(alert.title, "2 parcels are late")
        self.assertTrue(alert.url.endswith("/odoo/gift-ship-alarms"))

    def test_companies_apart_and_job_runs_twice(self):
        self._parcel(
            NOW - timedelta(days=9), NOW - timedelta(days=2), company=self.company_b
        )
        self.assertFalse(self._alarms())
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_gift_retail.ir_cron_gift_ship_alarm")
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        alarms = self.Alarm.search([("company_id", "=", self.company_b.id)])
        self.assertEqual(alarms.mapped("kind"), ["late"])
        self.assertFalse(self._notices("warehouse"))

    def test_a_killed_run_told_nobody(self):
        """Rows and notices are of one transaction: rolled back together."""
        self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        with (
            self.assertRaises(ZeroDivisionError),
            self.env.cr.savepoint(),
        ):
            self._alarms()
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertFalse(self._notices("sales"))
        self.assertEqual(len(self._alarms()), 1)
        self.assertEqual(len(self._notices("sales")), 1)

    @mute_logger("odoo.sql_db")
    def test_second_row_is_impossible(self):
        picking = self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        alarm = self._alarms()
        with self.assertRaisesRegex(Exception, "picking_kind_uniq"):
            self.Alarm.create(
                {
                    "picking_id": picking.id,
                    "kind": alarm.kind,
                    "company_id": self.company.id,
                }
            )
            self.env.flush_all()

    def test_statement_equals_rule(self):
        """The job's SQL and the plain rule agree on transfers of all sorts."""
        rng = random.Random(4)
        pickings = self.env["stock.picking"]
        expected = {}
        for number in range(40):
            ordered = NOW - timedelta(minutes=rng.randint(0, 9000))
            promised = NOW + timedelta(minutes=rng.randint(-3000, 4000))
            picking = self._parcel(ordered, promised, ready=number % 3 == 0)
            pickings |= picking
            kind = alarm_kind(
                ordered, promised, NOW, picking.state == "assigned", "Asia/Shanghai"
            )
            if kind:
                expected[picking] = kind
        found = {alarm.picking_id: alarm.kind for alarm in self._alarms()}
        self.assertEqual(found, expected)
        self.assertEqual(set(found.values()), {"late", "short"})

    def test_number_of_statements_does_not_grow(self):
        def cost(number):
            for _ in range(number):
                self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self._alarms()), number)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(40), cost(1) + 3)

    def test_rights(self):
        own = self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        other = self._parcel(
            NOW - timedelta(days=9), NOW - timedelta(days=2), self.person
        )
        alarms = self._alarms()
        self.assertEqual(alarms.picking_id, own | other)
        for role, seen in (
            ("warehouse", own | other),
            ("manager", own | other),
            ("service_lead", own | other),
            ("sales", own),
            ("clerk", self.env["stock.picking"]),
        ):
            with self.subTest(role):
                rows = self._as(role, self.Alarm).search([])
                self.assertEqual(rows.sudo().picking_id, seen)
        mine = alarms.filtered(lambda alarm: alarm.picking_id == own)
        action = self._as("sales", mine).action_open_picking()
        self.assertEqual(action["res_id"], own.id)
        with self.assertRaises(AccessError):
            self._as("clerk", mine).action_open_picking()
