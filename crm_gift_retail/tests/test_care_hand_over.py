"""Hand-over by the manager: three a day, undoable."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .care_common import CareCommon


@tagged("post_install", "-at_install")
class TestHandOver(CareCommon):
    def setUp(self):
        super().setUp()
        self.manager = self.users["manager"]
        self.customers = self.env["gift.customer"]
        for number in range(7):
            self.customers |= self._quiet(f"Lin {number}", days=5, profit_12m=number)

    def _hand_over(self, **kwargs):
        return self.Action.with_user(self.manager)._gift_hand_over(
            self.customers, **kwargs
        )

    def test_three_a_day_best_first(self):
        result = self._hand_over()
        self.assertEqual((result["count"], result["skipped"]), (7, 0))
        self.assertEqual(result["last_date"], self.today + timedelta(days=2))
        days = self._actions(self.customers).sorted("customer_id").mapped("date_due")
        first, second, third = (self.today + timedelta(days=n) for n in range(3))
        self.assertEqual(days, [third, second, second, second, first, first, first])
        self.assertEqual(self._dispatch(), {self.owner.id: 3})
        # planning leaves it alone although no interval is over
        self.assertEqual(self._plan(), 0)
        self.assertEqual(
            set(self._actions(self.customers).mapped("state")), {"due", "planned"}
        )

    def test_again_changes_nothing(self):
        self._hand_over()
        again = self._hand_over()
        self.assertEqual((again["count"], again["skipped"]), (0, 7))
        self.assertFalse(again["last_date"])
        self.assertEqual(len(self._actions(self.customers)), 7)

    def test_undo(self):
        planned = self._quiet("Planned before")
        self._plan()
        before = self._actions(planned)
        was = before.read(["state", "date_due", "user_id", "handover_token"])
        self.customers |= planned
        result = self._hand_over(per_day=2)
        self._dispatch()
        self._actions(self.customers[0])._close("done", "contact")
        count = self.Action.with_user(self.manager).action_undo_hand_over(
            result["token"]
        )
        self.assertEqual(count, 7, "what was done stays")
        self.assertEqual(before.read(list(was[0])[1:]), was)
        self.assertEqual(
            self._actions(self.customers - planned).mapped("state"), ["done"]
        )
        with self.assertRaisesRegex(UserError, "nothing to take back"):
            self.Action.with_user(self.manager).action_undo_hand_over(result["token"])
        with self.assertRaises(UserError):
            self.Action.with_user(self.manager).action_undo_hand_over(False)

    def test_on_a_desk_or_without_owner_is_skipped(self):
        busy = self._quiet("Busy")
        orphan = self._quiet("Orphan", days=5)
        self._set(orphan, owner_id=False)
        self._plan()
        self._dispatch()
        self.customers |= busy | orphan
        result = self._hand_over()
        self.assertEqual((result["count"], result["skipped"]), (7, 2))
        self.assertFalse(self._actions(busy).handover_token)

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "at least one"):
            self._hand_over(per_day=0)
        self.rule.active = False
        with self.assertRaisesRegex(UserError, "no active care rule"):
            self._hand_over()
        empty = self.env["gift.customer"]
        result = self.Action.with_user(self.manager)._gift_hand_over(empty)
        self.assertEqual(result["count"], 0)

    def test_managers_only(self):
        for role in ("clerk", "caller", "service", "service_lead", "sales"):
            action = self.Action.with_user(self.users[role])
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    action._gift_hand_over(self.customers)
                with self.assertRaises(AccessError):
                    action.action_undo_hand_over("x")
