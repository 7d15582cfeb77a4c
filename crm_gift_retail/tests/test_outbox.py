"""The safe outbox (decision 33): held, released, paused, copied, uninstalled."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import new_test_user
from odoo.tests.common import tagged

from odoo.addons.mail.tests.common import MailCommon
from odoo.addons.sms.tools.sms_api import SmsApi

from ..models.gift_outbox_gate import RELEASED_PARAM

MANAGER = "crm_gift_retail.crm_gift_retail_group_manager"


@tagged("post_install", "-at_install")
class TestOutbox(MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "outbox_boss", groups=MANAGER)
        cls.clerk = new_test_user(
            cls.env,
            "outbox_clerk",
            groups="crm_gift_retail.crm_gift_retail_group_clerk",
        )
        cls.env["ir.config_parameter"].set_param(RELEASED_PARAM, False)
        cls.outbox = cls.env["gift.outbox"]
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ms Wang", "email": "wang@example.com"}
        )

    def _start(self):
        self.outbox.with_user(self.manager).action_start_sending()

    def _mail(self, **vals):
        return self.outbox._queue_mail(
            [
                {
                    "subject": "Thank you",
                    "body_html": "<p>Warm words</p>",
                    "recipient_ids": [(4, self.partner.id)],
                    **vals,
                }
            ]
        )

    def _sms(self, **vals):
        return self.outbox._queue_sms(
            [{"number": "+8613800138000", "body": "Thank you", **vals}]
        )

    def _rows(self, messages, user=None):
        odd = 1 if messages._name == "sms.sms" else 0
        rows = self.outbox.browse([message.id * 2 + odd for message in messages])
        rows.invalidate_recordset()
        return rows.with_user(user or self.manager)

    def _send_all(self):
        """Run Odoo's two queues; return (mails sent, SMS sent)."""
        sent_sms = []

        def send_sms(api, messages, delivery_reports_url=False):
            result = []
            for message in messages:
                for number in message["numbers"]:
                    sent_sms.append(number["uuid"])
                    result.append({"uuid": number["uuid"], "state": "success"})
            return result

        with (
            self.mock_mail_gateway(),
            patch.object(SmsApi, "_send_sms_batch", send_sms),
        ):
            self.env["mail.mail"].process_email_queue()
            with self.enter_registry_test_mode():
                self.env.ref("sms.ir_cron_sms_scheduler_action").method_direct_trigger()
        return len(self._mails), len(sent_sms)

    def test_new_database_holds_everything_of_ours(self):
        mail, sms = self._mail(), self._sms()
        self.assertEqual(mail.state, "gift_held")
        self.assertEqual(sms.state, "gift_held")
        self.assertEqual(self._send_all(), (0, 0))
        self.assertEqual(mail.state, "gift_held")
        self.assertEqual(sms.state, "gift_held")
        self.assertEqual(mail.gift_company_id, self.env.company.root_id)

    def test_odoos_own_messages_pass_untouched(self):
        self._mail()
        self._sms()
        own_mail = self.env["mail.mail"].create(
            {"subject": "Odoo's", "body_html": "x", "email_to": "a@example.com"}
        )
        own_sms = self.env["sms.sms"].create({"number": "+861", "body": "Odoo's"})
        self.assertEqual(own_mail.state, "outgoing")
        self.assertEqual(own_sms.state, "outgoing")
        self.assertEqual(self._send_all(), (1, 1))
        self.assertEqual(own_mail.state, "sent")
        self.assertFalse(self.outbox.search_count([("source_id", "=", own_mail.id)]))

    def test_send_and_retry_do_not_leak(self):
        """Neither send() nor any way back to "outgoing" gets a message out."""
        mail, sms = self._mail(), self._sms()
        with patch.object(SmsApi, "_send_sms_batch") as send_sms:
            mail.send()
            sms.send()
            sms._send()
        send_sms.assert_not_called()
        mail.mark_outgoing()
        sms.action_set_outgoing()
        self.assertEqual(mail.state, "gift_held")
        self.assertEqual(sms.state, "gift_held")
        mail.write({"state": "exception"})
        mail.action_retry()
        self.assertEqual(mail.state, "gift_held")

    def test_release_needs_the_switch(self):
        mail = self._mail()
        with self.assertRaisesRegex(UserError, "Sending is off"):
            self._rows(mail).action_release()
        self.assertEqual(mail.state, "gift_held")

    def test_switch_then_release(self):
        mail, sms = self._mail(), self._sms()
        self._start()
        self.assertEqual(mail.state, "gift_held", "what waits is read first")
        (self._rows(mail) | self._rows(sms)).action_release()
        self.assertEqual((mail.state, sms.state), ("outgoing", "outgoing"))
        self.assertEqual(self._send_all(), (1, 1))
        self.assertEqual(self._rows(mail).state, "sent")
        (self._rows(mail)).action_release()
        self.assertEqual(mail.state, "sent", "released twice is sent once")
        self.assertEqual(self._mail().state, "outgoing")

    def test_pause_holds_what_is_on_its_way(self):
        self._start()
        mail, sms = self._mail(), self._sms()
        self.assertEqual((mail.state, sms.state), ("outgoing", "outgoing"))
        self.outbox.with_user(self.manager).action_pause_sending()
        self.assertEqual((mail.state, sms.state), ("gift_held", "gift_held"))
        self.assertEqual(self._send_all(), (0, 0))

    def test_cancel(self):
        mail, sms = self._mail(), self._sms()
        (self._rows(mail) | self._rows(sms)).action_cancel()
        self.assertEqual((mail.state, sms.state), ("cancel", "canceled"))
        self._start()
        (self._rows(mail) | self._rows(sms)).action_release()
        self.assertEqual((mail.state, sms.state), ("cancel", "canceled"))

    def test_copy_under_another_uuid_or_name_holds(self):
        self._start()
        mail, sms = self._mail(), self._sms()
        param = self.env["ir.config_parameter"]
        for change in ("uuid", "name"):
            with self.subTest(change):
                released = param.get_param(RELEASED_PARAM)
                uuid, name = released.split("@", 1)
                other = f"other@{name}" if change == "uuid" else f"{uuid}@other"
                param.set_param(RELEASED_PARAM, other)
                (mail | self._mail()).write({"state": "outgoing"})
                self.assertEqual(self._send_all(), (0, 0))
                self.assertEqual((mail.state, sms.state), ("gift_held", "gift_held"))
                param.set_param(RELEASED_PARAM, released)

    def test_neutralize(self):
        self._start()
        mail, sms = self._mail(), self._sms()
        own_mail = self.env["mail.mail"].create({"subject": "x", "body_html": "x"})
        self.env.flush_all()
        (query,) = get_neutralization_queries(["crm_gift_retail"])
        self.env.cr.execute(query)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.assertFalse(self.outbox._is_sending())
        self.assertEqual((mail.state, sms.state), ("gift_held", "gift_held"))
        self.assertEqual(own_mail.state, "outgoing")

    def test_uninstall_leaves_no_held_state(self):
        mail, sms = self._mail(), self._sms()
        for model_name in ("mail.mail", "sms.sms"):
            self.env["ir.model.fields.selection"].search(
                [
                    ("field_id.model", "=", model_name),
                    ("field_id.name", "=", "state"),
                    ("value", "=", "gift_held"),
                ]
            )._process_ondelete()
        self.assertEqual((mail.state, sms.state), ("cancel", "canceled"))

    def test_bad_input_is_named(self):
        with self.assertRaisesRegex(ValidationError, "“Thank you” has no recipient"):
            self._mail(recipient_ids=False)
        with self.assertRaisesRegex(ValidationError, "subject and a text"):
            self._mail(body_html=False)
        with self.assertRaisesRegex(ValidationError, r"“\+8613800138000”"):
            self._sms(body="")
        self.assertFalse(self.outbox.search([]))

    def test_one_record_per_entry_in_order(self):
        entries = [
            {"subject": f"S{n}", "body_html": "x", "email_to": f"{n}@example.com"}
            for n in range(5)
        ]
        mails = self.outbox._queue_mail(entries)
        self.assertEqual(mails.mapped("subject"), ["S0", "S1", "S2", "S3", "S4"])

    def test_only_managers(self):
        rows = self._rows(self._mail(), self.clerk)
        for call in (
            lambda: rows.read(["subject"]),
            lambda: rows.search([]),
            rows.action_release,
            rows.action_cancel,
            rows.action_start_sending,
            rows.action_pause_sending,
            self.env["gift.operations"].with_user(self.clerk).action_open,
        ):
            with self.subTest(call=call), self.assertRaises(AccessError):
                call()

    def test_companies_do_not_see_each_other(self):
        other = self.env["res.company"].create({"name": "Other root"})
        mail = self._mail(gift_company_id=other.id)
        rows = self._rows(mail)
        self.assertFalse(rows.search([("source_id", "=", mail.id)]))
        for action in (rows.action_release, rows.action_cancel):
            self._start()
            with self.assertRaises(AccessError):
                action()

    def test_manager_reads(self):
        mail, sms = self._mail(), self._sms(partner_id=self.partner.id)
        row = self._rows(mail)
        self.assertEqual(row.recipient, "Ms Wang")
        self.assertIn("Warm words", row.body_html)
        self.assertEqual(row.state, "held")
        self.assertEqual(self._rows(sms).recipient, "Ms Wang, +8613800138000")

    def test_operations_page(self):
        self._mail()
        operations = self.env["gift.operations"].with_user(self.manager)
        page = operations.browse(operations.action_open()["res_id"])
        self.assertFalse(page.is_sending)
        self.assertEqual(page.held_count, 1)
        self.assertEqual(
            len(page.queue_ids), len(self.env["gift.job"]._queue_queries())
        )
        page.action_start_sending()
        self.assertTrue(self.outbox._is_sending())
        page.action_pause_sending()
        self.assertFalse(self.outbox._is_sending())
