"""The kernel of tier bounds, fuzzed where hypothesis is installed."""

import random

from odoo.tests import BaseCase, tagged

from ..tools.tier_bounds import (
    Bound,
    find_faults,
    find_tier,
    propose_bounds,
    round_bound,
)
from .fuzz import fuzzed, given, settings, st


def naive_faults(bounds):
    """Look for a value with no tier or with two, among all telling values."""
    points = {b.low for b in bounds} | {b.high for b in bounds if b.high is not None}
    probes = {p + d for p in points for d in (-0.5, 0, 0.5)}
    lowest = min(b.low for b in bounds)
    wrong = False
    for probe in probes | {max(points) + 1000}:
        if probe < lowest:
            continue
        hits = [
            b for b in bounds if b.low <= probe and (b.high is None or probe < b.high)
        ]
        wrong = wrong or len(hits) != 1
    return wrong


def check_faults(numbers):
    bounds = [
        Bound(f"T{i}", float(low), None if high is None else float(high))
        for i, (low, high) in enumerate(numbers)
    ]
    if bounds:
        reverse = any(b.high is not None and b.high <= b.low for b in bounds)
        assert bool(find_faults(bounds)) == (reverse or naive_faults(bounds)), bounds


def check_proposal(values):
    bounds = propose_bounds(values)
    assert bounds == sorted(set(bounds), reverse=True)
    assert len(bounds) <= 2
    total = sum(value for value in values if value > 0)
    for bound, share in zip(bounds, (0.5, 0.8), strict=False):
        above = sum(value for value in values if value >= bound)
        # Rounding down only adds customers: the share is always reached.
        assert above >= share * total - 1e-6 * max(1, total)


@tagged("post_install", "-at_install")
class TestTierBounds(BaseCase):
    def test_sound_ladder(self):
        ladder = [Bound("A", 50, None), Bound("C", 0, 10), Bound("B", 10, 50)]
        self.assertFalse(find_faults(ladder))
        for value, code in ((-5, "C"), (0, "C"), (9.99, "C"), (10, "B"), (50, "A")):
            self.assertEqual(find_tier(value, ladder), code)

    def test_the_published_example_has_a_hole(self):
        ladder = [
            Bound("A", 80000, None),
            Bound("B", 50000, 80000),
            Bound("C", 0, 30000),
        ]
        (fault,) = find_faults(ladder)
        self.assertEqual(fault[:3], ("hole", "C", "B"))
        self.assertEqual((fault.start, fault.end), (30000, 50000))

    def test_overlaps(self):
        (fault,) = find_faults([Bound("B", 0, 20), Bound("A", 10, None)])
        self.assertEqual((fault.kind, fault.start, fault.end), ("overlap", 10, 20))
        (fault,) = find_faults([Bound("B", 0, None), Bound("A", 10, None)])
        self.assertEqual((fault.kind, fault.start), ("open", 10))

    def test_reversed_closed_and_empty(self):
        self.assertEqual(find_faults([Bound("A", 9, 3)])[0].kind, "reversed")
        self.assertEqual(find_faults([Bound("A", 0, 3)])[0].kind, "closed")
        self.assertEqual(find_faults([])[0].kind, "empty")

    def test_random_ladders(self):
        rnd = random.Random(7)
        for _round in range(3000):
            numbers = [
                (rnd.randint(0, 6), rnd.choice([None, *range(8)]))
                for _tier in range(rnd.randint(1, 4))
            ]
            check_faults(numbers)

    def test_proposal_takes_half_and_eighty_percent(self):
        values = [500, 200, 100, 50, 50, 40, 30, 20, 10]
        self.assertEqual(propose_bounds(values), [500, 100])
        self.assertEqual(propose_bounds([]), [])
        self.assertEqual(propose_bounds([0, -5]), [])
        self.assertEqual(propose_bounds([10]), [], "one customer cannot be parted")

    def test_round_bound(self):
        for value, rounded in ((12345, 12000), (99, 99), (0.129, 0.12), (7.9, 7)):
            self.assertAlmostEqual(round_bound(value), rounded)

    @fuzzed
    def test_fuzz_ladders(self):
        number = st.integers(0, 12)
        settings(max_examples=400, deadline=None)(
            given(
                st.lists(st.tuples(number, st.one_of(st.none(), number)), max_size=5)
            )(check_faults)
        )()

    @fuzzed
    def test_fuzz_proposals(self):
        amount = st.floats(-1e5, 1e7, allow_nan=False).map(lambda v: round(v, 2))
        settings(max_examples=400, deadline=None)(
            given(st.lists(amount, max_size=40))(check_proposal)
        )()
