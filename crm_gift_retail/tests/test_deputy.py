"""Deputies: who may name whom, and where the work goes meanwhile."""

from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import errors

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon
from .care_common import CareCommon


@tagged("post_install", "-at_install")
class TestDeputy(ApprovalCommon):
    @contextmanager
    def _refused(self, words):
        with (
            self.assertRaisesRegex(ValidationError, words),
            self.env.cr.savepoint(),
        ):
            yield

    def test_in_charge_on_the_days_and_no_others(self):
        self._away(self.seller, self.clerk, before=1, after=2)
        for day, expected in (
            (-2, self.seller),
            (-1, self.clerk),
            (0, self.clerk),
            (2, self.clerk),
            (3, self.seller),
        ):
            with self.subTest(day):
                self.assertEqual(
                    self.seller._gift_deputy(self._days_ago(-day)), expected
                )
        users = self.seller | self.clerk | self.lead
        self.assertEqual(users._gift_deputy(self.today), self.clerk | self.lead)

    def test_chain_is_followed_and_cut(self):
        people = [self._make_user("sales", login=f"chain_{i}") for i in range(6)]
        for user, deputy in zip(people, people[1:], strict=False):
            self._away(user, deputy)
        # three times and no further
        self.assertEqual(people[0]._gift_deputy(self.today), people[3])
        self.assertEqual(people[4]._gift_deputy(self.today), people[5])
        people[5].active = False
        self.assertEqual(people[4]._gift_deputy(self.today), people[4])

    def test_overlap_is_refused_by_the_database(self):
        first = self._away(self.seller, self.clerk, before=5, after=5)
        for before, after in ((0, 0), (9, -5), (-5, 9), (9, 9)):
            with (
                self.subTest(before=before, after=after),
                mute_logger("odoo.sql_db"),
                self.assertRaises(errors.ExclusionViolation),
                self.env.cr.savepoint(),
            ):
                self._away(self.seller, self.lead, before=before, after=after)
        touching = self._away(self.seller, self.lead, before=-6, after=9)
        self.assertTrue(touching, "the day after is free")
        self._away(self.lead, self.manager, before=5, after=5)
        message = first._table_objects["gift_deputy_no_overlap"].get_error_message(
            first
        )
        self.assertIn("has a deputy on some of these days already", message)

    def test_circles_are_refused(self):
        self._away(self.seller, self.clerk, before=3, after=3)
        self._away(self.clerk, self.lead, before=-2, after=9)
        with self._refused("would come back"):
            self._away(self.lead, self.seller, before=-3, after=4)
        # the clerk is there on these days: no circle
        self._away(self.lead, self.seller, before=3, after=-1)
        with self._refused("would come back"):
            self._away(self.clerk, self.seller, before=3, after=1)

    def test_bad_deputies(self):
        portal = self._make_user("sales", login="gone", active=False)
        foreign = self._make_user("sales", self.company_b, login="foreign_deputy")
        for deputy, words in (
            (self.outsider, "no active user with a duty"),
            (portal, "no active user with a duty"),
            (foreign, "not a member of Gifts of the North"),
        ):
            with self.subTest(words), self._refused(words):
                self._away(self.seller, deputy)
        for values in (
            {"deputy_id": self.seller.id},
            {"date_to": self.today - timedelta(days=9)},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._away(self.seller, self.clerk, **values)

    def test_own_or_manager(self):
        deputies = self._as(self.seller, self.env["gift.deputy"])
        mine = deputies.create({"deputy_id": self.clerk.id})
        self.assertEqual(mine.user_id, self.seller)
        mine.reason = "Holiday"
        with self.assertRaises(AccessError):
            deputies.create({"user_id": self.clerk.id, "deputy_id": self.lead.id})
        with self.assertRaises(AccessError):
            mine.user_id = self.lead
        other = self._as(self.clerk, mine)
        self.assertEqual(other.deputy_id, self.clerk, "colleagues may look")
        with self.assertRaises(AccessError):
            other.reason = "x"
        with self.assertRaises(AccessError):
            other.unlink()
        as_manager = self._as(self.manager, mine)
        as_manager.reason = "Ill"
        as_manager.unlink()
        with self.assertRaises(AccessError):
            self._as(self.outsider, self.env["gift.deputy"]).search([])

    def test_in_the_own_preferences(self):
        me = self._as(self.seller, self.seller)
        me.write({"gift_deputy_ids": [(0, 0, {"deputy_id": self.clerk.id})]})
        self.assertEqual(me.gift_deputy_ids.deputy_id, self.clerk)
        with self.assertRaises(AccessError):
            self._as(self.clerk, self.seller).write({"gift_deputy_ids": [(5, 0, 0)]})

    def test_deputy_is_told(self):
        self.clerk.notification_type = "inbox"
        self._as(self.seller, self.env["gift.deputy"]).create(
            {"deputy_id": self.clerk.id}
        )
        message = self.env["mail.message"].search(
            [("notified_partner_ids", "in", self.clerk.partner_id.ids)], limit=1
        )
        self.assertIn(self.seller.name, message.body)

    def test_deputy_decides_in_the_place_of_the_manager(self):
        approval = self._ask()
        as_clerk = self._as(self.clerk, self.Approval)
        self.assertFalse(as_clerk.search([]))
        self._away(self.manager, self.clerk)
        self.assertIn(approval, as_clerk.search([("is_for_me", "=", True)]))
        self._as(self.clerk, approval).action_approve()
        self.assertEqual(approval.decided_by_id, self.clerk)
        self.assertEqual(approval.decided_for_id, self.manager)
        self.assertIn(self.manager.name, approval.status)

    def test_deputy_is_no_back_door(self):
        """Neither the requester's deputy nor the deputy's own request."""
        mine = self._ask(self.manager, name="The manager's own")
        theirs = self._ask(self.clerk, name="The deputy's own")
        self._away(self.manager, self.clerk)
        for approval in mine | theirs:
            with self.subTest(approval.name), self.assertRaises(AccessError):
                self._as(self.clerk, approval).action_approve()
        self._as(self.manager, theirs).action_approve()
        self._as(self.manager_b, mine).action_approve()

    def test_yesterdays_deputy_has_no_right_left(self):
        approval = self._ask()
        self._away(self.manager, self.clerk, before=5, after=-1)
        with self.assertRaises(AccessError):
            self._as(self.clerk, approval).action_approve()

    def test_asked_people(self):
        approval = self._ask()
        self.assertEqual(approval._get_asked_users(), self.manager | self.manager_b)
        self._away(self.manager, self.clerk)
        self.assertEqual(approval._get_asked_users(), self.clerk | self.manager_b)
        self._away(self.manager_b, self.seller)
        # the requester stands in for one of them: asked is the other one's deputy
        self.assertEqual(approval._get_asked_users(), self.clerk)


@tagged("post_install", "-at_install")
class TestDeputyCare(CareCommon):
    def _away(self, after=0):
        return self.env["gift.deputy"].create(
            {
                "user_id": self.owner.id,
                "deputy_id": self.users["caller"].id,
                "date_from": self.today,
                "date_to": self._days_ago(-after),
            }
        )

    def test_care_of_an_absent_owner_goes_to_the_deputy_and_back(self):
        early = self._quiet("On the desk already")
        self._plan()
        self._dispatch()
        action = self._actions(early)
        self.assertEqual(action.user_id, self.owner)
        away = self._away()
        late = self._quiet("Planned meanwhile")
        self._plan()
        given = self._dispatch()
        deputy = self.users["caller"]
        self.assertEqual(given, {deputy.id: 1})
        for moved in action | self._actions(late):
            self.assertEqual(moved.user_id, deputy)
            self.assertEqual(moved.activity_id.user_id, deputy)
        self._as("caller", action).action_spoke()
        self.assertEqual(action.state, "done")
        away.unlink()
        self._plan()
        self.assertEqual(self._actions(late).user_id, self.owner)

    def test_passed_on_by_hand_stays(self):
        customer = self._quiet("Passed on")
        self._plan()
        self._dispatch()
        action = self._actions(customer)
        action.activity_id.user_id = self.users["service"]
        self._away()
        self._plan()
        self.assertEqual(action.user_id, self.users["service"])

    def test_deputy_keeps_the_daily_limit(self):
        self.company.gift_care_daily_limit = 2
        for number in range(4):
            self._quiet(f"Quiet {number}")
        self._quiet("The deputy's own", owner=self.users["caller"])
        self._away()
        self._plan()
        self.assertEqual(self._dispatch(), {self.users["caller"].id: 2})
