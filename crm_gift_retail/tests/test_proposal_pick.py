"""The kernel that chooses options: examples, and whatever a catalogue may hold."""

import random

from odoo.tests import BaseCase, tagged

from ..tools.proposal_pick import EPSILON, OPTIONS, Candidate, pick
from .fuzz import fuzzed, given, settings, st

TEA = Candidate(1, 95, 50, 0.4, None, 1)
VASE = Candidate(2, 45, 50, 0.4, None, 2)
CUP = Candidate(3, 40, 50, 0.4, None, 3)
PEN = Candidate(4, 60, 50, 0.4, None, 4)
BOX = Candidate(9, 5, 50)


def kinds(choices):
    return [choice.kind for choice in choices]


@tagged("post_install", "-at_install")
class TestProposalPick(BaseCase):
    def test_single_pair_set(self):
        scarf = Candidate(5, 80, 50, 0.4, None, 5)
        choices = pick([TEA, VASE, CUP, scarf], 100, 10, wrappings=[BOX])
        self.assertEqual(kinds(choices), ["single", "pair", "set"])
        self.assertEqual(choices[0].keys, (1,))
        self.assertEqual(set(choices[1].keys), {2, 3})
        self.assertEqual((choices[2].keys, choices[2].price), ((5,), 85))
        self.assertEqual(choices[2].wrapping, 9)

    def test_something_else_takes_the_place(self):
        self.assertEqual(kinds(pick([TEA, PEN], 100, 10)), ["single", "single"])
        self.assertEqual(kinds(pick([TEA], 100, 10)), ["single"])

    def test_stock_and_time(self):
        short = Candidate(1, 50, 5, 0.4, None)
        self.assertFalse(pick([short], 100, 6))
        self.assertTrue(pick([short], 100, 5))
        made = Candidate(1, 50, 5, 0.4, 10)
        self.assertEqual(pick([made], 100, 6)[0].lead_days, 10)
        self.assertEqual(pick([made], 100, 5)[0].lead_days, 0)
        self.assertTrue(pick([made], 100, 6, 10))
        self.assertFalse(pick([made], 100, 6, 9))

    def test_shelf_and_profit_decide_between_equals(self):
        slow = Candidate(1, 90, 0, 0.4, 3)
        shelf = Candidate(2, 90, 50, 0.4)
        good = Candidate(3, 90, 50, 0.6)
        self.assertEqual(pick([slow, shelf], 100, 10)[0].keys, (2,))
        self.assertEqual(pick([slow, shelf, good], 100, 10)[0].keys, (3,))

    def test_nonsense(self):
        for budget, people in ((0, 1), (-5, 1), (float("nan"), 1), (100, 0)):
            self.assertFalse(pick([TEA], budget, people))
        for price in (0, -1, float("nan"), float("inf")):
            self.assertFalse(pick([Candidate(1, price, 50)], 100, 1))
        for wrap in (float("nan"), -1, 100):
            self.assertEqual(
                kinds(pick([VASE], 100, 1, wrappings=[Candidate(9, wrap, 50)])),
                ["single"],
            )

    def test_large_catalogue(self):
        rng = random.Random(7)  # noqa: S311
        goods = [
            Candidate(n, rng.uniform(1, 200), 50, rng.random(), None, n % 9)
            for n in range(3000)
        ]
        choices = pick(goods, 100, 10, wrappings=[BOX])
        self.assertEqual(kinds(choices), ["single", "pair", "set"])
        self.assertGreater(min(choice.price for choice in choices), 90)


if st:
    candidates = st.builds(
        Candidate,
        key=st.integers(1, 40),
        price=st.floats(-10, 300) | st.sampled_from([float("nan"), float("inf")]),
        free=st.floats(-5, 100),
        margin=st.floats(-2, 2),
        lead_days=st.none() | st.integers(-3, 40),
        family=st.none() | st.integers(1, 4),
    )
    catalogues = st.lists(candidates, max_size=25, unique_by=lambda c: c.key)
    wraps = st.lists(candidates, max_size=4, unique_by=lambda c: c.key)
    days = st.none() | st.integers(-2, 30)


@fuzzed
@tagged("post_install", "-at_install")
class TestProposalPickFuzz(BaseCase):
    def test_whatever_the_catalogue(self):
        @settings(max_examples=300, deadline=None)
        @given(catalogues, st.floats(0.01, 400), st.integers(1, 60), days, wraps)
        def check(goods, budget, people, days_left, wrappings):
            choices = pick(goods, budget, people, days_left, wrappings)
            self.assertLessEqual(len(choices), OPTIONS)
            by_key = {good.key: good for good in goods}
            used = [key for choice in choices for key in choice.keys]
            self.assertEqual(len(used), len(set(used)), "no product twice")
            for choice in choices:
                self.assertLessEqual(choice.price, budget + 2 * EPSILON)
                self.assertTrue(days_left is None or choice.lead_days <= days_left)
                for key in choice.keys:
                    good = by_key[key]
                    in_stock = good.free >= people
                    self.assertTrue(in_stock or good.lead_days is not None)
                    if not in_stock:
                        self.assertGreaterEqual(choice.lead_days, good.lead_days)
            fits = [
                good
                for good in goods
                if 0 < good.price <= budget
                and (good.free >= people or good.lead_days is not None)
                and days_left is None
            ]
            self.assertGreaterEqual(len(choices), min(1, len(fits)))
            turned = pick(goods[::-1], budget, people, days_left, wrappings[::-1])
            self.assertEqual(choices, turned, "order does not matter")

        check()
