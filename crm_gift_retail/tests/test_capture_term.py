"""What clerks type, with whatever the keyboard adds."""

from odoo.tests import BaseCase, tagged

from ..tools.capture_term import TERM_SIZE, read_number, read_term
from .fuzz import given, st

KINDS = {"empty", "tail", "phone", "wrong", "text"}


@tagged("-at_install", "post_install")
class TestCaptureTerm(BaseCase):
    def test_terms(self):
        for term, kind, detail in (
            ("", "empty", ""),
            ("   ", "empty", ""),
            (None, "empty", ""),
            ("8000", "tail", ""),
            ("８０００", "tail", ""),
            ("138 0013 8000", "phone", "+8613800138000"),
            ("0086 13800138000", "phone", "+8613800138000"),
            ("１３８００１３８０００", "phone", "+8613800138000"),
            ("020-38881234转801", "phone", "+862038881234"),
            ("+44 20 7946 0958", "phone", "+442079460958"),
            ("138****8000", "wrong", "masked"),
            ("138xxxx8000", "wrong", "masked"),
            ("1380013800", "wrong", "short"),
            ("138001380001", "wrong", "long"),
            ("99999999999", "wrong", "invalid"),
            ("wz", "text", ""),
            ("王总", "text", ""),
            ("S00042", "text", ""),
            ("SF1234567890123", "text", ""),
            ("wang_88", "text", ""),
        ):
            reading = read_term(term)
            with self.subTest(term):
                self.assertEqual(reading.kind, kind)
                found = reading.problem or (reading.phone and reading.phone.e164) or ""
                self.assertEqual(found, detail)

    def test_numbers(self):
        """A field for numbers takes nothing else."""
        self.assertEqual(read_number("").kind, "empty")
        self.assertEqual(read_number("王总").problem, "invalid")
        self.assertEqual(read_number("1.38E+10").problem, "rounded")
        platform = read_number("13800138000-1234")
        self.assertFalse(platform.phone.identity)
        self.assertEqual(read_number("020 3888 1234", "CN").kind, "phone")
        self.assertEqual(read_number("020 7946 0958", "GB").phone.e164, "+442079460958")

    if st:

        @given(st.text(max_size=300))
        def test_any_text(self, text):
            """Never raises; a number that may be stored is always a valid one."""
            for reading in (read_term(text), read_number(text)):
                self.assertIn(reading.kind, KINDS)
                self.assertEqual(bool(reading.phone), reading.kind == "phone")
                self.assertEqual(bool(reading.problem), reading.kind == "wrong")
                self.assertLessEqual(len(reading.text), TERM_SIZE * 18)
                if reading.phone:
                    self.assertTrue(reading.phone.e164.startswith("+"))

        @given(
            st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
            st.sampled_from([" ", "-", ""]),
            st.sampled_from(["", "+86", "0086 ", "86"]),
        )
        def test_spacing_changes_nothing(self, digits, gap, prefix):
            plain = read_number(digits)
            spaced = read_number(
                prefix + gap.join([digits[:3], digits[3:7], digits[7:]])
            )
            if plain.kind == "phone":
                self.assertEqual(spaced.kind, "phone")
                self.assertEqual(spaced.phone.e164, plain.phone.e164)
