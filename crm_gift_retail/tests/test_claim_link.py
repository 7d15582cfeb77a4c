"""No link of a quotation that waits for a decision, whatever the door."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .claim_common import PolicyCommon
from .common import mute_logger


class LinkCommon(PolicyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.gift_claim_policy = "block"
        cls.firm.email = "tea@firm.example"

    def _waiting(self):
        """Return Bob's quotation for Anna's customer; its link exists already."""
        order = self._quote()
        order.sudo()._portal_ensure_token()
        self.env.flush_all()
        self.env.invalidate_all()
        return order

    def _button(self, order):
        """Tell whether a mail about an order leads its customer to the quotation."""
        groups = order._notify_get_recipients_groups(self.env["mail.message"], "Order")
        return {name: options["has_button_access"] for name, _test, options in groups}[
            "portal_customer"
        ]


@tagged("post_install", "-at_install")
class TestClaimLink(LinkCommon):
    def test_who_waits_gets_no_link(self):
        order = self._waiting()
        url = order.sudo().access_token
        self.bob.group_ids += self.env.ref("base.group_allow_export")
        for door, call, error in (
            ("url", order.get_portal_url, UserError),
            ("pdf", lambda: order.get_portal_url(report_type="pdf"), UserError),
            ("read", lambda: order.read(["access_token"]), AccessError),
            (
                "list",
                lambda: order.search_read([("id", "=", order.id)], ["access_token"]),
                AccessError,
            ),
            (
                "filter",
                lambda: order.search([("access_token", "=like", f"{url[:4]}%")]),
                AccessError,
            ),
            ("choose", lambda: order.write({"access_token": "known"}), AccessError),
            ("create", lambda: self._quote(access_token="known"), AccessError),
            ("export", lambda: order.export_data(["access_token"]), AccessError),
        ):
            with (
                self.subTest(door=door),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                call()
            self.env.invalidate_all()
        self.assertNotIn("access_token", order.read()[0], "all that one may read")
        self.assertEqual(order.sudo().access_token, url)

    def test_words_go_without_the_button(self):
        order = self._waiting()
        self.assertFalse(self._button(order))
        message = order.message_post(
            body="We are looking into it.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.firm.ids,
        )
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertTrue(mails, "the words themselves are sent")
        self.assertNotIn(order.sudo().access_token, "".join(mails.mapped("body_html")))

    def test_everybody_else_has_the_link(self):
        waiting = self._waiting()
        allowed = self._quote()
        allowed.action_gift_ask_decision()
        allowed.sudo().gift_approval_ids.with_user(self.manager).action_decide(
            "approved"
        )
        bare = self._quote(partner=self.person)
        self.env.invalidate_all()
        for order in (
            allowed,
            bare,
            self._quote(self.anna),
            waiting.with_user(self.manager),
        ):
            with self.subTest(user=order.env.user.name, order=order.name):
                secret = order.sudo()._portal_ensure_token()
                self.env.invalidate_all()
                self.assertIn(secret, order.get_portal_url())
                self.assertEqual(order.read(["access_token"])[0]["id"], order.id)
                self.assertTrue(self._button(order))
        self.company.gift_claim_policy = "assist"
        self.assertIn("access_token=", waiting.get_portal_url())

    def test_reading_an_order_asks_nobody(self):
        """The guard costs nothing where the secret is not asked for."""
        order = self._waiting()
        order.read(["name", "partner_id"])
        self.env.invalidate_all()

        def count(names):
            self.env.invalidate_all()
            order.env.user.has_group("base.group_user")
            before = self.cr.sql_log_count
            order.read(names)
            return self.cr.sql_log_count - before

        blocked = count(["name", "amount_total"])
        self.company.gift_claim_policy = "assist"
        self.env.flush_all()
        self.assertEqual(blocked, count(["name", "amount_total"]))


@tagged("post_install", "-at_install")
class TestClaimLinkPage(LinkCommon, HttpCase):
    def test_page_of_the_quotation(self):
        """The customer opens it, signed in or not; who waits does not."""
        order = self._waiting()
        secret = order.sudo().access_token
        page, link = f"/my/orders/{order.id}", f"?access_token={secret}"
        portal = new_test_user(self.env, "link_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.firm
        for user, path, sees in (
            (None, page + link, True),
            (portal, page, True),
            (self.manager, page, True),
            (self.bob, page, False),
            (self.bob, page + link, False),
            (self.bob, f"{page}?report_type=pdf&download=true", False),
        ):
            with (
                self.subTest(user=user and user.login, path=path),
                mute_logger("odoo.http"),
            ):
                self.authenticate(user and user.login, user and user.login)
                answer = self.url_open(path)
                self.assertEqual(secret in answer.text, sees)
                self.assertEqual(answer.status_code, 200 if sees else 422)
                if not sees:
                    self.assertIn("Claimed by Anna", answer.text)
