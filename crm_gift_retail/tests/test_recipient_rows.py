"""The kernel that reads lists of recipients."""

from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.import_errors import ImportRefusal
from ..tools.recipient_rows import map_headings, read_row
from .fuzz import fuzzed, given, settings, st

HEAD = ("收件人", "手机", "省", "城市", "地址", "数量")
GOOD = ["王芳", "138 0013 8000", "广东省", "广州市", "体育西路 1 号", 2]


@tagged("post_install", "-at_install")
class TestRecipientRows(BaseCase):
    def _read(self, cells, head=HEAD, products=None):
        places, columns, _unknown = map_headings(head, products or {})
        return read_row(5, cells, places, columns)

    def _refused(self, *args, **kwargs):
        with self.assertRaises(ImportRefusal) as caught:
            self._read(*args, **kwargs)
        return caught.exception.code, caught.exception.field

    def test_chinese_row(self):
        row = self._read(GOOD)
        self.assertEqual((row.name, row.city, row.row), ("王芳", "广州市", 5))
        self.assertEqual(row.quantities, {None: Decimal(2)})

    def test_city_out_of_the_address(self):
        head = ["收件人", "手机", "地址"]
        row = self._read(["王芳", "13800138000", "广东省佛山市南海区桂城 3 号"], head)
        self.assertEqual((row.province, row.city), ("广东省", "佛山市"))
        self.assertEqual(row.quantities, {None: Decimal(1)})
        row = self._read(["王芳", "13800138000", "上海徐汇区 8 号"], head)
        self.assertEqual(row.city, "上海市")
        self.assertEqual(
            self._refused(["王芳", "13800138000", "桂城 3 号"], head),
            ("missing", "city"),
        )

    def test_columns_of_products(self):
        head = [*HEAD[:5], "TEA-1", "VASE"]
        products = {"tea-1": 7, "vase": 8}
        row = self._read([*GOOD[:5], 2, None], head, products)
        self.assertEqual(row.quantities, {7: Decimal(2)})
        code = self._refused([*GOOD[:5], 0, ""], head, products)
        self.assertEqual(code, ("missing", "quantity"))

    def test_bad_cells(self):
        for place, value, refusal in (
            (0, "", ("missing", "name")),
            (0, "=1+1", ("formula", "name")),
            (0, "x" * 101, ("too_long", "name")),
            (1, "138****8000", ("phone", "phone")),
            (1, "12345", ("phone", "phone")),
            (3, None, ("missing", "city")),
            (4, "", ("missing", "street")),
            (5, -1, ("quantity", "quantity")),
            (5, "=A1", ("number_formula", "quantity")),
            (5, "many", ("number_invalid", "quantity")),
            (5, 10**7, ("quantity", "quantity")),
            (5, 0, ("missing", "quantity")),
        ):
            cells = [*GOOD]
            cells[place] = value
            with self.subTest(place=place, value=value):
                self.assertEqual(self._refused(cells), refusal)

    def test_headings(self):
        for head, refusal in (
            (["收件人", "地址"], ("heading_missing", "phone")),
            ([*HEAD, "电话"], ("heading_twice", "")),
        ):
            with self.assertRaises(ImportRefusal) as caught:
                map_headings(head, {})
            self.assertEqual((caught.exception.code, caught.exception.field), refusal)
        unknown = map_headings([*HEAD, "Remark", ""], {})[2]
        self.assertEqual(unknown, ["Remark"])

    @fuzzed
    def test_fuzz_any_cell_is_read_or_refused(self):
        cell = st.none() | st.text(max_size=30) | st.floats() | st.integers()

        @settings(max_examples=300, deadline=None)
        @given(st.lists(cell, min_size=6, max_size=6))
        def check(cells):
            try:
                row = self._read(cells)
            except ImportRefusal:
                return
            self.assertTrue(row.name and row.phone and row.street and row.city)
            self.assertTrue(all(row.quantities.values()))

        check()
