"""Workbooks written row by row with constant memory, for exports of any length.

ORM-free: takes plain values, writes a file. Rules of decision 28: text stays text
(a name that starts with "=" is no formula, an address no link), numbers and dates are
real numbers and dates.
"""

import contextlib
import dataclasses
import datetime
import os
import tempfile

import xlsxwriter

#: a sheet's last row in Excel; longer exports go on on the next sheet
MAX_SHEET_ROWS = 1_048_576
CHUNK_BYTES = 256 * 1024
#: of every workbook: text stays text, whatever it begins with
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
#: characters that Excel refuses in a sheet's name
_BAD_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))

FORMATS = {
    "integer": "#,##0",
    "float": "#,##0.##",
    "monetary": "#,##0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm:ss",
}


@dataclasses.dataclass(frozen=True)
class Column:
    """One column: its heading and the kind of its values.

    :param title: heading as shown.
    :param kind: "char", "integer", "float", "monetary", "date", "datetime" or
        "boolean"; anything else is written as text.
    :param width: in characters.
    """

    title: str
    kind: str = "char"
    width: int = 16


def sheet_name(title, number=1):
    """Return a name that Excel accepts for the given sheet.

    :param str title: wished name; bad characters become spaces, 31 at most stay.
    :param int number: 1 for the first sheet, later ones get their number.
    """
    suffix = f" {number}" if number > 1 else ""
    name = title.translate(_BAD_IN_SHEET_NAME).strip("' ") or "Export"
    return name[: 31 - len(suffix)] + suffix


def write_workbook(path, title, columns, rows, max_rows=MAX_SHEET_ROWS):
    """Write rows to a workbook with constant memory.

    :param path: file to write.
    :param str title: name of the first sheet.
    :param columns: list of :class:`Column`.
    :param rows: iterable of tuples, as many values as columns; None and False are
        empty (False is "no" in a boolean column).
    :param int max_rows: rows of one sheet, its heading included.
    :return: number of rows written.
    """
    with xlsxwriter.Workbook(os.fspath(path), OPTIONS) as workbook:
        book = _Book(workbook, title, columns, max_rows)
        for row in rows:
            book.append(row)
        return book.count


class _Book:
    """Writes rows in order and opens the next sheet when one is full."""

    def __init__(self, workbook, title, columns, max_rows):
        self.workbook = workbook
        self.title = title
        self.columns = columns
        self.max_rows = max_rows
        self.count = 0
        self.sheets = 0
        self.bold = workbook.add_format({"bold": True, "bottom": 1})
        self.formats = {
            kind: workbook.add_format({"num_format": pattern})
            for kind, pattern in FORMATS.items()
        }
        self._open_sheet()

    def _open_sheet(self):
        self.sheets += 1
        self.sheet = self.workbook.add_worksheet(sheet_name(self.title, self.sheets))
        self.sheet.freeze_panes(1, 0)
        for index, column in enumerate(self.columns):
            self.sheet.set_column(index, index, column.width)
            self.sheet.write_string(0, index, column.title, self.bold)
        self.line = 1

    def append(self, row):
        if self.line >= self.max_rows:
            self._open_sheet()
        for index, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            self._write_cell(index, column.kind, value)
        self.line += 1
        self.count += 1

    def _write_cell(self, index, kind, value):
        if kind == "boolean":
            self.sheet.write_boolean(self.line, index, bool(value))
        elif value is None or value is False or value == "":
            return
        elif kind in ("integer", "float", "monetary"):
            self.sheet.write_number(self.line, index, value, self.formats[kind])
        elif isinstance(value, datetime.date | datetime.datetime):
            self.sheet.write_datetime(
                self.line, index, value, self.formats.get(kind, self.formats["date"])
            )
        else:
            self.sheet.write_string(self.line, index, str(value)[:32767])


@contextlib.contextmanager
def temporary_file(suffix=".xlsx"):
    """Give the path of a temporary file that is gone afterwards, whatever happens."""
    handle, path = tempfile.mkstemp(prefix="gift_export_", suffix=suffix)
    os.close(handle)
    try:
        yield path
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def read_chunks(path, size=CHUNK_BYTES):
    """Open a file now, give its bytes in pieces later.

    The file may be removed in between (an open file stays readable), so that nothing
    is left behind when the reader goes away half way.

    :param path: file to read.
    :param int size: bytes of one piece.
    :return: iterator of bytes.
    """
    stream = open(path, "rb")  # noqa: SIM115 (closed by the iterator)

    def pieces():
        with stream:
            while chunk := stream.read(size):
                yield chunk

    return pieces()
