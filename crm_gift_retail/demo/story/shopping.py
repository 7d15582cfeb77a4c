"""Invents two years of purchases: festivals for firms, rhythm for families."""

from datetime import timedelta

from . import catalog
from .context import Purchase
from .festivals import festivals_between

_AUDIENCE = {True: "f", False: "p"}
# What a firm spends at a festival, as part of its year; the rest is occasions.
_FIRM_SEASONS = {
    "spring": 0.34,
    "midautumn": 0.28,
    "dragonboat": 0.12,
    "newyear": 0.06,
    "women": 0.06,
    "teachers": 0.05,
}


def shop(story):
    """Fill ``story.purchases``, oldest first.

    :param Story story: the build with its customers and festival.
    """
    first = story.today - timedelta(days=730)
    calendar = festivals_between(first, story.today + timedelta(days=75))
    found = []
    for customer in story.customers:
        start = story.today - timedelta(days=customer.since_days)
        # today's orders are still open; see orders.py
        end = story.today - timedelta(days=customer.silent_days or 1)
        plan = _firm_days if customer.is_firm else _private_days
        for day, amount, festival in plan(story, customer, calendar, start, end):
            if start <= day <= end:
                lines = basket(story, customer.is_firm, amount, festival)
                found.append(Purchase(customer, day, lines, festival))
    story.purchases = sorted(found, key=lambda p: (p.day, p.customer.code))


def _firm_days(story, customer, calendar, start, end):
    rng = story.rng
    for festival in calendar:
        part = _FIRM_SEASONS.get(festival.key)
        if not part:
            continue
        # large buyers order early and twice, small ones late and not every year
        if customer.yearly < 25_000 and rng.random() < 0.45:
            continue
        amount = customer.yearly * part * rng.uniform(0.8, 1.2)
        day = festival.day - timedelta(days=rng.randint(12, festival.lead_days + 5))
        yield day, amount, festival.key
    gap = 60 if customer.yearly > 100_000 else 120 if customer.yearly > 30_000 else 260
    per_event = customer.yearly * 0.09 * gap / 60
    yield from _rhythm(rng, start, end, gap, per_event)
    if customer.silent_days:
        # a forgotten customer ended with a good order, then nothing
        yield end, customer.yearly * 0.25, ""


def _private_days(story, customer, calendar, start, end):
    rng = story.rng
    for festival in calendar:
        if rng.random() < 0.22:
            day = festival.day - timedelta(days=rng.randint(2, 18))
            yield day, customer.yearly * 0.25, festival.key
    gap = max(70, 300 - customer.yearly / 40)
    yield from _rhythm(rng, start, end, gap, customer.yearly * gap / 365 * 0.7)
    if customer.silent_days:
        yield end, customer.yearly * 0.3, ""


def _rhythm(rng, start, end, gap, amount):
    day = start + timedelta(days=rng.randint(0, round(gap)))
    while day <= end:
        yield day, amount * rng.uniform(0.6, 1.4), ""
        day += timedelta(days=max(7, round(rng.gauss(gap, gap * 0.3))))


def basket(story, is_firm, amount, festival=""):
    """Choose products for about ``amount`` CNY.

    :param Story story: the build.
    :param bool is_firm: firms buy many of few, families one of each.
    :param float amount: wanted revenue without VAT.
    :param str festival: its products are preferred; others of season left out.
    :return: list of (index in ``catalog.PRODUCTS``, quantity, discount percent).
    :rtype: list[tuple]
    """
    rng = story.rng
    audience = _AUDIENCE[is_firm]
    rows = [
        (index, row)
        for index, row in enumerate(catalog.PRODUCTS)
        if audience in row[7] and row[8] in (None, festival)
    ]
    season = [item for item in rows if festival and item[1][8] == festival]
    wanted = rng.choice((1, 1, 2, 2, 3))
    chosen = rng.sample(season, 1) if season and rng.random() < 0.8 else []
    affordable = [
        item for item in rows if item[1][4] <= max(amount, 200) and item not in chosen
    ]
    chosen += rng.sample(affordable, min(wanted - len(chosen), len(affordable)))
    lines = []
    for index, row in chosen:
        quantity = max(1, round(amount / len(chosen) / row[4]))
        if not is_firm:
            quantity = min(quantity, 6)
        discount = (0, 3, 5, 8, 12)[min(4, quantity // 25)] if is_firm else 0
        lines.append((index, quantity, discount))
    return lines
