from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .timeline_common import TimelineCommon


class TimelineTours(TimelineCommon, HttpCase):
    """A salesperson reads a customer's trail in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["sales"]
        now = fields.Datetime.now()
        cls._touch(
            cls.firm,
            1,
            start=now - timedelta(hours=1),
            kind="message_out",
            is_mass=True,
            direction="out",
            summary="Spring catalogue",
        )
        for role, words in (("manager", "colleague"), ("sales", "salesperson")):
            order = cls._order(
                cls.firm,
                [(cls.product, 1, 10)],
                confirm=False,
                user_id=cls.users[role].id,
            )
            cls._touch(
                cls.firm,
                1,
                start=now - timedelta(hours=2),
                kind="price_told",
                document=order,
                summary=f"Price for the {words}",
            )
        cls._touch(cls.firm, 40, start=now - timedelta(days=20))
        cls._touch(
            cls.firm,
            1,
            start=now - timedelta(days=90),
            summary="The first call of all, of the firm",
        )

    def _tour(self, name):
        url = f"/odoo/gift-customers/{self.customer.id}"
        self.start_tour(url, name, login=self.user.login, timeout=120)


@tagged("post_install", "-at_install")
class TestTimelineTours(TimelineTours):
    def test_trail_on_a_desk(self):
        self._tour("gift_trail_on_a_desk")

    def test_trail_of_a_lead(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "From the door",
                "type": "opportunity",
                "company_id": self.company.id,
                "user_id": self.user.id,
            }
        )
        self._touch(None, 1, lead=lead, kind="visit", summary="Asked at the door")
        # the customer's trail is longer than a page
        early = fields.Datetime.now() - timedelta(days=1)
        self._touch(self.person, 2, start=early)
        self._touch(
            self.person,
            1,
            start=early - timedelta(days=90),
            summary="The first call of all, of the firm",
        )
        lead.partner_id = self.person
        url = f"/odoo/crm.lead/{lead.id}"
        self.start_tour(url, "gift_trail_of_a_lead", login=self.user.login, timeout=120)


@tagged("post_install", "-at_install")
class TestTimelineToursPhone(TimelineTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_trail_on_a_phone(self):
        self._touch(
            self.firm,
            1,
            user_id=self.user.id,
            outcome="spoke",
            summary="Wants the engraving in gold",
        )
        self._tour("gift_trail_on_a_phone")
