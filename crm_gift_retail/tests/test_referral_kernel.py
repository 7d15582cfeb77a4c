"""The rules of referrals: examples, and fuzzed where hypothesis is installed."""

import random

from odoo.tests import BaseCase, tagged

from ..tools.referral import Party, address_key, closes_circle, email_key, refusal
from .fuzz import fuzzed, given, settings, st


@tagged("post_install", "-at_install")
class TestReferralKernel(BaseCase):
    def test_keys(self):
        self.assertEqual(email_key(" A+b+c@Example.COM "), "a@example.com")
        for bad in ("", None, "nobody", "@x", "a@"):
            self.assertEqual(email_key(bad), "")
        self.assertEqual(
            address_key("Beijing Rd. 1", "Guangzhou", "510000"),
            address_key("ＢＥＩＪＩＮＧ rd 1", " GUANG zhou", "510-000"),
        )
        self.assertEqual(address_key("Beijing Rd. 1", ""), "")
        self.assertEqual(address_key("", "Guangzhou"), "")

    def test_empty_marks_are_no_proof(self):
        empty = frozenset([None, "", False])
        self.assertIsNone(
            refusal(Party(1, empty, empty, empty), Party(2, empty, empty, empty), {})
        )

    def test_lead_of_nobody(self):
        phone = frozenset(["+861"])
        self.assertEqual(refusal(Party(1, phone), Party(None, phone), {}), "same_phone")
        self.assertIsNone(refusal(Party(1, phone), Party(None), {2: 1}))

    @fuzzed
    def test_fuzz_no_circle_ever(self):
        @settings(max_examples=300, deadline=None)
        @given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=40))
        def check(pairs):
            brought_by = {}
            for high, low in pairs:
                if refusal(Party(high), Party(low), brought_by) is None:
                    brought_by[low] = high
            for start in brought_by:
                above, steps = brought_by.get(start), 0
                while above is not None:
                    self.assertNotEqual(above, start, brought_by)
                    above, steps = brought_by.get(above), steps + 1
                    self.assertLess(steps, 10)

        check()

    def test_walk_ends_in_old_circles(self):
        rng = random.Random(7)
        for _number in range(300):
            brought_by = {n: rng.randint(1, 9) for n in rng.sample(range(1, 10), 6)}
            high, low = rng.randint(1, 9), rng.randint(1, 9)
            reached, above = set(), high
            for _step in range(20):
                reached.add(above)
                above = brought_by.get(above, above)
            self.assertEqual(closes_circle(high, low, brought_by), low in reached)
