"""The workbook of variants, read back with another library."""

import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..tools.xlsx_stream import temporary_file
from .variant_common import VariantCommon


@tagged("post_install", "-at_install")
class TestVariantExport(VariantCommon, HttpCase):
    def _book(self, role="sales", **options):
        """Export and read the workbook."""
        report = self.report.with_user(self.users[role])
        action = report.start_export(**options)
        export = self.env["gift.export"].browse(int(action["url"].rsplit("/", 1)[1]))
        with temporary_file() as path:
            count = export._write_file(path)
            with open(path, "rb") as stream:
                content = io.BytesIO(stream.read())
        return openpyxl.load_workbook(content), count

    def _figures(self, sheet):
        """Return ``{(row value, figure): [numbers of the columns and total]}``."""
        return {
            (row[2], row[4]): list(row[5:])
            for row in sheet.iter_rows(min_row=2, values_only=True)
            if row[1] == "Scarf"
        }

    def test_a_sheet_per_warehouse(self):
        self._order(self.firm, [(self.red_small, 2, 1)])
        book, count = self._book("manager", template_ids=self.scarf.ids)
        names = [self.company.name, f"{self.house.name} 2", "Panyu"]
        self.assertEqual(book.sheetnames, [*names, "Awaited by customer"])
        self.assertEqual(count, 3 * 2 * 9)
        total = self._figures(book.worksheets[0])
        self.assertEqual(total["Red", "On hand"], [14, 3, 17])
        self.assertEqual(total["Red", "Awaited by customers"], [2, 0, 2])
        self.assertEqual(self._figures(book["Panyu"])["Red", "On hand"], [4, 0, 4])
        self.assertEqual(book["Panyu"].freeze_panes, "F2")
        waiting = list(book.worksheets[-1].iter_rows(min_row=2, values_only=True))
        self.assertEqual([row[1:3] for row in waiting], [(self.firm.name, 2)])

    def test_totals_at_the_end_equal_the_screen(self):
        book, _count = self._book()
        last = list(book.worksheets[0].iter_rows(values_only=True))[-9:]
        on_hand = next(row for row in last if row[4] == "On hand")
        products = self.env["product.product"].search([("type", "=", "consu")])
        own = products.with_context(warehouse_id=(self.house + self.house_b).ids)
        self.assertEqual(on_hand[1], "Total")
        self.assertEqual(on_hand[-1], sum(own.mapped("qty_available")))

    def test_text_stays_text(self):
        self.scarf.name = '=HYPERLINK("http://x","Scarf")'
        book, _count = self._book(template_ids=self.scarf.ids)
        cell = book.worksheets[0]["B2"]
        self.assertEqual((cell.value, cell.data_type), (self.scarf.name, "s"))
        self.assertIsNone(cell.hyperlink)

    def test_warehouses_of_one_name(self):
        self.house_b.name = self.house.name.upper()
        book, _count = self._book(template_ids=self.scarf.ids)
        self.assertEqual(len(set(book.sheetnames)), 4)

    def test_past_day_has_three_figures(self):
        day = str(self._days_ago(5))
        book, count = self._book(template_ids=self.scarf.ids, day=day)
        self.assertEqual(count, 3 * 2 * 3)
        self.assertNotIn("Awaited by customer", book.sheetnames)

    def test_who_exports(self):
        for role in ("clerk", "caller", "warehouse", "service"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.report.with_user(self.users[role]).start_export()
        with self.assertRaises(UserError):
            self.report.with_user(self.users["sales"]).start_export(place="x")
        exports = self.env["gift.export"].with_user(self.users["manager"])
        with self.assertRaises(UserError):
            exports.start_export("gift.variant.report", [])

    def test_download_is_logged(self):
        seller = self.users["sales"]
        action = self.report.with_user(seller).start_export(self.scarf.ids)
        self.env.flush_all()
        self.authenticate(seller.login, seller.login)
        response = self.url_open(action["url"])
        self.assertEqual(response.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.assertIn("Panyu", book.sheetnames)
        export = self.env["gift.export"].search([], order="id desc", limit=1)
        self.assertEqual((export.state, export.row_count), ("done", 54))
