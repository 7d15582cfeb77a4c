"""Festival dates near a day, so that the story always plays just before one."""

from dataclasses import dataclass
from datetime import date, timedelta

from lunardate import LunarDate

# key: (English, Chinese, calendar, month, day, days of corporate selling before)
FESTIVALS = {
    "newyear": ("New Year", "元旦", "solar", 1, 1, 45),
    "spring": ("Spring Festival", "春节", "lunar", 1, 1, 75),
    "women": ("Women's Day", "妇女节", "solar", 3, 8, 30),
    "dragonboat": ("Dragon Boat Festival", "端午节", "lunar", 5, 5, 45),
    "qixi": ("Qixi", "七夕", "lunar", 7, 7, 21),
    "teachers": ("Teachers' Day", "教师节", "solar", 9, 10, 30),
    "midautumn": ("Mid-Autumn Festival", "中秋节", "lunar", 8, 15, 75),
}


@dataclass(frozen=True)
class Festival:
    """One festival of one year; ``lead_days`` is when firms start to buy."""

    key: str
    name: str
    name_zh: str
    day: date
    lead_days: int


def festivals_between(first, last):
    """List the festivals with their day in ``[first, last]``, in order of day.

    :param date first: first day, inclusive.
    :param date last: last day, inclusive.
    :rtype: list[Festival]
    """
    found = []
    for year in range(first.year, last.year + 1):
        for key, (name, zh, calendar, month, day, lead) in FESTIVALS.items():
            if calendar == "lunar":
                lunar = LunarDate(year, month, day)
                # the method was renamed in lunardate 0.3
                convert = getattr(lunar, "to_solar_date", None) or lunar.toSolarDate
                on = convert()
            else:
                on = date(year, month, day)
            if first <= on <= last:
                found.append(Festival(key, name, zh, on, lead))
    return sorted(found, key=lambda festival: festival.day)


def next_festival(today):
    """Return the festival that sells now: the next one in its selling season.

    :param date today: the day of the story.
    :return: the nearest festival already being sold, else simply the next one.
    :rtype: Festival
    """
    coming = festivals_between(today, today + timedelta(days=400))
    selling = [f for f in coming if (f.day - today).days <= f.lead_days + 14]
    # The greater season wins over a small one that happens to be nearer.
    return max(selling, key=lambda f: f.lead_days) if selling else coming[0]
