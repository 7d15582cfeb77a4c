"""Last-ship dates: proposed, asked, shown, and what they refuse to whom."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, warmup

from .courier_common import CourierCommon

#: Mid-Autumn 2026 is on 25 September
NOW = "2026-09-20 02:00:00"


@tagged("post_install", "-at_install")
class TestLastShip(CourierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.xinjiang = cls.env.ref("base.state_cn_XJ")
        cls.rows = cls.env["gift.last.ship"].create(
            [
                cls._row(date(2026, 9, 21), date(2026, 9, 25)),
                cls._row(
                    date(2026, 9, 16),
                    date(2026, 9, 25),
                    country_id=cls.china.id,
                    state_id=cls.xinjiang.id,
                ),
            ]
        )

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOW)
        clock.start()
        self.addCleanup(clock.stop)

    @classmethod
    def _row(cls, last, until, festival="midautumn", year=2026, **values):
        return {
            "company_id": cls.company.id,
            "festival": festival,
            "year": year,
            "date": last,
            "until": until,
            **values,
        }

    def _last(self, partner, day, courier=None, company=None):
        return self.env["gift.last.ship"]._gift_last_day(
            partner, company or self.company, day, courier
        )

    def _earliest(self, partner, **values):
        return self.env["gift.last.ship"]._gift_earliest_day(
            partner, self.company, **values
        )

    def _quote(self, partner, day, role="sales", **values):
        """Return the draft of a salesperson with a promise (noon in Guangzhou)."""
        order = self._order(
            partner,
            [(self.product, 1, 100)],
            confirm=False,
            user_id=self.users["sales"].id,
            commitment_date=datetime.combine(day, datetime.min.time())
            + timedelta(hours=4),
            **values,
        )
        return self._as(role, order)

    # ---------------------------------------------------------------- asking
    def test_festival_before_transit_days(self):
        festival = date(2026, 9, 25)
        self.assertEqual(self._last(self.near, festival), date(2026, 9, 21))
        self.assertEqual(self._last(self.far, festival), date(2026, 9, 16))
        self.assertEqual(
            self._last(self.near, date(2026, 9, 21)), date(2026, 9, 20), "before it"
        )
        self.assertEqual(
            self._last(self.far, date(2026, 9, 30)), date(2026, 9, 24), "after it"
        )
        self.assertEqual(
            self._last(self.far, festival, company=self.company_b), date(2026, 9, 19)
        )
        self.assertFalse(self._last(self.far, False))
        nobody = self.env["res.partner"]
        self.assertEqual(self._last(nobody, festival), date(2026, 9, 21))

    def test_who_collects_is_not_concerned(self):
        collected = self.env.ref("crm_gift_retail.gift_courier_collected")
        day = date(2026, 9, 25)
        self.env["gift.last.ship"].create(self._row(day, day, courier_id=collected.id))
        self.assertEqual(self._last(self.far, day, collected), day)

    def test_earliest_day(self):
        self.assertEqual(self._earliest(self.near), date(2026, 9, 21))
        self.assertEqual(self._earliest(self.far), date(2026, 9, 26))
        self.assertEqual(
            self._earliest(self.near, start=date(2026, 9, 22)), date(2026, 9, 26)
        )
        self.env["gift.last.ship"].create(
            self._row(date(2026, 9, 18), date(2026, 10, 7), "national")
        )
        self.assertEqual(
            self._earliest(self.near), date(2026, 10, 8), "festivals in a row"
        )

    @warmup
    def test_one_query_for_many(self):
        last_ship = self.env["gift.last.ship"]
        wishes = [
            last_ship._gift_wish(str(n), self.far, self.company, date(2026, 9, 25))
            for n in range(80)
        ]
        with self.assertQueryCount(1):
            found = last_ship._gift_last_days(wishes)
        self.assertEqual({last.day for last in found.values()}, {date(2026, 9, 16)})
        self.assertEqual(len(found), 80)

    # ------------------------------------------------------------- proposing
    def test_proposal_of_the_calendar(self):
        wizard = self._as("manager", self.env["gift.last.ship.propose"])
        wizard = wizard.create({"festival": "spring", "company_id": self.company.id})
        wizard.action_propose()
        rows = self.env["gift.last.ship"].search([("festival", "=", "spring")])
        self.assertEqual(set(rows.mapped("day")), {date(2027, 2, 6)})
        far = rows.filtered(lambda row: row.state_id == self.xinjiang)
        # 6 days on the road, 7 kept free; couriers rest until the 12th
        self.assertEqual((far.date, far.until), (date(2027, 1, 24), date(2027, 2, 18)))
        collected = rows.filtered("courier_id")
        self.assertEqual(collected.date, collected.until)
        far.date = date(2027, 1, 20)
        with self.assertRaisesRegex(UserError, "has its date already"):
            wizard.action_propose()
        self.assertEqual(far.date, date(2027, 1, 20), "what was edited stays")
        wizard.festival = False
        wizard.action_propose()
        every = self.env["gift.last.ship"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(set(every.mapped("festival"))), 15)
        self.assertIn(self.rows[0], every)

    def test_names_of_all_festivals(self):
        from ..tools.festival import FESTIVALS

        keys = [key for key, _name in self.env["gift.last.ship"]._selection_festival()]
        self.assertEqual(keys, list(FESTIVALS))

    def test_bad_rows(self):
        rows = self.env["gift.last.ship"]
        first, last = date(2026, 8, 1), date(2026, 8, 19)
        for words, values in (
            ("too far away", {"date": date(2025, 9, 1)}),
            ("not in 2150", {"year": 2150}),
            ("choose that country", {"state_id": self.xinjiang.id}),
        ):
            values = {**self._row(first, last, "qixi"), **values}
            with self.subTest(words), self.assertRaisesRegex(ValidationError, words):
                rows.create(values)
        for role in ("clerk", "sales", "warehouse", "service_lead"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role, rows).create(self._row(NOW[:10], NOW[:10], "qixi"))

    # ------------------------------------------------------------ quotations
    def test_refused_by_hand_with_reason_and_earliest(self):
        order = self._quote(self.far, date(2026, 9, 25))
        self.assertTrue(order.gift_is_past_last_ship)
        for method in (
            "action_confirm",
            "action_quotation_send",
            "action_quotation_sent",
            "action_preview_sale_order",
        ):
            with self.subTest(method), self.assertRaises(UserError) as caught:
                getattr(order, method)()
            message = caught.exception.args[0]
            for word in (order.name, "Mid-Autumn", "09/16/2026", "09/26/2026"):
                self.assertIn(word, message)
        with self.assertRaises(UserError):
            order.state = "sent"
        self.assertEqual(order.state, "draft")
        order.commitment_date = "2026-09-26 04:00:00"
        self.assertFalse(order.gift_is_past_last_ship)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_never_the_portal_nor_the_web(self):
        order = self._quote(self.far, date(2026, 9, 25))
        order.sudo().with_user(self.env.ref("base.public_user")).sudo().action_confirm()
        self.assertEqual(order.state, "sale")

    def test_in_time_is_said_and_goes(self):
        order = self._quote(self.near, date(2026, 9, 25))
        self.assertFalse(order.gift_is_past_last_ship)
        self.assertIn("09/21/2026", order.gift_last_ship_text)
        order.action_confirm()
        self.assertEqual(order.picking_ids.gift_last_ship_day, date(2026, 9, 21))
        plain = self._quote(self.near, date(2026, 10, 25))
        self.assertFalse(plain.gift_last_ship_text)

    def test_said_while_typing(self):
        form = Form(self._as("sales", self.env["sale.order"]))
        form.partner_id = self.far
        self.assertFalse(form.gift_is_past_last_ship)
        form.commitment_date = datetime(2026, 9, 25, 4)
        self.assertTrue(form.gift_is_past_last_ship)
        self.assertIn("cannot be kept", form.gift_last_ship_text)

    def test_day_of_the_company_not_of_utc(self):
        """25 September 23:00 in Guangzhou is that day, 00:30 the next."""
        order = self._quote(self.far, date(2026, 9, 25))
        order.commitment_date = "2026-09-25 15:00:00"
        self.assertTrue(order.gift_is_past_last_ship)
        order.commitment_date = "2026-09-25 16:30:00"
        self.assertFalse(order.gift_is_past_last_ship)

    def test_manager_allows_what_was_asked(self):
        order = self._quote(self.far, date(2026, 9, 25))
        order.action_gift_ask_last_ship()
        approval = self.env["gift.approval"].search([("kind", "=", "last_ship")])
        self.assertIn("09/26/2026", str(approval.facts))
        order.commitment_date = "2026-09-23 04:00:00"
        self._as("manager", approval).action_decide("approved")
        with self.assertRaises(UserError):
            order.action_confirm()  # an even earlier promise was not asked about
        order.commitment_date = "2026-09-25 04:00:00"
        self.assertFalse(order.gift_is_past_last_ship)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.copy().sudo().gift_allowed_promise)

    def test_refused_request_changes_nothing(self):
        order = self._quote(self.far, date(2026, 9, 25))
        order.action_gift_ask_last_ship()
        approval = self.env["gift.approval"].search([("kind", "=", "last_ship")])
        self._as("manager", approval).action_decide("refused")
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_manager_takes_it_upon_himself(self):
        order = self._quote(self.far, date(2026, 9, 25), role="manager")
        with self.assertRaises(UserError):
            order.action_confirm()
        order.action_gift_ask_last_ship()
        self.assertIn("knowingly", order.message_ids[0].body)
        order.action_confirm()
        with self.assertRaises(UserError):
            order.action_gift_ask_last_ship()

    def test_outsiders_do_not_ask(self):
        order = self._quote(self.far, date(2026, 9, 25))
        for user in self._outsiders():
            with self.subTest(user.login), self.assertRaises(AccessError):
                order.with_user(user).action_gift_ask_last_ship()

    # -------------------------------------------------------------- transfers
    def test_transfers_in_one_query(self):
        pickings = self.env["stock.picking"]
        for _number in range(8):
            order = self._quote(self.near, date(2026, 9, 25))
            order.sudo().action_confirm()
            pickings |= order.sudo().picking_ids

        def count(records):
            self.env.invalidate_all()
            records.mapped("gift_courier_id")
            records.location_dest_id.mapped("usage")
            before = self.env.cr.sql_log_count
            records.mapped("gift_last_ship_day")
            return self.env.cr.sql_log_count - before

        count(pickings)
        self.assertEqual(count(pickings[:1]), count(pickings))
        self.assertEqual(
            set(pickings.mapped("gift_last_ship_day")), {date(2026, 9, 21)}
        )

    def test_branch_asks_its_root(self):
        branch = self._make_company("Branch", parent_id=self.company.id)
        self.assertEqual(
            self._last(self.far, date(2026, 9, 25), company=branch), date(2026, 9, 16)
        )
        with self.assertRaisesRegex(ValidationError, "not the branch"):
            self.rows[0].copy({"company_id": branch.id, "festival": "qixi"})

    def test_another_company_reads_nothing(self):
        stranger = self._make_user("sales", self.company_b, login="southern_sales")
        with self.assertRaises(AccessError):
            self.rows.with_user(stranger).read(["date"])
