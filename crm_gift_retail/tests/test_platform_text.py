"""What comes from outside: examples, and fuzzed where hypothesis is installed."""

from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.platform_text import (
    TEXT_LENGTH,
    VALUE_LENGTH,
    PlatformError,
    checked_value,
    clean_text,
    clean_value,
    read_moment,
    value_key,
)
from .fuzz import fuzzed, given, settings, st

NOW = datetime(2026, 2, 17, 12)


@tagged("post_install", "-at_install")
class TestPlatformText(BaseCase):
    def test_same_person(self):
        for value in ("Wang 88", "ｗａｎｇ８８", " WANG88 ", "wa\u200bng88"):
            self.assertEqual(value_key(value), "wang88", value)
        self.assertNotEqual(value_key("wang88"), value_key("wang89"))

    def test_bad_values(self):
        for value in ("", "  ", "\u200b\u202e", None, True, 1.5, [], "x" * 129):
            with self.subTest(value), self.assertRaises(PlatformError):
                checked_value(value, "sender")
        self.assertEqual(checked_value(12345, "sender"), "12345")

    def test_text(self):
        self.assertEqual(clean_text(" a\r\nb\x00\u202ec "), ("a\nbc", False))
        text, cut = clean_text("好" * 9000)
        self.assertEqual((len(text), cut), (TEXT_LENGTH, True))
        self.assertEqual(clean_text({"a": 1}), ("", False))

    def test_moments(self):
        self.assertEqual(read_moment("", NOW), NOW)
        self.assertEqual(
            read_moment("2026-02-17T09:00:00+08:00", NOW), datetime(2026, 2, 17, 1)
        )
        self.assertEqual(
            read_moment("2026-02-17T09:00:00Z", NOW), datetime(2026, 2, 17, 9)
        )
        self.assertEqual(read_moment("2030-01-01", NOW), NOW, "never in the future")
        for bad in ("yesterday", "2020-01-01", "2026-13-40", 17, "0001-01-01T00:00+23"):
            with self.subTest(bad), self.assertRaises(PlatformError):
                read_moment(bad, NOW)

    @fuzzed
    def test_fuzz(self):
        @settings(max_examples=400, deadline=None)
        @given(st.text(max_size=300))
        def check(text):
            value = clean_value(text)
            self.assertEqual(clean_value(value), value)
            self.assertNotIn("\x00", value)
            value.encode("utf-8")
            key = value_key(text)
            self.assertEqual(value_key(key), key)
            self.assertEqual(value_key(f" {value} "), key)
            body, __ = clean_text(text)
            self.assertLessEqual(len(body), TEXT_LENGTH)
            body.encode("utf-8")
            try:
                self.assertTrue(0 < len(checked_value(text, "x")) <= VALUE_LENGTH)
            except PlatformError as error:
                self.assertIn(error.code, ("empty", "long"))

        @settings(max_examples=200, deadline=None)
        @given(st.one_of(st.text(max_size=40), st.datetimes().map(str)))
        def check_moment(text):
            try:
                moment = read_moment(text, NOW)
            except PlatformError:
                return
            self.assertTrue(NOW - timedelta(days=366) < moment <= NOW)

        check()
        check_moment()
