"""Names from outside: whatever comes in, what is kept is a name or nothing."""

from odoo.tests import BaseCase, tagged

from ..models.gift_channel import GIFT_CHANNELS
from ..tools.utm_text import MAX_NAME, channel_of_name, clean_name
from .fuzz import given, settings, st

if st:
    MANY = settings(max_examples=400, deadline=None, derandomize=True, database=None)


@tagged("post_install", "-at_install")
class TestUtmText(BaseCase):
    def test_names_of_the_trade(self):
        for text, name in (
            ("小红书", "小红书"),
            ("Spring Fair (Hall 3) & Tasting", "Spring Fair (Hall 3) & Tasting"),
            ("  q3_2026-mailing  ", "q3_2026-mailing"),
            ("春季　展会", "春季 展会"),
            ("5% off!", "5% off!"),
            ("Café Zoë", "Café Zoë"),
        ):
            self.assertEqual(clean_name(text), name)

    def test_junk(self):
        for text in (None, 7, "", "\x00", "<b>", "a" * 101, "data:text/html,x", "🎁"):
            self.assertIsNone(clean_name(text), text)

    if st:

        @MANY
        @given(st.text(max_size=300))
        def test_kept_names_are_clean(self, text):
            name = clean_name(text)
            if name is None:
                return
            self.assertTrue(0 < len(name) <= MAX_NAME)
            self.assertTrue(name.isprintable())
            self.assertFalse(set(name) & set('<>"`{}\\^$'))
            self.assertEqual(clean_name(name), name, "cleaning twice changes nothing")

        @MANY
        @given(st.text(max_size=40))
        def test_channels_are_known_ones(self, text):
            self.assertIn(channel_of_name(text), dict(GIFT_CHANNELS))
