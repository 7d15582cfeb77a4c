"""Dispatch: few at a time, the best first, nobody twice, nobody lost."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from .care_common import CareCommon


@tagged("post_install", "-at_install")
class TestCareDispatch(CareCommon):
    def test_one_activity_for_the_owner_and_no_mail(self):
        customer = self._quiet("Lin")
        self._plan()
        mails = self.env["mail.mail"].search_count([])
        messages = self.env["mail.message"].search_count([])
        self.assertEqual(self._dispatch(), {self.owner.id: 1})
        action = self._actions(customer)
        self.assertEqual((action.state, action.user_id), ("due", self.owner))
        activity = action.activity_id
        self.assertEqual(activity.user_id, self.owner)
        self.assertEqual(activity.res_model, "res.partner")
        self.assertEqual(activity.res_id, customer.partner_id.id)
        self.assertEqual(activity.date_deadline, self.today)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertFalse(self._dispatch(), "a second run gives nothing")

    def test_fifteen_a_day_best_first(self):
        rich = self._quiet("Rich", tier="B", profit_12m=900)
        others = [self._quiet(f"B {n}", tier="B", profit_12m=n) for n in range(20)]
        best = self._quiet("Key", tier="A", profit_12m=1)
        self._plan()
        self.assertEqual(self._dispatch(), {self.owner.id: 15})
        due = self.Action.search([("state", "=", "due")])
        expected = best | rich
        for customer in others[:6:-1]:
            expected |= customer
        self.assertEqual(due.customer_id, expected)
        waiting = self.Action.search([("state", "=", "planned")])
        self.assertEqual(len(waiting), 7)
        self.assertFalse(waiting.activity_id, "the rest waits without an activity")
        # done today still counts for today
        due[:5]._close("done", "contact")
        self.assertFalse(self._dispatch())
        with self._tomorrow():
            self.assertEqual(self._dispatch(), {self.owner.id: 5})

    def _tomorrow(self):
        company = type(self.env["res.company"])
        day = self.today + timedelta(days=1)
        return patch.object(company, "_gift_today", lambda company: day)

    def test_limits_of_company_and_rule(self):
        for number in range(6):
            self._quiet(f"Lin {number}")
        self._plan()
        self.rule.daily_limit = 2
        self.assertEqual(self._dispatch(), {self.owner.id: 2})
        self.rule.daily_limit = 0
        self.company.gift_care_daily_limit = 3
        self.assertEqual(self._dispatch(), {self.owner.id: 1})
        self.company.gift_care_daily_limit = 0
        self.assertFalse(self._dispatch())

    def test_limit_is_per_person(self):
        self.company.gift_care_daily_limit = 1
        other = self.users["service"]
        for number in range(2):
            self._quiet(f"Lin {number}")
            self._quiet(f"Wang {number}", owner=other)
        self._plan()
        self.assertEqual(self._dispatch(), {self.owner.id: 1, other.id: 1})

    def test_without_owner_waits(self):
        customer = self._quiet("Orphan")
        self._set(customer, owner_id=False)
        self._plan()
        self.assertFalse(self._dispatch())
        self.assertEqual(self._actions(customer).state, "planned")

    def test_owner_changes(self):
        customer = self._quiet("Lin")
        self._plan()
        self._dispatch()
        other = self.users["service"]
        self._set(customer, owner_id=other.id)
        mails = self.env["mail.mail"].search_count([])
        self._plan()
        action = self._actions(customer)
        self.assertEqual(action.user_id, other)
        self.assertEqual(action.activity_id.user_id, other)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        # passed on by hand: it stays there until the owner changes again
        third = self.users["clerk"]
        action.activity_id.user_id = third
        self._plan()
        self.assertEqual(action.user_id, third)

    def test_one_notice_per_person_and_run(self):
        for number in range(4):
            self._quiet(f"Lin {number}")
        self._quiet("Wang", owner=self.users["service"])
        self._plan()
        sent = []
        users = type(self.env["res.users"])

        def bus_send(user, kind, message, **kwargs):
            sent.append((user, kind, message.get("message")))

        with (
            patch.object(users, "_bus_send", bus_send),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "crm_gift_retail.ir_cron_gift_care_dispatch"
            ).method_direct_trigger()
        notices = [entry for entry in sent if entry[1] == "simple_notification"]
        self.assertEqual(
            {user.id: text.split()[0] for user, __, text in notices},
            {self.owner.id: "4", self.users["service"].id: "1"},
        )
        self.assertEqual(len(notices), 2)

    def test_queries_of_a_batch(self):
        """One action or eighty: the statements of ours are the same."""
        users = [self._make_user("clerk", login=f"clerk_{n}") for n in range(2)]
        for user in users:
            self._quiet(f"One of {user.login}", owner=user)
        self._plan()
        self._dispatch()
        self.company.gift_care_daily_limit = self.rule.daily_limit = 100
        for number in range(80):
            self._quiet(f"Many {number}", owner=users[number % 2])
        self._plan()
        pairs = self.Action._get_dispatchable(self.company)
        self.assertEqual(len(pairs), 80)
        with self.assertQueryCount(40):
            self.Action._dispatch_batch(pairs)
            self.env.flush_all()

    def test_row_changed_between_choice_and_batch(self):
        customer = self._quiet("Lin")
        self._plan()
        pairs = self.Action._get_dispatchable(self.company)
        self._actions(customer)._close("cancelled", "dismissed")
        self.assertFalse(self.Action._dispatch_batch(pairs))
        self.assertFalse(self._actions(customer).activity_id)

    # jobs

    def _run(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_gift_retail.{name}").method_direct_trigger()

    def test_run_twice(self):
        customers = self.env["gift.customer"]
        for number in range(3):
            customers |= self._quiet(f"Lin {number}")
        for __ in range(2):
            self._run("ir_cron_gift_care_plan")
            self._run("ir_cron_gift_care_dispatch")
            actions = self._actions(customers)
            self.assertEqual(len(actions), 3)
            self.assertEqual(len(actions.activity_id), 3)
        runs = self.env["gift.job.run"].search(
            [("name", "=", "crm_gift_retail.ir_cron_gift_care_dispatch")]
        )
        self.assertEqual(runs.mapped("processed"), [0, 3])

    def test_killed_between_two_batches(self):
        customers = self.env["gift.customer"]
        for number in range(6):
            customers |= self._quiet(f"Lin {number}")
        self._plan()
        action_class = self.env.registry["gift.care.action"]
        real = action_class._dispatch_batch
        calls = []

        def dies_in_second(model, pairs):
            calls.append(len(pairs))
            result = real(model, pairs)
            if len(calls) == 2:
                raise RuntimeError("killed")
            return result

        with (
            patch("odoo.addons.crm_gift_retail.models.gift_care_dispatch.BATCH", 2),
            patch.object(action_class, "_dispatch_batch", dies_in_second),
            self.enter_registry_test_mode(),
            suppress(RuntimeError),
            self.registry.cursor() as cr,  # not the runner: it would try again
        ):
            self.env(cr=cr)["gift.care.action"]._cron_dispatch()
        self.assertEqual(calls, [2, 2])
        actions = self._actions(customers)
        self.assertEqual(len(actions.filtered(lambda a: a.state == "due")), 2)
        self.assertEqual(len(actions.activity_id), 2)
        self._run("ir_cron_gift_care_dispatch")
        self.assertEqual(set(actions.mapped("state")), {"due"})
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", actions.partner_id.ids),
            ]
        )
        self.assertEqual(len(activities), 6, "nobody twice, nobody lost")

    def test_serialization_failure_is_retried_then_left(self):
        customer = self._quiet("Lin")
        action_class = self.env.registry["gift.care.action"]
        real = action_class._plan
        failures = [SerializationFailure(), SerializationFailure()]

        def clashes(model, company):
            if company == self.company and failures:
                raise failures.pop()
            return real(model, company)

        with patch.object(action_class, "_plan", clashes):
            self._run("ir_cron_gift_care_plan")
        self.assertTrue(self._actions(customer))
        other = self._quiet("Wang")
        failures.extend(SerializationFailure() for __ in range(3))
        with patch.object(action_class, "_plan", clashes):
            self._run("ir_cron_gift_care_plan")
        self.assertFalse(self._actions(other), "left for the next run, no error")
        self._run("ir_cron_gift_care_plan")
        self.assertTrue(self._actions(other))
