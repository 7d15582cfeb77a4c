"""What a telephone exchange says about who calls, without the ORM."""

import re
from typing import NamedTuple

from .find_term import MASKED, TERM_SIZE, read_number
from .phone_cn import MASK, PhoneError, normalize, parse_phone

#: what exchanges write when the caller hides the number
WITHHELD = frozenset(
    "anonymous unknown private withheld restricted unavailable hidden blocked null "
    "none nonumber noname asserted 匿名 未知 无 无号码 隐藏 保密 未显示 -1 0 00".split()
)
#: digits that are dialled for an outside line
OUTSIDE_LINE = re.compile(r"^[09],?\s*(?=\d{10,})")
TAIL = 4


class CallerId(NamedTuple):
    """Who calls, as far as the number tells.

    ``kind``: ``number`` (``phone`` is E.164, ``extension`` behind it, ``line`` is
    mobile, landline, service or platform), ``withheld``, ``masked`` (``tail`` and
    ``head`` are known), ``partial`` (too short for a number, ``tail`` is all of it),
    ``invalid`` (no number at all).
    """

    kind: str
    text: str = ""
    phone: str = ""
    extension: str = ""
    line: str = ""
    head: str = ""
    tail: str = ""


def read_caller(value, region="CN"):
    """Return the :class:`CallerId` of what the exchange sent; never raises.

    :param value: text, a number, or nothing
    :param region: ISO country code for numbers without a country prefix
    """
    text = normalize("" if value is None or value is False else value)[:TERM_SIZE]
    text = read_number(text).strip()
    if re.sub(r"[\s_.]", "", text).lower() in WITHHELD or not text:
        return CallerId("withheld", text)
    for number in (text, OUTSIDE_LINE.sub("", text)):
        try:
            phone = parse_phone(number, region)
        except PhoneError:
            continue
        return CallerId("number", text, phone.e164, phone.extension, phone.kind)
    if MASK.search(text) and (match := MASKED.search(text)):
        return CallerId("masked", text, head=match["head"], tail=match["tail"])
    digits = re.sub(r"[\s()+-]", "", text)
    if digits.isascii() and digits.isdigit() and TAIL <= len(digits) <= 9:
        return CallerId("partial", text, tail=digits)
    return CallerId("invalid", text)
