"""Urgent alerts: phones and the chat robot, without anybody waiting for them."""

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.gift_alert_robot import LOCAL_PARAM, RETRY_MINUTES
from .approval_common import ApprovalCommon
from .robot_server import GOOD, closed_port, robot_server

BROKEN = (500, b"oops SECRETKEY")


class AlertCommon(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Alert = cls.env["gift.alert"]
        cls.env["ir.config_parameter"].set_param(LOCAL_PARAM, "True")
        cls.env["gift.outbox"].action_start_sending()
        cls._use("https://robot.example.com/send?key=SECRETKEY")

    @classmethod
    def _use(cls, url, kind="wecom", secret="TOPSECRET", company=None):
        (company or cls.company).sudo().write(
            {
                "gift_alert_webhook_url": url,
                "gift_alert_webhook_kind": kind,
                "gift_alert_webhook_secret": secret,
            }
        )

    @classmethod
    def _alert(cls, title="Broken box", company=None):
        there = cls.env(
            context=dict(
                cls.env.context, allowed_company_ids=(company or cls.company).ids
            )
        )
        request = there["gift.request"].create({"name": title})
        return there["gift.alert"]._queue_robot(
            title, "Ms Wang", request, "https://x/1"
        )

    def _run(self):
        """Run the job as the runner does, commits included."""
        self.env.flush_all()
        cron = self.env.ref("crm_gift_retail.ir_cron_gift_alert_send")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _now_due(self, alerts):
        alerts.next_try = fields.Datetime.now()


@tagged("post_install", "-at_install")
class TestAlert(AlertCommon):
    def test_arrives_with_its_link(self):
        with robot_server() as robot:
            self._use(robot.url)
            alert = self._alert()
            self.assertEqual(alert.state, "waiting")
            self.assertFalse(robot.seen, "not in the user's transaction")
            self._run()
        text = robot.bodies[0]["text"]["content"]
        self.assertEqual(text, "Broken box\nMs Wang\nhttps://x/1")
        self.assertEqual(alert.state, "sent")
        self._run()
        self.assertEqual(len(robot.seen), 1, "a second run sends nothing")

    def test_trouble_then_success(self):
        with robot_server(BROKEN, (200, b"<html>"), GOOD) as robot:
            self._use(robot.url)
            alert = self._alert()
            for attempt, words in ((1, "trouble"), (2, "unknown")):
                self._run()
                self.assertEqual((alert.state, alert.attempts), ("waiting", attempt))
                self.assertIn(words, alert.error)
                wait = alert.next_try - fields.Datetime.now()
                minutes = RETRY_MINUTES[attempt - 1]
                self.assertAlmostEqual(wait / timedelta(minutes=1), minutes, delta=0.5)
                self._run()
                self.assertEqual(alert.attempts, attempt, "not before its time")
                self._now_due(alert)
            self._run()
        self.assertEqual(alert.state, "sent")
        self.assertFalse(alert.error)
        deliveries = {headers["X-Delivery"] for _path, headers, _body in robot.seen}
        self.assertEqual(len(deliveries), 1, "the same number at every try")

    def test_gives_up_after_the_last_try(self):
        self._use(f"http://127.0.0.1:{closed_port()}/SECRETKEY")
        alert = self._alert()
        for _try in range(len(RETRY_MINUTES) + 1):
            self.assertEqual(alert.state, "waiting")
            self._now_due(alert)
            self._run()
        self.assertEqual(alert.state, "failed")
        self.assertIn("cannot be reached", alert.error)

    def test_lasting_refusals_are_not_repeated(self):
        with robot_server() as elsewhere:
            for answer, words in (
                ((302, b"", {"Location": elsewhere.url}), "leads to another"),
                ((403, b"no"), "refused"),
                ((200, b'{"errcode": 93000}'), "refused the message (93000)"),
            ):
                with self.subTest(words), robot_server(answer) as robot:
                    self._use(robot.url)
                    alert = self._alert()
                    self._run()
                    self.assertEqual((alert.state, alert.attempts), ("failed", 1))
                    self.assertIn(words, alert.error)
            self.assertFalse(elsewhere.seen, "redirects are not followed")

    def test_one_companys_trouble_is_its_own(self):
        with robot_server(BROKEN) as bad, robot_server() as good:
            self._use(bad.url)
            self._use(good.url, company=self.company_b)
            stuck = self.Alert.union(*[self._alert(f"A{n}") for n in range(3)])
            fine = self.Alert.union(
                *[self._alert(f"B{n}", self.company_b) for n in range(3)]
            )
            self._run()
        self.assertEqual(len(bad.seen), 1, "its turn ends with the first failure")
        self.assertEqual(set(stuck.mapped("state")), {"waiting"})
        self.assertEqual(stuck.mapped("attempts"), [1, 0, 0])
        self.assertEqual(set(fine.mapped("state")), {"sent"})

    def test_private_addresses_are_not_asked(self):
        self.env["ir.config_parameter"].set_param(LOCAL_PARAM, False)
        with robot_server() as robot:
            for url, words in (
                (robot.url, "must begin with https"),
                (robot.url.replace("http:", "https:"), "private network"),
            ):
                self._use(url)
                alert = self._alert()
                self._run()
                self.assertEqual(alert.state, "failed")
                self.assertIn(words, alert.error)
        self.assertFalse(robot.seen)

    def test_safe_outbox_holds(self):
        self.env["gift.outbox"].action_pause_sending()
        with robot_server() as robot:
            self._use(robot.url)
            held = self._alert()
            self.assertEqual(held.state, "held")
            waiting = self._alert()
            waiting.state = "waiting"
            self._run()
            self.assertEqual(waiting.state, "held", "nothing leaves weeks late")
            self.assertFalse(robot.seen)
            as_manager = self._as(self.manager, held | waiting)
            with self.assertRaisesRegex(UserError, "Sending is off"):
                as_manager.action_send_again()
            self.env["gift.outbox"].action_start_sending()
            self._run()
            self.assertFalse(robot.seen, "held stays held until somebody says so")
            self._as(self.manager, held).action_send_again()
            self._as(self.manager, waiting).action_cancel()
            self._run()
        self.assertEqual((held.state, waiting.state), ("sent", "cancelled"))

    def test_old_alerts_are_no_alerts(self):
        with robot_server() as robot:
            self._use(robot.url)
            alert = self._alert()
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE gift_alert SET create_date = create_date - interval '25 hours'"
            )
            self.env.invalidate_all()
            self._run()
            self.assertEqual(alert.state, "failed")
        self.assertFalse(robot.seen)
        self._use(False)
        self.assertFalse(self._alert(), "no robot, no row")

    def test_secrets_are_never_written_anywhere(self):
        with (
            robot_server(BROKEN) as robot,
            self.assertLogs("odoo", "DEBUG") as logs,
        ):
            self._use(robot.url)
            alert = self._alert()
            for _try in range(len(RETRY_MINUTES) + 1):
                self._now_due(alert)
                self._run()
        # Odoo's own log of SQL (debug) shows what is written to the company
        ours = [line for line in logs.output if "odoo.sql_db" not in line]
        self.assertTrue([line for line in ours if "given up" in line])
        texts = "\n".join([*ours, json.dumps(alert.read(), default=str)])
        texts += json.dumps(self.env["gift.job"]._get_health())
        texts += "".join(self.env["gift.job"]._queue_titles().values())
        for secret in ("SECRETKEY", "TOPSECRET"):
            self.assertNotIn(secret, texts)
        names = ["gift_alert_webhook_url", "gift_alert_webhook_secret"]
        admin = self.env.ref("base.user_admin")
        company = self.company.with_user(admin)
        for name in names:
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    company.read([name])
                with self.assertRaises(AccessError):
                    company.export_data([name])
                with self.assertRaises(AccessError):
                    company.search([(name, "!=", False)])
        self.assertNotIn(names[0], company.fields_get())

    def test_operations_page_says_what_is_wrong(self):
        self._use(f"http://127.0.0.1:{closed_port()}/SECRETKEY")
        alert = self._alert()
        self._run()
        jobs = self.env["gift.job"]
        queues = {row["queue"]: row for row in jobs._get_health()["queues"]}
        self.assertEqual(queues["alerts"]["waiting"], 1)
        self.assertEqual(queues["alerts_failed"]["waiting"], 0)
        alert.state = "failed"
        self.env.flush_all()
        queues = {row["queue"]: row for row in jobs._get_health()["queues"]}
        self.assertEqual(queues["alerts_failed"]["waiting"], 1)
        self.assertIn("cannot be reached", jobs._queue_titles()["alerts_failed"])

    def test_who_may_touch_alerts(self):
        alert = self._alert()
        for user in (self.clerk, self.lead, self.seller):
            with self.subTest(user.login):
                for call in (alert.with_user(user).action_send_again,):
                    with self.assertRaises(AccessError):
                        call()
                with self.assertRaises(AccessError):
                    alert.with_user(user).read(["title"])

    def test_vacuum_keeps_a_month(self):
        old, new, waiting = self._alert("Old"), self._alert("New"), self._alert("W")
        (old | new).state = "sent"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE gift_alert SET create_date = create_date - interval '31 days'"
            " WHERE id = ANY(%s)",
            [(old | waiting).ids],
        )
        self.Alert._gc_old_alerts()
        self.assertEqual((old | new | waiting).exists(), new | waiting)


@tagged("post_install", "-at_install")
class TestAlertPeople(AlertCommon):
    def test_urgent_request_reaches_phones_and_robot(self):
        self.manager.partner_id.write(
            {"phone": "+8613800138000", "country_id": self.env.ref("base.cn").id}
        )
        with robot_server() as robot:
            self._use(robot.url, kind="generic")
            approval = self._ask(is_urgent=True, note="The opening is tomorrow")
            self._commit()
            self._run()
        sms = self.env["sms.sms"].search([("gift_is_outbox", "=", True)])
        self.assertEqual(sms.mapped("number"), ["+8613800138000"], "who has a phone")
        link = f"/odoo/gift-approvals/{approval.id}"
        self.assertTrue(sms.body.endswith(link))
        self.assertIn("8 % off", sms.body)
        self.assertEqual(len(robot.seen), 1, "one message, however many managers")
        body = robot.bodies[0]
        self.assertTrue(body["url"].endswith(link))
        self.assertIn("The opening is tomorrow", body["body"])

    def test_ordinary_request_stays_in_odoo(self):
        self._ask()
        self._commit()
        self.assertFalse(self.env["sms.sms"].search([("gift_is_outbox", "=", True)]))
        self.assertFalse(self.Alert.search([]))

    def test_each_in_the_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.manager.write({"lang": "fr_FR", "notification_type": "inbox"})
        self.manager_b.write({"lang": "en_US", "notification_type": "inbox"})
        seen = []
        record = self._document(self._ask())
        self.Alert._send(
            self.manager | self.manager_b,
            lambda env: seen.append(env.lang) or f"Title {env.lang}",
            "Body",
            record,
            urgent=False,
        )
        self.assertEqual(set(seen), {"fr_FR", "en_US"})
        message = self.env["mail.message"].search(
            [("notified_partner_ids", "in", self.manager.partner_id.ids)], limit=1
        )
        self.assertEqual(message.subject, "Title fr_FR")

    def test_robot_in_the_settings(self):
        settings = self.env["res.config.settings"]
        values = settings.create({})
        self.assertEqual(values.gift_alert_webhook_secret, "••••••••")
        self.assertNotIn("SECRETKEY", values.gift_alert_webhook_url)
        # saved as shown: nothing changes
        settings.create(
            {
                "gift_alert_webhook_url": values.gift_alert_webhook_url,
                "gift_alert_webhook_secret": values.gift_alert_webhook_secret,
            }
        ).execute()
        company = self.company.sudo()
        self.assertIn("SECRETKEY", company.gift_alert_webhook_url)
        self.assertEqual(company.gift_alert_webhook_secret, "TOPSECRET")
        settings.create(
            {
                "gift_alert_webhook_kind": "feishu",
                "gift_alert_webhook_url": "https://open.feishu.cn/x/NEW",
                "gift_alert_webhook_secret": "",
            }
        ).execute()
        self.assertEqual(company.gift_alert_webhook_kind, "feishu")
        self.assertEqual(company.gift_alert_webhook_url, "https://open.feishu.cn/x/NEW")
        self.assertFalse(company.gift_alert_webhook_secret)
        self.env["ir.config_parameter"].set_param(LOCAL_PARAM, False)
        with self.assertRaisesRegex(UserError, "must begin with https"):
            settings.create({"gift_alert_webhook_url": "http://robot.example.com/x"})
        with self.assertRaises(AccessError):
            settings.with_user(self.manager).create(
                {"gift_alert_webhook_url": "https://x.example.com/"}
            )
