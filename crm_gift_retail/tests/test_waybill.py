"""Waybills out: the courier's columns, packing order, rights, log; numbers found."""

import io
from datetime import timedelta

import openpyxl
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .courier_common import CourierCommon


@tagged("post_install", "-at_install")
class TestWaybill(CourierCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.later, cls.sooner = cls._parcel(), cls._parcel(cls.far)
        cls.later.move_ids.date_deadline = fields.Datetime.now() + timedelta(days=9)
        cls.sooner.move_ids.date_deadline = fields.Datetime.now() + timedelta(days=2)
        cls.parcels = cls.later | cls.sooner

    def _ask(self, pickings=None, role="warehouse", **values):
        values.setdefault("courier_id", self.courier.id)
        pickings = self.parcels if pickings is None else pickings
        return (
            self._as(role, self.env["gift.waybill.ask"])
            .with_context(active_model="stock.picking", active_ids=pickings.ids)
            .create(values)
        )

    def _sheet(self, pickings=None, **values):
        action = self._ask(pickings, **values).action_make()
        return self._as("warehouse", self.env["gift.waybill"]).browse(action["res_id"])

    def _download(self, sheet, user=None, status=200):
        user = user or self.users["warehouse"]
        action = sheet.with_user(user).action_download()
        self.authenticate(user.login, user.login)
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, status, answer.text[:300])
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return [[cell.value for cell in row] for row in book.active.iter_rows()]

    def test_columns_of_the_courier_in_packing_order(self):
        self.near.name = '=HYPERLINK("x")'
        sheet = self._sheet()
        self.assertEqual(sheet.line_ids.picking_id.ids, [self.sooner.id, self.later.id])
        self.assertEqual(self.parcels.gift_courier_id, self.courier)
        heads, *rows = self._download(sheet)
        layout = self.courier.layout_id
        self.assertEqual(heads, layout.line_ids.mapped("heading"))
        first, second = (dict(zip(heads, row, strict=True)) for row in rows)
        self.assertEqual(first["客户订单号"], self.sooner.name)
        self.assertEqual(first["收件人"], "古丽")
        self.assertEqual(
            first["收件详细地址"], "新疆维吾尔自治区乌鲁木齐市 人民路 8 号"
        )
        self.assertEqual(first["收件电话"], "13800138000")
        self.assertEqual(first["寄件电话"], "020-38881234")
        self.assertEqual((first["托寄物数量"], first["包裹数量"]), (2, 1))
        self.assertEqual(first["付款方式"], "寄付月结")
        self.assertEqual(second["收件人"], '=HYPERLINK("x")', "text, no formula")
        self.assertNotIn("100", str(rows), "no price")
        log = self.env["gift.export"].search([("res_model", "=", "gift.waybill")])
        self.assertEqual((log.user_id, log.row_count), (self.users["warehouse"], 2))

    def test_layout_is_data(self):
        layout = self.courier.layout_id
        layout.line_ids = [
            Command.clear(),
            Command.create({"heading": "B", "value": "to_city", "sequence": 2}),
            Command.create(
                {"heading": "A", "value": "constant", "constant": "x", "sequence": 1}
            ),
        ]
        rows = self._download(self._sheet(self.sooner))
        self.assertEqual(rows, [["A", "B"], ["x", "乌鲁木齐市"]])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            layout.line_ids[0].write({"value": "constant", "constant": False})
        with self.assertRaises(UserError):
            layout.line_ids = [Command.clear()]

    def test_all_ready_made_sheets(self):
        """Every ready-made layout writes its reference and names no unknown value."""
        couriers = self.env["gift.courier"].search([("layout_id", "!=", False)])
        self.assertGreaterEqual(
            set(couriers.mapped("code")),
            {"SF", "YTO", "ZTO", "STO", "YUNDA", "JD", "EMS"},
        )
        values = self.env["gift.waybill.values"]
        keys = {key for key, _label in values._get_value_labels()} - {"constant"}
        found = values._get_values(self.sooner)[self.sooner.id]
        self.assertEqual(set(found), keys)
        for layout in couriers.layout_id:
            row = values._get_row(layout, found)
            self.assertIn(self.sooner.name, row, layout.name)
            self.assertFalse(values._get_missing(layout, found), layout.name)

    def test_who_stays_out_is_named(self):
        numbered, cancelled, mute = self._parcels(3)
        numbered.gift_tracking_ref = "SF1234567"
        cancelled.action_cancel()
        mute.partner_id = self._recipient("无电话", "GD", "广州市")
        mute.partner_id.phone = False
        ask = self._ask(self.later | numbered | cancelled | mute)
        self.assertEqual((ask.ready_count, ask.problem_count), (1, 3))
        for word in ("SF1234567", "cancelled", "收件电话", "无电话", mute.name):
            self.assertIn(word, ask.problems)
        sheet = self._sheet(self.later | numbered | cancelled | mute)
        self.assertEqual(sheet.line_ids.picking_id, self.later)
        ask = self._ask(self.later)
        self.assertIn(sheet.name, ask.problems)
        with self.assertRaisesRegex(UserError, sheet.name):
            ask.action_make()
        ask.is_again = True
        self.assertTrue(ask.action_make())

    def test_form_of_the_wizard(self):
        self._sheet(self.later)
        wizard = self._as("warehouse", self.env["gift.waybill.ask"]).with_context(
            active_model="stock.picking", active_ids=self.parcels.ids
        )
        form = Form(wizard)
        self.assertEqual(form.courier_id, self.courier, "that of the last sheet")
        self.assertEqual((form.ready_count, form.problem_count), (1, 1))

    def test_one_sender(self):
        there = self._order(self.firm, [(self.product, 1, 1)], company=self.company_b)
        both = self.parcels | there.picking_ids
        user = self._make_user(
            "warehouse",
            login="both_houses",
        )
        user.company_ids = self.company | self.company_b
        ask = self.env["gift.waybill.ask"].with_user(user)
        ask = ask.with_context(allowed_company_ids=user.company_ids.ids).create(
            {"picking_ids": both.ids, "courier_id": self.courier.id}
        )
        with self.assertRaisesRegex(UserError, "one sender"):
            ask.action_make()

    def test_who_may(self):
        sheet = self._sheet()
        for role in ("clerk", "caller", "service", "sales"):
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    self._ask(role=role)
                with self.assertRaises(AccessError):
                    sheet.with_user(self.users[role]).action_download()
        for user in self._outsiders():
            for method in ("action_download", "action_open_transfers"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(sheet.with_user(user), method)()
        for values in ({"user_id": self.env.uid}, {"courier_id": self.courier.id}):
            with self.assertRaises(AccessError):
                sheet.write(values)
        self.assertTrue(self._download(sheet, self.users["manager"]))

    def test_log_of_others_is_closed(self):
        sheet = self._sheet()
        action = sheet.with_user(self.users["manager"]).action_download()
        packer = self.users["warehouse"]
        self.authenticate(packer.login, packer.login)
        self.assertEqual(self.url_open(action["url"]).status_code, 403)
        there = self._make_user("warehouse", self.company_b, login="southern_packer")
        with self.assertRaises(AccessError):
            sheet.with_user(there).read(["name"])


@tagged("post_install", "-at_install")
class TestWhereIsIt(CourierCommon):
    """Tracking numbers on the card and in the search."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parcel = cls._parcel()
        cls.parcel.gift_tracking_ref = "SF1234567890, 75301234567890"

    def _find(self, term, role="clerk"):
        found = self._as(role, self.env["gift.finder"]).find(term)
        return [(row["partner_id"], row["match"]) for row in found]

    def test_found_by_each_number(self):
        for role in ("clerk", "caller", "service", "sales", "warehouse"):
            for term in ("SF1234567890", "sf1234567890", "75301234567890"):
                with self.subTest(role=role, term=term):
                    self.assertEqual(
                        self._find(term, role), [(self.near.id, "tracking")]
                    )
        self.assertFalse(self._find("SF123456789"), "no part of a number")

    def test_buyer_and_recipient(self):
        buyer = self._make_partner("Firm that gives", is_company=True)
        order = self._order(
            buyer, [(self.product, 1, 1)], partner_shipping_id=self.far.id
        )
        order.picking_ids.gift_tracking_ref = "YT7777777777777"
        self.assertEqual(
            {partner for partner, _match in self._find("YT7777777777777")},
            {buyer.id, self.far.id},
        )

    def test_not_of_other_companies(self):
        there = self._make_user("clerk", self.company_b, login="southern_clerk")
        finder = self._as(there, self.env["gift.finder"])
        self.assertFalse(finder.find("SF1234567890"))
        stranger = new_test_user(self.env, "no_duty_finder")
        with self.assertRaises(AccessError):
            self.env["gift.finder"].with_user(stranger).find("SF1234567890")

    def test_card_has_numbers_to_copy(self):
        self.env["gift.customer"]._ensure(self.near, self.company)
        customer = self._as("clerk", self._customer(self.near))
        orders = customer._get_card_orders()["orders"]
        self.assertEqual(orders[0]["tracking"], "SF1234567890, 75301234567890")
        self._deliver(self.parcel.sale_id)
        self.env.flush_all()
        orders = customer._get_card_orders()["orders"]
        self.assertEqual(
            [(o["word"], o["tracking"]) for o in orders],
            [("On its way", "SF1234567890, 75301234567890")],
        )
        self.parcel._gift_sign(self.parcel.date_done)
        self.env.flush_all()
        self.assertFalse(customer._get_card_orders()["orders"], "it has arrived")
