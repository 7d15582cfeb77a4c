"""The kernel of heat: examples, and fuzzed where hypothesis is installed."""

from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.heat import HeatRule, hottest, touched_until
from .fuzz import fuzzed, given, settings, st

NOW = datetime(2026, 2, 17, 12)


def day(number):
    return NOW - timedelta(days=number)


def naive_touched(rule, touches):
    """Look at every group of touches by itself."""
    dates = [d for k, o, d in touches if k == rule.kind and rule.outcome in (None, o)]
    ends = [
        date + timedelta(days=rule.days)
        for date in dates
        if sum(date - timedelta(days=rule.within) <= d <= date for d in dates)
        >= rule.minimum
    ]
    return max(ends, default=None)


@tagged("post_install", "-at_install")
class TestHeatKernel(BaseCase):
    def test_longest_wins_then_the_first_rule(self):
        short = HeatRule(1, 1, "touch", 5, "visit")
        long = HeatRule(2, 9, "touch", 9, "visit")
        same = HeatRule(3, 2, "touch", 9, "visit")
        touches = [("visit", None, day(1))]
        self.assertEqual(
            hottest([short, long, same], touches, [], [], NOW), (day(-8), 3)
        )

    def test_end_is_no_longer_hot(self):
        rule = HeatRule(1, 1, "touch", 5, "visit")
        touches = [("visit", None, day(5))]
        self.assertEqual(hottest([rule], touches, [], [], NOW), (None, None))

    def test_need_and_quotation(self):
        need = HeatRule(1, 1, "need", 14, need="urgent")
        offer = HeatRule(2, 1, "quotation", 30)
        self.assertEqual(
            hottest([need, offer], [], [(day(1), day(-3))], [("urgent", day(0))], NOW),
            (day(-14), 1),
        )
        self.assertEqual(
            hottest([need, offer], [], [(day(1), None)], [("dated", day(0))], NOW),
            (day(-29), 2),
        )

    @fuzzed
    def test_fuzz_against_the_naive_way(self):
        touches = st.lists(
            st.tuples(
                st.sampled_from(["visit", "call"]),
                st.sampled_from([None, "yes"]),
                st.integers(0, 60).map(day),
            ),
            max_size=12,
        )
        rules = st.builds(
            HeatRule,
            st.just(1),
            st.just(1),
            st.just("touch"),
            st.integers(1, 30),
            st.sampled_from(["visit", "call"]),
            st.sampled_from([None, "yes"]),
            st.integers(1, 4),
            st.integers(0, 30),
        )

        @settings(max_examples=300, deadline=None)
        @given(rules, touches)
        def check(rule, events):
            self.assertEqual(touched_until(rule, events), naive_touched(rule, events))

        check()
