"""One decision per request: by whom it may be, once, with what follows."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalDecide(ApprovalCommon):
    def _decide(self, approval, user, decision="approved", **kwargs):
        return self._as(user, approval).action_decide(decision, **kwargs)

    def _spy(self, hook="_gift_on_decided", error=None):
        """Note the calls of a document's hook; raise from it."""
        calls = []

        def spy(document, approval):
            calls.append((document, approval.state, document.env.user, document.env.su))
            if error:
                raise error

        self.patch(self.env.registry["gift.request"], hook, spy)
        return calls

    def test_decided_with_hook_and_words(self):
        calls = self._spy()
        approval = self._ask()
        self.assertEqual(approval.requester_id, self.seller)
        self.assertEqual(approval.state, "open")
        self._decide(approval, self.manager, note="Their third order")
        self.assertEqual(approval.state, "approved")
        self.assertEqual(approval.decided_by_id, self.manager)
        self.assertFalse(approval.decided_for_id)
        self.assertEqual(
            calls, [(self._document(approval), "approved", self.manager, True)]
        )
        self.assertIn("Their third order", approval.status)
        self.assertIn(self.manager.name, self._document(approval).gift_approval_status)

    def test_second_manager_learns_who_was_first(self):
        calls = self._spy()
        approval = self._ask()
        self._decide(approval, self.manager, "refused", reason_key="talk_first")
        with self.assertRaises(UserError) as caught:
            self._decide(approval, self.manager_b)
        self.assertIn(self.manager.name, str(caught.exception))
        self.assertEqual(approval.state, "refused")
        self.assertEqual(approval.reason_label, "Talk to me first")
        self.assertEqual(len(calls), 1)

    def test_hook_that_refuses_keeps_it_open(self):
        self._spy(error=UserError("The price list is closed"))
        approval = self._ask()
        with (
            self.assertRaisesRegex(UserError, "still waits.*The price list is closed"),
            self.env.cr.savepoint(),
        ):
            self._decide(approval, self.manager)
        self.assertEqual(approval.state, "open")
        self.assertFalse(approval.decided_by_id)

    def test_who_may_not(self):
        approval = self._ask()
        for user in (self.clerk, self.lead, self.seller, self.users["warehouse"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._decide(approval, user)
        self.assertEqual(approval.state, "open")

    def test_service_lead_where_the_kind_allows(self):
        approval = self._ask(approver_role="service_lead")
        self._decide(approval, self.lead)
        self.assertEqual(approval.decided_by_id, self.lead)
        other = self._ask(name="Again", approver_role="service_lead")
        self._decide(other, self.manager)
        self.assertEqual(other.decided_by_id, self.manager, "a manager always may")

    def test_named_approver_and_team(self):
        team = self.env["crm.team"].create({"name": "Shop", "user_id": self.clerk.id})
        document = self._as(self.seller, self.env["gift.request"]).create({"name": "x"})
        document.sudo().gift_approval_ids._close("withdrawn")
        approval = document._gift_ask("question", "By name", [], team=team)
        self.assertEqual(approval.approver_id, self.clerk)
        self.assertIn(self.clerk.name, approval.status)
        with self.assertRaises(AccessError):
            self._decide(approval, self.lead)
        self._decide(approval, self.clerk)
        self.assertEqual(approval.decided_by_id, self.clerk)
        # the leader who asks is not who decides
        mine = self._as(self.clerk, self.env["gift.request"]).create({"name": "y"})
        mine.sudo().gift_approval_ids._close("withdrawn")
        approval = mine._gift_ask("question", "By duty", [], team=team)
        self.assertFalse(approval.approver_id)

    def test_nobody_decides_the_own_request(self):
        approval = self._ask(self.manager)
        with self.assertRaisesRegex(AccessError, "Li Na"):
            self._decide(approval, self.manager, own_request=True)
        as_manager = self._as(self.manager, approval)
        self.assertFalse(as_manager.can_decide)
        self.assertFalse(as_manager.can_decide_own)
        self._decide(approval, self.manager_b)
        self.assertFalse(approval.is_own_decision)

    def test_manager_alone_decides_knowingly(self):
        self.manager_b.active = False
        approval = self._ask(self.manager)
        self._commit()
        as_manager = self._as(self.manager, approval)
        self.assertTrue(as_manager.can_decide_own)
        self.assertTrue(as_manager.is_for_me)
        with self.assertRaisesRegex(AccessError, "your own request"):
            self._decide(approval, self.manager)
        as_manager.action_approve_own()
        self.assertEqual(approval.state, "approved")
        self.assertTrue(approval.is_own_decision)
        self.assertTrue(
            approval.message_ids.filtered(lambda m: "own request" in m.body)
        )

    def test_asking_twice_is_one_request(self):
        approval = self._ask()
        document = self._document(approval)
        again = document._gift_ask("question", "Other words", [])
        self.assertEqual(again, approval)
        self._decide(approval, self.manager)
        third = document._gift_ask("question", "After the decision", [])
        self.assertNotEqual(third, approval)

    def test_two_who_ask_at_once(self):
        """The unique index refuses the second; Odoo's retry finds the first."""
        approval = self._ask()
        values = {
            "name": "The same moment",
            "kind": "question",
            "res_model": approval.res_model,
            "res_id": approval.res_id,
            "company_id": self.company.id,
            "requester_id": self.clerk.id,
        }
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.Approval._create_once(values)

    def test_bad_questions(self):
        document = self._document(self._ask())
        with self.assertRaisesRegex(ValidationError, "no kind of request"):
            document._gift_ask("bribe", "x", [])
        document.gift_approval_ids._close("withdrawn")
        for facts in (["loose"], [["one"]], [["a", "b", "c", "d"]]):
            with self.subTest(facts), self.assertRaises(ValidationError):
                document._gift_ask("question", "x", facts)
        with self.assertRaisesRegex(ValidationError, "no duty that decides"):
            document._gift_ask("question", "x", [], approver="king")
        with self.assertRaisesRegex(ValidationError, "not “maybe”"):
            self._decide(self._ask(name="y"), self.manager, "maybe")
        with self.assertRaisesRegex(ValidationError, "no reason for this decision"):
            self._decide(self._ask(name="z"), self.manager, reason_key="talk_first")
        with self.assertRaisesRegex(ValidationError, "in the past"):
            self._ask(hours=-1)

    def test_withdrawn_by_the_requester(self):
        calls = self._spy("_gift_on_withdrawn")
        approval = self._ask()
        with self.assertRaises(AccessError):
            self._as(self.clerk, approval).action_withdraw()
        self._as(self.seller, approval).action_withdraw()
        self.assertEqual(approval.state, "withdrawn")
        self.assertEqual(len(calls), 1)
        with self.assertRaisesRegex(UserError, "no longer waits"):
            self._decide(approval, self.manager)
        with self.assertRaisesRegex(UserError, "no longer waits"):
            self._as(self.seller, approval).action_withdraw()

    def test_document_that_goes(self):
        approval = self._ask()
        self._document(approval).unlink()
        self.assertEqual(approval.state, "withdrawn")
        other = self._ask(name="Gone behind our back")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM gift_request WHERE id = %s", [other.res_id])
        self.env.invalidate_all()
        self._decide(other, self.manager)
        self.assertEqual(other.state, "withdrawn")
        with self.assertRaisesRegex(UserError, "gone"):
            self._as(self.manager, other).action_open_document()

    def test_profit_is_shown_to_those_who_see_profit(self):
        document = self._document(self._ask(approver_role="service_lead"))
        document.gift_approval_ids._close("withdrawn")
        approval = document.with_user(self.seller)._gift_ask(
            "question",
            "Margin",
            [["Price", "88"], ["Margin", "38.6", "profit"]],
            approver=self.clerk,
        )
        seen = {
            user.login: [fact[0] for fact in self._as(user, approval).facts_shown]
            for user in (self.manager, self.clerk, self.seller)
        }
        self.assertEqual(seen[self.manager.login], ["Price", "Margin"])
        self.assertEqual(seen[self.clerk.login], ["Price"])
        self.assertEqual(seen[self.seller.login], ["Price"])
        for user in (self.manager, self.clerk):
            with self.assertRaises(AccessError):
                self._as(user, approval).read(["facts"])
            with self.assertRaises(AccessError):
                self._as(user, self.Approval).search([("facts", "ilike", "38.6")])

    def test_own_chips(self):
        document = self._document(self._ask())
        document.gift_approval_ids._close("withdrawn")
        approval = document._gift_ask(
            "question",
            "Chips",
            [],
            reasons=[("cheap", "Too cheap"), ("fair", "Fair", "approved")],
        )
        self.assertEqual(
            [(row["key"], row["decision"]) for row in approval.get_reasons()],
            [("cheap", "refused"), ("fair", "approved")],
        )
        self._decide(approval, self.manager, reason_key="fair")
        self.assertEqual(approval.reason_label, "Fair")

    def test_chips_of_the_kind_before_the_common_ones(self):
        approval = self._ask()
        self.assertEqual(approval.get_reasons()[0]["key"], "facts_missing")
        self.env["gift.approval.reason"].create(
            {"name": "Not in March", "key": "march", "kind": "question"}
        )
        self.assertEqual([row["key"] for row in approval.get_reasons()], ["march"])

    def test_deadline_in_working_hours(self):
        calendar = self.company.resource_calendar_id
        self.assertTrue(calendar.attendance_ids)
        with freeze_time("2026-11-20 08:00:00"):  # a Friday
            approval = self._ask(hours=16)
        self.assertGreater(approval.deadline.date(), fields.Date.to_date("2026-11-20"))
        self.assertNotIn(approval.deadline.weekday(), (5, 6))
        calendar.schedule_type = "flexible"
        with self.assertRaisesRegex(UserError, "flexible"):
            self._ask(name="Never", hours=8)

    def test_requester_archived_approver(self):
        document = self._document(self._ask())
        document.gift_approval_ids._close("withdrawn")
        approval = document.with_user(self.seller)._gift_ask(
            "question", "Named", [], approver=self.clerk
        )
        self.clerk.active = False
        self.assertFalse(approval.approver_id, "the duty decides")
        self.assertTrue(self._as(self.manager, approval).is_for_me)

    def test_other_company_and_strangers(self):
        foreign = self._make_user("manager", self.company_b, login="foreign_manager")
        approval = self._ask()
        with self.assertRaises(AccessError):
            self._decide(approval, foreign)
        self.assertFalse(self._as(foreign, self.Approval).search([]))
        with self.assertRaises(AccessError):
            self._as(self.outsider, approval).read(["name"])
        # member of both companies, at work in the other one
        self.manager_b.company_ids = [Command.link(self.company_b.id)]
        elsewhere = approval.with_user(self.manager_b).with_context(
            allowed_company_ids=self.company_b.ids
        )
        with self.assertRaises(AccessError):
            elsewhere.action_decide("approved")

    def test_searches_say_what_the_form_says(self):
        mine = self._ask(self.manager, name="Mine")
        theirs = self._ask(name="Theirs")
        decided = self._ask(name="Decided")
        self._decide(decided, self.manager_b)
        approvals = self._as(self.manager, self.Approval)
        for name in ("is_for_me", "can_decide"):
            found = approvals.search(
                [(name, "=", True), ("company_id", "=", self.company.id)]
            )
            self.assertIn(theirs.id, found.ids)
            self.assertNotIn(mine.id, found.ids)
        self.assertNotIn(decided, approvals.search([("is_for_me", "=", True)]))
        self.assertIn(decided, approvals.search([("is_for_me", "=", False)]))
        self.assertTrue(self._as(self.manager, theirs).is_for_me)
        self.assertFalse(self._as(self.clerk, self.Approval).search([]))
        self.assertEqual(
            self._as(self.seller, self.Approval).search([]), theirs | decided
        )

    def test_late_is_not_decided_twice(self):
        approval = self._ask(hours=1)
        approval.deadline = fields.Datetime.now() - timedelta(hours=1)
        self._decide(approval, self.manager)
        self.assertFalse(approval._lapse_one())
        self.assertEqual(approval.state, "approved")
