"""How long parcels take, against what was promised."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .ship_common import NOW, ShipCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestShipReport(ShipCommon):
    def _row(self, picking):
        self.env.flush_all()
        self.Report.invalidate_model()
        return self.Report.browse(picking.id)

    def test_the_way_of_a_parcel(self):
        with freeze_time(NOW - timedelta(days=4)):
            picking = self._parcel(NOW - timedelta(days=4), NOW + timedelta(hours=1))
        row = self._row(picking)
        self.assertEqual((row.state, row.is_late), ("waiting", False))
        self.assertFalse(row.date_ready or row.date_shipped)
        quants = self.env["stock.quant"]
        with freeze_time(NOW - timedelta(days=2)):
            quants._update_available_quantity(self.product, picking.location_id, 2)
            picking.action_assign()
            self.env.flush_all()
        row = self._row(picking)
        self.assertEqual(row.state, "ready")
        self.assertAlmostEqual(row.days_to_ready, 2)
        picking.do_unreserve()
        self.assertFalse(self._row(picking).date_ready, "taken away again")
        with freeze_time(NOW - timedelta(days=1)):
            picking.action_assign()
            self.env.flush_all()
        with freeze_time(NOW + timedelta(days=1)):
            self._deliver(picking.sale_id)
        row = self._row(picking)
        self.assertEqual(row.state, "shipped")
        self.assertAlmostEqual(row.days_to_ready, 3)
        self.assertAlmostEqual(row.days_to_ship, 5)
        self.assertEqual((row.days_late, row.is_late), (1, True))
        self.assertEqual(row.on_time_percent, 0)
        picking._gift_trail_arrived(date=NOW + timedelta(days=3))
        row = self._row(picking)
        self.assertEqual(row.state, "arrived")
        self.assertAlmostEqual(row.days_to_arrive, 7)

    def test_days_are_those_of_the_reader(self):
        """Promised for 23:30 in Shanghai and left at 23:59 is in time, for us."""
        promised = datetime(2026, 3, 10, 15, 30)
        picking = self._parcel(NOW, promised)
        with freeze_time(datetime(2026, 3, 10, 15, 59)):
            self._deliver(picking.sale_id)
        row = self._row(picking)
        self.assertFalse(row.is_late)
        self.assertEqual(row.on_time_percent, 100)
        picking.date_done = datetime(2026, 3, 10, 16, 1)
        self.assertTrue(self._row(picking).is_late)
        report = self.Report.with_context(tz="UTC")
        report.invalidate_model()
        self.assertFalse(report.browse(picking.id).is_late)

    def test_groups_and_filters(self):
        tier = self.env["gift.tier"].search(
            [("company_id", "=", self.company.id), ("code", "=", "A")], limit=1
        )
        self.env["gift.customer"]._ensure(self.firm, self.company).tier_id = tier
        team = self.env["crm.team"].create({"name": "Gifts", "company_id": False})
        late = self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        late.sale_id.team_id = team
        good = self._parcel(
            NOW - timedelta(days=1), NOW + timedelta(days=2), self.person
        )
        self.env.flush_all()
        report = self._as("warehouse", self.Report)
        self.assertEqual(report.search([("is_late", "=", True)]).picking_id, late)
        self.assertEqual(report.search([]).picking_id, late | good)
        for name, value in (
            ("warehouse_id", self.warehouse),
            ("tier_id", tier),
            ("team_id", team),
        ):
            rows = report._read_group(
                [(name, "!=", False)],
                [name],
                ["late_count:sum", "days_late:sum"],
            )
            with self.subTest(name):
                self.assertIn((value, 1, 2), rows)
        months = report._read_group([], ["date_ordered:month"], ["__count"])
        self.assertEqual([row[1] for row in months], [2])

    def test_who_sees_what(self):
        own = self._parcel(NOW - timedelta(days=9), NOW - timedelta(days=2))
        sold = self._parcel(
            NOW,
            NOW + timedelta(days=1),
            self.person,
            user_id=self.users["sales"].id,
        )
        other = self._parcel(NOW, NOW + timedelta(days=1), self.person)
        foreign = self._parcel(NOW, NOW, company=self.company_b)
        self.env["gift.customer"]._ensure(self.firm, self.company).write(
            {"owner_id": self.users["sales"].id}
        )
        self.env.flush_all()
        for role, seen in (
            ("warehouse", own | sold | other),
            ("manager", own | sold | other),
            ("sales", own | sold),
        ):
            with self.subTest(role):
                rows = self._as(role, self.Report).search([])
                self.assertEqual(rows.sudo().picking_id, seen)
        self.assertTrue(self.Report.browse(foreign.id).exists())
        for role in ("clerk", "caller", "service"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role, self.Report).search([])
        money = [
            name
            for name, field in self.Report._fields.items()
            if field.type == "monetary" or "profit" in name or "margin" in name
        ]
        self.assertFalse(money)

    def test_open_the_transfer(self):
        picking = self._parcel(NOW, NOW)
        self.env.flush_all()
        row = self._as("warehouse", self.Report).browse(picking.id)
        self.assertEqual(row.action_open_picking()["res_id"], picking.id)
        with self.assertRaises(AccessError):
            self._as("clerk", row).action_open_picking()

    def test_copy_and_back_order_start_anew(self):
        picking = self._parcel(NOW, NOW + timedelta(days=1), ready=True)
        self.assertEqual(picking.gift_ready_date, fields.Datetime.now())
        self._deliver(picking.sale_id, {self.product: 1})
        rest = picking.sale_id.picking_ids - picking
        self.assertEqual(rest.backorder_id, picking)
        self.assertFalse(picking.copy().gift_ready_date)
        self.assertEqual(bool(rest.gift_ready_date), rest.state == "assigned")
        self.assertTrue(picking.gift_ready_date)

    def test_search_by_ship_day(self):
        pickings = self.env["stock.picking"]
        days = {}
        for hours in (-40, -30, 0, 7, 8, 20, 40):
            picking = self._parcel(NOW, NOW + timedelta(hours=hours))
            days[picking] = picking.gift_ship_day
            pickings |= picking
        day = fields.Date.to_date("2026-03-10")
        for operator, test in (
            ("<", lambda value: value < day),
            ("<=", lambda value: value <= day),
            (">", lambda value: value > day),
            (">=", lambda value: value >= day),
            ("=", lambda value: value == day),
            ("!=", lambda value: value != day),
        ):
            domain = [("id", "in", pickings.ids), ("gift_ship_day", operator, day)]
            with self.subTest(operator):
                self.assertEqual(
                    set(pickings.search(domain)), {p for p in days if test(days[p])}
                )
        self.assertEqual(
            pickings.search(
                [("id", "in", pickings.ids), ("gift_ship_day", "=", "today")]
            ),
            pickings.filtered(lambda p: p.gift_ship_day == day),
        )

    def test_warehouse_form_names_who_is_told(self):
        with Form(self.warehouse.with_user(self.users["manager"])) as form:
            form.gift_alarm_user_ids.add(self.users["warehouse"])
        self.assertEqual(self.warehouse.gift_alarm_user_ids, self.users["warehouse"])
