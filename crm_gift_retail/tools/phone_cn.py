"""Phone numbers as gift retailers write them down, without the ORM.

Accepted: ``138 0013 8000``, ``0086…``, ``+86…``, full-width digits, a number with
an extension (``020-38881234转801``). Refused: masked numbers (``138****8000``),
numbers with a digit too few or too many (a number must be *valid*, not merely
possible) and numbers that a spreadsheet rounded (``1.38E+10``).

A number *identifies* a customer only when it is a private line: platforms'
temporary numbers (eleven digits plus four) die fifteen days after the order, and
switchboards with extensions and service numbers belong to everybody behind them.
"""

import re
import unicodedata
from typing import NamedTuple

import phonenumbers

MASK = re.compile(r"[*＊•●×✕□]|(?<=\d)[xX]{2,}")
SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d+$")
FLOAT_TAIL = re.compile(r"^(\d{5,})\.0+$")
LABEL = re.compile(
    r"^(?:电话|手机|手机号|手机号码|联系电话|座机|传真|tel|mobile|phone)\s*[:.\s]+",
    re.I,
)
EXTENSION = re.compile(
    r"(?:转|分机号?|内线|ext(?:ension)?\.?|#|,|;ext=|(?<=\d)\s*x)\s*[:.]?\s*"
    r"(?P<ext>\d{1,8})\s*(?:分机)?$",
    re.I,
)
# 13800138000-1234, 13800138000转1234, 138001380001234
PLATFORM = re.compile(
    r"^(?:\+?86[\s-]*|0086[\s-]*)?(?P<main>1[3-9]\d{9})"
    r"(?:\s*(?:-|转|ext\.?|,|#|_)\s*|)(?P<tail>\d{4})$",
    re.I,
)
# 020-38881234-801: a third group behind a landline is an extension
LANDLINE_TAIL = re.compile(
    r"^(?P<main>(?:\+?86[\s-]*|0086[\s-]*)?\(?0?\d{2,3}\)?[\s-]*\d{7,8})"
    r"-(?P<ext>\d{1,6})$"
)
SEPARATORS = re.compile(r"[/、;；|\n\r]+|(?<=\d{7})\s*,\s*(?=(?:\+|0|1[3-9])\d{9})")
TWO_MOBILES = re.compile(r"(?<=\d)\s+(?=1[3-9]\d{9}(?:\D|$))")
NOT_IDENTITY_TYPES = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.UAN,
        phonenumbers.PhoneNumberType.VOICEMAIL,
    }
)
MOBILE_TYPES = frozenset(
    {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    }
)


class PhoneError(ValueError):
    """A number that must not be stored; ``code`` says why, ``value`` what it was.

    Codes: ``phone_masked``, ``phone_rounded``, ``phone_invalid``.
    """

    def __init__(self, code, value):
        super().__init__(f"{code}: {value!r}")
        self.code = code
        self.value = value


class Phone(NamedTuple):
    """One valid number: E.164, the extension apart, and what it may be used for."""

    e164: str
    extension: str
    kind: str  # mobile, landline, platform, service
    identity: bool

    @property
    def display(self):
        """The number as people read it: international, with its extension."""
        number = phonenumbers.parse(self.e164, None)
        text = phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        return f"{text} ext. {self.extension}" if self.extension else text


def normalize(text):
    """Return ``text`` with full-width characters made ASCII and odd spaces removed."""
    text = unicodedata.normalize("NFKC", str(text))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc"))
    text = re.sub(r"[‐‑‒–—―−ー]", "-", text)
    return re.sub(r"\s+", " ", text).strip(" \t'\"`.,;:")


def parse_phone(value, region="CN"):
    """Return the :class:`Phone` in ``value`` (text or a spreadsheet's number).

    :param value: one number as somebody typed it
    :param region: ISO country code used for numbers without a country prefix
    :raises PhoneError: masked, rounded or not a valid number
    """
    raw = str(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = LABEL.sub("", normalize(value))
    if match := FLOAT_TAIL.match(text):
        text = match[1]
    if SCIENTIFIC.match(text):
        raise PhoneError("phone_rounded", raw)
    if MASK.search(text):
        raise PhoneError("phone_masked", raw)
    if match := PLATFORM.match(text):
        number = _valid(match["main"], "CN")
        if number:
            return Phone(_e164(number), match["tail"], "platform", False)
    extension = ""
    if match := EXTENSION.search(text):
        extension, text = match["ext"], text[: match.start()].strip(" -")
    elif (match := LANDLINE_TAIL.match(text)) and not _valid(text, region):
        extension, text = match["ext"], match["main"]
    number = _valid(text, region)
    if not number:
        raise PhoneError("phone_invalid", raw)
    extension = extension or number.extension or ""
    kind, identity = _kind(number)
    return Phone(_e164(number), extension, kind, identity and not extension)


def parse_phones(value, region="CN"):
    """Return all numbers of a cell and the errors of those that are none.

    A cell often holds several numbers (``138…/139…``). The first valid one is the
    main number. Inputs as :func:`parse_phone`; never raises.

    :returns: ``(list of Phone, list of PhoneError)``
    """
    if value in (None, "", False):
        return [], []
    phones, errors = [], []
    for part in split_numbers(value):
        try:
            phone = parse_phone(part, region)
        except PhoneError as error:
            errors.append(error)
        else:
            if phone not in phones:
                phones.append(phone)
    return phones, errors


def split_numbers(value):
    """Return the single numbers of a cell's text, in order, without empty ones."""
    if not isinstance(value, str):
        return [value]
    text = unicodedata.normalize("NFKC", value)
    parts = []
    for part in SEPARATORS.split(text):
        parts += TWO_MOBILES.split(part)
    return [part.strip() for part in parts if part.strip()]


def is_placeholder(value):
    """Return whether a cell says "no number" in words (无, -, N/A, 0)."""
    return normalize(value).lower() in {
        "",
        "-",
        "--",
        "0",
        "/",
        "无",
        "没有",
        "不详",
        "n/a",
        "na",
        "none",
        "null",
    }


def _kind(number):
    number_type = phonenumbers.number_type(number)
    if number_type in NOT_IDENTITY_TYPES:
        return "service", False
    return ("mobile" if number_type in MOBILE_TYPES else "landline"), True


def _valid(text, region):
    # libphonenumber turns letters into keypad digits and reads "abc" numbers;
    # in a customer list letters are never digits.
    if re.search(r"[^\d\s()+\-./]", text):
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _e164(number):
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
