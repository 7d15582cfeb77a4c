"""Whatever comes in, the kernel answers with a value or a refusal, never a fault."""

import contextlib
import datetime

from odoo.tests import BaseCase, tagged

from ..tools import import_values, person_name, phone_cn
from ..tools.import_errors import ImportRefusal
from ..tools.import_reader import open_table
from ..tools.import_rows import Options, RowParser, check_customer
from ..tools.lunar_date import BirthdayError, parse_birthday
from .fuzz import HealthCheck, fuzzed, given, settings, st
from .import_common import make_csv, make_xlsx

if st:
    CHARS = (
        "0123456789+-*转 ext.,()年月日农历闰初十八/王总欧阳女士=@¥￥万eE\0\n\t'\"١ä😀"
    )
    TEXT = st.one_of(st.text(CHARS, max_size=30), st.text(max_size=30))
    CELL = st.one_of(
        st.none(),
        TEXT,
        st.integers(),
        st.floats(),
        st.booleans(),
        st.datetimes(),
        st.dates(),
    )
    FAST = settings(
        max_examples=150, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, database=None,
    )  # fmt: skip


@fuzzed
@tagged("at_install")
class TestImportFuzz(BaseCase):
    def test_values(self):
        @FAST
        @given(CELL)
        def check(value):
            for parse, refusals in (
                (lambda v: import_values.parse_number(v, "x"), ImportRefusal),
                (import_values.parse_date, ImportRefusal),
                (phone_cn.parse_phone, phone_cn.PhoneError),
                (parse_birthday, BirthdayError),
            ):
                with contextlib.suppress(refusals):
                    parse(value)
            phone_cn.parse_phones(value)
            name = person_name.parse_name(import_values.to_text(value))
            self.assertTrue(name.salutation)
            self.assertNotIn("\0", import_values.to_text(value))

        check()

    def test_number_round_trip(self):
        @FAST
        @given(st.decimals(-(10**9), 10**9, places=4))
        def check(number):
            for text in (f"{number:,}", str(number), f"¥{number}"):
                self.assertEqual(import_values.parse_number(text, "x"), number)

        check()

    def test_phone_round_trip(self):
        """Reading a number as we show it gives the same number."""

        @FAST
        @given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
        def check(text):
            try:
                phone = phone_cn.parse_phone(text)
            except phone_cn.PhoneError:
                return
            self.assertEqual(phone_cn.parse_phone(phone.display), phone)

        check()

    def test_rows(self):
        fields = (
            "date quantity unit_price amount code reference name phone email".split()
        )
        parsers = [
            RowParser(
                {field: index for index, field in enumerate(fields)},
                Options(preset, datetime.date(2026, 1, 1), anonymous=True),
            )
            for preset in ("purchases", "online_retail")
        ]

        @FAST
        @given(st.lists(CELL, min_size=len(fields), max_size=len(fields)))
        def check(cells):
            for parser in parsers:
                try:
                    line = parser.purchase(cells)
                except ImportRefusal:
                    continue
                self.assertGreater(line.price, 0)
                self.assertEqual(line.amount > 0, line.quantity > 0)
                self.assertNotIn("\0", line.name + line.reference + line.code)
            with contextlib.suppress(ImportRefusal):
                check_customer(dict(zip(fields, cells, strict=True)))

        check()

    def test_files(self):
        whole = {
            "csv": make_csv([["客户名称", "手机"], ["王", "1"]] * 30),
            "xlsx": make_xlsx([["客户名称", "手机"], ["王", 1]] * 30),
        }

        @FAST
        @given(
            st.sampled_from(sorted(whole)),
            st.integers(0, 5000),
            st.binary(max_size=40),
        )
        def check(kind, position, noise):
            content = bytearray(whole[kind])
            position %= len(content)
            content[position : position + len(noise)] = noise
            with (
                contextlib.suppress(ImportRefusal),
                open_table(bytes(content)) as table,
            ):
                for _line, _cells in table.rows():
                    pass

        check()
