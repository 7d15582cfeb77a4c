"""Words copied for another app, marked as sent, once, and taken back in time."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..models import gift_message_sent
from .test_platform import PlatformCommon


@tagged("post_install", "-at_install")
class TestMessageSent(PlatformCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Tea sets",
                "partner_id": cls.person.id,
                "company_id": cls.company.id,
                "user_id": cls.users["sales"].id,
            }
        )

    @property
    def later(self):
        return fields.Datetime.now() + timedelta(seconds=12)

    def _mark(self, record=None, role="sales", text="Hello <b>you</b>"):
        record = record or self.lead
        sent = self._as(role, self.env["gift.message.sent"])
        answer = sent.mark_sent(record._name, record.id, self.wechat.id, text)
        return self.env["gift.message.sent"].browse(answer["id"])

    def _settle(self):
        with freeze_time(self.later):
            return self.env["gift.message.sent"]._gift_settle()

    def _out(self):
        return self.env["gift.touchpoint"].search(
            [("partner_id", "=", self.person.id), ("kind", "=", "message_out")]
        )

    def test_noted_once_after_ten_seconds(self):
        sent = self._mark()
        self.assertEqual(self.env["gift.message.sent"]._gift_settle(), 0, "too early")
        self.assertEqual(self._settle(), 1)
        self.assertEqual(self._settle(), 0)
        self.assertEqual(sent.state, "sent")
        touch = self._out()
        self.assertEqual(len(touch), 1)
        self.assertTrue(touch.is_contact)
        self.assertEqual(touch.user_id, self.users["sales"])
        self.assertEqual(touch.lead_id, self.lead)
        note = self.lead.message_ids[0]
        self.assertEqual(note.author_id, self.users["sales"].partner_id)
        self.assertNotIn("<b>", note.body)

    def test_taken_back(self):
        sent = self._mark()
        model = self._as("sales", self.env["gift.message.sent"])
        self.assertTrue(model.undo(sent.id))
        self.assertEqual(self._settle(), 0)
        self.assertFalse(self._out())
        with self.assertRaises(UserError):
            model.undo(sent.id)

    def test_too_late_or_not_mine(self):
        sent = self._mark()
        with self.assertRaises(UserError):
            self._as("service", self.env["gift.message.sent"]).undo(sent.id)
        with freeze_time(self.later), self.assertRaises(UserError):
            self._as("sales", self.env["gift.message.sent"]).undo(sent.id)

    def test_care_is_done_with_it(self):
        rule = self.env["gift.care.rule"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        customer = self.env["gift.customer"]._ensure(self.person, self.company)
        action = self.env["gift.care.action"].create(
            {
                "rule_id": rule.id,
                "partner_id": self.person.id,
                "customer_id": customer.id,
                "company_id": self.company.id,
                "occurrence": "never",
                "date_due": self.today,
            }
        )
        self._mark(customer, text="Warm words")
        self._settle()
        self.assertEqual(action.state, "done")

    def test_bad_calls(self):
        model = self._as("sales", self.env["gift.message.sent"])
        for res_model, res_id, platform, text in (
            ("res.users", 1, self.wechat.id, "x"),
            ("crm.lead", 0, self.wechat.id, "x"),
            ("crm.lead", self.lead.id, 0, "x"),
            ("crm.lead", self.lead.id, self.wechat.id, " "),
        ):
            with self.subTest(res_model), self.assertRaises(ValidationError):
                model.mark_sent(res_model, res_id, platform, text)
        foreign = self.lead.copy({"user_id": self.users["manager"].id})
        with self.assertRaises(AccessError):
            model.mark_sent("crm.lead", foreign.id, self.wechat.id, "x")

    def test_job_twice(self):
        self._mark()
        later = patch.object(gift_message_sent, "UNDO_SECONDS", -1)
        with later, self.enter_registry_test_mode():
            cron = self.env.ref("crm_gift_retail.ir_cron_gift_message_sent")
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.assertEqual(len(self._out()), 1)

    def test_suggested_words(self):
        self.person.gift_wechat = "wang88"
        self.person.gift_salutation = "王总"
        action = self._as("sales", self.lead).action_gift_words()
        compose = (
            self._as("sales", self.env["gift.message.compose"])
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(compose.platform_id, self.wechat)
        self.assertEqual(compose.address, "wang88")
        compose.words = "offer"
        self.assertTrue(compose.text.startswith("王总"))
        self.wechat.consent_channel = "wechat"
        self.assertFalse(compose.declined)
        self.env["gift.consent"]._gift_record(
            self.person,
            self.company,
            [("wechat", "care", "withdrawn"), ("wechat", "service", "granted")],
            "Please no more greetings",
            self.env["gift.consent"]._fields["source"].get_values(self.env)[0],
        )
        compose.invalidate_recordset()
        self.assertIn("WeChat", compose.declined)
        self.assertEqual(compose.declined.count(","), 0, "one purpose")
