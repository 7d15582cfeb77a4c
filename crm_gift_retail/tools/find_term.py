"""What somebody means who types a few characters to find a customer, without the ORM.

Full numbers in any writing, the last digits with or without a name (``8000 王``,
尾号8000), masked numbers (``138****8000``), e-mail addresses, pinyin (``wz``), and
whatever else may be a name, a WeChat name or the number of an order or a parcel.
"""

import re
from typing import NamedTuple

from .person_name import clean_name
from .phone_cn import MASK, PhoneError, normalize, parse_phone

#: text beyond this is noise
TERM_SIZE = 80
TAIL_MIN = 4
TAIL_MAX = 12
TAIL_WORDS = re.compile(
    r"尾号|末尾|末[四4]位|后[四4]位|最后[四4]位|电话|手机号?|last\s*(?:four|4)|tail",
    re.I,
)
CALL_SCHEME = re.compile(r"^\s*(?:sips?|tel|callto)\s*:\s*", re.I)
MASKED = re.compile(r"(?P<head>\d{3,7})[^\d\s]+(?P<tail>\d{4})$")
TAIL_FIRST = re.compile(
    r"^(?P<tail>[\d-]{4,14})(?:\s+(?P<rest>\D+)|(?P<cjk>[㐀-鿿]\D*))$"
)
TAIL_LAST = re.compile(
    r"^(?:(?P<rest>\D+)\s+|(?P<cjk>\D*[㐀-鿿]))(?P<tail>[\d-]{4,14})$"
)
LETTERS = re.compile(r"^[A-Za-z][A-Za-z' ]*$")
EMAIL = re.compile(r"^[^\s@]+@[^\s@]+\.[^\s@]+$")


class Term(NamedTuple):
    """A search term, taken apart. Empty parts are empty strings.

    ``phone`` is E.164 and ``extension`` what was dialled behind it; ``tail`` the last
    digits of a number and ``head`` digits that must precede them; ``name`` the text
    that may be a name, in small letters; ``letters`` the same when it may be pinyin.
    """

    text: str = ""
    phone: str = ""
    extension: str = ""
    kind: str = ""  # of the phone: mobile, landline, platform, service
    email: str = ""
    head: str = ""
    tail: str = ""
    name: str = ""
    letters: str = ""


def read_term(text, region="CN"):
    """Return the :class:`Term` of what somebody typed; never raises.

    :param text: any text
    :param region: ISO country code for numbers without a country prefix
    """
    text = normalize(text or "")[:TERM_SIZE].strip()
    if not text:
        return Term()
    number = read_number(text)
    if number == text and EMAIL.match(text):
        return Term(text=text, email=text.lower())
    try:
        phone = parse_phone(number, region)
    except PhoneError:
        return _read_digits(text) or _read_words(text)
    return Term(text=text, phone=phone.e164, extension=phone.extension, kind=phone.kind)


def read_number(text):
    """Return the number of an address such as ``sip:138…@pbx`` or ``tel:+86…``.

    :param text: as the telephone exchange writes it; other text is returned as it is
    """
    number = CALL_SCHEME.sub("", text)
    return number.split("@")[0] if number != text else text


def _read_digits(text):
    """Return the term when digits are the tail of a number, alone or with a name."""
    plain = TAIL_WORDS.sub(" ", text).strip(" :")
    if MASK.search(plain) and (match := MASKED.search(plain)):
        return Term(text=text, head=match["head"], tail=match["tail"])
    digits = re.sub(r"[\s-]", "", plain)
    if digits.isascii() and digits.isdigit():
        fits = TAIL_MIN <= len(digits) <= TAIL_MAX
        return Term(text=text, tail=digits if fits else "")
    match = TAIL_FIRST.match(plain) or TAIL_LAST.match(plain)
    if match and len(tail := match["tail"].replace("-", "")) >= TAIL_MIN:
        words = _read_words(match["rest"] or match["cjk"])
        return words._replace(text=text, tail=tail[-TAIL_MAX:])
    return None


def _read_words(text):
    letters = re.sub(r"[' ]", "", text).lower() if LETTERS.match(text) else ""
    return Term(text=text, name=clean_name(text).casefold(), letters=letters)
