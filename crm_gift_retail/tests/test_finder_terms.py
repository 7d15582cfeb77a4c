"""What a search term means and by which letters a name is found: plain functions."""

from odoo.tests import BaseCase, tagged

from ..tools.find_term import TAIL_MAX, TAIL_MIN, Term, read_term
from ..tools.pinyin_key import FULL_SIZE, INITIALS_SIZE, NAME_SIZE, name_keys
from .fuzz import given, settings, st

if st:
    TEXT = st.one_of(
        st.text(max_size=100),
        st.text("0123456789 +-*转王小明wz@.", max_size=30),
    )
    MANY = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@tagged("standard", "at_install")
class TestFindTerm(BaseCase):
    def test_whole_numbers_in_any_writing(self):
        for text in (
            "138 0013 8000",
            "0086 13800138000",
            "+86-138-0013-8000",
            "１３８００１３８０００",
            "013800138000",
            "tel:+8613800138000",
            "sip:13800138000@pbx.example.com",
        ):
            with self.subTest(text):
                self.assertEqual(read_term(text).phone, "+8613800138000")
        self.assertEqual(read_term("020-38881234转801").extension, "801")
        self.assertEqual(read_term("13800138000-1234").kind, "platform")
        self.assertEqual(read_term("+1 415 555 2671").phone, "+14155552671")
        self.assertEqual(read_term("022903490", "BE").phone, "+3222903490")

    def test_last_digits(self):
        for text, tail, name in (
            ("8000", "8000", ""),
            ("尾号8000", "8000", ""),
            ("末四位 8000", "8000", ""),
            ("8000 王", "8000", "王"),
            ("王8000", "8000", "王"),
            ("wang 0138-000", "0138000", "wang"),
            ("3888 1234", "38881234", ""),
        ):
            with self.subTest(text):
                term = read_term(text)
                self.assertEqual((term.tail, term.name), (tail, name))
        self.assertEqual(read_term("800").tail, "", "three digits fit thousands")

    def test_masked_number_is_head_and_tail(self):
        term = read_term("138****8000")
        self.assertEqual((term.phone, term.head, term.tail), ("", "138", "8000"))

    def test_words(self):
        self.assertEqual(read_term(" wz ").letters, "wz")
        self.assertEqual(read_term("Wang Zhi").letters, "wangzhi")
        self.assertEqual(read_term("Ann@Example.COM").email, "ann@example.com")
        order = read_term("S00012")
        self.assertEqual((order.text, order.tail, order.letters), ("S00012", "", ""))
        self.assertEqual(read_term(None), Term())
        self.assertEqual(read_term("  "), Term())


@tagged("standard", "at_install")
class TestNameKeys(BaseCase):
    def test_surnames_are_read_as_surnames(self):
        for name, initials, full in (
            ("王芷", "wz", "wangzhi"),
            ("单雄信", "sxx", "shanxiongxin"),
            ("曾国藩", "zgf", "zengguofan"),
            ("万俟卨", "mqx", "moqixie"),
            ("欧阳女士", "oyns", "ouyangnvshi"),
            ("简单", "jd", "jiandan"),
            ("广州白云酒店", "gzbyjd", "guangzhoubaiyunjiudian"),
            ("Ms Wang", "mw", "mswang"),
            ("VIP 王总", "vwz", "vipwangzong"),
            ("", "", ""),
            (False, "", ""),
            ("🎁", "", ""),
        ):
            with self.subTest(name):
                keys = name_keys(name)
                self.assertEqual((keys.initials, keys.full), (initials, full))


if st:

    @tagged("standard", "at_install")
    class TestFinderFuzz(BaseCase):
        @MANY
        @given(TEXT)
        def test_never_raises_and_stays_small(self, text):
            term = read_term(text)
            self.assertLessEqual(len(term.text), 80)
            if term.tail:
                self.assertTrue(term.tail.isdigit())
                self.assertTrue(TAIL_MIN <= len(term.tail) <= TAIL_MAX)
            if term.letters:
                self.assertTrue(term.letters.isascii() and term.letters.isalpha())
            if term.phone:
                self.assertEqual(term.name, "")

        @MANY
        @given(TEXT)
        def test_any_name_gives_keys_that_fit(self, name):
            keys = name_keys(name)
            self.assertLessEqual(len(keys.name), NAME_SIZE)
            self.assertLessEqual(len(keys.initials), INITIALS_SIZE)
            self.assertLessEqual(len(keys.full), FULL_SIZE)
            for letters in (keys.initials, keys.full):
                self.assertTrue(letters.isascii())
            self.assertEqual(bool(keys.initials), bool(keys.full))
