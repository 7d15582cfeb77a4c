"""The trail is append-only; contacts move the customer's dates and colour."""

from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestTouchpoint(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._history(cls.firm, cls._days_ago(100), 9000, 1000)
        cls._refresh()
        cls.row = cls._customer(cls.firm)

    def _register(self, partner=None, **values):
        return self.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": (partner or self.contact).id,
                    "company_id": self.company.id,
                    "kind": "call",
                    "is_contact": True,
                    "res_model": "gift.test",
                    "res_id": 1,
                    **values,
                }
            ]
        )

    def _touchpoints(self, partner=None):
        return self.env["gift.touchpoint"].search(
            [("partner_id", "=", (partner or self.contact).id)]
        )

    def test_registered_once_per_document_and_kind(self):
        self.assertEqual(len(self._register()), 1)
        self.assertFalse(self._register())
        self.assertTrue(self._register(kind="visit"))
        self.assertEqual(len(self._touchpoints()), 2)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["gift.touchpoint"].create(
                {
                    "partner_id": self.contact.id,
                    "commercial_partner_id": self.firm.id,
                    "company_id": self.company.id,
                    "kind": "call",
                    "date": fields.Datetime.now(),
                    "res_model": "gift.test",
                    "res_id": 1,
                }
            )

    def test_contact_moves_dates_and_colour(self):
        # firm, tier C: every 120 days; last purchase 100 days ago
        self.assertEqual(self.row.tier_code, "C")
        self.assertEqual(self.row.next_contact_date, self._days_ago(-20))
        self.assertEqual(self.row.contact_state, "green")
        long_ago = datetime.combine(self._days_ago(200), datetime.min.time())
        self._register(date=long_ago + timedelta(hours=12))
        self._run_queue()
        self.assertEqual(self.row.next_contact_date, self._days_ago(80))
        self.assertEqual(self.row.contact_state, "red")
        self._register(res_id=2)
        self._run_queue()
        self.assertEqual(self.row.next_contact_date, self._days_ago(-120))
        self.assertEqual(self.row.contact_state, "green")
        self._register(res_id=3, date=fields.Datetime.now() - timedelta(days=116))
        self._run_queue()
        self.assertEqual(
            self.row.contact_state, "green", "an older one changes nothing"
        )

    def test_what_is_no_contact_changes_nothing(self):
        before = self.row.next_contact_date
        self._register(is_contact=False, kind="order")
        self._run_queue()
        self.assertEqual(self.row.next_contact_date, before)
        self.assertFalse(self.row.last_contact_date)

    def test_the_firm_of_the_date_is_stamped(self):
        self._register()
        self.contact.parent_id = self._make_partner("New employer", is_company=True)
        self.assertEqual(self._touchpoints().commercial_partner_id, self.firm)

    def test_done_call_is_a_contact(self):
        self.contact.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.env.uid
        ).action_feedback("spoke")
        self._run_queue()
        touchpoint = self._touchpoints()
        self.assertEqual((touchpoint.kind, touchpoint.is_contact), ("call", True))
        self.assertEqual(self.row.last_contact_date, touchpoint.date)

    def test_done_todo_is_none(self):
        self.contact.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.env.uid
        ).action_feedback("done")
        self.assertFalse(self._touchpoints())

    def test_messages_of_people(self):
        user = self.users["sales"]
        order = self._order(
            self.contact, [(self.product, 1, 10)], user_id=user.id, confirm=False
        )
        order.with_user(user).message_post(
            body="Shall we?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.contact.ids,
        )
        self.assertEqual(self._touchpoints().mapped("kind"), ["message_out"])
        self.assertEqual(self._touchpoints().user_id, user)
        order.message_post(body="Yes", message_type="email", author_id=self.contact.id)
        self.assertEqual(
            set(self._touchpoints().mapped("kind")), {"message_out", "message_in"}
        )
        for values in (
            {"message_type": "notification", "partner_ids": self.contact.ids},
            {"message_type": "auto_comment", "partner_ids": self.contact.ids},
            {"message_type": "comment", "subtype_xmlid": "mail.mt_note"},
        ):
            order.with_user(user).message_post(body="robot", **values)
        self.assertEqual(len(self._touchpoints()), 2)

    def test_append_only(self):
        self._register()
        touchpoint = self._touchpoints()
        with self.assertRaisesRegex(UserError, "never changed"):
            touchpoint.summary = "other"
        with self.assertRaisesRegex(UserError, "never deleted"):
            touchpoint.unlink()
        for role in ("clerk", "service_lead", "manager"):
            as_user = touchpoint.with_user(self.users[role])
            self.assertEqual(as_user.kind, "call")
            with self.assertRaises(UserError):
                as_user.write({"summary": "other"})
            with self.assertRaises(UserError):
                as_user.unlink()
            with self.assertRaises(AccessError):
                as_user.copy()

    def test_unknown_partner_is_left_out(self):
        gone = self._make_partner("Gone")
        gone.unlink()
        self.assertFalse(self._register(partner=gone))
