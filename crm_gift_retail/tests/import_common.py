"""Files for the tests of the importer, made in code, and a company to import into."""

import csv
import gzip
import io

import openpyxl

from odoo.tests import TransactionCase

PURCHASE_HEADINGS = [
    "订单号",
    "日期",
    "商品编码",
    "品名",
    "数量",
    "单价",
    "客户编号",
    "客户名称",
]
RETAIL_HEADINGS = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
).split(",")


def make_csv(rows, encoding="utf-8", delimiter=","):
    """Return rows as the bytes of a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def make_xlsx(rows, title="Sheet"):
    """Return rows as the bytes of a workbook."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_gz(content):
    """Return content packed."""
    return gzip.compress(content)


def retail_row(invoice="536365", code="85123A", quantity=6, price=2.55, **more):
    """Return one row in the layout of Online Retail."""
    return [
        invoice,
        code,
        more.get("name", "WHITE HANGING HEART"),
        str(quantity),
        more.get("date", "2010-12-01 08:26:00"),
        str(price),
        more.get("customer", "17850.0"),
        more.get("country", "United Kingdom"),
    ]


class ImportCase(TransactionCase):
    """A company of its own; imports run in the test's transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.currency = cls.env.ref("base.CNY")
        cls.currency.active = True
        cls.company = cls.env["res.company"].create(
            {
                "name": "Guangzhou Gifts",
                "currency_id": cls.currency.id,
                "country_id": cls.env.ref("base.cn").id,
            }
        )
        cls.history = cls.env["gift.sale.history"]

    def bring_in(self, content, preset="purchases", **values):
        """Import bytes or rows and return the record."""
        if isinstance(content, list):
            content = make_csv(content)
        values.setdefault("tz", "Asia/Shanghai")
        values.setdefault("company", self.company)
        return self.env["gift.import"].import_file(
            content, preset, commit=False, **values
        )

    def purchases(self, *rows, **values):
        """Import purchase rows under the usual headings."""
        return self.bring_in([PURCHASE_HEADINGS, *rows], **values)

    def retail(self, *rows, **values):
        """Import rows in the Online Retail layout."""
        return self.bring_in([RETAIL_HEADINGS, *rows], "online_retail", **values)

    def customers(self, headings, *rows, **values):
        """Import a customer list."""
        return self.bring_in([headings, *rows], "customer_list", **values)

    def lines_of(self, record):
        """Return the history of an import in the order of the file's lines."""
        return self.history.search([("import_id", "=", record.id)], order="id")

    def reasons(self, record):
        """Return (line, code) of each refused line."""
        return [(line.line_no, line.code) for line in record.refused_ids]
