"""The rules of comparing prices, with random input where it matters."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools import price_compare as kernel
from .fuzz import fuzzed, given, settings, st

TODAY = date(2026, 3, 2)
PIECE = kernel.Unit(1.0, "1")
BOX = kernel.Unit(12.0, "1")
HOUR = kernel.Unit(1.0, "9")


def price(net, unit=PIECE, rate=1.0, until=None):
    return kernel.Price(net, unit, rate, until)


@tagged("post_install", "-at_install")
class TestPriceCompare(BaseCase):
    def test_units(self):
        self.assertEqual(kernel.in_unit(10, PIECE, BOX), 120)
        self.assertEqual(kernel.in_unit(120, BOX, PIECE), 10)
        self.assertIsNone(kernel.in_unit(10, PIECE, HOUR))
        self.assertIsNone(kernel.in_unit(10, kernel.Unit(0.0, "1"), PIECE))
        found = kernel.compare(price(10), price(100, HOUR), TODAY)
        self.assertEqual((found.why, found.difference), (kernel.NO_UNIT, None))

    def test_currencies(self):
        found = kernel.compare(price(70), price(10, rate=0.2), TODAY, rate=1.4)
        self.assertAlmostEqual(found.difference, 0)
        for rate in (None, 0, -1):
            found = kernel.compare(price(70), price(10, rate=rate), TODAY)
            self.assertEqual((found.why, found.difference), (kernel.NO_RATE, None))

    def test_last_day_still_holds(self):
        self.assertFalse(kernel.is_expired(TODAY, TODAY))
        self.assertTrue(kernel.is_expired(TODAY - timedelta(days=1), TODAY))
        self.assertFalse(kernel.is_expired(None, TODAY))

    def test_free_goods_are_no_yardstick(self):
        found = kernel.compare(price(70), price(0), TODAY)
        self.assertEqual((found.why, found.difference), (kernel.NO_PRICE, None))

    def test_reference(self):
        day = timedelta(days=1)
        good, better = kernel.Comparison(1, 1, False), kernel.Comparison(2, 2, False)
        gone = kernel.Comparison(3, 3, True)
        dumb = kernel.Comparison(None, None, False, kernel.NO_RATE)
        choose = kernel.reference
        self.assertEqual(choose([(TODAY, gone), (TODAY - 9 * day, good)]), 1)
        self.assertEqual(choose([(TODAY - day, better), (TODAY, good)]), 1)
        self.assertEqual(choose([(TODAY, dumb), (TODAY - day, gone)]), 1)
        self.assertIsNone(choose([(TODAY, dumb)]))
        self.assertIsNone(choose([]))

    def test_verdict_at_its_edges(self):
        for difference, word in (
            (None, "ok"),
            (0, "ok"),
            (3, "ok"),
            (-3, "ok"),
            (3.01, "reason"),
            (500, "reason"),
            (-3.01, "reason"),
            (-10, "reason"),
            (-10.01, "approval"),
            (-100, "approval"),
        ):
            with self.subTest(difference=difference):
                self.assertEqual(kernel.verdict(difference, 3, 10), word)
        # a limit below the tolerance asks nobody within the tolerance
        self.assertEqual(kernel.verdict(-4, 5, 2), "ok")

    @fuzzed
    def test_there_and_back(self):
        """A price brought elsewhere and back is the same price."""
        money = st.floats(0.01, 1e7)
        numbers = st.floats(0.001, 10_000)

        @settings(max_examples=200, deadline=None)
        @given(money, numbers, numbers, numbers, numbers)
        def check(net, factor, other, rate, wanted):
            one, two = kernel.Unit(factor, "1"), kernel.Unit(other, "1")
            there = kernel.in_currency(kernel.in_unit(net, one, two), rate, wanted)
            back = kernel.in_unit(kernel.in_currency(there, wanted, rate), two, one)
            self.assertAlmostEqual(back / net, 1, places=9)
            past = price(net, one, rate)
            same = kernel.compare(price(there, two), past, TODAY, rate=wanted)
            self.assertAlmostEqual(same.difference, 0, places=6)

        check()

    @fuzzed
    def test_lower_asks_more(self):
        """The lower a price, the more is asked; never less."""
        words = [kernel.NOTHING, kernel.REASON, kernel.APPROVAL]
        money, percents = st.floats(0.01, 1e7), st.floats(0, 100)

        @settings(max_examples=200, deadline=None)
        @given(money, money, percents, percents, percents)
        def check(present, past, tolerance, limit, discount):
            lower = kernel.discounted(present, discount)
            self.assertLessEqual(lower, present)

            def asked(net):
                found = kernel.compare(price(net), price(past), TODAY)
                word = kernel.verdict(found.difference, tolerance, limit)
                return found.difference, words.index(word)

            difference, word = asked(present)
            below, stricter = asked(lower)
            if difference <= 0:
                self.assertGreaterEqual(stricter, word)
            self.assertLessEqual(below, difference)

        check()

    @fuzzed
    def test_gross_follows_net(self):
        """Writing the price found gives the untaxed price that is wanted."""
        money, percents = st.floats(0.01, 1e7), st.floats(0, 100)

        @settings(max_examples=200, deadline=None)
        @given(money, money, percents)
        def check(net, present, tax):
            share = 1 + tax / 100
            written = kernel.gross_price(net, present, present * share)
            self.assertAlmostEqual(written / share / net, 1, places=9)
            self.assertEqual(kernel.gross_price(net, 0, 0), net)

        check()
