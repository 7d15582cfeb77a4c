"""Reminders: by the way it was sent, twice, at daytime, each once."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..models.gift_proof_remind import CRON
from .proof_common import ProofCommon

#: a Tuesday, noon in the company's zone (UTC)
START = datetime(2026, 3, 10, 12, 0)


@tagged("post_install", "-at_install")
class TestProofRemind(ProofCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.env["gift.proof"].search([]).date_remind = False  # of other data
        cls.seller.write({"notification_type": "inbox"})

    def _run(self, at):
        self.env.flush_all()
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def _notices(self):
        return self.env["mail.message"].search_count(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.seller.partner_id.ids),
            ]
        )

    def _sent_at(self, at, channel="mail"):
        with freeze_time(at):
            proof = self._proof()
            proof.with_user(self.seller)._gift_mark_sent(channel)
        return proof

    def test_twice_then_the_salesperson(self):
        proof = self._sent_at(START)
        order = proof.order_id
        self.assertEqual(proof.date_remind, START + timedelta(days=2))
        self._run(START + timedelta(days=1))
        self.assertFalse(self._mails(order))
        for number in (1, 2):
            day = START + timedelta(days=2 * number)
            self._run(day)
            self.assertEqual(len(self._mails(order)), number)
            self._run(day)
            self._run(day + timedelta(hours=1))
            self.assertEqual(len(self._mails(order)), number, "once")
            self.assertEqual(proof.reminder_count, number)
        before = self._notices()
        self._run(START + timedelta(days=6))
        self.assertEqual(len(self._mails(order)), 2)
        self.assertEqual(self._notices(), before + 1)
        self.assertFalse(proof.date_remind, "nobody is reminded for ever")
        self._run(START + timedelta(days=60))
        self.assertEqual(self._notices(), before + 1)
        tokens = {self._token(mail.body_html) for mail in self._mails(order)}
        self.assertEqual(len(tokens), 2, "each message has a link of its own")
        for token in tokens:
            found = self.env["gift.link"]._gift_find(token)
            self.assertEqual(found._gift_document(), proof)

    def test_copied_link_is_the_salespersons_to_ask(self):
        self._sent_at(START, "copy")
        before = self._notices()
        self._run(START + timedelta(days=2))
        self.assertEqual(self._notices(), before + 1)
        self._run(START + timedelta(days=9))
        self.assertEqual(self._notices(), before + 1)

    def test_not_at_night(self):
        proof = self._sent_at(START)
        night = START.replace(hour=22) + timedelta(days=2)
        self._run(night)
        self.assertFalse(self._mails(proof.order_id))
        self._run(night + timedelta(hours=12))
        self.assertEqual(len(self._mails(proof.order_id)), 1)

    def test_answered_is_not_reminded(self):
        proof = self._sent_at(START)
        with freeze_time(START + timedelta(days=1)):
            self._answer(proof)
        self._run(START + timedelta(days=3))
        self.assertFalse(self._mails(proof.order_id))

    def test_never_when_switched_off(self):
        self.company.gift_proof_remind_days = 0
        self.assertFalse(self._sent_at(START).date_remind)

    def test_one_bad_row_keeps_no_other(self):
        bad, good = self._sent_at(START), self._sent_at(START)
        queue = type(good)._gift_queue

        def fail(proof, *args, **kwargs):
            if proof == bad:
                raise ValueError("broken")
            return queue(proof, *args, **kwargs)

        day = START + timedelta(days=2)
        with (
            patch.object(type(good), "_gift_queue", fail),
            self.assertLogs("odoo.addons.crm_gift_retail", "ERROR"),
        ):
            self._run(day)
        self.assertEqual(len(self._mails(good.order_id)), 1)
        self.assertEqual(bad.reminder_count, 0)
        self.assertGreater(bad.date_remind, fields.Datetime.to_datetime(day))
        self._run(day + timedelta(days=1, minutes=1))
        self.assertEqual(bad.reminder_count, 1)
