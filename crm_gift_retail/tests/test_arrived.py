"""Transit days, and what has arrived: signed for, else after those days."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .courier_common import CourierCommon


@tagged("post_install", "-at_install")
class TestTransitTime(CourierCommon):
    def _days(self, partner, courier=None, company=None):
        found = partner._gift_transit_days(company or self.company, courier)
        return found[partner.id]

    def test_closest_row_counts(self):
        times = self.env["gift.transit.time"]
        xinjiang = self.env.ref("base.state_cn_XJ")
        self.assertEqual((self._days(self.near), self._days(self.far)), (1, 6))
        self.assertEqual(self._days(self.far, self.courier), 6)
        collected = self.env.ref("crm_gift_retail.gift_courier_collected")
        self.assertEqual(self._days(self.far, collected), 0)
        times.create({"courier_id": self.courier.id, "days": 2})
        self.assertEqual(self._days(self.far, self.courier), 2, "the courier's own")
        times.create(
            {
                "courier_id": self.courier.id,
                "country_id": self.china.id,
                "state_id": xinjiang.id,
                "days": 4,
            }
        )
        self.assertEqual(self._days(self.far, self.courier), 4)
        self.assertEqual(self._days(self.near, self.courier), 2)
        times.create(
            {
                "company_id": self.company.id,
                "country_id": self.china.id,
                "state_id": xinjiang.id,
                "days": 9,
            }
        )
        self.assertEqual(
            self._days(self.far), 9, "the company's own before the house's"
        )
        self.assertEqual(self._days(self.far, company=self.company_b), 6)

    def test_unknown_province_and_country(self):
        nowhere = self._make_partner("Nobody knows where")
        self.assertEqual(self._days(nowhere), 4, "the company's own country")
        abroad = self._make_partner("Abroad", country_id=self.env.ref("base.us").id)
        self.assertEqual(self._days(abroad), 3, "nothing fits: the usual days")
        self.company.gift_transit_default = 12
        self.assertEqual(self._days(abroad), 12)
        unsaved = self.env["res.partner"].new({"name": "x"})
        self.assertEqual(self._days(unsaved), 12)

    def test_one_query_for_all(self):
        partners = self.env["res.partner"].search([], limit=40)
        (self.near | self.far)._gift_transit_days(self.company)
        with self.assertQueryCount(1):
            partners._gift_transit_days(self.company)

    def test_bad_rows(self):
        times = self.env["gift.transit.time"]
        with self.assertRaisesRegex(ValidationError, "choose that country"):
            times.create(
                {
                    "country_id": self.env.ref("base.us").id,
                    "state_id": self.env.ref("base.state_cn_XJ").id,
                }
            )
        for values in ({"days": -1}, {"country_id": self.china.id, "days": 2}):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                times.create(values)
        branch = self._make_company("Branch", parent_id=self.company.id)
        with self.assertRaisesRegex(ValidationError, "not the branch"):
            times.create({"company_id": branch.id})
        with self.assertRaises(AccessError):
            self._as("warehouse", times).create({"days": 1})


@tagged("post_install", "-at_install")
class TestArrived(CourierCommon):
    def _sent(self, partner=None, days_ago=0):
        picking = self._parcel(partner)
        self._deliver(picking.sale_id)
        picking.date_done -= timedelta(days=days_ago)
        return picking

    def _run(self):
        count = 0
        while done := self.env["stock.picking"]._gift_assume_arrived(self.company):
            count += done
        return count

    def _trail(self, picking):
        return self.env["gift.touchpoint"].search(
            [("res_model", "=", picking._name), ("res_id", "=", picking.id),
             ("kind", "=", "arrived")]
        )  # fmt: skip

    def test_after_the_days_of_the_region_once(self):
        near, far = self._sent(days_ago=3), self._sent(self.far, days_ago=3)
        self.assertEqual(near.gift_arrival_due, self.today - timedelta(days=2))
        self.assertEqual(far.gift_arrival_due, self.today + timedelta(days=3))
        self.assertEqual(self._run(), 1)
        self.assertEqual((near.gift_arrival, far.gift_arrival), ("assumed", False))
        trail = self._trail(near)
        self.assertEqual((trail.outcome, trail.date), ("assumed", near.gift_arrived_on))
        self.assertEqual(trail.commercial_partner_id, self.near)
        self.assertFalse(self._trail(far))
        self.assertEqual(self._run(), 0, "twice is once")
        self.assertEqual(len(self._trail(near)), 1)

    def test_not_on_the_day_itself(self):
        picking = self._sent(days_ago=1)
        self.assertEqual(picking.gift_arrival_due, self.today)
        self.assertEqual(self._run(), 0)

    def test_signature_mends_the_assumption(self):
        picking = self._sent(days_ago=5)
        self._run()
        moment = picking.date_done + timedelta(days=4)
        self.assertTrue(picking._gift_sign(moment))
        self.assertFalse(picking._gift_sign(moment + timedelta(hours=1)))
        self.assertEqual(
            (picking.gift_arrival, picking.gift_arrived_on), ("signed", moment)
        )
        self.assertEqual(len(self._trail(picking)), 1, "the trail never changes")

    def test_returned_old_and_inner_transfers_are_left(self):
        returned, old = self._sent(days_ago=9), self._sent(days_ago=90)
        back = returned.copy({"return_id": returned.id})
        back.write({"state": "done"})
        warehouse = returned.picking_type_id.warehouse_id
        inner = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": warehouse.lot_stock_id.id,
            }
        )
        inner.write({"state": "done", "date_done": returned.date_done})
        self._run()
        self.assertFalse((returned | old | inner).filtered("gift_arrived_on"))

    def test_seam_is_called_once(self):
        picking = self._sent(days_ago=5)
        calls = []
        cls = type(self.env["stock.picking"])
        with patch.object(cls, "_gift_on_arrived", lambda self, p: calls.append(p.ids)):
            self._run()
            self._run()
            picking._gift_sign(picking.date_done + timedelta(days=1))
        self.assertEqual([ids for ids in calls if ids], [[picking.id]])

    def test_cron(self):
        picking = self._sent(days_ago=5)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_gift_retail.ir_cron_gift_arrived").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(picking.gift_arrival, "assumed")

    def test_same_queries_for_many(self):
        pickings = self.env["stock.picking"].union(
            *(self._sent(days_ago=5) for _number in range(9))
        )
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            records.mapped("state")
            before = self.env.cr.sql_log_count
            records.mapped("gift_arrival_due")
            return self.env.cr.sql_log_count - before

        count(pickings[:1])
        self.assertEqual(count(pickings[:1]), count(pickings))
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(
            self.env["stock.picking"]._gift_assume_arrived(self.company, limit=1), 1
        )
        one = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        self.assertEqual(
            self.env["stock.picking"]._gift_assume_arrived(self.company), 8
        )
        self.assertLessEqual(self.env.cr.sql_log_count - before, one + 2)
