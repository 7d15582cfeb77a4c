"""Tracking numbers as couriers and people write them, without the ORM."""

import re
import unicodedata

#: what joins the numbers of several parcels of one transfer
JOINT = ", "
NUMBER = re.compile(r"^[A-Z0-9]{6,30}$")
MARKS = re.compile(r"[\s\-_.'’`*]")
SPLIT = re.compile(r"[,;|/，；、\n]+")
ROUNDED = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{2}$")
#: digits that a spreadsheet keeps of a number
EXACT = 15


class NumberProblem(ValueError):
    """Text that is no tracking number; ``code`` says why."""

    def __init__(self, code, value):
        super().__init__(f"{code}: {value!r}")
        self.code = code
        self.value = value


def clean_number(value):
    """Return one tracking number in capitals without marks, ``""`` for nothing.

    :param value: a cell: text or a number
    :raises NumberProblem: ``number_rounded`` (a spreadsheet lost digits),
        ``number_formula`` or ``number_invalid``
    """
    if value is None or value is False or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= 10**EXACT:
            raise NumberProblem("number_rounded", value)
        value = int(value)
    if isinstance(value, int):
        if value >= 10**EXACT:
            # Excel keeps fifteen digits and writes zeros behind them.
            raise NumberProblem("number_rounded", value)
        value = str(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if text.startswith("="):
        raise NumberProblem("number_formula", value)
    if ROUNDED.match(text):
        raise NumberProblem("number_rounded", value)
    text = MARKS.sub("", text).upper()
    if text and not (NUMBER.match(text) and any(char.isdigit() for char in text)):
        raise NumberProblem("number_invalid", value)
    return text


def split_numbers(value):
    """Return the tracking numbers of a cell, each once, in order.

    :param value: a cell; several parcels' numbers are parted by commas or the like
    :raises NumberProblem: see :func:`clean_number`
    """
    if not isinstance(value, str):
        number = clean_number(value)
        return [number] if number else []
    parts = SPLIT.split(unicodedata.normalize("NFKC", value))
    numbers = (clean_number(part) for part in parts)
    return list(dict.fromkeys(number for number in numbers if number))


def join_numbers(numbers):
    """Return several numbers as they are kept on a transfer."""
    return JOINT.join(dict.fromkeys(numbers))
