import datetime
import io
import os
import tempfile
import tracemalloc
import zipfile

import openpyxl

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_gift_retail.tools.xlsx_stream import (
    Column,
    read_chunks,
    sheet_name,
    temporary_file,
    write_workbook,
)


@tagged("post_install", "-at_install")
class TestXlsxStream(BaseCase):
    """The kernel that writes workbooks, without the ORM."""

    def _write(self, columns, rows, **kwargs):
        with temporary_file() as path:
            count = write_workbook(path, "Sheet", columns, rows, **kwargs)
            content = b"".join(read_chunks(path))
        return count, content

    def test_formula_and_link_stay_text(self):
        dangerous = ["=1+1", "+86 138", "@SUM(A1)", "-2+3", "http://x.cn", "mailto:a@b"]
        _count, content = self._write([Column("Name")], [(text,) for text in dangerous])
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        cells = [sheet.cell(line, 1) for line in range(2, 8)]
        self.assertEqual([cell.value for cell in cells], dangerous)
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertFalse(any(cell.hyperlink for cell in cells))
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            self.assertNotIn("<f>", book.read("xl/worksheets/sheet1.xml").decode())

    def test_values_keep_their_kind(self):
        columns = [
            Column("Text"),
            Column("Money", "monetary"),
            Column("Day", "date"),
            Column("Time", "datetime"),
            Column("Yes", "boolean"),
        ]
        day = datetime.date(2026, 2, 17)
        time = datetime.datetime(2026, 2, 17, 9, 30)
        rows = [("礼品", 386000.5, day, time, True), (False, 0.0, False, None, False)]
        _count, content = self._write(columns, rows)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        shown = [[cell.value for cell in line] for line in sheet.iter_rows()]
        self.assertEqual(shown[0], ["Text", "Money", "Day", "Time", "Yes"])
        midnight = datetime.datetime.combine(day, datetime.time())
        self.assertEqual(shown[1], ["礼品", 386000.5, midnight, time, True])
        # zero is a number, False of other kinds is empty
        self.assertEqual(shown[2], [None, 0, None, None, False])

    def test_goes_on_on_the_next_sheet(self):
        rows = [(number,) for number in range(7)]
        count, content = self._write([Column("N", "integer")], rows, max_rows=4)
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(count, 7)
        self.assertEqual(book.sheetnames, ["Sheet", "Sheet 2", "Sheet 3"])
        self.assertEqual(
            [book[name]["A1"].value for name in book.sheetnames], ["N"] * 3
        )
        self.assertEqual(book["Sheet 3"]["A2"].value, 6)

    def test_sheet_names_that_excel_refuses(self):
        self.assertEqual(sheet_name("a[b]:*?/\\c"), "a b      c")
        self.assertEqual(sheet_name("'"), "Export")
        self.assertEqual(len(sheet_name("x" * 60, 12)), 31)
        self.assertTrue(sheet_name("x" * 60, 12).endswith(" 12"))

    def test_memory_stays_flat(self):
        columns = [Column(str(number)) for number in range(10)]

        def peak(count):
            tracemalloc.start()
            with temporary_file() as path:
                rows = (("text",) * 10 for _number in range(count))
                write_workbook(path, "Sheet", columns, rows)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return peak

        self.assertLess(peak(4_000), peak(400) * 2 + 1_000_000)

    def test_nothing_is_left_behind(self):
        before = set(os.listdir(tempfile.gettempdir()))
        with self.assertRaises(ZeroDivisionError), temporary_file() as path:
            write_workbook(path, "Sheet", [Column("N")], ((1 / 0,) for _n in range(1)))
        with temporary_file() as path:
            write_workbook(path, "Sheet", [Column("N")], [("a",)])
            chunks = read_chunks(path, size=100)
            next(chunks)
        chunks.close()  # the reader goes away half way
        left = set(os.listdir(tempfile.gettempdir())) - before
        self.assertFalse([name for name in left if name.startswith("gift_export_")])
