"""What a telephone exchange says about who calls: plain functions."""

from odoo.tests import BaseCase, tagged

from ..tools.caller_id import TAIL, read_caller
from .fuzz import given, settings, st


@tagged("standard", "at_install")
class TestCallerId(BaseCase):
    def test_numbers(self):
        for text, phone, line in (
            ("13800138000", "+8613800138000", "mobile"),
            (13800138000, "+8613800138000", "mobile"),
            ("013800138000", "+8613800138000", "mobile"),
            ("9,13800138000", "+8613800138000", "mobile"),
            ("sip:+8613800138000@pbx;transport=tcp", "+8613800138000", "mobile"),
            ("tel:+14155552671", "+14155552671", "mobile"),
            ("+32 2 290 34 90", "+3222903490", "landline"),
            ("4001234567", "+864001234567", "service"),
            ("13800138000-1234", "+8613800138000", "platform"),
        ):
            with self.subTest(text):
                caller = read_caller(text)
                self.assertEqual(
                    (caller.kind, caller.phone, caller.line), ("number", phone, line)
                )
        self.assertEqual(read_caller("020-38881234转801").extension, "801")

    def test_withheld(self):
        for text in (
            "", None, False, "anonymous", "Anonymous", "No Number", "匿名", "0", "-1",
            "sip:anonymous@anonymous.invalid", "private",
        ):  # fmt: skip
            with self.subTest(repr(text)):
                self.assertEqual(read_caller(text).kind, "withheld")

    def test_masked_partial_invalid(self):
        masked = read_caller("138****8000")
        self.assertEqual(
            (masked.kind, masked.head, masked.tail), ("masked", "138", "8000")
        )
        self.assertEqual(read_caller("3888 1234").kind, "partial")
        self.assertEqual(read_caller("3888 1234").tail, "38881234")
        for text in ("abc", "12", "123456789012345678", "'; DROP TABLE", "😀"):
            with self.subTest(text):
                self.assertEqual(read_caller(text).kind, "invalid")


if st:

    @tagged("standard", "at_install")
    class TestCallerIdFuzz(BaseCase):
        @settings(max_examples=300, deadline=None, derandomize=True, database=None)
        @given(
            st.one_of(
                st.text(max_size=100),
                st.text("0123456789+-*转ext sip:@", max_size=30),
                st.integers(),
                st.none(),
            )
        )
        def test_always_one_of_the_kinds(self, value):
            caller = read_caller(value)
            kinds = ("number", "withheld", "masked", "partial", "invalid")
            self.assertIn(caller.kind, kinds)
            self.assertEqual(bool(caller.phone), caller.kind == "number")
            self.assertEqual(
                len(caller.tail) >= TAIL, caller.kind in ("masked", "partial")
            )
