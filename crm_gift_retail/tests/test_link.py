"""Links for customers: looking changes nothing, answering works once, nothing leaks."""

import base64
import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields, http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models import gift_call_rate
from .proof_common import ProofCommon


class LinkCase(ProofCommon, HttpCase):
    """A proof that was sent, and customers who open its link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proof = cls._sent(note="Gold on blue\n4 cm wide")
        cls.link, cls.url = cls._link(cls.proof)

    @classmethod
    def _link(cls, proof, **values):
        """Return a link of its own and its path."""
        link, url = proof._gift_make_link("proof", proof.partner_id, **values)
        return link, re.search(r"/gift/l/.*", url)[0]

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        # counted in a transaction of its own: each test starts afresh
        patcher = patch.object(gift_call_rate, "execute_apart", return_value=[])
        self.counted = patcher.start()
        self.addCleanup(patcher.stop)

    def _post(self, url, csrf=True, **post):
        if csrf:
            post["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(url, data=post or {"x": "1"})


@tagged("post_install", "-at_install")
class TestLink(LinkCase):
    def test_page(self):
        response = self.url_open(self.url)
        self.assertEqual(response.status_code, 200)
        page = response.text
        for words in (
            "To Mother 妈妈",
            "Gold on blue",
            self.proof.order_id.name,
            f"{self.url}/picture/{self.logo.id}",
            'value="approve"',
            'value="refuse"',
            'name="csrf_token"',
            self.seller.name,
        ):
            self.assertIn(words, page)
        headers = response.headers
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertNotIn("<script>", page)
        self.assertNotRegex(page, r"""\s(?:on\w+|style)=["']""")

    def test_scanners_change_nothing(self):
        """GET, HEAD, previews, links to pictures: no state, no mark, no touchpoint."""
        watched = (
            "SELECT (SELECT row_to_json(p) FROM gift_proof p WHERE id = %s)::text, "
            "(SELECT row_to_json(k) FROM gift_link k WHERE id = %s)::text, "
            "(SELECT count(*) FROM gift_touchpoint)"
        )
        ids = [self.proof.id, self.link.id]
        self.env.flush_all()
        self.env.cr.execute(watched, ids)
        before = self.env.cr.fetchone()
        for __ in range(3):
            for path in (
                self.url,
                f"{self.url}?answer=approve",
                f"{self.url}/picture/{self.logo.id}",
            ):
                self.assertEqual(self.url_open(path).status_code, 200)
                self.assertEqual(self.url_open(path, method="HEAD").status_code, 200)
        self.assertEqual(self.url_open(f"{self.url}/seen").status_code, 405)
        self.env.cr.execute(watched, ids)
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_answer_needs_the_page(self):
        """A POST from elsewhere has no token of the page."""
        with mute_logger("odoo.http"):
            response = self._post(self.url, csrf=False, answer="approve")
            self.assertEqual(response.status_code, 400)
            response = self.url_open(f"{self.url}/seen", data={"x": 1})
            self.assertEqual(response.status_code, 400)
        self.assertEqual(self.proof.state, "sent")
        self.assertFalse(self.link.date_seen)

    def test_approve_once(self):
        response = self._post(self.url, answer="approve", name="李女士 <b>")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Thank you", response.text)
        self.assertEqual((self.proof.state, self.link.state), ("approved", "answered"))
        self.assertEqual(self.proof.answered_by, "李女士 <b>")
        self.assertTrue(self.link.answer_ip)
        again = self._post(self.url, answer="refuse", comment="no")
        self.assertEqual(again.status_code, 410)
        self.assertEqual(self.proof.state, "approved")
        look = self.url_open(self.url)
        self.assertEqual(look.status_code, 200)
        self.assertIn("Thank you", look.text)
        self.assertNotIn("To Mother", look.text)
        picture = self.url_open(f"{self.url}/picture/{self.logo.id}")
        self.assertEqual(picture.status_code, 404)
        other = self.proof.gift_link_ids - self.link
        self.assertEqual(set(other.mapped("state")), {"void"})

    def test_refuse_asks_for_words(self):
        response = self._post(self.url, answer="refuse", name="Ms <i>Li</i>")
        self.assertEqual(response.status_code, 200)
        self.assertIn('role="alert"', response.text)
        self.assertIn("Ms &lt;i&gt;Li&lt;/i&gt;", response.text)
        self.assertEqual((self.proof.state, self.link.state), ("sent", "open"))
        self.assertFalse(self.link.answer_ip, "what was not taken leaves nothing")
        self._post(self.url, answer="refuse", comment="Bigger, مرحبا 🎁")
        self.assertEqual(self.proof.state, "refused")
        self.assertEqual(self.proof.comment, "Bigger, مرحبا 🎁")

    def test_seen_is_told_by_the_page(self):
        response = self._post(f"{self.url}/seen")
        self.assertEqual(response.status_code, 204)
        first = self.link.date_seen
        self.assertTrue(first)
        self.assertTrue(self.proof.date_seen)
        self._post(f"{self.url}/seen")
        self.assertEqual(self.link.date_seen, first)

    def test_closed_links_say_nothing(self):
        """Unknown, expired, replaced, document gone: the same page, and no names."""
        gone = self._sent()
        gone_link, gone_url = self._link(gone)
        gone_link.res_id = 0
        self.env.flush_all()
        void = self._sent()
        __, void_url = self._link(void)
        void._gift_void("x")
        late = self._sent()
        late_link, late_url = self._link(late)
        late_link.date_expiry = fields.Datetime.now() - timedelta(seconds=1)
        pages = set()
        for url, status in (
            ("/gift/l/" + "x" * 43, 404),
            ("/gift/l/" + "x" * 5000, 404),
            ("/gift/l/%00%27", 404),
            ("/gift/l/" + "é" * 43, 404),
            (gone_url, 410),
            (void_url, 410),
            (late_url, 410),
        ):
            response = self.url_open(url)
            self.assertEqual(response.status_code, status, url)
            pages.add(re.sub(r"csrf.{0,80}", "", response.text))
            answer = self._post(url, answer="approve")
            self.assertEqual(answer.status_code, status, url)
            picture = self.url_open(f"{url}/picture/{self.logo.id}")
            self.assertEqual(picture.status_code, 404, url)
            self.assertEqual(self._post(f"{url}/seen").status_code, status)
        self.assertEqual(len(pages), 1, "nobody learns which links there were")
        self.assertNotIn(self.company.name, pages.pop())
        self.assertEqual((late.state, void.state), ("sent", "void"))

    def test_picture_of_another_customer(self):
        """A link opens its own pictures; not other numbers, not by another's link."""
        picture = self.url_open(f"{self.url}/picture/{self.logo.id}")
        self.assertEqual(picture.headers["Content-Type"], "image/jpeg")
        self.assertEqual(picture.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(
            picture.headers["Content-Security-Policy"], "default-src 'none'"
        )
        for key in (self.photo.id, 0, "x", "../1", "1e5", "%2e%2e"):
            url = f"{self.url}/picture/{key}"
            self.assertEqual(self.url_open(url).status_code, 404, url)

    def test_no_other_door(self):
        """The public reads neither artwork nor proof nor link by Odoo's own routes."""
        ours = [base64.b64decode(self.logo[name]) for name in ("preview", "content")]
        for path in (
            f"/web/image/gift.artwork/{self.logo.id}/preview",
            f"/web/content/gift.artwork/{self.logo.id}/content",
            f"/gift/artwork/{self.logo.id}",
        ):
            response = self.url_open(path, allow_redirects=False)
            # Odoo answers the public with a placeholder
            self.assertNotIn(response.content, ours, path)

    def test_colleague_cannot_answer(self):
        """Logged in as one of ours: the page is shown, buttons and answers are not."""
        self.env["res.users"].browse(self.seller.id).password = "seller-password"
        self.authenticate(self.seller.login, "seller-password")
        page = self.url_open(self.url)
        self.assertIn("logged in as a colleague", page.text)
        self.assertNotIn('value="approve"', page.text)
        self._post(self.url, answer="approve")
        self._post(f"{self.url}/seen")
        self.assertEqual((self.proof.state, self.link.state), ("sent", "open"))
        self.assertFalse(self.link.date_seen)

    def test_too_many_looks(self):
        self.counted.return_value = [(42,)]
        for call in (self.url_open, self._post):
            response = call(self.url)
            self.assertEqual(response.status_code, 429)
            self.assertEqual(response.headers["Retry-After"], "42")
            self.assertIn("42", response.text)
        self.assertEqual(self.proof.state, "sent")

    def test_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.firm.lang = "zh_CN"
        page = self.url_open(self.url)
        self.assertIn('<html lang="zh-CN"', page.text)
        self.firm.lang = "en_US"
        self.assertIn('<html lang="en-US"', self.url_open(self.url).text)

    def test_text_is_never_markup(self):
        wish = self._engraved(engraving_text="<img src=x onerror=alert(1)>")
        proof = self._sent(wish, note="<script>alert(1)</script>")
        __, url = self._link(proof)
        page = self.url_open(url).text
        self.assertNotIn("<img src=x", page)
        self.assertNotIn("<script>alert", page)
        self.assertIn("&lt;script&gt;", page)
