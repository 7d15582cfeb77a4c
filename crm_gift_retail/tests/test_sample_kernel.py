"""The rules of samples, without a database."""

from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.sample_rules import (
    Limits,
    month_of,
    passed_limits,
    reminder_day,
    settle,
    tier_value_limit,
)
from .fuzz import HealthCheck, fuzzed, given, settings, st


def quiet():
    """Let examples take their time: the machine may be busy with other things."""
    return settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@tagged("post_install", "-at_install")
class TestSampleKernel(BaseCase):
    def test_limits(self):
        limits = Limits(value=100, count=2, cost=150)
        self.assertEqual(passed_limits(limits, 100, 2, 150), [])
        self.assertEqual(passed_limits(limits, 101, 2, 150), ["value"])
        self.assertEqual(passed_limits(limits, 1, 3, 151), ["count", "cost"])
        self.assertEqual(passed_limits(Limits(), 9e9, 99, 9e9), [], "0 sets no limit")
        self.assertEqual(tier_value_limit(100, 0), 100)
        self.assertEqual(tier_value_limit(100, 50), 50)
        self.assertEqual(month_of(date(2026, 11, 22)), date(2026, 11, 1))
        self.assertTrue(reminder_day(date(2026, 11, 25), date(2026, 11, 22)))
        self.assertFalse(reminder_day(date(2026, 11, 26), date(2026, 11, 22)))
        self.assertFalse(reminder_day(None, date(2026, 11, 22)))

    @fuzzed
    def test_less_never_passes_more(self):
        amounts = st.integers(0, 1000)

        @quiet()
        @given(st.tuples(amounts, amounts, amounts), amounts, amounts, amounts)
        def check(limits, value, count, cost):
            limits = Limits(*limits)
            more = set(passed_limits(limits, value + 1, count + 1, cost + 1))
            self.assertLessEqual(set(passed_limits(limits, value, count, cost)), more)

        check()

    @fuzzed
    def test_settle(self):
        @quiet()
        @given(
            st.sampled_from(["keep", "return"]),
            st.integers(0, 5),
            st.integers(-1, 5),
            st.booleans(),
            st.sampled_from([None, "ordered", "returned", "kept", "lost"]),
            st.integers(0, 400),
            st.integers(1, 365),
        )
        def check(terms, sent, out, ordered, outcome, age, window):
            new, closed = settle(terms, sent, out, ordered, outcome, age, window)
            if not sent:
                self.assertEqual((new, closed), (None, False))
                return
            self.assertEqual(new == "ordered", ordered)
            if closed and not ordered:
                self.assertIn(new, ("returned", "kept", "lost"))
            if terms == "return" and out > 0 and new != "lost":
                self.assertFalse(closed, "what has to come back stays open")
            # settling what was settled changes nothing
            again = settle(terms, sent, out, ordered, new, age, window)
            self.assertEqual(again, (new, closed))

        check()
