"""Rows of a CSV, CSV.gz or XLSX file, one after the other, in bounded memory.

Nothing is ever evaluated: a formula is text like any other and starts with ``=``.
"""

import csv
import io
import itertools
from pathlib import Path

import openpyxl

from . import import_sniff
from .import_errors import FileRefusal, ImportRefusal
from .import_headings import find_heading_row

SNIFF_ROWS = 30
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(text):
    """Return ``text`` so that no spreadsheet takes it for a formula.

    For targets without cell types (CSV, clipboard). XLSX needs no change: our
    writers turn off formulas and links and write it as a string.
    """
    if isinstance(text, str) and text.startswith(DANGEROUS):
        return "'" + text
    return text


def open_table(source, sheet=None, limits=None):
    """Return a :class:`Table` over a path, bytes or a seekable binary file.

    :param sheet: name of the worksheet; by default the first one with rows
    :param limits: :class:`~.import_sniff.Limits`
    :raises FileRefusal: the file cannot be taken, with the reason
    """
    limits = limits or import_sniff.Limits()
    if isinstance(source, str | Path):
        try:
            source = open(source, "rb")  # noqa: SIM115 - closed by Table.close
        except OSError as error:
            raise FileRefusal("file_missing", value=source) from error
    elif isinstance(source, bytes | bytearray | memoryview):
        source = io.BytesIO(source)
    try:
        kind = import_sniff.detect(source, limits)
        table_class = XlsxTable if kind == "xlsx" else CsvTable
        return table_class(source, kind, limits, sheet)
    except BaseException:
        source.close()
        raise


class Table:
    """A list with headings. ``rows()`` may be asked for again and starts anew."""

    sheet = ""
    sheets = ()
    encoding = ""
    delimiter = ""

    def __init__(self, raw, kind, limits, sheet=None):
        self._raw = raw
        self.kind = kind
        self.limits = limits
        self._prepare(sheet)
        first = list(itertools.islice(self._lines(), SNIFF_ROWS))
        if not any(any(_filled(cell) for cell in cells) for _, cells in first):
            raise FileRefusal("file_no_rows")
        position = find_heading_row([cells for _, cells in first])
        self.heading_line, headings = first[position]
        self.headings = [
            "" if cell is None else str(cell).strip() for cell in _trim(headings)
        ]

    def close(self):
        """Close the file; the table cannot be read afterwards."""
        self._raw.close()

    def __enter__(self):
        return self

    def __exit__(self, *_args):
        self.close()

    def rows(self, after=0):
        """Yield ``(line, cells)`` of every row below the headings that is not blank.

        :param after: skip the lines up to and including this number (to resume)
        :returns: ``line`` counts from 1 as the editor shows it; ``cells`` is a list as
            long as the headings, or an :class:`ImportRefusal` when the row cannot be
            read as one
        """
        width = len(self.headings)
        start = max(after, self.heading_line)
        for count, (line, cells) in enumerate(self._lines()):
            if count > self.limits.rows:
                raise FileRefusal("too_many_rows", limit=self.limits.rows)
            if line <= start:
                continue
            if isinstance(cells, ImportRefusal):
                yield line, cells
                continue
            size = len(cells)
            if size == width and cells[-1] not in (None, ""):
                yield line, cells
                continue
            cells = _trim(cells)
            size = len(cells)
            if not size:
                continue
            if size > width:
                yield (
                    line,
                    ImportRefusal(
                        "too_many_cells", value=cells[width], found=size, width=width
                    ),
                )
            else:
                yield line, cells + [None] * (width - size)

    def _prepare(self, sheet):
        raise NotImplementedError

    def _lines(self):
        raise NotImplementedError


class CsvTable(Table):
    """Text with delimiters, packed or not."""

    def _prepare(self, sheet):
        self.encoding = import_sniff.detect_encoding(self._raw, self.kind, self.limits)
        lines = list(itertools.islice(self._text(), SNIFF_ROWS))
        self.delimiter = import_sniff.detect_delimiter(lines)

    def _text(self):
        binary = import_sniff.open_binary(self._raw, self.kind, self.limits)
        text = io.TextIOWrapper(binary, self.encoding, newline="")
        try:
            limit = self.limits.line_length
            for number in itertools.count(1):
                line = text.readline(limit)
                if not line:
                    return
                if len(line) >= limit:
                    raise FileRefusal("line_too_long", line=number, limit=limit)
                yield line.replace("\0", "") if "\0" in line else line
        except UnicodeDecodeError as error:
            raise FileRefusal("encoding_unknown", line=0) from error
        finally:
            if not self._raw.closed:
                text.detach()

    def _lines(self):
        reader = csv.reader(self._text(), delimiter=self.delimiter, strict=True)
        before = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # strict: an open quote would silently swallow the rest of the file
                if reader.line_num - before > 1 or "end of data" in str(error):
                    raise FileRefusal("quote_open", line=before + 1) from error
                yield before + 1, ImportRefusal("quote_stray")
            else:
                if len(cells) > self.limits.columns:
                    cells = _trim(cells)
                    if len(cells) > self.limits.columns:
                        raise FileRefusal("too_many_columns", line=before + 1)
                yield before + 1, cells
            before = reader.line_num


class XlsxTable(Table):
    """A worksheet, read as a stream."""

    def _prepare(self, sheet):
        try:
            self._book = openpyxl.load_workbook(
                self._raw, read_only=True, data_only=False, keep_links=False
            )
        except Exception as error:
            # a damaged workbook fails anywhere in zlib, XML parser or openpyxl
            raise FileRefusal("file_damaged") from error
        worksheets = self._book.worksheets
        self.sheets = tuple(each.title for each in worksheets)
        if not worksheets:
            raise FileRefusal("file_no_rows")
        if sheet and sheet not in self.sheets:
            raise FileRefusal("sheet_missing", value=sheet)
        if not sheet:
            sheet = next((name for name in self.sheets if self._has_rows(name)), None)
        self.sheet = sheet or self.sheets[0]

    def _has_rows(self, name):
        self.sheet = name
        rows = itertools.islice(self._lines(), SNIFF_ROWS)
        return any(any(_filled(cell) for cell in cells) for _, cells in rows)

    def _lines(self):
        worksheet = self._book[self.sheet]
        worksheet.reset_dimensions()  # what the file says of its size may be wrong
        try:
            rows = worksheet.iter_rows(values_only=True)
            for line, cells in enumerate(rows, 1):
                cells = _trim(list(cells))
                if len(cells) > self.limits.columns:
                    raise FileRefusal("too_many_columns", line=line)
                yield line, [_cell(cell) for cell in cells]
        except ImportRefusal:
            raise
        except Exception as error:
            raise FileRefusal("file_damaged") from error

    def close(self):  # pylint: disable=missing-return
        self._book.close()
        super().close()


def _cell(cell):
    if cell is None or isinstance(cell, str | int | float):
        return cell
    # array formulas and data tables come as objects: their text stands for them
    formula = getattr(cell, "text", None)
    return str(formula) if isinstance(formula, str) else cell


def _filled(cell):
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _trim(cells):
    size = len(cells)
    while size and not _filled(cells[size - 1]):
        size -= 1
    return list(cells[:size])
