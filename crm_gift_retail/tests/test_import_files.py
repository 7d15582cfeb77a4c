"""Files as they come: formats, encodings, and everything that must not be opened."""

import gzip
import io
import os
import zipfile

from odoo.tests import BaseCase, tagged

from ..tools.import_errors import FileRefusal, ImportRefusal
from ..tools.import_reader import neutralise, open_table
from ..tools.import_sniff import Limits
from .import_common import make_csv, make_gz, make_xlsx

ROWS = [
    ["客户名称", "手机", "备注"],
    ["王总", "13800138000", "喜欢茶"],
    ["李老师", "", "=1+1"],
]


@tagged("at_install")
class TestImportFiles(BaseCase):
    def read(self, content, **options):  # pylint: disable=method-required-super
        with open_table(content, **options) as table:
            return table, [cells for _line, cells in table.rows()]

    def refusal(self, content, **options):
        with self.assertRaises(FileRefusal) as caught:
            self.read(content, **options)
        return caught.exception.code

    def test_encodings_and_delimiters(self):
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"):
            for delimiter in ",;\t|":
                with self.subTest(encoding, delimiter=delimiter):
                    content = make_csv(ROWS, encoding, delimiter)
                    for packed in (content, make_gz(content)):
                        table, rows = self.read(packed)
                        self.assertEqual(table.headings, ROWS[0])
                        self.assertEqual(rows[0], ROWS[1])
                        self.assertEqual(rows[1][2], "=1+1")

    def test_late_chinese_character(self):
        rows = [["name", "remark"]] + [["Wang", "tea"]] * 20_000 + [["王", "茶"]]
        table, read = self.read(make_csv(rows, "gb18030"))
        self.assertEqual(table.encoding, "gb18030")
        self.assertEqual(read[-1], ["王", "茶"])

    def test_workbook(self):
        table, rows = self.read(make_xlsx([["名单"], [], *ROWS, [None, None]]))
        self.assertEqual(table.kind, "xlsx")
        self.assertEqual((table.heading_line, table.headings), (3, ROWS[0]))
        self.assertEqual(rows[0], ROWS[1])
        # a formula is text and is never calculated
        self.assertEqual(rows[1], ["李老师", None, "=1+1"])
        self.assertEqual(self.refusal(make_xlsx(ROWS), sheet="Nix"), "sheet_missing")

    def test_resume_after_a_line(self):
        with open_table(make_csv(ROWS)) as table:
            self.assertEqual([line for line, _cells in table.rows()], [2, 3])
            self.assertEqual([line for line, _cells in table.rows(after=2)], [3])

    def test_rows_that_cannot_be_read(self):
        content = b'a,b\n1,2\n1,2,3\n"x"y,2\n\n4,5\n'
        _table, rows = self.read(content)
        self.assertEqual(rows[0], ["1", "2"])
        self.assertIsInstance(rows[1], ImportRefusal)
        self.assertEqual(rows[1].code, "too_many_cells")
        self.assertEqual(rows[2].code, "quote_stray")
        self.assertEqual(rows[3], ["4", "5"])

    def test_open_quote_swallows_nothing_silently(self):
        content = b'a,b\n1,"2\n' + b"3,4\n" * 5000
        self.assertEqual(self.refusal(content), "quote_open")

    def test_garbage(self):
        noise = os.urandom(10 << 20)
        self.assertEqual(self.refusal(noise), "file_garbage")
        self.assertIn(
            self.refusal(gzip.compress(noise, 1)), ("file_garbage", "encoding_unknown")
        )
        self.assertEqual(self.refusal(b"\0" * (10 << 20)), "file_garbage")
        self.assertEqual(self.refusal(b"x" * (10 << 20)), "line_too_long")

    def test_text_that_turns_into_noise(self):
        content = make_csv(ROWS * 5000) + b"\xff\xfe\xff" * 50
        self.assertEqual(self.refusal(content), "encoding_unknown")

    def test_foreign_formats(self):
        encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        mark = "EncryptedPackage".encode("utf-16-le")
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("a.txt", "x")
        for content, code in (
            (b"", "file_empty"),
            (b"\n\n,,\n", "file_no_rows"),
            (encrypted, "workbook_old"),
            (encrypted + mark, "workbook_encrypted"),
            (b"%PDF-1.7", "file_foreign"),
            (b"<html><table></table></html>", "file_html"),
            (other.getvalue(), "file_not_workbook"),
            (make_xlsx(ROWS)[:2000], "file_damaged"),
            (make_gz(make_csv(ROWS) * 100)[:-20], "file_damaged"),
            (make_gz(make_gz(b"x")), "file_nested"),
            (make_gz(make_xlsx(ROWS)), "file_nested"),
        ):
            with self.subTest(code):
                self.assertEqual(self.refusal(content), code)

    def test_protected_zip_entries(self):
        content = bytearray(make_xlsx(ROWS))
        start = content.rfind(b"PK\x01\x02")
        content[start + 8] |= 1  # the flag "encrypted" of the last entry
        self.assertEqual(self.refusal(bytes(content)), "workbook_encrypted")

    def test_bombs(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
        self.assertEqual(self.refusal(bomb.getvalue()), "file_bomb")
        packed = gzip.compress(b"a,b\n" * (16 << 20), 9)
        self.assertEqual(self.refusal(packed), "file_bomb")
        self.assertEqual(
            self.refusal(make_csv(ROWS * 100), limits=Limits(file_size=100)),
            "file_too_large",
        )

    def test_entities(self):
        source, target = io.BytesIO(make_xlsx(ROWS)), io.BytesIO()
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
            for entry in old.infolist():
                content = old.read(entry)
                if entry.filename.endswith("sheet1.xml"):
                    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
                    content = head + content.split(b"?>", 1)[-1]
                new.writestr(entry.filename, content)
        self.assertEqual(self.refusal(target.getvalue()), "workbook_entities")

    def test_too_many_rows(self):
        with self.assertRaises(FileRefusal) as caught:
            self.read(make_csv(ROWS * 10), limits=Limits(rows=5))
        self.assertEqual(caught.exception.code, "too_many_rows")

    def test_neutralise(self):
        for text in ("=1+1", "+1", "-1", "@x", "\t=1"):
            self.assertEqual(neutralise(text), "'" + text)
        self.assertEqual(neutralise("tea"), "tea")
        self.assertEqual(neutralise(5), 5)
