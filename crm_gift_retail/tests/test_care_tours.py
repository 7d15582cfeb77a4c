from odoo.tests import HttpCase, tagged

from .care_common import CareCommon


class CareTours(CareCommon, HttpCase):
    """First care in a real browser: planned, opened, logged, colour changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        firms = cls.env["res.partner"]
        for name in ("Real VIP", "Busy firm"):
            firm = cls._make_partner(name, is_company=True, user_id=cls.owner.id)
            cls._history(firm, cls._days_ago(100), revenue=90000)
            firms |= firm
        cls._refresh()
        cls.vip, cls.busy = firms

    def _tour_of_care(self):
        self._plan()
        self._dispatch()
        actions = self.Action.search([("company_id", "=", self.company.id)])
        self.assertEqual(set(actions.mapped("state")), {"due"})
        login = self.owner.login
        self.start_tour("/odoo/gift-care", "gift_care_logs_contact", login=login)
        action = self._actions(self._customer(self.vip))
        self.assertEqual((action.state, action.cause), ("done", "contact"))
        busy = self._actions(self._customer(self.busy))
        self.assertEqual((busy.state, busy.attempts), ("due", 1))
        self._run_queue()
        url = f"/odoo/gift-care/{action.id}"
        self.start_tour(url, "gift_care_colour_changed", login=login)


@tagged("post_install", "-at_install")
class TestCareTours(CareTours):
    def test_care_on_a_desk(self):
        self._tour_of_care()

    def test_manager_sees_all_care(self):
        self._plan()
        manager = self.users["manager"]
        self.start_tour("/odoo/gift-care-all", "gift_care_all", login=manager.login)

    def test_manager_releases_a_message(self):
        outbox = self.env["gift.outbox"]
        mail = outbox._queue_mail(
            [
                {
                    "subject": "Thank you, Ms Wang",
                    "body_html": "<p>Warm words</p>",
                    "email_to": "wang@example.com",
                    "gift_company_id": self.company.id,
                }
            ]
        )
        manager = self.users["manager"]
        outbox.with_user(manager).action_start_sending()
        self.start_tour("/odoo/gift-outbox", "gift_outbox_release", login=manager.login)
        self.assertEqual(mail.state, "outgoing")


@tagged("post_install", "-at_install")
class TestCareToursPhone(CareTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_care_on_a_phone(self):
        self._tour_of_care()
