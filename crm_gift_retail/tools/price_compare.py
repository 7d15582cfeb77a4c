"""Are two prices of one product for one firm the same? Plain values, no ORM.

A price is compared as what one *unit* costs without tax and after discount, in the unit
and currency of the line that is being written. What cannot be brought there (no rate of
exchange, a unit of another kind) is not compared, and says why.
"""

from dataclasses import dataclass
from datetime import date

#: why two prices were not compared
NO_RATE, NO_UNIT, NO_PRICE = "rate", "unit", "price"
#: what a difference asks for
NOTHING, REASON, APPROVAL = "ok", "reason", "approval"
#: percent; a difference of exactly the tolerance is within it
_EPSILON = 1e-6


@dataclass(frozen=True)
class Unit:
    """A unit of measure: how many of the reference unit it holds, and which one."""

    factor: float
    reference: str


@dataclass(frozen=True)
class Price:
    """What one unit cost, untaxed and after discount.

    ``rate`` is the currency's rate at the price's date (units of it per unit of the
    company's currency), None when none is known. ``until`` is the last day on which a
    price holds, None for one without end (a sale).
    """

    net: float
    unit: Unit
    rate: float | None = 1.0
    until: date | None = None


@dataclass(frozen=True)
class Comparison:
    """A past price beside the present one.

    ``net`` is the past price in the present unit and currency, ``difference`` how much
    the present price is above it, in percent; both None when ``why`` says why not.
    """

    net: float | None
    difference: float | None
    is_expired: bool
    why: str | None = None


def discounted(price, percent):
    """Return a price after a discount.

    :param float price: of one unit
    :param percent: 0 to 100, or nothing
    :rtype: float
    """
    return price * (1 - (percent or 0.0) / 100)


def in_unit(net, unit, wanted):
    """Return a price per unit as a price per another unit.

    :param float net: what one ``unit`` costs
    :param Unit unit: unit of the price
    :param Unit wanted: unit asked for
    :return: float, or None when the two do not measure the same kind of thing
    """
    if unit.reference != wanted.reference:
        return None
    if unit.factor == wanted.factor:
        return net
    if unit.factor <= 0 or wanted.factor <= 0:
        return None
    return net * (wanted.factor / unit.factor)


def in_currency(net, rate, wanted):
    """Return an amount in another currency.

    :param float net: amount
    :param rate: rate of its currency, or None
    :param wanted: rate of the currency asked for, or None
    :return: float, or None when a rate is missing
    """
    if rate is None or wanted is None or rate <= 0 or wanted <= 0:
        return None
    if rate == wanted:
        return net
    return net * (wanted / rate)


def is_expired(until, today):
    """Tell whether a price no longer holds on a day; its last day is included."""
    return until is not None and until < today


def compare(present, past, today, rate=1.0):
    """Compare the present price with a past one.

    :param Price present: the price of the line; its rate is not read
    :param Price past: what the firm was told, offered or sold before
    :param date today: the company's day
    :param rate: rate of the line's currency *at the date of the past price*: the firm
        remembers what it was asked then
    :rtype: Comparison
    """
    expired = is_expired(past.until, today)
    net = in_unit(past.net, past.unit, present.unit)
    if net is None:
        return Comparison(None, None, expired, NO_UNIT)
    net = in_currency(net, past.rate, rate)
    if net is None:
        return Comparison(None, None, expired, NO_RATE)
    if net <= 0:
        return Comparison(net, None, expired, NO_PRICE)
    return Comparison(net, (present.net / net - 1) * 100, expired)


def reference(candidates):
    """Choose the price that counts, of what the firm heard and paid last.

    The newest that still holds; when nothing holds any more, the newest of all: an
    expired price binds nobody, and yet the firm remembers it.

    :param candidates: list of (moment, Comparison), in any order
    :return: index in the list, or None when nothing can be compared
    """
    best, chosen = None, None
    for index, (moment, comparison) in enumerate(candidates):
        if comparison.difference is None:
            continue
        key = (not comparison.is_expired, moment)
        if best is None or key > best:
            best, chosen = key, index
    return chosen


def verdict(difference, tolerance, limit):
    """Say what a difference asks for.

    :param difference: percent, above (positive) or below the past price; or None
    :param float tolerance: percent up to which nobody asks, either way
    :param float limit: percent *below* the past price from which a manager decides
    :return: ``NOTHING``, ``REASON`` or ``APPROVAL``
    """
    if difference is None:
        return NOTHING
    if -difference > max(limit, tolerance) + _EPSILON:
        return APPROVAL
    if abs(difference) > tolerance + _EPSILON:
        return REASON
    return NOTHING


def gross_price(net, present_net, present_price):
    """Return the unit price to write so that the line's untaxed price becomes ``net``.

    Tax-included price lists write more than they keep; the present line shows how much.

    :param float net: wanted, untaxed and after discount
    :param float present_net: what the line's price without discount keeps
    :param float present_price: what the line's price without discount says
    :rtype: float
    """
    if not present_net or not present_price:
        return net
    return net * (present_price / present_net)
