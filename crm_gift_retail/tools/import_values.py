"""Dates and numbers as people and spreadsheets write them, without the ORM."""

import datetime
import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from .import_errors import ImportRefusal

EXCEL_EPOCH = datetime.datetime(1899, 12, 30)
SERIAL_RANGE = (20000, 80000)  # 1954 to 2119
YEARS = (1970, 2100)
MAX_NUMBER = Decimal(10) ** 12
MAX_DECIMALS = 10

_TIME = (
    r"(?:[T\s]+(?P<h>\d{1,2})[:时点](?P<mi>\d{2})分?(?::?(?P<s>\d{2})秒?(?:\.\d+)?)?"
    r"\s*(?P<ap>am|pm)?\s*(?P<tz>Z|[+-]\d{2}:?\d{2})?)?$"
)
YMD = re.compile(
    r"^(?P<y>\d{4})\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})\s*[日号]?"
    + _TIME,
    re.I,
)
COMPACT = re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})" + _TIME, re.I)
XY_YEAR = re.compile(
    r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})" + _TIME, re.I
)
SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
CURRENCY = re.compile(
    r"^(?:rmb|cny|usd|eur|gbp|hkd|jpy|us\$|hk\$|[¥$€£₩])|(?:元|rmb|cny|usd|eur|gbp|hkd|jpy|[¥$€£₩])$",
    re.I,
)
GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
GROUPED_DOT = re.compile(r"^\d{1,3}(?:\.\d{3})+,\d+$")
CHINESE_GROUPED = re.compile(r"^\d{1,4}(?:,\d{4})+(?:\.\d+)?$")
PLAIN = re.compile(r"^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?$", re.I)
UNITS = {"万": 10_000, "千": 1_000, "亿": 100_000_000}


def to_text(value):
    """Return a cell as stored text: NFC, no control characters, spaces mended.

    A number loses a spreadsheet's ``.0``; a text that starts with ``=`` stays text.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value.strip()
        text = unicodedata.normalize("NFC", value).replace("\u3000", " ")
        text = "".join(
            " " if c in "\t\r\n\xa0" else c
            for c in text
            if c in "\t\r\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
        )
        return re.sub(r" {2,}", " ", text).strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return (
            str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
        )
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def to_code(value):
    """Return an identifier as text; ``17850.0`` (a float written as text) is 17850."""
    text = to_text(value)
    if text.endswith(".0") and text[:-2].isdigit():
        return text[:-2]
    return text


@lru_cache(maxsize=20_000)
def _number_from_text(raw):
    text = unicodedata.normalize("NFKC", raw).strip()
    text = re.sub(r"[\s\u00a0\u202f']", "", text).replace("−", "-")
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1]
    for _round in range(2):  # sign and currency come in either order: -¥5, ¥-5
        if text[:1] in "+-" and text:
            negative ^= text[0] == "-"
            text = text[1:]
        text = CURRENCY.sub("", text)
    if text.endswith("-"):
        negative, text = not negative, text[:-1]
    factor = UNITS.get(text[-1:], 1)
    if factor != 1:
        text = text[:-1]
    if GROUPED.match(text) or CHINESE_GROUPED.match(text):
        text = text.replace(",", "")
    elif GROUPED_DOT.match(text):
        text = text.replace(".", "").replace(",", ".")
    if not PLAIN.match(text):
        return None
    try:
        number = Decimal(text) * factor
    except InvalidOperation:
        return None
    return -number if negative else number


def parse_number(value, field):
    """Return the :class:`~decimal.Decimal` in a cell.

    Taken: ``1,234.5``, ``１２３``, ``¥1,234``, ``(5.00)`` and ``5-`` (negative),
    ``1.2万``, ``1.234,56`` (both signs there, so no doubt). ``1,5`` is refused:
    nobody can tell.

    :param field: name of the field, for the refusal
    :raises ImportRefusal: ``number_missing``, ``number_formula``, ``number_invalid``,
        ``number_too_large``
    """
    if value is None or value == "":
        raise ImportRefusal("number_missing", field)
    if isinstance(value, str):
        number = _number_from_text(value)
        if number is None:
            text = value.strip()
            if not text:
                raise ImportRefusal("number_missing", field)
            code = "number_formula" if text.startswith("=") else "number_invalid"
            raise ImportRefusal(code, field, value)
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ImportRefusal("number_invalid", field, value)
    else:
        if isinstance(value, float):
            if not math.isfinite(value):
                raise ImportRefusal("number_invalid", field, value)
            # what a spreadsheet shows: 15 digits, not the binary fraction
            value = repr(float(f"{value:.15g}"))
        number = Decimal(value)
    if not -MAX_NUMBER < number < MAX_NUMBER:
        raise ImportRefusal("number_too_large", field, value)
    if number.as_tuple().exponent < -MAX_DECIMALS:
        number = round(number, MAX_DECIMALS)
    return number


@lru_cache(maxsize=20_000)
def _date_from_text(raw, order):
    text = unicodedata.normalize("NFKC", raw).strip()
    text = re.sub(r"\s*(?:星期|周)[一二三四五六日天]\s*", " ", text).strip()
    match = YMD.match(text) or COMPACT.match(text)
    if match:
        parts = int(match["y"]), int(match["m"]), int(match["d"])
    elif match := XY_YEAR.match(text):
        first, second = int(match["a"]), int(match["b"])
        if order == "dmy" or (order != "mdy" and first > 12 and second <= 12):
            day, month = first, second
        elif order == "mdy" or (second > 12 and first <= 12) or first == second:
            month, day = first, second
        else:
            return "date_ambiguous"
        parts = int(match["y"]), month, day
    elif SERIAL.match(text):
        return _from_serial(float(text))
    else:
        return None
    hour, minute, second = (int(match[key] or 0) for key in ("h", "mi", "s"))
    half = (match["ap"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        moment = datetime.datetime(*parts, hour, minute, second)
        if zone := match["tz"]:
            zone = "+0000" if zone in "Zz" else zone.replace(":", "")
            moment = moment.replace(
                tzinfo=datetime.datetime.strptime(zone, "%z").tzinfo
            )
    except ValueError:
        return None
    return moment


def _from_serial(number):
    if not SERIAL_RANGE[0] <= number <= SERIAL_RANGE[1]:
        return None
    # whole seconds: 0.1 s of float error must not move a time
    return EXCEL_EPOCH + datetime.timedelta(seconds=round(number * 86400))


def parse_date(value, field="date", order="", tz=None):
    """Return the naive local :class:`~datetime.datetime` in a cell.

    Taken: datetime cells, Excel's serial numbers, ``2025/3/8``, ``2025年3月8日``,
    ISO with time and zone, ``20250308``; ``13/05/2025`` because only one reading
    exists, ``05/06/2025`` only when ``order`` says which.

    :param order: ``"dmy"``, ``"mdy"`` or ``""``
    :param tz: :class:`~datetime.tzinfo` into which a time with a zone is turned
    :raises ImportRefusal: ``date_missing``, ``date_invalid``, ``date_ambiguous``,
        ``date_range``
    """
    if value is None or value == "":
        raise ImportRefusal("date_missing", field)
    if isinstance(value, datetime.datetime):
        moment = value
    elif isinstance(value, datetime.date):
        moment = datetime.datetime(value.year, value.month, value.day)
    elif isinstance(value, str):
        if not value.strip():
            raise ImportRefusal("date_missing", field)
        moment = _date_from_text(value, order)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        moment = _from_serial(value) if math.isfinite(value) else None
        if moment is None:
            moment = _date_from_text(to_text(value), order)
    else:
        moment = None
    if moment == "date_ambiguous":
        raise ImportRefusal("date_ambiguous", field, value)
    if moment is None:
        raise ImportRefusal("date_invalid", field, value)
    if moment.tzinfo:
        moment = moment.astimezone(tz or datetime.timezone.utc).replace(tzinfo=None)
    if not YEARS[0] <= moment.year < YEARS[1]:
        raise ImportRefusal("date_range", field, value)
    return moment.replace(microsecond=0)


def number_text(number):
    """Return a Decimal in one canonical spelling (for keys): 2.50 and 2.5 are one."""
    if number == number.to_integral_value():
        return str(int(number))
    return format(number.normalize(), "f")
