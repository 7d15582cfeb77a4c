"""The kernel that knows which letters can be printed."""

from odoo.tests import BaseCase, tagged

from ..tools.printable import Coverage, find_unprintable, parse_fonts
from .fuzz import fuzzed, given, settings, st


@tagged("post_install", "-at_install")
class TestPrintable(BaseCase):
    LATIN = parse_fonts("False|20-7e a0-ff 4e00-9fff\nTrue|1f300-1f9ff\n")

    def test_colour_fonts_do_not_count(self):
        self.assertEqual(find_unprintable("Love 🎁 福 🎁", self.LATIN), ["🎁"])

    def test_damaged_answers_cover_nothing(self):
        self.assertFalse(parse_fonts("False|xx -  \n\nnonsense"))
        self.assertFalse(parse_fonts(""))

    def test_not_knowing_marks_nothing(self):
        self.assertEqual(find_unprintable("🎁", Coverage(())), [])

    def test_unseen_letters_are_no_fault(self):
        self.assertEqual(find_unprintable("a\n\tb\u200d\ufe0f\u3000", self.LATIN), [])
        self.assertEqual(find_unprintable(None, self.LATIN), [])

    def test_composed_before_it_is_asked(self):
        self.assertEqual(find_unprintable("e\u0301", self.LATIN), [])

    def test_spans_that_touch_and_overlap(self):
        coverage = Coverage([(5, 9), (1, 3), (4, 4), (8, 12)])
        self.assertEqual((coverage.firsts, coverage.lasts), ([1], [12]))

    @fuzzed
    def test_fuzz_coverage_is_the_union(self):
        spans = st.lists(st.tuples(st.integers(1, 300), st.integers(0, 20)), max_size=9)

        @settings(max_examples=200, deadline=None)
        @given(spans, st.integers(1, 330))
        def check(pairs, point):
            spans = [(first, first + more) for first, more in pairs]
            self.assertEqual(
                chr(point) in Coverage(spans),
                any(first <= point <= last for first, last in spans),
            )

        check()
