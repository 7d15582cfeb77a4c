"""Rows of a list of recipients: who gets what, where. ORM-free.

A row that cannot be used is refused with a code; the words are in
``models/gift_recipient_list.py``. Nothing is guessed: a missing city is taken from the
address only where the address begins with it.
"""

import dataclasses
import datetime
import re
import unicodedata

from .import_errors import ImportRefusal
from .import_values import parse_date, parse_number, to_code, to_text

#: field -> headings that people write, folded
HEADINGS = {
    "name": ("收件人", "收货人", "收礼人", "姓名", "name", "recipient"),
    "phone": ("电话", "手机", "手机号", "联系电话", "phone", "mobile", "telephone"),
    "province": ("省", "省份", "省/直辖市", "province", "state"),
    "city": ("市", "城市", "地市", "city"),
    "district": ("区", "区县", "区/县", "县", "district"),
    "street": ("地址", "详细地址", "收货地址", "街道", "address", "street"),
    "zip": ("邮编", "邮政编码", "zip", "postcode", "postal code"),
    "card": ("卡片", "贺卡", "贺卡内容", "卡片内容", "card", "card text", "message"),
    "deliver_by": ("送达日期", "送达期限", "到货日期", "deliver by", "delivery date"),
    "quantity": ("数量", "件数", "份数", "quantity", "qty", "pieces"),
}
NEEDED = ("name", "phone", "street")
#: cities that are their own province
MUNICIPALITIES = ("北京", "上海", "天津", "重庆")
_FIELD = {word: name for name, words in HEADINGS.items() for word in words}
_PLACE = re.compile(
    r"^(?:(?P<province>[^\s市区县]{2,7}?(?:省|自治区|特别行政区)))?\s*"
    r"(?P<city>[^\s省区县]{2,9}?(?:市|自治州|地区|盟))"
)
MAX_QUANTITY = 1_000_000
MIN_DIGITS, MAX_DIGITS = 7, 15
MAX_TEXT = {"name": 100, "street": 250, "card": 2_000}


@dataclasses.dataclass(frozen=True)
class Recipient:
    """One usable row.

    :param int row: line of the file.
    :param dict quantities: ``{product key: Decimal}``; the key None is "quantity".
    """

    row: int
    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    zip: str
    card: str
    deliver_by: datetime.date | None
    quantities: dict


def fold(text):
    """Return a heading as it is compared: NFKC, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", to_text(text)).casefold().split())


def map_headings(headings, products):
    """Say what each column is.

    :param list headings: of the file.
    :param dict products: ``{folded reference or name: key}``.
    :return: (``{field: index}``, ``{product key: index}``, headings nobody knows)
    :raise ImportRefusal: ``heading_missing`` (``field``), ``heading_twice`` (``value``)
    """
    places, columns, unknown = {}, {}, []
    for index, heading in enumerate(headings):
        word = fold(heading)
        if not word:
            continue
        if word in _FIELD:
            target, key = places, _FIELD[word]
        elif word in products:
            target, key = columns, products[word]
        else:
            unknown.append(to_text(heading))
            continue
        if key in target:
            raise ImportRefusal("heading_twice", value=heading)
        target[key] = index
    for name in NEEDED:
        if name not in places:
            raise ImportRefusal("heading_missing", name)
    return places, columns, unknown


def read_row(row, cells, places, columns):
    """Read one row.

    :param int row: line of the file.
    :param list cells: values as the file gives them.
    :param dict places: of :func:`map_headings`.
    :param dict columns: likewise; with such columns "quantity" is not read.
    :return: :class:`Recipient`
    :raise ImportRefusal: with code, field and value
    """

    def text(name):
        if name not in places:
            return ""
        words = to_text(cells[places[name]])
        if words.startswith("="):
            raise ImportRefusal("formula", name, words)
        if len(words) > MAX_TEXT.get(name, 120):
            raise ImportRefusal("too_long", name, words)
        return words

    values = {name: text(name) for name in HEADINGS if name not in _READ_APART}
    for name in NEEDED:
        if not values[name]:
            raise ImportRefusal("missing", name)
    values["phone"] = _phone(cells[places["phone"]])
    if "zip" in places:
        values["zip"] = to_code(cells[places["zip"]])
    _fill_place(values)
    return Recipient(
        row=row,
        deliver_by=_day(cells, places),
        quantities=_quantities(cells, places, columns),
        **values,
    )


_READ_APART = frozenset({"deliver_by", "quantity"})


def _phone(cell):
    """Return the number as written; masked and short ones are refused."""
    words = unicodedata.normalize("NFKC", to_code(cell))
    digits = sum(letter.isdigit() for letter in words)
    if "*" in words or not MIN_DIGITS <= digits <= MAX_DIGITS:
        raise ImportRefusal("phone", "phone", words)
    return words


def _fill_place(values):
    """Find the city in the address where it has no column, or refuse the row."""
    if values["city"]:
        return
    for place in MUNICIPALITIES:
        if values["province"].startswith(place) or (
            not values["province"] and values["street"].startswith(place)
        ):
            values["city"] = f"{place}市"
            return
    match = _PLACE.match(values["street"])
    if not match:
        raise ImportRefusal("missing", "city")
    values["city"] = match["city"]
    values["province"] = values["province"] or match["province"] or ""


def _day(cells, places):
    """Return the day by which it must be there, or None."""
    if "deliver_by" not in places or cells[places["deliver_by"]] in (None, ""):
        return None
    return parse_date(cells[places["deliver_by"]], "deliver_by").date()


def _quantities(cells, places, columns):
    """Return what the recipient gets; nothing at all is refused."""
    wanted = columns or {None: places.get("quantity")}
    found = {}
    for key, index in wanted.items():
        cell = None if index is None else cells[index]
        if cell is None or to_text(cell) == "":
            if columns or index is not None:
                continue
            cell = 1  # a list without quantities: one for each
        number = parse_number(cell, "quantity")
        if not 0 <= number <= MAX_QUANTITY:
            raise ImportRefusal("quantity", "quantity", cell)
        if number:
            found[key] = number
    if not found:
        raise ImportRefusal("missing", "quantity")
    return found
