"""Proofs: made, sent, answered, replaced; nothing goes on without."""

import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .proof_common import ProofCommon
from .test_artwork_file import picture


@tagged("post_install", "-at_install")
class TestProof(ProofCommon):
    def _kinds(self, proof):
        return self.env["gift.touchpoint"].search(
            [("res_model", "=", "gift.proof"), ("res_id", "=", proof.id)]
        )

    # ------------------------------------------------------------
    # MAKING
    # ------------------------------------------------------------

    def test_starts_with_what_the_wish_says(self):
        pdf = self.env["gift.artwork"]._gift_keep("order.pdf", b"%PDF-1.4")
        wish = self._engraved(artwork_ids=[(6, 0, (self.logo | pdf).ids)])
        proof = self._proof(wish)
        self.assertEqual(proof.artwork_ids, self.logo, "a PDF is no picture")
        self.assertEqual(proof.partner_id, self.firm)
        self.assertEqual(proof.user_id, self.seller)
        self.assertEqual((proof.number, proof.state), (1, "draft"))
        self.assertIn(["Engraving", "To Mother 妈妈"], proof.wish_words)
        with self.assertRaises(UserError) as caught:
            proof.with_user(self.seller).artwork_ids = pdf
        self.assertIn("order.pdf", caught.exception.args[0])

    def test_one_in_preparation(self):
        wish = self._engraved()
        proof = self._proof(wish)
        action = wish.with_user(self.seller).action_gift_proof()
        self.assertEqual(action["res_id"], proof.id)
        sent = self._sent(self._engraved())
        newer = sent.with_user(self.seller).action_new()
        self.assertEqual(newer, sent.with_user(self.seller).action_new())
        newer = self.env["gift.proof"].browse(newer["res_id"])
        self.assertEqual(newer.number, 2)
        self.assertEqual((newer.is_latest, sent.is_latest), (True, False))
        self.assertEqual(sent.state, "sent", "until the newer one is sent")
        newer.with_user(self.seller).action_send_sms()
        self.assertEqual(sent.state, "void")
        self.assertFalse(sent.gift_link_ids.filtered(lambda x: x.state == "open"))

    def test_what_was_shown_stays(self):
        proof = self._sent()
        mine = proof.with_user(self.seller)
        with self.assertRaises(UserError):
            mine.artwork_ids = self.photo
        with self.assertRaises(UserError):
            mine.note = "other"
        with self.assertRaises(UserError):
            mine.unlink()
        for name, value in (
            ("state", "approved"),
            ("content_key", "x"),
            ("comment", "fine"),
            ("date_answered", "2026-01-01"),
        ):
            with self.assertRaises(AccessError):
                mine.write({name: value})
        made = self.env["gift.proof"].with_user(self.seller)
        made = made.create(
            {"requirement_id": self._engraved().id, "state": "approved", "comment": "x"}
        )
        self.assertEqual((made.state, made.comment), ("draft", False))
        made.unlink()

    def test_pictures_of_others(self):
        """Files of another company never get onto a customer's page."""
        theirs = self.env["gift.artwork"]._gift_keep(
            "theirs.png", picture(color="pink"), company=self.company_b
        )
        wish = self._engraved()
        proofs = self.env["gift.proof"].with_user(self.seller)
        with self.assertRaises(AccessError):
            proofs.create(
                {"requirement_id": wish.id, "artwork_ids": [(6, 0, theirs.ids)]}
            )
        proof = self._proof(wish)
        with self.assertRaises(AccessError):
            proof.with_user(self.seller).artwork_ids = [(4, theirs.id)]
        with self.assertRaises(AccessError):
            proof.artwork_ids = [(4, theirs.id)]

    # ------------------------------------------------------------
    # SENDING
    # ------------------------------------------------------------

    def test_mail(self):
        """One mail in the outbox, in the customer's language, from the salesperson."""
        proof = self._sent()
        mail = self._mails(proof.order_id)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "gift_held", "a manager releases it")
        self.assertEqual(mail.recipient_ids, self.firm)
        self.assertEqual(mail.email_from, self.seller.email_formatted)
        link = self.env["gift.link"]._gift_find(self._token(mail.body_html))
        self.assertEqual(link._gift_document(), proof)
        self.assertEqual((link.channel, link.kind), ("mail", "proof"))
        self.assertNotIn(self._token(mail.body_html), str(link.read()))
        self.assertEqual(
            (proof.state, proof.channel, bool(proof.date_sent)), ("sent", "mail", True)
        )
        touch = self._kinds(proof)
        self.assertEqual((touch.kind, touch.direction), ("proof", "out"))
        self.assertEqual(touch.user_id, self.seller)

    def test_sms(self):
        proof = self._proof()
        proof.with_user(self.seller).action_send_sms()
        sms = self.env["sms.sms"].search([("gift_is_outbox", "=", True)], limit=1)
        self.assertEqual(sms.number, "+8613800138000")
        self.assertEqual(sms.state, "gift_held")
        link = self.env["gift.link"]._gift_find(self._token(sms.body))
        self.assertEqual(link._gift_document(), proof)

    def test_refusals_name_the_remedy(self):
        proof = self._proof(artwork_ids=[(5,)])
        mine = proof.with_user(self.seller)
        with self.assertRaises(UserError) as caught:
            mine.action_send_mail()
        self.assertIn("no picture", caught.exception.args[0])
        mine.artwork_ids = self.photo
        self.firm.write({"email": False, "phone": "12"})
        for send, words in (
            (mine.action_send_mail, "no e-mail address"),
            (mine.action_send_sms, "no phone number"),
        ):
            with self.assertRaises(UserError) as caught:
                send()
            self.assertIn(words, caught.exception.args[0])
        self.assertEqual(proof.state, "draft")
        proof.order_id._action_cancel()
        self.assertEqual(proof.state, "void")
        with self.assertRaises(UserError):
            mine.action_copy_link()

    def test_copied_for_wechat(self):
        """Copying marks the proof; the note keeps no secret; undo takes it back."""
        proof = self._proof()
        action = proof.with_user(self.seller).action_copy_link()
        text = action["context"]["default_text"]
        token = self._token(text)
        self.assertEqual(proof.state, "draft", "looking at the words sends nothing")
        sent = self.env["gift.message.sent"].with_user(self.seller)
        wechat = self.env.ref("crm_gift_retail.gift_platform_wechat")
        marked = sent.mark_sent("res.partner", self.firm.id, wechat.id, text)
        self.assertEqual((proof.state, proof.channel), ("sent", "copy"))
        row = self.env["gift.message.sent"].browse(marked["id"])
        self.assertNotIn(token, row.text)
        self.assertIn("/gift/l/…", row.text)
        self.assertFalse(self._kinds(proof), "it may still be taken back")
        sent.undo(marked["id"])
        self.assertEqual((proof.state, proof.channel), ("draft", False))
        marked = sent.mark_sent("res.partner", self.firm.id, wechat.id, text)
        row = self.env["gift.message.sent"].browse(marked["id"])
        row.date -= timedelta(seconds=20)
        self.env["gift.message.sent"]._gift_settle()
        self.assertEqual(self._kinds(proof).kind, "proof")
        self.assertEqual(proof.state, "sent")

    def test_copied_after_a_mail(self):
        """Taking the copy back does not take the mail back."""
        proof = self._sent()
        text = proof.with_user(self.seller).action_copy_link()["context"]
        wechat = self.env.ref("crm_gift_retail.gift_platform_wechat")
        sent = self.env["gift.message.sent"].with_user(self.seller)
        marked = sent.mark_sent(
            "res.partner", self.firm.id, wechat.id, text["default_text"]
        )
        self.assertEqual(proof.channel, "copy")
        sent.undo(marked["id"])
        self.assertEqual((proof.state, proof.channel), ("sent", "mail"))

    def test_words_of_others_mark_nothing(self):
        proof = self._proof()
        action = proof.with_user(self.seller).action_copy_link()
        text = action["context"]["default_text"]
        token = self._token(text)
        wechat = self.env.ref("crm_gift_retail.gift_platform_wechat")
        # somebody else's words with the link mark nothing of an order not theirs
        marked = (
            self.env["gift.message.sent"]
            .with_user(self.users["clerk"])
            .mark_sent("res.partner", self.firm.id, wechat.id, text)
        )
        self.assertEqual(proof.state, "draft")
        row = self.env["gift.message.sent"].browse(marked["id"])
        self.assertNotIn(token, row.text)

    # ------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------

    def test_approved(self):
        proof = self._sent()
        self.assertEqual(proof.requirement_id.gift_proof_state, "sent")
        words = self._answer(proof)
        self.assertIn("Thank you", words)
        self.assertEqual((proof.state, proof.answered_by), ("approved", "Ms Li"))
        self.assertFalse(proof.date_remind)
        self.assertFalse(
            proof.gift_link_ids.filtered(lambda link: link.state == "open")
        )
        answered = proof.gift_link_ids.filtered(lambda link: link.state == "answered")
        self.assertEqual(answered.answer_ip, "203.0.113.7")
        self.assertEqual(answered.answer_name, "Ms Li")
        kinds = self._kinds(proof)
        self.assertEqual(set(kinds.mapped("kind")), {"proof", "proof_approved"})
        self.assertEqual(proof.requirement_id.gift_proof_state, "approved")
        notices = self.env["mail.message"].search(
            [("model", "=", "sale.order"), ("res_id", "=", proof.order_id.id)]
        )
        self.assertTrue(any("Ms Li" in str(notice.body) for notice in notices))
        with self.assertRaises(UserError):
            self._answer(proof, "refuse", comment="late")
        self.assertEqual(proof.state, "approved")

    def test_owner_is_told(self):
        proof = self._sent()
        before = self.env["mail.mail"].search_count([("gift_is_outbox", "=", True)])
        self.seller.write({"notification_type": "email", "email": "s@example.com"})
        self._answer(proof, "refuse", comment="Gold, please")
        mails = self.env["mail.mail"].search(
            [("gift_is_outbox", "=", True)], order="id desc"
        )
        self.assertEqual(len(mails), before + 1)
        self.assertEqual(mails[0].recipient_ids, self.seller.partner_id)
        self.assertIn("Gold, please", mails[0].body_html)

    def test_refused_needs_words(self):
        proof = self._sent()
        for post in ({}, {"comment": "   "}, {"comment": ["x"]}):
            with self.assertRaises(UserError):
                self._answer(proof, "refuse", **post)
        with self.assertRaises(UserError):
            self._answer(proof, "delete")
        self.assertEqual(proof.state, "sent")
        self._answer(proof, "refuse", comment="x" * 9000, name="N" * 500)
        self.assertEqual(proof.state, "refused")
        self.assertEqual(len(proof.comment), 2000)
        self.assertEqual(len(proof.answered_by), 80)
        self.assertEqual(proof.requirement_id.gift_proof_state, "refused")

    def test_recorded_on_the_buyers_word(self):
        proof = self._proof()
        dialog = self.env["gift.proof.record"].with_user(self.seller)
        dialog = dialog.create({"proof_id": proof.id, "comment": "OK 👍"})
        with self.assertRaises(UserError) as caught:
            dialog.action_record()
        self.assertIn("picture", caught.exception.args[0])
        self.assertEqual(proof.state, "draft")
        dialog.evidence_ids = self.env["gift.artwork"]._gift_keep(
            "chat.png", picture(color="white")
        )
        dialog.action_record()
        self.assertEqual((proof.state, proof.channel), ("approved", "shown"))
        self.assertEqual(proof.recorded_by_id, self.seller)
        self.assertEqual(proof.evidence_ids.name, "chat.png")
        self.assertEqual(proof.answered_by, "Firm")
        with self.assertRaises(UserError):
            dialog.action_record()

    def test_page_shows_what_was_sent(self):
        """Words are held at sending, in the customer's language."""
        proof = self._sent()
        link, __ = proof._gift_make_link("proof", self.firm)
        template, values = proof._gift_link_values(link)
        self.assertEqual(template, "crm_gift_retail.gift_proof_page")
        self.assertIn(["Engraving", "To Mother 妈妈"], values["words"])
        data, mimetype = proof._gift_link_picture(link, str(self.logo.id))
        self.assertEqual(data, base64.b64decode(self.logo.preview))
        self.assertIn(mimetype, ("image/png", "image/jpeg"))
        for key in (str(self.photo.id), "0", "", "x", "9" * 30, "-1", "１"):
            self.assertIsNone(proof._gift_link_picture(link, key), key)

    # ------------------------------------------------------------
    # REPLACED BY A CHANGE
    # ------------------------------------------------------------

    def test_change_of_a_draft_takes_it_back(self):
        wish = self._engraved()
        proof = self._sent(wish)
        mine = wish.with_user(self.seller)
        mine.deliver_by = self.today + timedelta(days=20)
        self.assertEqual(proof.state, "sent", "another day is the same piece")
        mine.engraving_text = "To Father"
        self.assertEqual(proof.state, "void")
        self.assertFalse(proof.gift_link_ids.filtered(lambda x: x.state == "open"))
        self.assertEqual(wish.gift_proof_state, "missing")

    def test_approval_survives_confirmation_and_a_new_day(self):
        wish = self._engraved()
        proof = self._sent(wish)
        self._answer(proof)
        wish.order_id.action_confirm()
        self.assertEqual(wish.gift_proof_state, "approved")
        self._change(wish, deliver_by=self.today + timedelta(days=9))
        self.assertEqual(wish.gift_proof_state, "approved")
        self._change(wish, engraving_text="To Father")
        self.assertEqual(wish.gift_proof_state, "missing")
        self.assertEqual(proof.state, "approved", "what was answered stays")
        self.assertFalse(proof.is_current)

    def test_new_revision_takes_back_what_is_on_its_way(self):
        wish = self._engraved()
        wish.order_id.action_confirm()
        proof = self._sent(wish)
        self.assertEqual(proof.revision_id, wish.revision_id)
        self._change(wish, artwork_ids=[(6, 0, self.photo.ids)])
        self.assertEqual(proof.state, "void")
        with self.assertRaises(UserError):
            self._answer(proof)

    def test_shown_once_more_waits_again(self):
        wish = self._engraved()
        proof = self._sent(wish)
        self._answer(proof)
        newer = self._proof(wish, artwork_ids=[(6, 0, self.photo.ids)])
        newer.with_user(self.seller).action_send_mail()
        self.assertEqual(wish.gift_proof_state, "sent")
        self.assertTrue(wish._gift_is_proof_needed())
        self._answer(newer, "refuse", comment="no")
        self.assertEqual(wish.gift_proof_state, "refused")
        self.assertTrue(wish._gift_is_proof_needed())

    # ------------------------------------------------------------
    # REMINDERS
    # ------------------------------------------------------------

    def test_expiry(self):
        proof = self._sent()
        link = proof.gift_link_ids
        self.assertTrue(link._gift_is_open())
        link.sudo().date_expiry = fields.Datetime.now() - timedelta(seconds=1)
        self.assertFalse(link._gift_is_open())
        with self.assertRaises(UserError):
            link.sudo()._gift_take_answer({"answer": "approve"}, "::1")
        self.env["gift.link"]._gc_links()
        self.assertEqual(link.state, "expired")
        self.assertEqual(proof.state, "sent")
