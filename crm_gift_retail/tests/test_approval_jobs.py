"""Silence, notices, and what they cost."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalLapse(ApprovalCommon):
    def _late(self, count=1):
        approvals = self.Approval
        for number in range(count):
            approvals |= self._ask(name=f"Late {number}")
        approvals.deadline = fields.Datetime.now() - timedelta(minutes=1)
        return approvals

    def _run(self):
        cron = self.env.ref("crm_gift_retail.ir_cron_gift_approval_lapse")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _spy(self):
        calls = []

        def spy(document, approval):
            calls.append((document.id, approval.state))

        self.patch(self.env.registry["gift.request"], "_gift_on_decided", spy)
        return calls

    def test_silence_is_carried_out_once(self):
        calls = self._spy()
        late = self._late(3)
        waiting = self._ask(name="In time", hours=8)
        self._run()
        self.assertEqual(set(late.mapped("state")), {"lapsed"})
        self.assertEqual(waiting.state, "open")
        self.assertEqual(len(calls), 3)
        self._run()
        self.assertEqual(len(calls), 3, "a second run changes nothing")
        self.assertIn("Not answered in time", late[0].status)

    def test_one_notice_per_requester_and_run(self):
        self.seller.notification_type = "inbox"
        self._commit()
        before = self._inbox(self.seller)
        self._late(5)
        self._run()
        messages = self._inbox(self.seller) - before
        self.assertEqual(len(messages), 1)
        self.assertIn("5 of your requests", messages.subject)
        self._run()
        self.assertEqual(self._inbox(self.seller) - before, messages)

    def _inbox(self, user):
        return self.env["mail.message"].search(
            [("notified_partner_ids", "in", user.partner_id.ids)]
        )

    def test_a_document_that_refuses_waits_and_says_why(self):
        late = self._late(3)
        stubborn = late[1]

        def refuse(document, approval):
            if document.id == stubborn.res_id:
                raise UserError(self.env._("The month is closed"))

        self.patch(self.env.registry["gift.request"], "_gift_on_lapsed", refuse)
        self._run()
        self.assertEqual(stubborn.state, "open")
        self.assertIn("The month is closed", stubborn.problem)
        self.assertEqual(set((late - stubborn).mapped("state")), {"lapsed"})
        # decided by hand after all
        self._as(self.manager, stubborn).action_approve()
        self.assertFalse(stubborn.problem)

    @mute_logger("odoo.addons.crm_gift_retail.models.gift_approval_lapse")
    def test_a_bug_keeps_nobody_else_waiting(self):
        late = self._late(2)

        def crash(document, approval):
            if document.id == late[0].res_id:
                raise ZeroDivisionError

        self.patch(self.env.registry["gift.request"], "_gift_on_lapsed", crash)
        self._run()
        self.assertEqual(late.mapped("state"), ["open", "lapsed"])
        self.assertIn("Technical error", late[0].problem)

    def test_killed_before_the_notices(self):
        """What lapsed without a notice is told by the next run."""
        self.seller.notification_type = "inbox"
        late = self._late()
        self.assertTrue(late._lapse_one())
        self.assertFalse(late.is_told)
        self._run()
        self.assertTrue(late.is_told)
        self.assertTrue(self._inbox(self.seller).filtered(lambda m: "Late 0" in m.body))


@tagged("post_install", "-at_install")
class TestApprovalNotices(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.notification_type = "inbox"
        cls.manager_b.write({"notification_type": "email", "email": "li@example.com"})
        cls.seller.notification_type = "inbox"
        cls._commit()

    def _inbox(self, user):
        return self.env["mail.message"].search(
            [("notified_partner_ids", "in", user.partner_id.ids)]
        )

    def _mails(self, user):
        mails = self.env["mail.mail"].search([("gift_is_outbox", "=", True)])
        return mails.filtered(lambda mail: user.partner_id in mail.recipient_ids)

    def test_told_where_they_read(self):
        approval = self._ask()
        self.assertFalse(self._inbox(self.manager), "told when the transaction ends")
        self._commit()
        message = self._inbox(self.manager)
        self.assertEqual(len(message), 1)
        self.assertEqual((message.model, message.res_id), (approval._name, approval.id))
        self.assertIn("8 % off", message.subject)
        self.assertFalse(self._mails(self.manager))
        mail = self._mails(self.manager_b)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "gift_held", "the outbox holds it")
        self.assertIn(f"/odoo/gift-approvals/{approval.id}", mail.body_html)
        self.assertFalse(self._inbox(self.manager_b))

    def test_eighty_requests_are_one_notice(self):
        for number in range(80):
            self._ask(name=f"Question {number}")
        self._commit()
        self.assertEqual(len(self._inbox(self.manager)), 1)
        self.assertIn("80 requests", self._inbox(self.manager).subject)
        self.assertEqual(len(self._mails(self.manager_b)), 1)

    def test_requester_is_told_what_was_decided(self):
        approval = self._ask()
        self._as(self.manager, approval).action_decide(
            "refused", reason_key="talk_first", note="Call me"
        )
        self._commit()
        message = self._inbox(self.seller)
        self.assertEqual(len(message), 1)
        for words in (self.manager.name, "Talk to me first", "Call me"):
            self.assertIn(words, message.body)

    def test_confidential_facts_stay_on_the_screen(self):
        document = self._document(self._ask())
        document.gift_approval_ids._close("withdrawn")
        document.with_user(self.seller)._gift_ask(
            "question", "Margin", [["Price", "88"], ["Margin", "38.6", "profit"]]
        )
        self._commit()
        message = self._inbox(self.manager)[:1]
        self.assertIn("88", message.body)
        self.assertNotIn("38.6", message.body)

    def test_costs_the_same_for_one_and_eighty(self):
        approvals = [self._ask(name=f"Question {number}") for number in range(80)]
        approvals = self.Approval.union(*approvals)
        self._commit()
        names = [
            "name",
            "kind",
            "status",
            "facts_shown",
            "is_for_me",
            "can_decide",
            "can_decide_own",
            "can_withdraw",
        ]
        spec = {name: {} for name in names}
        spec["requester_id"] = {"fields": {"display_name": {}}}
        counts = []
        for number in (1, 80):
            rows = self._as(self.manager, self.Approval)
            domain = [("is_for_me", "=", True), ("id", "in", approvals[:number].ids)]
            rows.web_search_read(domain, spec)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = rows.web_search_read(domain, spec)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(found["length"], number)
        self.assertLessEqual(counts[1], counts[0])
        documents = self.env["gift.request"].browse(approvals.mapped("res_id"))
        for number in (1, 80):
            rows = self._as(self.seller, documents[:number])
            rows.mapped("gift_approval_status")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.mapped("gift_approval_status")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[3], counts[2])

    def test_tiles(self):
        self.env["gift.customer"]._ensure(self.person, self.company)
        self._ask()

        def tiles(user):
            home = self._as(user, self.env["gift.home"])
            return {tile["key"]: tile["value"] for tile in home.load()["tiles"]}

        self.assertEqual(tiles(self.manager)["approvals"], 1)
        self.assertEqual(tiles(self.seller)["my_requests"], 1)
        self.assertNotIn("approvals", tiles(self.seller))
        self.assertNotIn("approvals", tiles(self.clerk))
