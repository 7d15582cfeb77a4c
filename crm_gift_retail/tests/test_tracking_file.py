"""Tracking numbers in by file: rows, rights, twice, and never half done."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .courier_common import CourierCommon

HEAD = ["客户订单号", "运单号"]


@tagged("post_install", "-at_install")
class TestTrackingFile(CourierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls._parcel(), cls._parcel(cls.far)

    def _codes(self, record):
        return [(line.outcome, line.code or "") for line in record.line_ids]

    def test_preview_writes_nothing_then_all_at_once(self):
        record = self._file(
            self._csv(
                [
                    HEAD,
                    [self.first.name, "SF1000001"],
                    [self.second.name, "sf 1000002"],
                ],
                "gb18030",
            )
        )
        record.action_check()
        self.assertEqual((record.state, record.number_count), ("checked", 2))
        self.assertFalse(self.first.gift_tracking_ref)
        record.action_take_over()
        self.assertEqual(record.state, "done")
        self.assertEqual(self.first.gift_tracking_ref, "SF1000001")
        self.assertEqual(self.second.gift_tracking_ref, "SF1000002")
        self.assertEqual((self.first | self.second).gift_courier_id, self.courier)

    def test_same_file_twice_changes_nothing(self):
        rows = [HEAD, [self.first.name, "SF1000001"], [self.second.name, "SF1000002"]]
        self._take(rows)
        before = (self.first | self.second).mapped("write_date")
        again = self._take(rows)
        self.assertTrue(again.repeated_id)
        self.assertEqual((again.number_count, again.same_count), (0, 2))
        self.assertEqual((self.first | self.second).mapped("write_date"), before)
        again.action_take_over()
        self.assertEqual(again.courier_id.file_count, 2, "a done file does nothing")

    def test_exceptions_row_by_row(self):
        cancelled, done = self._parcel(), self._parcel()
        cancelled.action_cancel()
        done.gift_tracking_ref = "SF9000001"
        self._deliver(done.sale_id)
        there = self._order(self.firm, [(self.product, 1, 1)], company=self.company_b)
        there.picking_ids.name = "SOUTH/OUT/1"
        record = self._file(
            self._csv(
                [
                    HEAD,
                    [self.first.name, "SF1000001"],
                    ["WH/OUT/99999", "SF1000002"],
                    [cancelled.name, "SF1000003"],
                    [done.name, "SF1000004"],
                    ["SOUTH/OUT/1", "SF1000005"],
                    [self.second.name, "SF9000001"],
                    [self.second.name, "7.5E+13"],
                    [self.first.name, "SF1000001"],
                ]
            )
        )
        record.action_check()
        self.assertEqual(
            self._codes(record),
            [
                ("number", ""),
                ("refused", "unknown"),
                ("refused", "cancelled"),
                ("refused", "has_other"),
                ("refused", "elsewhere"),
                ("refused", "number_taken"),
                ("refused", "number_rounded"),
                ("refused", "equal_line"),
            ],
        )
        refused = record.line_ids.filtered(lambda line: line.outcome == "refused")
        self.assertTrue(all(len(line.reason) > 20 for line in refused))
        self.assertIn("another company", refused[3].reason)
        self.assertNotIn(self.company_b.name, refused[3].reason)
        self.assertEqual((record.number_count, record.refused_count), (1, 7))
        record.action_take_over()
        self.assertEqual(self.first.gift_tracking_ref, "SF1000001")
        self.assertFalse(self.second.gift_tracking_ref)

    def test_every_reason_has_words(self):
        words = self.env["gift.tracking.file"]
        known = {
            **words._get_number_words("x"),
            **words._get_transfer_words("x"),
        }
        for code in known:
            self.assertTrue(words._tracking_text(code, "SF1"), code)
        self.assertFalse(words._tracking_text("no such thing"))

    def test_order_of_the_last_sheet(self):
        sheet = self.env["gift.waybill"]._make(self.second | self.first, self.courier)
        record = self._take([["运单号", "收件人"], ["SF1", ""]])
        self.assertEqual(self._codes(record), [("refused", "number_invalid")])
        self.assertEqual(record.waybill_id, sheet)
        self._take([["运单号", "收件人"], ["SF1000002", "古*"], ["SF1000001", "王**"]])
        self.assertEqual(self.second.gift_tracking_ref, "SF1000002")
        self.assertEqual(self.first.gift_tracking_ref, "SF1000001")

    def test_order_that_slipped_is_seen(self):
        self.env["gift.waybill"]._make(self.second | self.first, self.courier)
        rows = [["运单号", "收件人"], ["SF1000001", "王小明"], ["SF1000002", "古丽"]]
        record = self._take(rows)
        self.assertEqual(self._codes(record), [("refused", "other_person")] * 2)
        record = self._take([["运单号"], ["SF1000001"]])
        self.assertEqual(self._codes(record), [("refused", "count_differs")])
        self.assertFalse((self.first | self.second).filtered("gift_tracking_ref"))

    def test_order_number_where_it_is_one_transfer(self):
        self._take([HEAD, [self.first.sale_id.name, "SF1000001"]])
        self.assertEqual(self.first.gift_tracking_ref, "SF1000001")

    def test_signature_in_workbook(self):
        rows = [[*HEAD, "签收时间"], [self.first.name, "SF1000001", ""]]
        self._take(rows)
        self._deliver(self.first.sale_id)
        self.first.date_done -= timedelta(days=3)
        day = self.today - timedelta(days=1)
        record = self._file(
            self._xlsx([["运单号", "签收时间"], ["SF1000001", f"{day} 15:30"]])
        )
        record.action_check()
        record.action_take_over()
        self.assertEqual(self._codes(record), [("signed", "")])
        self.assertEqual(self.first.gift_arrival, "signed")
        # 15:30 in Guangzhou
        self.assertEqual(str(self.first.gift_signed_on), f"{day} 07:30:00")
        trail = self.env["gift.touchpoint"].search(
            [("res_id", "=", self.first.id), ("kind", "=", "arrived")]
        )
        self.assertEqual(
            (trail.outcome, trail.date), ("signed", self.first.gift_signed_on)
        )

    def test_what_changed_since_the_check_is_shown_again(self):
        record = self._file(self._csv([HEAD, [self.first.name, "SF1000001"]]))
        with self.assertRaises(UserError):
            record.action_take_over()
        record.action_check()
        self.first.gift_tracking_ref = "SF7000007"
        record.action_take_over()
        self.assertEqual(record.state, "checked")
        self.assertEqual(self._codes(record), [("refused", "has_other")])
        self.assertEqual(self.first.gift_tracking_ref, "SF7000007")

    def test_unreadable_files(self):
        for data, words in (
            (b"%PDF-1.4", "PDF"),
            (b"", "empty"),
            ("甲,乙\n1,2".encode(), "运单号"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        ):
            record = self._file(self._csv([["x"]]))
            with self.subTest(words):
                record.sudo().data = base64.b64encode(data) or False
                with self.assertRaisesRegex(UserError, words):
                    record.action_check()

    def test_who_may(self):
        data = self._csv([HEAD, [self.first.name, "SF1000001"]])
        for role in ("clerk", "caller", "service", "sales"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._file(data, role)
        record = self._file(data)
        for user in [*self._outsiders(), self.users["sales"]]:
            for method in ("action_check", "action_take_over"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(record.with_user(user), method)()
        with self.assertRaises(AccessError):
            record.write({"state": "done"})
        with self.assertRaises(AccessError):
            record.line_ids.create({"file_id": record.id, "line": 1, "outcome": "same"})

    def test_number_by_hand(self):
        self.first.gift_tracking_ref = "sf 1000001；SF1000002"
        self.assertEqual(self.first.gift_tracking_ref, "SF1000001, SF1000002")
        with self.assertRaisesRegex(ValidationError, self.first.name):
            self.first.gift_tracking_ref = "left at the door"

    def test_queries_do_not_grow(self):
        def count(number):
            parcels = self._parcels(number)
            rows = [[p.name, f"QQ{p.id:08}"] for p in parcels]
            record = self._file(self._csv([HEAD, *rows]))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            record._judge()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(1), count(12))
