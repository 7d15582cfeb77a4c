"""Bounds of a ladder of tiers: check them, propose them. Plain values, no ORM."""

from typing import NamedTuple


class Bound(NamedTuple):
    """A tier's interval: lower bound inclusive, upper exclusive.

    :param str code: the tier's letter
    :param float low: lower bound; the lowest tier also takes everything below it
    :param float high: upper bound, or None when the tier is open above
    """

    code: str
    low: float
    high: float | None


class Fault(NamedTuple):
    """What is wrong with a ladder.

    :param str kind: 'empty' (no tier), 'reversed' (a tier ends before it starts),
        'hole' or 'overlap' (between two tiers), 'open' (two tiers are open above, so
        the lower one overlaps everything), 'closed' (nobody takes the best customers)
    :param str lower: code of the lower tier (the only one for 'reversed', 'closed')
    :param str upper: code of the higher tier, or ''
    :param float start: where hole or overlap begins
    :param float end: where it ends, or None for "without limit"
    """

    kind: str
    lower: str
    upper: str
    start: float
    end: float | None


def find_faults(bounds, precision=0.005):
    """Return everything that keeps a ladder from giving each value one tier.

    :param bounds: iterable of :class:`Bound`, in any order
    :param float precision: amounts closer than this are equal
    :return: list of :class:`Fault`, lowest first, empty when the ladder is sound
    """
    ladder = sorted(bounds, key=lambda b: (b.low, b.high is None, b.high or 0))
    if not ladder:
        return [Fault("empty", "", "", 0.0, None)]
    faults = [
        Fault("reversed", b.code, "", b.low, b.high)
        for b in ladder
        if b.high is not None and b.high - b.low < precision
    ]
    if faults:
        return faults
    # The tier that reaches furthest so far, because a wide tier may swallow several.
    top = ladder[0]
    for upper in ladder[1:]:
        if top.high is None:
            kind = "open" if upper.high is None else "overlap"
            faults.append(Fault(kind, top.code, upper.code, upper.low, upper.high))
            continue
        gap = upper.low - top.high
        if gap >= precision:
            faults.append(Fault("hole", top.code, upper.code, top.high, upper.low))
        elif gap <= -precision:
            end = top.high if upper.high is None else min(top.high, upper.high)
            faults.append(Fault("overlap", top.code, upper.code, upper.low, end))
        if upper.high is None or upper.high > top.high:
            top = upper
    if top.high is not None:
        faults.append(Fault("closed", top.code, "", top.high, None))
    return faults


def find_tier(value, bounds):
    """Return the code of the tier that a value falls in; twin of the refresher's SQL.

    :param float value: the ladder's measure
    :param bounds: iterable of :class:`Bound` of a sound ladder
    :return: code, or None when there are no bounds
    """
    ladder = sorted(bounds, key=lambda b: b.low, reverse=True)
    for bound in ladder:
        if value >= bound.low:
            return bound.code
    return ladder[-1].code if ladder else None


def propose_bounds(values, shares=(0.5, 0.8)):
    """Propose the lower bounds of the tiers above the lowest.

    The best customers who bring the first share of the total form the highest
    tier, those up to the second share the next, and so on; the rest is the lowest.

    :param values: what each customer brought; zeros and losses do not lift anybody
    :param shares: rising shares of the total, one per bound
    :return: list of bounds, highest tier first, falling strictly; shorter than
        ``shares`` when there are too few customers to part
    """
    ranked = sorted((value for value in values if value > 0), reverse=True)
    total = sum(ranked)
    bounds, running, position = [], 0.0, 0
    for share in shares:
        while position < len(ranked) and running < share * total:
            running += ranked[position]
            position += 1
        if not position or position >= len(ranked):
            break
        bound = round_bound(ranked[position - 1])
        if bound > 0 and (not bounds or bound < bounds[-1]):
            bounds.append(bound)
    return bounds


def round_bound(value):
    """Round a bound down to two leading digits, so that people can remember it.

    :param float value: a positive amount
    :return: float, never above ``value`` (nobody drops out by rounding)
    """
    if value < 1:
        return max(0.0, int(value * 100) / 100)
    magnitude = 1.0
    while value / magnitude >= 100:
        magnitude *= 10
    return float(int(value / magnitude) * magnitude)
