"""Quick capture in a real browser, counted and timed, on a desk and on a phone."""

import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .capture_common import ShopCommon

#: server time that one step of the clerk may take, in seconds
MAX_SECONDS = 1.0


class CaptureTours(ShopCommon, HttpCase):
    """The clerk's day."""

    @contextmanager
    def _timed(self):
        """Measure the server time of the clerk's steps; give a dict of the slowest."""
        model = type(self.env["gift.capture"])
        slowest = {}

        def timed(name):
            method = getattr(model, name)

            def run(records, *args, **kwargs):
                started = time.monotonic()
                try:
                    return method(records, *args, **kwargs)
                finally:
                    spent = time.monotonic() - started
                    slowest[name] = max(slowest.get(name, 0), spent)

            for flag in ("_api_model", "_readonly"):
                if hasattr(method, flag):
                    setattr(run, flag, getattr(method, flag))
            return run

        with (
            patch.object(model, "start", timed("start")),
            patch.object(model, "find", timed("find")),
            patch.object(model, "register", timed("register")),
            patch.object(model, "recent", timed("recent")),
        ):
            yield slowest

    def _walk_the_counter(self):
        self.env["gift.invitation"].with_user(self.users["caller"]).invite(
            self.shop.id,
            self.company._gift_today(),
            "new tea sets",
            partner_id=self.person.id,
        )
        with self._timed() as slowest:
            self.start_tour(
                "/odoo/gift-home", "gift_capture", login=self.clerk.login, timeout=180
            )
        self.assertLessEqual({"start", "find", "register", "recent"}, set(slowest))
        for name, seconds in slowest.items():
            self.assertLess(seconds, MAX_SECONDS, name)
        captures = self.Capture.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(captures), 2)
        self.assertEqual(len(captures.partner_id), 1)
        self.assertEqual(captures.served_by_id, self.colleague)
        self.assertEqual(captures.handover_id.state, "closed")
        first = captures.filtered("is_new")
        self.assertEqual(first.category_ids, self.tea)
        self.assertEqual(first.product_ids, self.product)
        answers = self.env["gift.consent"].search(
            [("partner_id", "=", captures.partner_id.id)]
        )
        self.assertEqual(len(answers), 6)
        self.assertEqual(set(answers.mapped("state")), {"granted"})
        guest = self.env["gift.invitation"].search([("team_id", "=", self.shop.id)])
        self.assertEqual(guest.state, "arrived")

    def _lose_the_network(self):
        self.start_tour(
            "/odoo/gift-capture",
            "gift_capture_offline",
            login=self.clerk.login,
            timeout=180,
        )
        captures = self.Capture.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            sorted(captures.partner_id.mapped("name")), ["李老师", "赵女士"]
        )
        self.assertEqual(captures.mapped("is_late"), [True, True])
        self.assertEqual(len(captures.handover_id), 1)


@tagged("post_install", "-at_install")
class TestCaptureTours(CaptureTours):
    def test_the_counter_on_a_tablet(self):
        self._walk_the_counter()

    def test_head_office_classifies(self):
        capture, _answer = self._register(hand_over=True, note="200 sets")
        self.start_tour(
            "/odoo/gift-handovers",
            "gift_handover_classify",
            login=self.users["service"].login,
        )
        self.assertEqual(capture.handover_id.state, "following")
        self.assertEqual(capture.lead_id.gift_use, "festival")

    def test_a_caller_invites(self):
        self.start_tour(
            f"/odoo/res.partner/{self.person.id}",
            "gift_invite",
            login=self.users["caller"].login,
        )
        guest = self.env["gift.invitation"].search(
            [("partner_id", "=", self.person.id)]
        )
        self.assertEqual(guest.reason, "wants the blue vases")
        self.assertEqual(guest.invited_by_id, self.users["caller"])


@tagged("post_install", "-at_install")
class TestCaptureToursPhone(CaptureTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_counter_on_a_phone(self):
        self._walk_the_counter()

    def test_the_network_drops(self):
        self._lose_the_network()
