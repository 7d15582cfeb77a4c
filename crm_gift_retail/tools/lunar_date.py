"""Birthdays in the solar and the lunar calendar, without the ORM.

A birthday may lack its year. A lunar one is kept as written (month, day, leap) and
turned into a solar date per year: a leap month that a year does not have falls on
the plain month, a 30th of a short month on the 29th, 29 February on the 28th.
"""

import calendar
import datetime
import re
import unicodedata
from typing import NamedTuple

from lunardate import LunarDate

FIRST_YEAR, LAST_YEAR = 1900, 2099  # the range of lunardate's table
MONTH_WORDS = {
    "正": 1,
    "元": 1,
    "冬": 11,
    "腊": 12,
    "臘": 12,
    "十二": 12,
    "十一": 11,
    **{word: number for number, word in enumerate("一二三四五六七八九十", 1)},
}
DIGITS = {word: str(number) for number, word in enumerate("〇一二三四五六七八九")}
DIGITS["零"] = "0"
DAY_WORDS = {
    **{f"初{word}": n for n, word in enumerate("一二三四五六七八九十", 1)},
    **{word: n for n, word in enumerate("一二三四五六七八九十", 1)},
    **{f"十{word}": n for n, word in enumerate("一二三四五六七八九", 11)},
    **{f"廿{word}": n for n, word in enumerate("一二三四五六七八九", 21)},
    **{f"二十{word}": n for n, word in enumerate("一二三四五六七八九", 21)},
    "二十": 20,
    "廿": 20,
    "三十": 30,
    "卅": 30,
    "三十一": 31,
}
LUNAR_MARK = re.compile(r"农历|農曆|阴历|陰曆|旧历|lunar", re.I)
SOLAR_MARK = re.compile(r"公历|公曆|阳历|陽曆|新历|solar|gregorian", re.I)
LUNAR_WORDS = re.compile(r"[闰閏正腊臘冬初廿卅]")
WORDED = re.compile(
    r"^(?:(?P<year>[〇零一二三四五六七八九]{4}|\d{4})年)?(?P<leap>[闰閏])?"
    r"(?P<month>正|元|冬|腊|臘|十[一二]?|[一二三四五六七八九]|\d{1,2})月"
    r"(?P<day>[初一二三四五六七八九十廿卅]{1,3}|\d{1,2})(?:日|号)?$"
)
NUMERIC = re.compile(
    r"^(?:(?P<year>\d{4})[-/.])?(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[ T]00:00(?::00)?)?$"
)
COMPACT = re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$")


class BirthdayError(ValueError):
    """Text that is no birthday; ``code`` is ``birthday_invalid``."""

    def __init__(self, value):
        super().__init__(f"birthday_invalid: {value!r}")
        self.code = "birthday_invalid"
        self.value = value


class Birthday(NamedTuple):
    """A birthday; ``year`` is 0 when nobody said it."""

    calendar: str  # "solar" or "lunar"
    year: int
    month: int
    day: int
    leap: bool = False

    def solar(self, year):
        """Return the :class:`datetime.date` on which it is kept in ``year``.

        For a lunar birthday ``year`` is the lunar year (its twelfth month lies in
        the next solar one).

        :raises ValueError: outside the years of the lunar table (1900 to 2099)
        """
        if self.calendar == "solar":
            last = calendar.monthrange(year, self.month)[1]
            return datetime.date(year, self.month, min(self.day, last))
        return lunar_to_solar(year, self.month, self.day, self.leap)

    def text(self):
        """Return it as written in lists: ``1985-08-15`` or ``农历1985年闰四月初三``."""
        if self.calendar == "solar":
            year = f"{self.year:04d}-" if self.year else ""
            return f"{year}{self.month:02d}-{self.day:02d}"
        year = f"{self.year}年" if self.year else ""
        leap = "闰" if self.leap else ""
        return f"农历{year}{leap}{self.month}月{self.day}日"


def lunar_to_solar(year, month, day, leap=False):
    """Return the solar date of a lunar one, mended for short and absent leap months.

    :raises ValueError: outside the years of the lunar table, or no such month or day
    """
    if not FIRST_YEAR <= year < LAST_YEAR or not (1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(f"no lunar date {year}-{month}-{day}")
    for candidate in ((day, leap), (day - 1, leap), (day, False), (day - 1, False)):
        try:
            return _solar(year, month, *candidate)
        except ValueError:
            continue
    raise ValueError(f"no lunar date {year}-{month}-{day}")


def _solar(year, month, day, leap):
    date = LunarDate(year, month, day, leap)
    # the method was renamed in lunardate 0.3
    return (getattr(date, "to_solar_date", None) or date.toSolarDate)()


def parse_birthday(value, lunar=None):
    """Return the :class:`Birthday` in ``value``.

    :param value: text (``1985/3/8``, ``3月8日``, ``农历八月十五``, ``腊月初八``),
        a date or a datetime
    :param lunar: True or False when the column says which calendar; None to tell it
        from the text (words such as 农历, 腊月, 初八), else solar
    :raises BirthdayError: nothing of the kind, or a day that does not exist
    """
    if isinstance(value, datetime.date):
        kind = "lunar" if lunar else "solar"
        return _checked(value, kind, value.year, value.month, value.day, False)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(value))).strip()
    marked = LUNAR_MARK.search(text)
    unmarked = SOLAR_MARK.search(text)
    text = SOLAR_MARK.sub("", LUNAR_MARK.sub("", text)).strip(" ()[]:,，：")
    compact = text.replace(" ", "")
    match = WORDED.match(compact) or NUMERIC.match(text) or COMPACT.match(text)
    if not match:
        raise BirthdayError(value)
    groups = match.groupdict()
    if marked:
        lunar = True
    elif unmarked:
        lunar = False
    elif lunar is None:
        lunar = bool(LUNAR_WORDS.search(compact))
    year = _number(groups["year"], {}) if groups["year"] else 0
    month = _number(groups["month"], MONTH_WORDS)
    day = _number(groups["day"], DAY_WORDS)
    kind = "lunar" if lunar else "solar"
    return _checked(value, kind, year, month, day, bool(groups.get("leap")))


def _number(text, words):
    if text in words:
        return words[text]
    text = "".join(DIGITS.get(char, char) for char in text)
    return int(text) if text.isdigit() else 0


def _checked(value, kind, year, month, day, leap):
    this_year = datetime.date.today().year
    ok = 1 <= month <= 12 and (not year or FIRST_YEAR <= year <= this_year)
    if ok and kind == "lunar":
        ok = 1 <= day <= 30
        if ok and year and year < LAST_YEAR:
            # A stated year must have that day: only then is it a slip of the pen.
            try:
                _solar(year, month, day, leap)
            except ValueError:
                ok = False
    elif ok:
        ok = not leap and 1 <= day <= calendar.monthrange(year or 2000, month)[1]
    if not ok:
        raise BirthdayError(value)
    return Birthday(kind, year, month, day, leap)
