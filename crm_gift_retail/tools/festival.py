"""The festivals on which the trade gives, solar and lunar, without the ORM.

Days come from the lunar table of ``tools/lunar_date.py`` (1900 to 2098); what else is
said here is the trade's practice, a default that the company edits on its own dates.
"""

import datetime
from typing import NamedTuple

from .lunar_date import lunar_to_solar

FIRST_YEAR, LAST_YEAR = 1900, 2098


class Practice(NamedTuple):
    """What the trade knows of a festival.

    ``season`` is when firms start to buy, in days before; ``buffer`` the days kept free
    before the day because couriers are full; ``closed`` the days after it on which
    couriers rest.
    """

    name: str
    calendar: str  # "solar" or "lunar"
    month: int
    day: int
    season: int
    buffer: int = 1
    closed: int = 0


FESTIVALS = {
    "newyear": Practice("New Year", "solar", 1, 1, 45),
    "spring": Practice("Spring Festival", "lunar", 1, 1, 75, 7, 6),
    "lantern": Practice("Lantern Festival", "lunar", 1, 15, 14),
    "valentine": Practice("Valentine's Day", "solar", 2, 14, 21),
    "women": Practice("Women's Day", "solar", 3, 8, 30),
    "may20": Practice("20 May", "solar", 5, 20, 21),
    "mother": Practice("Mother's Day", "sunday", 5, 2, 21),
    "children": Practice("Children's Day", "solar", 6, 1, 21),
    "dragonboat": Practice("Dragon Boat Festival", "lunar", 5, 5, 45, 2),
    "qixi": Practice("Qixi", "lunar", 7, 7, 21),
    "teachers": Practice("Teachers' Day", "solar", 9, 10, 30),
    "midautumn": Practice("Mid-Autumn Festival", "lunar", 8, 15, 75, 3),
    "national": Practice("National Day", "solar", 10, 1, 30, 2),
    "ninth": Practice("Double Ninth Festival", "lunar", 9, 9, 21),
    "christmas": Practice("Christmas", "solar", 12, 25, 45),
}


class Festival(NamedTuple):
    """One festival of one year."""

    key: str
    year: int
    day: datetime.date
    practice: Practice

    @property
    def last_rest_day(self):
        """The last day on which couriers rest, the festival's own day at least."""
        return self.day + datetime.timedelta(days=self.practice.closed)


def festival(key, year):
    """Return the :class:`Festival` of a year.

    :param key: of :data:`FESTIVALS`
    :param year: solar year in which the day lies
    :raises ValueError: no such festival, or a year outside the lunar table
    """
    practice = FESTIVALS.get(key)
    if practice is None:
        raise ValueError(f"no festival {key}")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no festivals in {year}")
    if practice.calendar == "lunar":
        # months 1 to 9 lie in the solar year of the same number
        day = lunar_to_solar(year, practice.month, practice.day)
    elif practice.calendar == "sunday":
        first = datetime.date(year, practice.month, 1)
        day = first + datetime.timedelta(
            days=6 - first.weekday() + 7 * (practice.day - 1)
        )
    else:
        day = datetime.date(year, practice.month, practice.day)
    return Festival(key, year, day, practice)


def festivals_between(first, last):
    """Return the festivals whose day lies in ``[first, last]``, in order of day.

    :param first: first :class:`datetime.date`, inclusive
    :param last: last one, inclusive
    """
    found = [
        festival(key, year)
        for year in range(first.year, last.year + 1)
        for key in FESTIVALS
    ]
    return sorted(
        (each for each in found if first <= each.day <= last), key=lambda each: each.day
    )
