"""What a customer does with the link of a proposal, and what others cannot."""

import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields, http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models import gift_call_rate
from .foreign_rows import PIXEL
from .proposal_common import ProposalCommon


class ProposalPageCase(ProposalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer, cls.link, cls.url = cls._sent(
            greeting="We thought of the sea", date_needed=cls._in_days(30)
        )
        cls.tea, cls.vases = cls.offer.option_ids
        cls.tea.write({"image": PIXEL, "why": "Because of the sea"})

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        # counted in a transaction of its own: each test starts afresh
        patcher = patch.object(gift_call_rate, "execute_apart", return_value=[])
        patcher.start()
        self.addCleanup(patcher.stop)

    def _post(self, url=None, csrf=True, **post):
        if csrf:
            post["csrf_token"] = http.Request.csrf_token(self)
        response = self.url_open(url or self.url, data=post or {"x": "1"})
        self.env.invalidate_all()
        return response


@tagged("post_install", "-at_install")
class TestProposalPage(ProposalPageCase):
    def test_page(self):
        response = self.url_open(self.url)
        self.assertEqual(response.status_code, 200)
        for words in (
            "We thought of the sea",
            "Because of the sea",
            "Tea set",
            "2 × Vase",
            "100.00",
            "1,000.00",
            f"{self.url}/picture/{self.tea.id}",
            f'value="choose-{self.tea.id}"',
            f'value="choose-{self.vases.id}"',
            'value="comment"',
            'name="csrf_token"',
            self.seller.name,
        ):
            self.assertIn(words, response.text)
        for secret in ("60", "margin", "cost"):
            self.assertNotIn(f">{secret}<", response.text)
        self.env.invalidate_all()
        self.assertEqual(self.offer.state, "sent", "looking changes nothing")
        self.assertFalse(self.offer.date_seen)

    def test_picture(self):
        response = self.url_open(f"{self.url}/picture/{self.tea.id}")
        self.assertEqual(response.content, base64.b64decode(self.tea.picture))
        other = self._with_options()
        other.option_ids.image = PIXEL
        for key in (other.option_ids[0].id, "1x", "-1", "99999999999999999999"):
            response = self.url_open(f"{self.url}/picture/{key}")
            self.assertEqual(response.status_code, 404, key)

    def test_seen_by_a_person(self):
        self._post(f"{self.url}/seen")
        self._post(f"{self.url}/seen")
        self.assertEqual(self.offer.state, "seen")
        self.assertTrue(self.offer.date_seen)
        touchpoint = self._touchpoints("proposal_seen")
        self.assertEqual(len(touchpoint), 1)
        self.assertEqual((touchpoint.direction, touchpoint.is_contact), ("in", False))

    def test_chosen(self):
        before = self.env["mail.message"].search_count([])
        response = self._post(
            answer=f"choose-{self.vases.id}", name="Ms Li", comment="In blue, please"
        )
        self.assertIn("You have chosen “Vases”", response.text)
        self.assertEqual(self.offer.state, "chosen")
        self.assertEqual(self.offer.answered_by, "Ms Li")
        self.assertTrue(self.vases.is_chosen)
        order = self.offer.order_id
        self.assertEqual((order.state, order.user_id), ("draft", self.seller))
        self.assertEqual(order.order_line.product_uom_qty, 20)
        self.assertEqual(
            order.gift_requirement_ids.said, "Something blue\n\nIn blue, please"
        )
        self.assertEqual(order.activity_ids.user_id, self.seller)
        self.assertEqual(len(self._touchpoints("proposal_chosen")), 1)
        self.assertEqual(len(self._touchpoints("proposal_comment")), 1)
        self.assertGreater(self.env["mail.message"].search_count([]), before)
        self.assertEqual(self.link.state, "answered")
        # used: the thanks again, and no second choice
        self.assertIn("You have chosen", self.url_open(self.url).text)
        again = self._post(answer=f"choose-{self.tea.id}")
        self.assertEqual(again.status_code, 410)
        self.assertFalse(self.tea.is_chosen)

    def test_comments_leave_the_link_open(self):
        for words in ("Is there green?", "And <b>red</b>?"):
            response = self._post(answer="comment", name="Ms Li", comment=words)
            self.assertEqual(response.status_code, 200)
        self.assertEqual(self.offer.comment_count, 2)
        self.assertEqual(self.offer.comment, "And <b>red</b>?")
        self.assertEqual(self.offer.state, "sent")
        self.assertEqual(self.link.state, "open")
        self.assertEqual(len(self._touchpoints("proposal_comment")), 2)
        bodies = self.offer.message_ids.mapped("body")
        self.assertTrue(any("&lt;b&gt;" in body for body in bodies), bodies)
        self.assertIn("say", self._post(answer="comment", comment="  ").text)
        self.offer.comment_count = 30
        self.assertIn("call", self._post(answer="comment", comment="more").text)

    def test_nonsense(self):
        other = self._with_options()
        for answer in (
            "",
            "choose-",
            "choose-x",
            "choose-0",
            f"choose-{other.option_ids[0].id}",
            "choose-99999999999999999999",
            "approve",
        ):
            response = self._post(answer=answer)
            self.assertIn("tap the gift", response.text, answer)
        self.assertEqual(self.offer.state, "sent")
        self.assertEqual(other.state, "draft")
        with mute_logger("odoo.http"):
            answer = self._post(csrf=False, answer="comment")
        self.assertEqual(answer.status_code, 400)

    def test_link_of_another_customer(self):
        theirs, link, url = self._sent(partner_id=self.person.id)
        response = self._post(url, answer=f"choose-{self.tea.id}")
        self.assertIn("tap the gift", response.text)
        self.assertFalse(self.tea.is_chosen)
        page = self.url_open(url).text
        self.assertNotIn("We thought of the sea", page)
        self.assertEqual(link.partner_id, self.person)
        self.assertEqual(theirs.state, "sent")

    def test_edited_or_over(self):
        self._seller(self.offer).write({"greeting": "Anew"})
        for response in (
            self.url_open(self.url),
            self._post(answer=f"choose-{self.tea.id}"),
        ):
            self.assertEqual(response.status_code, 410)
            self.assertNotIn("Tea set", response.text)
        offer, link, url = self._sent()
        link.date_expiry = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self.url_open(url).status_code, 410)
        self._post(url, answer=f"choose-{offer.option_ids[0].id}")
        self.assertEqual(offer.state, "sent")

    def test_colleagues_only_look(self):
        self.authenticate(self.seller.login, self.seller.login)
        page = self.url_open(self.url).text
        self.assertNotIn("choose-", page)
        self._post(answer=f"choose-{self.tea.id}")
        self.assertEqual(self.offer.state, "sent")

    def test_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.product.with_context(lang="zh_CN").name = "青瓷茶具"
        self.contact.lang = "zh_CN"
        page = self.url_open(self.url).text
        self.assertIn('lang="zh-CN"', page)
        self.assertIn("青瓷茶具", page)

    def test_a_page_costs_the_same_each_time(self):
        values = self.link._gift_document()
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            values._gift_link_values(self.link)
            values.option_ids.mapped("date_earliest")
            values.option_ids.mapped("inside")
        self.assertLess(self.env.cr.sql_log_count - before, 25)
