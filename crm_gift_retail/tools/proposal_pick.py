"""Up to three different gifts out of a catalogue, within a budget. No ORM here."""

from dataclasses import dataclass
from itertools import combinations
from math import isfinite

#: options that a customer still compares
OPTIONS = 3
#: best single products that are combined with each other
COMBINED = 40
#: prices that are "the same": less than the smallest coin
EPSILON = 0.005
#: what counts, besides how well the budget is used (1 = to the last coin)
MARGIN_WEIGHT = 0.3
STOCK_BONUS = 0.15
DIFFERENT_BONUS = 0.1


@dataclass(frozen=True)
class Candidate:
    """A product that could be given, or a wrapping.

    ``price`` is that of one piece for one head, ``margin`` the share of it that we
    keep (0 to 1; for choosing only, it is in no result), ``free`` how many pieces are
    free, ``lead_days`` how long more of them take (None: no more can be had),
    ``family`` what it is alike to (a category).
    """

    key: int
    price: float
    free: float = 0.0
    margin: float = 0.0
    lead_days: int | None = None
    family: int | None = None


@dataclass(frozen=True)
class Choice:
    """One option: what is given to each head, and in how many days it is there."""

    kind: str
    keys: tuple
    price: float
    lead_days: int
    wrapping: int | None = None


def days_needed(candidate, people):
    """Return in how many days a candidate is there for all, or None.

    :param Candidate candidate: of the catalogue
    :param int people: one piece for each
    :rtype: int or None
    """
    if candidate.free >= people:
        return 0
    if candidate.lead_days is None:
        return None
    return max(0, candidate.lead_days)


def pick(candidates, budget, people, days_left=None, wrappings=()):
    """Choose up to three options that share no product.

    A single piece, a pair of different kinds, a set in a wrapping; where one of these
    is not to be had, another single or pair takes its place. Among what fits, the one
    is taken that uses the budget well, earns well and lies on the shelf. The order of
    the candidates does not matter.

    :param candidates: iterable of :class:`Candidate`
    :param float budget: a head, in the currency of the prices
    :param int people: how many receive one
    :param days_left: days until it must leave, or None when nobody is waiting
    :param wrappings: iterable of :class:`Candidate`; a price of 0 is allowed
    :return: list of :class:`Choice`, at most three
    """
    if not _is_price(budget) or people < 1:
        return []
    days = {}
    goods = []
    for candidate in candidates:
        if not _is_price(candidate.price) or candidate.price > budget + EPSILON:
            continue
        needed = days_needed(candidate, people)
        if needed is None or (days_left is not None and needed > days_left):
            continue
        days[candidate.key] = needed
        goods.append(candidate)
    picker = _Picker(goods, budget, days)
    wraps = [
        (wrap, needed)
        for wrap in wrappings
        if isfinite(wrap.price)
        and 0 <= wrap.price < budget
        and (needed := days_needed(wrap, people)) is not None
        and (days_left is None or needed <= days_left)
    ]
    found = [picker.single(), picker.pair(), picker.wrapped(wraps)]
    while found.count(None) and (more := picker.single() or picker.pair()):
        found[found.index(None)] = more
    return [choice for choice in found if choice][:OPTIONS]


def _is_price(value):
    return isfinite(value) and value > 0


class _Picker:
    """Takes the best that is left, one option after the other."""

    def __init__(self, goods, budget, days):
        self.budget = budget
        self.days = days
        self.left = sorted({good.key: good for good in goods}.values(), key=self._order)

    def _order(self, good):
        return (-self._worth([good]), good.key)

    def _worth(self, goods, price=None):
        """Say how good a combination is; more is better."""
        price = sum(good.price for good in goods) if price is None else price
        kept = sum(good.price * min(1.0, max(-1.0, good.margin)) for good in goods)
        worth = price / self.budget + MARGIN_WEIGHT * kept / price
        if not any(self.days[good.key] for good in goods):
            worth += STOCK_BONUS
        if len({good.family for good in goods}) == len(goods) > 1:
            worth += DIFFERENT_BONUS
        return worth

    def _take(self, kind, goods, extra=0.0, wrapping=None, days=0):
        taken = {good.key for good in goods}
        self.left = [good for good in self.left if good.key not in taken]
        return Choice(
            kind,
            tuple(good.key for good in goods),
            sum(good.price for good in goods) + extra,
            max(days, *(self.days[key] for key in taken)),
            wrapping,
        )

    def single(self):
        """Take the best single piece."""
        return self._take("single", self.left[:1]) if self.left else None

    def _best_pair(self, budget):
        """Return the two best pieces that fit a budget together, or None."""
        small = [good for good in self.left if good.price < budget]
        # the best alone are the dearest: pairs are looked for at half the budget
        near = sorted(small, key=lambda good: (abs(good.price - budget / 2), good.key))
        pool = sorted({*small[:COMBINED], *near[:COMBINED]}, key=self._order)
        fitting = (
            pair
            for pair in combinations(pool, 2)
            if pair[0].price + pair[1].price <= budget + EPSILON
        )
        return max(
            fitting,
            key=lambda pair: (self._worth(pair), -pair[0].key, -pair[1].key),
            default=None,
        )

    def pair(self):
        """Take the best pair, of different families where there are any."""
        pair = self._best_pair(self.budget)
        return self._take("pair", pair) if pair else None

    def wrapped(self, wraps):
        """Take the best pair, else single, in the wrapping that lets it shine."""
        for wrap, days in sorted(wraps, key=lambda row: (-row[0].price, row[0].key)):
            room = self.budget - wrap.price
            goods = self._best_pair(room)
            if not goods:
                goods = next(
                    ([g] for g in self.left if g.price <= room + EPSILON), None
                )
            if goods:
                return self._take("set", goods, wrap.price, wrap.key, days)
        return None
