"""What a clerk typed into the one field of quick capture, without the ORM.

People give a whole number, the last four digits, initials, a WeChat name or the number
of an order. :func:`read_term` says which it looks like and, of a number, what is wrong
with it, so that the screen can say so in words.
"""

import re
from typing import NamedTuple

from .phone_cn import MASK, Phone, PhoneError, normalize, parse_phone

#: Longest term that is looked at; more is a slip of the clipboard.
TERM_SIZE = 100
#: Digits that may be the end of somebody's number.
TAIL = re.compile(r"^\d{3,6}$")
#: A number, perhaps masked, perhaps with an extension, and nothing else.
NUMBER = re.compile(
    r"^[+(]?[\d*＊•●×xX()\s+./-]{7,}"
    r"(?:(?:转|分机号?|内线|ext(?:ension)?\.?|#|,)\s*\d{1,8}\s*(?:分机)?)?$",
    re.I,
)
MOBILE_START = re.compile(r"^(?:0086|86)?(1[3-9]\d*)$")
MOBILE_SIZE = 11


class Reading(NamedTuple):
    """What a term looks like.

    ``kind``: ``empty``, ``tail``, ``phone`` (a number that may be stored), ``wrong``
    (meant as a number, not one; see ``problem``) or ``text``. ``problem``: ``masked``,
    ``rounded``, ``short``, ``long`` or ``invalid``. ``digits``: how many were typed.
    """

    kind: str
    text: str
    phone: Phone | None = None
    problem: str = ""
    digits: int = 0


def read_term(term, region="CN"):
    """Return the :class:`Reading` of what somebody typed.

    :param term: any text; only its first ``TERM_SIZE`` characters count
    :param str region: ISO country code of numbers without a country prefix
    """
    text = normalize(str(term or "")[:TERM_SIZE])
    if not text:
        return Reading("empty", "")
    if TAIL.match(text):
        return Reading("tail", text, digits=len(text))
    if not NUMBER.match(text):
        return Reading("text", text)
    return read_number(text, region)


def read_number(text, region="CN"):
    """Return the :class:`Reading` of a text that is meant as a phone number.

    :param str text: as typed into a field for numbers
    :param str region: ISO country code of numbers without a country prefix
    :return: kind ``empty``, ``phone`` or ``wrong``
    """
    text = normalize(str(text or "")[:TERM_SIZE])
    digits = re.sub(r"\D", "", text)
    if not text:
        return Reading("empty", "")
    try:
        phone = parse_phone(text, region)
    except PhoneError as error:
        problem = _problem(error, text, digits)
        return Reading("wrong", text, None, problem, len(digits))
    return Reading("phone", text, phone, digits=len(digits))


def _problem(error, text, digits):
    """Say more than "invalid" of a mainland mobile with digits amiss."""
    if error.code == "phone_masked" or MASK.search(text):
        return "masked"
    if error.code == "phone_rounded":
        return "rounded"
    if match := MOBILE_START.match(digits):
        if len(match[1]) < MOBILE_SIZE:
            return "short"
        if len(match[1]) > MOBILE_SIZE:
            return "long"
    return "invalid"
