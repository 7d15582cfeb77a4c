"""What a shop hands over: who gets it, until when, what the clerk sees."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .capture_common import ShopCommon

#: a Monday, 10:00 in Guangzhou
MONDAY = datetime(2026, 11, 23, 2, 0)


@tagged("post_install", "-at_install")
class TestHandover(ShopCommon):
    def _hand_over(self, **values):
        capture, answer = self._register(hand_over=True, note="200 sets", **values)
        self.assertTrue(answer["handover"])
        return capture, capture.handover_id

    def _classify(self, handover, **values):
        handover.write(
            {
                "buyer_kind": "firm",
                "use": "customers",
                "need_stage": "dated",
                **values,
            }
        )

    def test_who_gets_it(self):
        """The customer's owner, else head office's leader; with an activity."""
        capture, handover = self._hand_over()
        self.assertEqual(handover.user_id, self.users["service_lead"])
        activity = handover.activity_ids
        self.assertEqual(activity.user_id, handover.user_id)
        self.assertFalse(activity.activity_type_id.gift_is_contact)
        self.assertEqual(capture.lead_id.user_id, handover.user_id)
        trail = self._touchpoints(handover)
        self.assertEqual(trail.kind, "handover")
        self.assertFalse(trail.is_contact)
        self.assertEqual(trail.lead_id, capture.lead_id)
        self.person.user_id = self.users["sales"]
        _capture, handover = self._hand_over(partner_id=self.person.id, phone="")
        self.assertEqual(handover.user_id, self.users["sales"])

    def test_who_cannot_get_it(self):
        """Owners who are gone or have no duty for it: head office takes over."""
        for user in (self.users["warehouse"], self.users["sales"]):
            person = self._make_partner(f"Of {user.name}", user_id=user.id)
            if user == self.users["sales"]:
                user.active = False
            _capture, handover = self._hand_over(partner_id=person.id, phone="")
            self.assertEqual(handover.user_id, self.users["service_lead"])
        self.company.gift_service_team_id = False
        nobody = self._make_partner("Of nobody")
        _capture, handover = self._hand_over(partner_id=nobody.id, phone="")
        self.assertFalse(handover.user_id)
        self.assertFalse(handover.activity_ids)
        self._as("service", handover).action_take()
        self.assertEqual(handover.user_id, self.users["service"])
        self.assertEqual(handover.activity_ids.user_id, self.users["service"])

    def test_deadline_by_team(self):
        """Working hours of the company, as many as the shop's team asks for."""
        calendar = self.company.resource_calendar_id
        calendar.write(
            {
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    Command.clear(),
                    *[
                        Command.create(
                            {
                                "name": "Day",
                                "dayofweek": str(day),
                                "hour_from": 9,
                                "hour_to": 17,
                            }
                        )
                        for day in range(5)
                    ],
                ],
            }
        )
        with freeze_time(MONDAY):
            self.shop.gift_handover_hours = 4
            _capture, quick = self._hand_over()
            self.shop.gift_handover_hours = 10
            other = self._make_partner("Slow")
            _capture, slow = self._hand_over(partner_id=other.id, phone="")
        self.assertEqual(quick.deadline, datetime(2026, 11, 23, 6, 0))
        self.assertEqual(slow.deadline, datetime(2026, 11, 24, 4, 0))
        calendar.attendance_ids.unlink()
        end = quick._gift_deadline(self.company, MONDAY, 8)
        self.assertEqual(end, MONDAY + timedelta(hours=8), "no calendar: plain hours")

    def test_red_after_a_day(self):
        self.shop.gift_handover_hours = 400
        capture, handover = self._hand_over()
        self.assertEqual(capture.status, "waiting")
        later = fields.Datetime.now() + timedelta(hours=25)
        with freeze_time(later):
            self.env.invalidate_all()
            self.assertTrue(handover.is_red)
            self.assertEqual(capture.status, "overdue")
            late = self.env["gift.handover"].search([("is_red", "=", True)])
            self.assertEqual(late, handover)
            found = self.Capture.search([("status", "=", "overdue")])
            self.assertEqual(found, capture)
            self._classify(handover)
            handover.action_classify()
            self.env.invalidate_all()
            self.assertFalse(handover.is_red, "classified: only the deadline counts")
            self.assertEqual(capture.status, "classified")
            self.assertFalse(self.Capture.search([("status", "=", "overdue")]))
            self.assertEqual(
                self.Capture.search([("status", "in", ("classified", "waiting"))]),
                capture,
            )

    def test_head_office_classifies_and_follows(self):
        capture, handover = self._hand_over()
        desk = self._as("service", handover)
        with self.assertRaisesRegex(UserError, "Who Buys, Use of the Gift"):
            desk.action_classify()
        self._classify(desk, budget_head=300)
        lead = capture.lead_id
        self.assertEqual(lead.gift_buyer_kind, "firm")
        self.assertEqual(lead.gift_need_stage, "dated")
        self.assertEqual(lead.gift_budget_head, 300)
        desk.action_classify()
        self.assertEqual(handover.classified_by_id, self.users["service"])
        desk.action_follow()
        self.assertEqual(capture.status, "following")
        desk.action_done()
        self.assertEqual(capture.status, "done")
        self.assertFalse(handover.activity_ids.filtered("active"))
        self.assertEqual(handover.closed_by_id, self.users["service"])

    def test_the_clerk_may_close(self):
        """Whoever handed over or served; nobody else of the shop."""
        capture, handover = self._hand_over(served_by_id=self.clerk.id)
        with self.assertRaisesRegex(AccessError, "may close it"):
            self._as(self.colleague, capture).close_handover()
        self._as("clerk", capture).close_handover("bought at once")
        self.assertEqual(handover.state, "closed")
        self.assertEqual(handover.outcome, "bought at once")
        self.assertEqual(capture.status, "closed")
        self.assertFalse(handover.activity_ids)
        with self.assertRaisesRegex(UserError, "closed already"):
            self._as("clerk", capture).close_handover()

    def test_only_buttons_change_the_state(self):
        _capture, handover = self._hand_over()
        for values in ({"state": "done"}, {"deadline": MONDAY}, {"lead_id": 1}):
            with self.subTest(values), self.assertRaises(AccessError):
                self._as("service", handover).write(values)
        with self.assertRaises(AccessError):
            self._as("clerk", handover).write({"user_id": self.clerk.id})
        for method in ("action_classify", "action_take", "action_done"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self._as("clerk", handover), method)()

    def test_only_the_own_ones(self):
        """Salespeople and callers work on theirs; another shop sees nothing."""
        self.person.user_id = self.users["sales"]
        _capture, mine = self._hand_over(partner_id=self.person.id, phone="")
        _capture, theirs = self._hand_over()
        both = mine | theirs
        domain = [("id", "in", both.ids)]
        for role, seen in (
            ("sales", mine),
            ("caller", both.browse()),
            ("clerk", both),
            ("service", both),
            ("manager", both),
        ):
            with self.subTest(role):
                found = self._as(role, self.env["gift.handover"]).search(domain)
                self.assertEqual(set(found.ids), set(seen.ids))
        desk = self._as("sales", mine)
        self._classify(desk)
        desk.action_classify()
        with self.assertRaises(AccessError):
            self._as("sales", theirs).write({"need_stage": "urgent"})

    def test_a_second_visit_adds_to_it(self):
        first, handover = self._hand_over()
        second, _answer = self._register(hand_over=True, note="again")
        self.assertEqual(second.handover_id, handover)
        self.assertIn("again", handover.message_ids[0].body)
        self._as("clerk", first).close_handover()
        third, _answer = self._register(hand_over=True)
        self.assertNotEqual(third.handover_id, handover)

    def test_merged_enquiries_leave_one_open(self):
        first, handover = self._hand_over()
        other = self._make_partner("Other")
        second, later = self._hand_over(partner_id=other.id, phone="")
        leads = first.lead_id | second.lead_id
        kept = leads.merge_opportunity(auto_unlink=True)
        (first | second).invalidate_recordset()
        self.assertEqual((first | second).lead_id, kept)
        self.assertEqual((handover | later).lead_id, kept)
        self.assertEqual(sorted((handover | later).mapped("state")), ["done", "new"])

    def test_a_lead_that_a_shop_waits_for_is_not_deleted(self):
        capture, handover = self._hand_over()
        with self.assertRaisesRegex(UserError, "waits for an answer"):
            capture.lead_id.unlink()
        handover.action_close()
        capture.lead_id.unlink()
        self.assertTrue(capture.exists())

    def test_budget_is_not_negative(self):
        _capture, handover = self._hand_over()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(CheckViolation, "budget_head_not_negative"),
        ):
            handover.lead_id.gift_budget_head = -1
            self.env.flush_all()
