"""A courier's file with tracking numbers: which columns, which rows, without the ORM.

Couriers send back their own sheet: our reference beside their number, sometimes the
day on which somebody signed; or numbers alone, in the order in which we asked.
"""

import re
from typing import NamedTuple

from .import_errors import ImportRefusal
from .import_headings import normalize_heading
from .import_values import parse_date, to_text
from .tracking_number import NumberProblem, split_numbers

HEADINGS = {
    "number": (
        "运单号 运单编号 快递单号 物流单号 面单号 单号 邮件号 邮件号码 快递号 母单号 "
        "运单号码 物流运单号 货运单号 tracking trackingnumber trackingno waybill "
        "waybillno waybillnumber parcel parcelnumber shipmentnumber"
    ),
    "reference": (
        "客户订单号 订单号 订单编号 商家订单号 客户单号 客户参考号 参考号 出库单号 "
        "外部单号 平台订单号 交货单号 发货单号 reference ref order orderno ordernumber "
        "customerreference yourreference transfer delivery"
    ),
    "signed": (
        "签收时间 签收日期 妥投时间 妥投日期 送达时间 送达日期 签收 signed signedon "
        "signdate signeddate delivered deliveredon deliverydate deliveredat"
    ),
    "name": (
        "收件人 收件人姓名 收货人 收货人姓名 收方姓名 收件方姓名 收方联系人 "
        "recipient recipientname consignee receiver receivername"
    ),
}
_KNOWN = {
    heading: field for field, text in HEADINGS.items() for heading in text.split()
}
MASKS = re.compile(r"[*＊x×某]", re.I)


class TrackingRow(NamedTuple):
    """One row of the file; ``problem`` is ``(code, value)`` of what is wrong."""

    line: int
    reference: str = ""
    numbers: tuple = ()
    signed: object = None  # naive local datetime
    name: str = ""
    problem: tuple = ()


class TrackingSheet(NamedTuple):
    """The file's rows and which columns were found."""

    rows: list
    fields: frozenset


def find_columns(headings):
    """Return ``{field: index}`` of the columns that are known, the first of each."""
    found = {}
    for index, heading in enumerate(headings):
        field = _KNOWN.get(normalize_heading(heading))
        if field:
            found.setdefault(field, index)
    return found


def read_sheet(table):
    """Return the :class:`TrackingSheet` of an opened table.

    A file without known headings is taken when its first row already holds a number:
    then that column is the number's, and nothing else is guessed.

    :param table: ``import_reader.Table``
    :raises ImportRefusal: ``tracking_no_column``
    """
    columns = find_columns(table.headings)
    rows = []
    if "number" not in columns:
        columns = _column_without_heading(table)
        rows.append(read_row(table.heading_line, table.headings, columns))
    for line, cells in table.rows():
        if isinstance(cells, ImportRefusal):
            rows.append(TrackingRow(line, problem=(cells.code, cells.value)))
        else:
            rows.append(read_row(line, cells, columns))
    return TrackingSheet(rows, frozenset(columns))


def _column_without_heading(table):
    """Return the one column that holds a number where headings should be."""
    places = []
    for index, cell in enumerate(table.headings):
        try:
            numbers = split_numbers(cell)
        except NumberProblem:
            continue
        if numbers and sum(char.isdigit() for char in numbers[0]) >= 6:
            places.append(index)
    if len(places) != 1:
        raise ImportRefusal(
            "tracking_no_column", value=" · ".join(filter(None, table.headings))
        )
    return {"number": places[0]}


def read_row(line, cells, columns):
    """Return the :class:`TrackingRow` of one row.

    :param line: number of the row in the file
    :param cells: its cells
    :param columns: of :func:`find_columns`
    """

    def cell(field):
        return cells[columns[field]] if field in columns else None

    row = TrackingRow(
        line,
        reference=to_text(cell("reference"))[:64],
        name=to_text(cell("name"))[:64],
    )
    try:
        numbers = tuple(split_numbers(cell("number")))
    except NumberProblem as problem:
        return row._replace(problem=(problem.code, to_text(problem.value)[:64]))
    row = row._replace(numbers=numbers)
    if cell("signed") not in (None, ""):
        try:
            row = row._replace(signed=parse_date(cell("signed"), "signed"))
        except ImportRefusal as refusal:
            return row._replace(problem=(refusal.code, refusal.value[:64]))
    if not numbers:
        return row._replace(problem=("number_missing", ""))
    return row


def same_person(written, known):
    """Tell whether a courier's (often masked) name may be the one that we know.

    >>> same_person("王*", "王小明")
    True
    >>> same_person("李四", "王小明")
    False

    :param written: as in the file; an empty one says nothing
    :param known: names that we have of the recipient
    """
    written = re.sub(r"\s", "", written).casefold()
    if not written:
        return True
    parts = []
    for char in written:
        part = ".*" if MASKS.match(char) else re.escape(char)
        if parts[-1:] != [".*"] or part != ".*":
            parts.append(part)
    pattern = "".join(parts)
    for name in known:
        name = re.sub(r"\s", "", name or "").casefold()
        if name and (re.fullmatch(pattern, name) or name in written):
            return True
    return False
