"""Slips and cards as they come out of the printer, read back as text."""

import re
import subprocess
import unicodedata

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .requirement_common import RequirementCommon

SLIP, GIFT, CARDS = (
    "crm_gift_retail.action_report_packing_slip",
    "crm_gift_retail.action_report_gift_slip",
    "crm_gift_retail.action_report_gift_cards",
)
CARD = "亲爱的王总：\n祝您福如东海，寿比南山！\nHappy birthday, שלום"


@tagged("post_install", "-at_install")
class TestGiftPrint(RequirementCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm.name = "白云山酒店"
        cls.product.list_price = 7654
        cls.order = cls._quotation((cls.product, 10, 7654))
        cls.wish = cls._wish(
            cls.order,
            cls.order.order_line,
            card_text=CARD,
            engraving_kind="engraving",
            engraving_text="金色 LOGO",
            recipient_name="王总",
            said="蓝色盒子，金色的标志",
            wrapping_id=cls.box.id,
        )
        cls.order.action_confirm()
        cls.picking = cls.order.picking_ids

    def _text(self, report, pickings=None, role="warehouse"):
        """Print, and read the letters as pdftotext finds them, after NFKC."""
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        reports = reports.with_context(force_report_rendering=True)
        pickings = pickings or self.picking
        content, kind = reports._render_qweb_pdf(report, pickings.ids)
        self.assertEqual(kind, "pdf")
        done = subprocess.run(
            ["pdftotext", "-layout", "-", "-"],  # noqa: S607 (what dev/ installs)
            input=content,
            capture_output=True,
            check=True,
        )
        text = unicodedata.normalize("NFKC", done.stdout.decode())
        self.pages = text.count("\f")
        return re.sub(r"\s+", "", text)

    def test_packing_slip_tells_everything_but_prices(self):
        text = self._text(SLIP)
        for words in ("王总", "金色LOGO", "蓝色盒子,金色的标志", "福如东海", "Teaset"):
            self.assertIn(words, text)
        self.assertIn(self.picking.name, text)
        self.assertNotIn("7654", text.replace(",", ""))
        self.assertNotIn("changed", text)

    def test_packing_slip_shouts_a_change(self):
        self._change(self.wish, engraving_text="银色 LOGO")
        text = self._text(SLIP)
        self.assertIn("Thewishwaschanged", text)
        self.assertIn("银色LOGO", text)

    def test_gift_slip_has_neither_price_nor_wish(self):
        text = self._text(GIFT)
        self.assertIn("Teaset", text)
        self.assertIn("王总", text)
        for words in ("7654", "76540", "蓝色", "白云山", self.order.name):
            self.assertNotIn(words, text.replace(",", ""))

    def test_gift_slip_speaks_the_recipients_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.product.with_context(lang="zh_CN").name = "茶具"
        self.picking.partner_id.lang = "zh_CN"
        self.assertIn("茶具", self._text(GIFT))

    def test_cards(self):
        text = self._text(CARDS)
        self.assertIn("祝您福如东海,寿比南山!", text)
        self.assertEqual(text.count("亲爱的王总"), 1)
        self.assertEqual(self.pages, 1)

    def test_a_card_per_piece(self):
        self._change(self.wish, card_each=True)
        self.picking.with_user(self.packer).action_gift_acknowledge()
        self.assertEqual(self._text(CARDS).count("亲爱的王总"), 10)
        self.assertEqual(self.pages, 2)

    def test_several_transfers(self):
        other = self._quotation((self.product_b, 2, 5))
        self._wish(other, card_text="Second card")
        other.action_confirm()
        both = self.picking | other.picking_ids
        text = self._text(CARDS, both)
        self.assertIn("Secondcard", text)
        self._text(SLIP, both)
        self.assertGreaterEqual(self.pages, 2)

    def test_no_card_says_what_is_missing(self):
        plain = self._quotation((self.product_b, 2, 5))
        plain.action_confirm()
        with self.assertRaisesRegex(UserError, re.escape(plain.picking_ids.name)):
            self._cards(plain.picking_ids)
        papers = self.env["gift.packing"].with_user(self.packer)
        self.assertEqual(
            [paper["action"] for paper in papers._get_papers(plain.picking_ids)],
            [SLIP, GIFT],
        )
        self.assertEqual(len(papers._get_papers(self.picking)), 3)

    def _cards(self, pickings):
        report = self.env["report.crm_gift_retail.report_gift_cards"]
        return report.with_user(self.packer)._get_report_values(pickings.ids)

    def test_far_too_many_cards(self):
        self._stock(self.product_b, 5000)
        many = self._quotation((self.product_b, 5000, 1))
        self._wish(many, card_text="x", card_each=True)
        many.action_confirm()
        with self.assertRaises(UserError):
            self._cards(many.picking_ids)

    def test_outsiders_print_nothing(self):
        outsiders = [
            new_test_user(self.env, "print_portal", groups="base.group_portal"),
            new_test_user(self.env, "print_plain", groups="base.group_user"),
        ]
        foreign = self._make_user("warehouse", self.company_b, login="print_foreign")
        for user in (*outsiders, foreign):
            for name in ("packing_slip", "gift_slip", "gift_cards"):
                report = self.env[f"report.crm_gift_retail.report_{name}"]
                with (
                    self.subTest(name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    report.with_user(user)._get_report_values(self.picking.ids)

    def test_same_queries_for_any_number_of_transfers(self):
        orders = [self._quotation((self.product_b, 1, 5)) for _number in range(9)]
        for order in orders:
            self._wish(order, order.order_line, card_text="Card", said="Blue")
            order.action_confirm()
        pickings = self.env["stock.picking"].browse(
            [order.picking_ids.id for order in orders]
        )
        counts = []
        for some in (pickings[:1], pickings):
            some = some.with_user(self.packer)
            some._gift_slip_pages()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._gift_slip_pages()
            some._gift_present_pages()
            some._gift_cards()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_letters_that_cannot_be_printed_are_marked(self):
        quotation = self._quotation()
        wish = self._wish(quotation, card_text="With love 🎁", recipient_name="Ms Wang")
        self.assertIn("🎁", wish.print_warning)
        wish.card_text = "With love"
        self.assertFalse(wish.print_warning)
