"""Purchases become history: what is taken, what is refused and why, never twice."""

import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import (
    PURCHASE_HEADINGS,
    RETAIL_HEADINGS,
    ImportCase,
    make_csv,
    make_gz,
    make_xlsx,
    retail_row,
)


@tagged("post_install", "-at_install")
class TestImportPurchases(ImportCase):
    def test_lines(self):
        product = self.env["product.product"].create(
            {"name": "Tea set", "default_code": "T1"}
        )
        record = self.purchases(
            ["S1", "2025/3/8", "T1", "茶具", "2", "１００", "K1", "王总"],
            ["S1", "2025年3月8日", "X9", "礼盒", "1", "¥1,050.50", "K1", "王总"],
            ["S2", "2025-04-01", "T1", "茶具", "-1", "100", "K1", "王总"],
        )
        self.assertEqual(record.state, "done", record.error)
        lines = self.lines_of(record)
        self.assertEqual(lines.mapped("kind"), ["sale", "sale", "return"])
        self.assertEqual(lines.mapped("revenue"), [200.0, 1050.5, -100.0])
        self.assertEqual(lines.mapped("quantity"), [2.0, 1.0, -1.0])
        self.assertEqual(lines.product_id, product)
        self.assertEqual(lines.mapped("cost_state"), ["missing"] * 3)
        self.assertEqual(len(lines.partner_id), 1)
        self.assertEqual(lines[0].partner_id.name, "王总")
        self.assertEqual(lines[0].partner_id.gift_salutation, "王总")
        # midnight in Shanghai is the day before in UTC; the day stays the company's
        self.assertEqual(lines[0].date, datetime.datetime(2025, 3, 7, 16))
        self.assertEqual(lines[0].date_day, datetime.date(2025, 3, 8))
        self.assertEqual((record.taken_count, record.return_count), (3, 1))
        self.assertEqual(record.lone_return_count, 0)
        self.assertEqual(record.first_day, datetime.date(2025, 3, 8))

    def test_formats_agree(self):
        rows = [
            PURCHASE_HEADINGS,
            ["S1", "2025/3/8", "T1", "茶", "2", "5", "K1", "王总"],
        ]
        first = self.bring_in(make_csv(rows, "gb18030"))
        self.assertEqual(first.taken_count, 1)
        for content in (make_gz(make_csv(rows)), make_xlsx(rows)):
            again = self.bring_in(content)
            self.assertEqual((again.taken_count, again.present_count), (0, 1))

    def test_refused_lines_are_listed(self):
        good = ["S1", "2025/3/8", "T1", "Tea", "1", "5", "K1", "王总"]

        def bad(index, value):
            return good[:index] + [value] + good[index + 1 :]

        record = self.purchases(
            good,
            bad(5, "0"),
            bad(5, "-3"),
            bad(4, "0"),
            bad(1, "2025-02-30"),
            bad(1, "05/06/2025"),
            bad(1, "2099-01-01"),
            bad(4, "=2+2"),
            good[:6] + ["", ""],
            good + ["x"],
        )
        self.assertEqual(
            self.reasons(record),
            [
                (3, "price_zero"),
                (4, "price_negative"),
                (5, "quantity_zero"),
                (6, "date_invalid"),
                (7, "date_ambiguous"),
                (8, "date_future"),
                (9, "number_formula"),
                (10, "customer_missing"),
                (11, "too_many_cells"),
            ],
        )
        self.assertEqual((record.read_count, record.taken_count), (10, 1))
        self.assertEqual(record.refused_count, 9)
        line = record.refused_ids[1]
        self.assertEqual(line.value, "-3")
        self.assertIn("negative", line.reason)
        self.assertIn("Unit price", line.reason)
        self.assertIn("S1 | 2025/3/8", line.cells)

    def test_missing_customer_as_anonymous(self):
        record = self.purchases(
            ["S1", "2025/3/8", "T1", "Tea", "1", "5", "", ""],
            missing_customer="anonymous",
        )
        self.assertEqual(record.anonymous_count, 1)
        self.assertFalse(self.lines_of(record).partner_id)

    def test_return_without_sale(self):
        record = self.purchases(
            ["S1", "2025/3/8", "T1", "Tea", "-1", "5", "K1", "王总"]
        )
        self.assertEqual(self.lines_of(record).revenue, -5.0)
        self.assertEqual(record.lone_return_count, 1)
        self.assertIn("no earlier sale", record.summary)

    def test_same_and_overlapping_files(self):
        one = ["S1", "2025/3/8", "T1", "Tea", "1", "5", "K1", "王总"]
        two = ["S2", "2025/3/9", "T1", "Tea", "1", "5", "K2", "李老师"]
        first = self.purchases(one, one)
        self.assertEqual(first.taken_count, 2, "equal lines of one file are two sales")
        second = self.purchases(one, one, one, two)
        self.assertEqual((second.taken_count, second.present_count), (2, 2))
        self.assertEqual((second.created_count, second.matched_count), (1, 1))
        third = self.purchases(one, one, one, two)
        self.assertEqual((third.taken_count, third.present_count), (0, 4))
        self.assertEqual(third.created_count, 0)
        self.assertEqual(
            self.history.search_count([("company_id", "=", self.company.id)]), 4
        )

    def test_drop_duplicates(self):
        one = ["S1", "2025/3/8", "T1", "Tea", "1", "5", "K1", "王总"]
        other = one[:3] + ["Tea!"] + one[4:]
        record = self.purchases(one, one, other, drop_duplicates=True)
        self.assertEqual(self.reasons(record), [(3, "duplicate")])
        self.assertEqual(record.taken_count, 2)
        self.assertIn("line 2", record.refused_ids.reason)

    def test_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].search([]).unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2025-03-08",
                "rate": 0.125,
            }
        )
        rows = [
            ["单号", "日期", "数量", "单价", "币种", "客户名称"],
            ["1", "2025/3/9", "3", "10", "usd", "王总"],
            ["2", "2025/3/7", "3", "10", "USD", "王总"],
            ["3", "2025/3/9", "3", "10", "XXQ", "王总"],
            ["4", "2025/3/9", "3", "10", "RMB", "王总"],
        ]
        record = self.bring_in(rows)
        self.assertEqual(
            self.reasons(record), [(3, "currency_no_rate"), (4, "currency_unknown")]
        )
        self.assertIn("2025-03-07", record.refused_ids[0].reason)
        lines = self.lines_of(record)
        self.assertEqual(lines.mapped("revenue"), [240.0, 30.0])
        self.assertEqual(lines[0].amount_currency, 30.0)
        self.assertEqual(lines[0].currency_id, dollar)

    def test_cost_of_the_file(self):
        rows = [
            ["单号", "日期", "数量", "单价", "成本价", "客户名称"],
            ["1", "2025/3/9", "3", "10", "4", "王总"],
            ["2", "2025/3/9", "-1", "10", "4", "王总"],
            ["3", "2025/3/9", "1", "10", "", "王总"],
        ]
        lines = self.lines_of(self.bring_in(rows))
        self.assertEqual(lines.mapped("cost"), [12.0, -4.0, 0.0])
        self.assertEqual(lines.mapped("cost_state"), ["known", "known", "missing"])

    def test_channel_source_seller(self):
        rows = [
            ["单号", "日期", "金额", "渠道", "来源", "业务员", "客户名称"],
            ["1", "2025/3/9", "10", "天猫店", "展会", self.env.user.name, "王总"],
            ["2", "2025/3/9", "10", "", "", "小红", "王总"],
        ]
        record = self.bring_in(rows)
        first, second = self.lines_of(record)
        self.assertEqual(first.channel_medium_id.name, "天猫店")
        self.assertEqual(first.source_id.name, "展会")
        self.assertEqual(second.channel_medium_id, record.medium_id)
        self.assertEqual(second.seller_name, "小红")
        self.assertFalse(second.user_id)

    def test_source_is_required(self):
        with self.assertRaisesRegex(UserError, "channel and source"):
            self.purchases(
                ["S1", "2025/3/8", "T1", "Tea", "1", "5", "K1", "王总"], source_id=False
            )

    def test_missing_column_is_named(self):
        with self.assertRaisesRegex(UserError, "Date of purchase"):
            self.bring_in([["数量", "单价", "客户名称"], ["1", "2", "王总"]])

    def test_mapping_by_hand(self):
        rows = [["A", "B", "C", "D"], ["2025/3/8", "2", "5", "王总"]]
        record = self.bring_in(
            rows,
            mapping={"A": "date", "B": "quantity", "C": "unit_price", "D": "name"},
        )
        self.assertEqual(self.lines_of(record).revenue, 10.0)


@tagged("post_install", "-at_install")
class TestImportOnlineRetail(ImportCase):
    def test_rules(self):
        rows = [
            retail_row(price=2.00, quantity=10),
            retail_row("536366", price=2.55, quantity=3, customer=""),
            retail_row("536367", price=2.11, quantity=1, customer="12346.0"),
            retail_row("C536368", price=2.00, quantity=-4),
            retail_row("536369", "POST", 1, 18.0, name="POSTAGE"),
            retail_row("536370", price=0, quantity=5),
            retail_row("A536371", "B", 1, -11062.06),
            retail_row("536372", "22222", 1, 0.001),
            retail_row(price=2.00, quantity=10),
        ]
        record = self.retail(*rows)
        self.assertEqual(
            self.reasons(record), [(7, "price_zero"), (8, "price_negative")]
        )
        lines = self.lines_of(record)
        self.assertEqual(
            lines.mapped("kind"),
            ["sale", "sale", "sale", "return", "charge", "sale", "sale"],
        )
        # median of 2.00, 2.00, 2.00, 2.11, 2.55 is 2.00; 60 % of it is 1.20
        self.assertEqual(lines.mapped("cost"), [12.0, 3.6, 1.2, -4.8, 18.0, 0.0, 12.0])
        states = ["estimated"] * 4 + ["known"] + ["estimated"] * 2
        self.assertEqual(lines.mapped("cost_state"), states)
        self.assertEqual(record.anonymous_count, 1)
        self.assertEqual(record.estimated_count, 6)
        self.assertFalse(lines[1].partner_id)
        known = lines[0].partner_id
        self.assertEqual(known.name, "Customer 17850")
        self.assertEqual(known.country_id.code, "GB")
        codes = self.env["gift.customer.code"].search([("partner_id", "=", known.id)])
        self.assertEqual(codes.code, "17850")
        self.assertIn("60 %", record.summary)

    def test_median_of_even_number_is_exact(self):
        record = self.retail(
            retail_row("1", quantity=5, price="2.55"),
            retail_row("2", quantity=1, price="2.56"),
        )
        # 60 % of 2.555 is 1.533; five of them 7.665, rounded away from zero
        self.assertEqual(self.lines_of(record).mapped("cost"), [7.67, 1.53])

    @freeze_time("2026-02-15 12:00:00")
    def test_shift_by_whole_weeks(self):
        rows = [
            retail_row("1", date="2010-12-01 08:26:00"),
            retail_row("2", date="2011-08-31 17:45:00"),
        ]
        record = self.retail(*rows, shift_mode="auto", tz="UTC")
        lines = self.lines_of(record)
        self.assertLessEqual(record.last_day, datetime.date(2026, 2, 14))
        self.assertGreater(record.last_day, datetime.date(2026, 2, 7))
        self.assertEqual(
            record.last_day.weekday(), datetime.date(2011, 8, 31).weekday()
        )
        self.assertEqual(lines[0].date.strftime("%H:%M"), "08:26")
        with freeze_time("2026-03-20 12:00:00"):
            more = [*rows, retail_row("3", date="2011-09-01 10:00:00")]
            again = self.retail(*more, shift_mode="auto", tz="UTC")
        self.assertEqual(again.shift_weeks, record.shift_weeks, "files move together")
        self.assertEqual((again.taken_count, again.present_count), (1, 2))

    def test_fixed_shift(self):
        record = self.retail(retail_row("1"), shift_mode="fixed", shift_weeks=52)
        self.assertEqual(self.lines_of(record).date_day, datetime.date(2011, 11, 30))

    def test_layout_must_be_complete(self):
        rows = [RETAIL_HEADINGS[:-1], retail_row()[:-1]]
        with self.assertRaisesRegex(UserError, "Country"):
            self.bring_in(rows, "online_retail")
