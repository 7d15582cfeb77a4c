"""Expected today: once per customer, shop and day, and who hears of it."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .capture_common import ShopCommon


@tagged("post_install", "-at_install")
class TestInvitation(ShopCommon):
    def setUp(self):
        super().setUp()
        self.Invitation = self.env["gift.invitation"]
        self.users["caller"].notification_type = "inbox"

    def _invite(self, role="caller", partner=None, **values):
        values = {
            "team_id": self.shop.id,
            "day": self.company._gift_today(),
            "reason": "new tea sets",
            "partner_id": (partner or self.person).id,
            **values,
        }
        model = self._as(role, self.Invitation)
        return self.Invitation.browse(model.invite(**values))

    def _arrive(self, invitation, role="clerk"):
        self._as(role, invitation).action_arrived()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_invited_and_arrived(self):
        invitation = self._invite()
        self.assertEqual(invitation.invited_by_id, self.users["caller"])
        self.assertEqual(invitation.state, "expected")
        trail = self._touchpoints(invitation)
        self.assertEqual(trail.kind, "invitation")
        self.assertFalse(trail.is_contact)
        self.assertEqual(trail.channel, "shop")
        rows = self._as("clerk", self.Invitation).expected_today(self.shop.id)
        self.assertEqual([row["reason"] for row in rows], ["new tea sets"])
        before = self._notices(self.users["caller"])
        self._arrive(invitation)
        self.assertEqual(invitation.state, "arrived")
        self.assertEqual(invitation.arrived_by_id, self.clerk)
        visit = self._touchpoints(invitation, "visit")
        self.assertTrue(visit.is_contact)
        self.assertEqual(visit.user_id, self.clerk)
        self.assertEqual(self._notices(self.users["caller"]), before + 1)
        # a second tap, on another tablet
        self._arrive(invitation)
        self.assertEqual(self._notices(self.users["caller"]), before + 1)
        self.assertEqual(len(self._touchpoints(invitation)), 2)

    def _notices(self, user):
        return self.env["mail.notification"].search_count(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_not_twice(self):
        """By name in the form, by the unique key when two are quick."""
        self._invite()
        with self.assertRaisesRegex(UserError, "already, by .*: new tea sets"):
            self._invite(role="sales")
        self._invite(day=self.today + timedelta(days=3))
        self._invite(team_id=self.other_shop.id)
        with (
            mute_logger("odoo.sql_db"),
            patch.object(
                type(self.Invitation), "_check_not_invited", lambda *args: None
            ),
            self.assertRaisesRegex(UniqueViolation, "partner_day_uniq"),
        ):
            self._invite()

    def test_wrong_input(self):
        today = self.company._gift_today()
        for values, words in (
            ({"day": today - timedelta(days=1)}, "is over"),
            ({"day": today + timedelta(days=600)}, "more than a year"),
            ({"reason": "  "}, "why the customer comes"),
            ({"team_id": self.office.id}, "is no shop"),
            ({"partner_id": None}, "customer or the enquiry"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, words):
                self._invite(**values)

    def test_an_enquiry_without_customer(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Chat of a stranger",
                "user_id": self.users["sales"].id,
                "company_id": self.company.id,
            }
        )
        invitation = self._invite("sales", partner_id=None, lead_id=lead.id)
        rows = self._as("clerk", self.Invitation).expected_today(self.shop.id)
        self.assertEqual(rows[0]["name"], "Chat of a stranger")
        self._arrive(invitation)
        self.assertEqual(self._touchpoints(invitation, "visit").lead_id, lead)
        foreign = lead.copy({"user_id": self.users["manager"].id})
        with self.assertRaises(AccessError):
            self._invite("caller", partner_id=None, lead_id=foreign.id)

    def test_a_capture_is_an_arrival(self):
        """One visit in the trail, whichever came first: tap or capture."""
        invitation = self._invite()
        capture, _answer = self._register(partner_id=self.person.id, phone="")
        self.assertEqual(invitation.state, "arrived")
        self.assertEqual(invitation.capture_id, capture)
        visits = self.env["gift.touchpoint"].search(
            [("partner_id", "=", self.person.id), ("kind", "=", "visit")]
        )
        self.assertEqual(visits.res_model, "gift.capture")
        guest = self._make_partner("Guest")
        tapped = self._invite(partner=guest)
        self._arrive(tapped)
        self._register(partner_id=guest.id, phone="")
        visits = self.env["gift.touchpoint"].search(
            [("partner_id", "=", guest.id), ("kind", "=", "visit")]
        )
        self.assertEqual(visits.res_model, "gift.invitation")

    def test_a_colleague_comes_instead(self):
        invitation = self._invite(partner=self.firm)
        self._register(partner_id=self.contact.id, phone="")
        self.assertEqual(invitation.state, "arrived")

    def test_sent_late_meets_the_day_of_the_visit(self):
        with freeze_time(datetime(2026, 11, 20, 6, 0)):
            invitation = self._invite(day="2026-11-20")
        invitation.state = "missed"
        with freeze_time(datetime(2026, 11, 21, 6, 0)):
            self._register(
                partner_id=self.person.id,
                phone="",
                date="2026-11-20T07:00:00",
                is_late=True,
            )
        self.assertEqual(invitation.state, "arrived")
        self.assertEqual(invitation.date_arrived, datetime(2026, 11, 20, 7, 0))

    def test_midnight_in_two_time_zones(self):
        """Each company's day ends at its own midnight."""
        self.company_b.partner_id.tz = "America/New_York"
        shop_b = self.env["crm.team"].create(
            {
                "name": "Broadway",
                "company_id": self.company_b.id,
                "gift_is_shop": True,
            }
        )
        with freeze_time(datetime(2026, 11, 20, 14, 0)):
            east = self._invite(day="2026-11-20")
            west = self.Invitation.sudo().create(
                {
                    "partner_id": self.firm.id,
                    "company_id": self.company_b.id,
                    "team_id": shop_b.id,
                    "day": "2026-11-20",
                    "reason": "vases",
                }
            )
        for moment, states in (
            (datetime(2026, 11, 20, 15, 59), ("expected", "expected")),
            (datetime(2026, 11, 20, 16, 0), ("missed", "expected")),
            (datetime(2026, 11, 21, 4, 59), ("missed", "expected")),
            (datetime(2026, 11, 21, 5, 0), ("missed", "missed")),
        ):
            with freeze_time(moment), self.subTest(moment):
                self._run_cron()
                self.assertEqual((east.state, west.state), states)

    def _run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_gift_retail.ir_cron_gift_invitation_missed"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_the_job_twice_changes_nothing(self):
        with freeze_time(datetime(2026, 11, 20, 2, 0)):
            arrived = self._invite(day="2026-11-20")
            missed = self._invite(partner=self.firm, day="2026-11-20")
            self._arrive(arrived)
        with freeze_time(datetime(2026, 11, 22, 2, 0)):
            self._run_cron()
            self._run_cron()
            self.assertEqual((arrived.state, missed.state), ("arrived", "missed"))
            with self.assertRaisesRegex(UserError, "not for today"):
                self._as("clerk", missed).action_arrived()

    def test_what_happened_stays(self):
        invitation = self._invite()
        caller = self._as("caller", invitation)
        caller.write({"reason": "vases", "day": self.today + timedelta(days=2)})
        for values in ({"state": "arrived"}, {"date_arrived": fields.Datetime.now()}):
            with self.subTest(values), self.assertRaises(AccessError):
                caller.write(values)
        with self.assertRaises(AccessError):
            self._as("sales", invitation).write({"reason": "mine"})
        self._as("service", invitation).write({"day": self.company._gift_today()})
        self._arrive(invitation)
        with self.assertRaisesRegex(UserError, "not changed any more"):
            caller.write({"reason": "other"})
        with self.assertRaisesRegex(UserError, "not changed any more"):
            caller.unlink()

    def test_nobody_forges_an_arrival(self):
        model = self._as("caller", self.Invitation)
        invitation = model.create(
            {
                "partner_id": self.person.id,
                "team_id": self.shop.id,
                "reason": "x",
                "state": "arrived",
                "invited_by_id": self.users["sales"].id,
            }
        )
        self.assertEqual(invitation.state, "expected")
        self.assertEqual(invitation.invited_by_id, self.users["caller"])

    def test_not_coming(self):
        invitation = self._invite()
        self._as("clerk", invitation).action_not_coming()
        self.assertEqual(invitation.state, "missed")
        self._arrive(invitation)
        self.assertEqual(invitation.state, "arrived", "came after all")

    def test_merging_guests(self):
        """Of invitations that collide the one that says most stays."""
        twin = self._make_partner("Ms Wang again")
        third = self._make_partner("Ms Wang once more")
        first = self._invite()
        second = self._invite(partner=twin, reason="vases")
        self._invite(partner=third)
        later = self._invite(partner=twin, day=self.today + timedelta(days=9))
        self._arrive(second)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | third | self.person).ids, self.person)
        left = self.Invitation.search([("partner_id", "=", self.person.id)])
        self.assertEqual(left, second | later)
        self.assertEqual(second.state, "arrived")
        self.assertIn("new tea sets", second.reason)
        self.assertFalse(first.exists())

    def test_the_dialog(self):
        partner = self._as("caller", self.person)
        action = partner.action_gift_invite()
        self.assertEqual(action["context"]["default_partner_id"], self.person.id)
        self.assertTrue(action["context"]["default_team_id"])
        with self.assertRaises(AccessError):
            self._as("warehouse", self.person).action_gift_invite()
