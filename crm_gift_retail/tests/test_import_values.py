"""Kernel of the importer: phones, names, birthdays, dates and numbers, headings."""

import datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import import_headings, import_values, person_name, phone_cn
from ..tools.import_errors import ImportRefusal
from ..tools.import_rows import Options, RowParser, check_customer
from ..tools.lunar_date import Birthday, BirthdayError, lunar_to_solar, parse_birthday


@tagged("at_install")
class TestPhone(BaseCase):
    def test_accepted(self):
        for text in (
            "138 0013 8000",
            "0086 138 0013 8000",
            "+86-138-0013-8000",
            "8613800138000",
            "１３８００１３８０００",
            "手机：13800138000",
            "13800138000.0",
            13800138000,
            13800138000.0,
        ):
            with self.subTest(text):
                phone = phone_cn.parse_phone(text)
                self.assertEqual(phone.e164, "+8613800138000")
                self.assertEqual(phone.extension, "")
                self.assertTrue(phone.identity)
                self.assertEqual(phone.display, "+86 138 0013 8000")

    def test_refused(self):
        for text, code in (
            ("138****8000", "phone_masked"),
            ("138XXXX8000", "phone_masked"),
            ("1380013800", "phone_invalid"),
            ("138001380001", "phone_invalid"),
            ("12345", "phone_invalid"),
            ("call me", "phone_invalid"),
            ("1.38E+10", "phone_rounded"),
        ):
            with self.subTest(text), self.assertRaises(phone_cn.PhoneError) as caught:
                phone_cn.parse_phone(text)
            self.assertEqual(caught.exception.code, code)

    def test_reachable_but_no_identity(self):
        for text, extension, kind in (
            ("020-38881234转801", "801", "landline"),
            ("020-38881234-801", "801", "landline"),
            ("010 6552 9988 ext. 12", "12", "landline"),
            ("13800138000-1234", "1234", "platform"),
            ("13800138000转1234", "1234", "platform"),
            ("138001380001234", "1234", "platform"),
            ("400-812-3123", "", "service"),
        ):
            with self.subTest(text):
                phone = phone_cn.parse_phone(text)
                self.assertEqual((phone.extension, phone.kind), (extension, kind))
                self.assertFalse(phone.identity)

    def test_foreign_and_several(self):
        self.assertEqual(phone_cn.parse_phone("+44 20 7946 0958").e164, "+442079460958")
        phones, errors = phone_cn.parse_phones("13800138000/13900139000、138**8000")
        self.assertEqual(
            [phone.e164 for phone in phones], ["+8613800138000", "+8613900139000"]
        )
        self.assertEqual([error.code for error in errors], ["phone_masked"])


@tagged("at_install")
class TestName(BaseCase):
    def test_salutation(self):
        for text, sex, expected in (
            ("王总", "", "王总"),
            ("李老师", "", "李老师"),
            ("欧阳女士", "", "欧阳女士"),
            ("王小明先生", "", "王先生"),
            ("王小明", "f", "王女士"),
            ("欧阳修", "m", "欧阳先生"),
            ("王小明", "", "您好"),
            ("阿依古丽·买买提", "", "您好"),
            ("广州美礼有限公司", "m", "您好"),
            ("Ms Wang", "", "Ms Wang"),
        ):
            with self.subTest(text):
                self.assertEqual(person_name.parse_name(text, sex).salutation, expected)

    def test_never_split(self):
        for text in ("李 明", "Anna Maria Smith", "欧阳 娜娜", "Van der Berg"):
            self.assertEqual(person_name.parse_name(text).full, text)

    def test_contradiction(self):
        self.assertFalse(person_name.contradicts("王总", "王小明"))
        self.assertFalse(person_name.contradicts("广州美礼有限公司", "美礼"))
        self.assertFalse(person_name.contradicts("", "王小明"))
        self.assertTrue(person_name.contradicts("王总", "李明"))
        self.assertTrue(person_name.contradicts("王小明", "王小红"))
        self.assertTrue(person_name.contradicts("王先生", "王女士"))


@tagged("at_install")
class TestBirthday(BaseCase):
    def test_read(self):
        for text, lunar, expected in (
            ("1985/3/8", None, Birthday("solar", 1985, 3, 8)),
            ("1985年3月8日", None, Birthday("solar", 1985, 3, 8)),
            ("3月8日", None, Birthday("solar", 0, 3, 8)),
            ("03-08", True, Birthday("lunar", 0, 3, 8)),
            ("农历八月十五", None, Birthday("lunar", 0, 8, 15)),
            ("腊月初八", None, Birthday("lunar", 0, 12, 8)),
            ("闰四月初三", None, Birthday("lunar", 0, 4, 3, True)),
            ("一九八五年八月廿三", None, Birthday("lunar", 1985, 8, 23)),
            (datetime.date(1990, 2, 1), None, Birthday("solar", 1990, 2, 1)),
        ):
            with self.subTest(text):
                self.assertEqual(parse_birthday(text, lunar), expected)

    def test_refused(self):
        for text in ("2月30日", "1983-02-29", "13/40", "soon", "2999-01-01", "0月1日"):
            with self.subTest(text), self.assertRaises(BirthdayError):
                parse_birthday(text)

    def test_solar_day_of_each_year(self):
        self.assertEqual(lunar_to_solar(2025, 1, 1), datetime.date(2025, 1, 29))
        self.assertEqual(lunar_to_solar(2026, 8, 15), datetime.date(2026, 9, 25))
        # 2025 has a leap sixth month, 2026 has none; a month of 29 days
        self.assertEqual(lunar_to_solar(2025, 6, 1, True), datetime.date(2025, 7, 25))
        self.assertEqual(lunar_to_solar(2026, 6, 1, True), lunar_to_solar(2026, 6, 1))
        leap_day = Birthday("solar", 0, 2, 29)
        self.assertEqual(leap_day.solar(2026), datetime.date(2026, 2, 28))
        self.assertEqual(leap_day.solar(2028), datetime.date(2028, 2, 29))
        with self.assertRaises(ValueError):
            lunar_to_solar(2150, 1, 1)


@tagged("at_install")
class TestNumbersAndDates(BaseCase):
    def test_numbers(self):
        for value, expected in (
            ("1,234.50", "1234.50"),
            ("１２３．５", "123.5"),
            ("¥1,234", "1234"),
            ("-¥5", "-5"),
            ("(5.00)", "-5.00"),
            ("5-", "-5"),
            ("1.2万", "12000"),
            ("1.234,56", "1234.56"),
            ("１２ 元", "12"),
            (0.1 + 0.2, "0.3"),
            (3, "3"),
        ):
            with self.subTest(value):
                number = import_values.parse_number(value, "quantity")
                self.assertEqual(number, Decimal(expected))

    def test_numbers_refused(self):
        for value, code in (
            ("", "number_missing"),
            (None, "number_missing"),
            ("1,5", "number_invalid"),
            ("12 kg", "number_invalid"),
            ("=A1*2", "number_formula"),
            (float("nan"), "number_invalid"),
            (True, "number_invalid"),
            ("1e50", "number_too_large"),
        ):
            with self.subTest(value), self.assertRaises(ImportRefusal) as caught:
                import_values.parse_number(value, "quantity")
            self.assertEqual(caught.exception.code, code)

    def test_dates(self):
        day = datetime.datetime(2025, 3, 8)
        for value in (
            "2025/3/8",
            "2025年3月8日",
            "2025-03-08",
            "20250308",
            "2025.3.8",
            "2025/3/8 星期六",
            "45724",
            45724,
            45724.0,
            day,
            day.date(),
        ):
            with self.subTest(value):
                self.assertEqual(import_values.parse_date(value), day)
        self.assertEqual(
            import_values.parse_date(
                "2025-03-08T23:30:00Z",
                tz=datetime.timezone(datetime.timedelta(hours=8)),
            ),
            datetime.datetime(2025, 3, 9, 7, 30),
        )
        self.assertEqual(
            import_values.parse_date("13/05/2025"), datetime.datetime(2025, 5, 13)
        )
        self.assertEqual(
            import_values.parse_date("05/06/2025", order="dmy"),
            datetime.datetime(2025, 6, 5),
        )

    def test_dates_refused(self):
        for value, code in (
            ("", "date_missing"),
            ("05/06/2025", "date_ambiguous"),
            ("2025-02-30", "date_invalid"),
            ("yesterday", "date_invalid"),
            ("25/3/8", "date_invalid"),
            ("0001-01-01", "date_range"),
            (12, "date_invalid"),
            ("2025-03-08 25:00", "date_invalid"),
        ):
            with self.subTest(value), self.assertRaises(ImportRefusal) as caught:
                import_values.parse_date(value)
            self.assertEqual(caught.exception.code, code)


@tagged("at_install")
class TestHeadings(BaseCase):
    def test_customer_list(self):
        headings = "客户名称 联系人 手机 微信 生日（农历） 来源 备注 乱七八糟".split()
        self.assertEqual(
            import_headings.recognise(headings, "customer_list"),
            "name contact phone wechat birthday_lunar source remark".split() + [""],
        )
        self.assertEqual(
            import_headings.recognise(
                ["Customer Name", "E-Mail", "Mobile", "Tel.", "Birthday"],
                "customer_list",
            ),
            ["name", "email", "phone", "phone_other", "birthday"],
        )

    def test_purchases(self):
        headings = [
            "订单编号",
            "下单时间",
            "商品编码",
            "品名",
            "数量",
            "单价(元)",
            "客户手机号",
        ]
        self.assertEqual(
            import_headings.recognise(headings, "purchases"),
            "reference date code description quantity unit_price phone".split(),
        )

    def test_heading_below_a_title(self):
        rows = [["2025年客户名单", ""], ["", ""], ["客户名称", "手机"], ["王总", "138"]]
        self.assertEqual(import_headings.find_heading_row(rows), 2)


@tagged("at_install")
class TestRows(BaseCase):
    def parse(self, preset="purchases", anonymous=True, **cells):
        names = list(cells)
        parser = RowParser(
            {name: index for index, name in enumerate(names)},
            Options(preset, datetime.date(2025, 12, 31), anonymous=anonymous),
        )
        return parser.purchase([cells[name] for name in names])

    def refused(self, **cells):
        with self.assertRaises(ImportRefusal) as caught:
            self.parse(**cells)
        return caught.exception.code

    def test_line(self):
        line = self.parse(
            date="2025/3/8", quantity="2", unit_price="3.5", unit_cost="1", name="王总"
        )
        self.assertEqual((line.kind, line.amount, line.cost), ("sale", 7, 2))
        self.assertEqual(line.customer, {"name": "王总"})

    def test_amount_alone_and_signs(self):
        line = self.parse(date="2025/3/8", amount="-30", quantity="3")
        self.assertEqual((line.kind, line.price, line.amount), ("sale", 10, 30))
        line = self.parse(date="2025/3/8", amount="-30")
        self.assertEqual((line.kind, line.quantity, line.amount), ("return", -1, -30))
        # a discount of the line: its amount is what was paid
        line = self.parse(date="2025/3/8", amount="18", quantity="2", unit_price="10")
        self.assertEqual(line.amount, 18)

    def test_refused(self):
        good = {"date": "2025/3/8", "quantity": "1", "unit_price": "1"}
        for code, changed in (
            ("price_zero", {"unit_price": "0"}),
            ("price_negative", {"unit_price": "-1"}),
            ("quantity_zero", {"quantity": "0"}),
            ("date_future", {"date": "2026-01-01"}),
            ("cost_negative", {"unit_cost": "-1"}),
            ("number_formula", {"quantity": "=1+1"}),
            ("customer_missing", {"anonymous": False}),
        ):
            with self.subTest(code):
                self.assertEqual(self.refused(**{**good, **changed}), code)

    def test_online_retail_kinds(self):
        good = {"date": "2011-01-05 10:00:00", "quantity": "1", "unit_price": "1"}
        for code, kind in (
            ("85123A", "sale"),
            ("DCGS0076", "sale"),
            ("PADS", "sale"),
            ("POST", "charge"),
            ("BANK CHARGES", "charge"),
            ("gift_0001_20", "charge"),
            ("m", "charge"),
        ):
            line = self.parse(preset="online_retail", reference="5", code=code, **good)
            self.assertEqual(line.kind, kind, code)
        back = self.parse(
            preset="online_retail",
            reference="C5",
            code="85123A",
            **good | {"quantity": "-1"},
        )
        self.assertEqual(back.kind, "return")
        self.assertEqual(
            self.refused(preset="online_retail", reference="C5", code="85123A", **good),
            "return_positive",
        )

    def test_customer(self):
        customer = check_customer(
            {
                "name": "广州美礼有限公司",
                "contact": "欧阳女士",
                "phone": "020-38881234转801/13800138000",
                "email": "Li@Example.COM; other@example.com",
                "birthday": "八月十五",
                "birthday_calendar": "农历",
            }
        )
        self.assertTrue(customer["is_company"])
        self.assertEqual(customer["salutation"], "欧阳女士")
        self.assertEqual(customer["phone_key"], "+8613800138000")
        self.assertEqual(customer["phone"], "+86 20 3888 1234 ext. 801")
        self.assertEqual(customer["email"], "li@example.com")
        self.assertEqual(customer["birthday"], Birthday("lunar", 0, 8, 15))
        for code, field in (
            ("phone_masked", {"phone": "138****8000"}),
            ("email_invalid", {"email": "nobody at home"}),
            ("birthday_invalid", {"birthday": "32月1日"}),
            ("customer_missing", {"name": ""}),
        ):
            with self.subTest(code), self.assertRaises(ImportRefusal) as caught:
                check_customer({"name": "王总", **field})
            self.assertEqual(caught.exception.code, code)
