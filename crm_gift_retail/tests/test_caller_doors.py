"""Who calls, and who may know: doors, log, limit, ring."""

from datetime import timedelta
from unittest.mock import patch

from werkzeug.exceptions import TooManyRequests

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import gift_call_rate, gift_card_view
from .caller_common import CallerCommon
from .common import ROLES

PBX = "crm_gift_retail.crm_gift_retail_group_pbx"


@tagged("post_install", "-at_install")
class TestCallerAnswers(CallerCommon):
    def test_family_is_listed(self):
        answer = self._answer("13911112222")
        self.assertEqual(answer["state"], "several")
        self.assertEqual(answer["notice"], "2 people use this number.")
        self.assertEqual({row["name"] for row in answer["matches"]}, {"李梅", "李明"})
        self.assertFalse(self._views(), "a list is no card")

    def test_switchboard_and_desk(self):
        people = self.env["res.partner"].create(
            [
                {
                    "name": f"Desk {number}",
                    "parent_id": self.hotel.id,
                    "phone": f"020-38881234 ext. {number}",
                }
                for number in range(801, 812)
            ]
        )
        answer = self._answer("020-38881234")
        self.assertEqual(len(answer["matches"]), 8)
        self.assertTrue(answer["more"])
        self.assertIn("switchboard", answer["notice"])
        desk = self._answer("02038881234转805")
        self.assertEqual(desk["state"], "one")
        self.assertEqual(desk["card"]["partner_id"], people[4].id)

    def test_numbers_that_are_none(self):
        for number, state, words in (
            ("anonymous", "withheld", "hides the number"),
            ("", "withheld", "hides the number"),
            (False, "withheld", "hides the number"),
            ("138****8000", "several", "masked"),
            ("13800138000-1234", "several", "platform"),
            ("38881234", "several", "no whole number"),
            ("abc", "unknown", "no telephone number"),
            ("+14155552671", "unknown", ""),
            ("13699998888", "unknown", ""),
        ):
            with self.subTest(number):
                answer = self._answer(number)
                self.assertEqual(answer["state"], state)
                self.assertIn(words, answer["notice"])
                self.assertFalse(answer["card"])
        self.assertEqual(self._answer("13699998888")["phone"], "+8613699998888")

    def test_enquiry_without_customer(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Wants tea",
                "phone": "13699998888",
                "contact_name": "Zhao",
                "company_id": self.company.id,
                "user_id": self.users["sales"].id,
                "team_id": False,
            }
        )
        answer = self._answer("13699998888")
        self.assertEqual(answer["state"], "lead")
        self.assertEqual(answer["leads"][0]["id"], lead.id)
        self.assertFalse(answer["leads"][0]["can_open"], "a clerk reads no lead")
        self.assertTrue(self._answer("13699998888", "sales")["leads"][0]["can_open"])
        lead.write({"user_id": False, "company_id": self.company_b.id})
        self.assertEqual(self._answer("13699998888")["state"], "unknown")

    def test_archived_only_when_nobody_else(self):
        self.mother.active = False
        self.assertEqual(self._card("13911112222")["partner_id"], self.son.id)
        self.son.active = False
        self.assertEqual(self._answer("13911112222")["state"], "several")
        self.buyer.active = False
        self.assertEqual(self._card()["partner_id"], self.buyer.id)

    def test_another_companys_customer(self):
        theirs = self._make_partner(
            "郑和", company_id=self.company_b.id, phone="13622223333"
        )
        self._order(self.buyer, [(self.product, 1, 100)], company=self.company_b)
        self.assertEqual(self._answer("13622223333")["state"], "unknown")
        self.assertFalse(self._calls().open_card(theirs.id))
        self.assertFalse(self._card()["orders"], "an order of the other company")
        self.assertEqual(self._card()["more"], 0)
        with self.assertRaises(AccessError):
            self._calls("caller").open_card_action(theirs.id, "note")


@tagged("post_install", "-at_install")
class TestCallerDoors(CallerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx = cls._make_login("gift_pbx", groups=PBX)
        cls.outsiders = [
            cls._make_login(f"call_{name}", groups=f"base.group_{name}")
            for name in ("user", "portal", "public")
        ]

    def setUp(self):
        super().setUp()
        self.counted = []
        rate = type(self.env["gift.call.rate"])

        def count(model, door):
            self.counted.append((model.env.user.login, door))
            return 0

        # the counter writes on a connection of its own: see the test of it
        patcher = patch.object(rate, "_count", count)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _pbx_calls(self):
        return self._as(self.pbx, self.env["gift.customer"])

    def test_every_duty_and_the_exchange_get_the_card(self):
        for role in ROLES:
            with self.subTest(role):
                card = self._calls(role).caller_card("13800138000")["card"]
                self.assertEqual(card["name"], "王芷")
        card = self._pbx_calls().caller_card("13800138000")["card"]
        self.assertEqual(card["name"], "王芷")
        self.assertEqual(
            (card["prices"], card["owed"], card["actions"]), ([], False, [])
        )
        self.assertIn(("gift_pbx", "api"), self.counted)

    def test_outsiders_get_nothing(self):
        for user in self.outsiders:
            calls = self._as(user, self.env["gift.customer"])
            for call in (
                lambda c=calls: c.caller_card("13800138000"),
                lambda c=calls: c.open_call("13800138000"),
                lambda c=calls: c.open_card(self.buyer.id),
                lambda c=calls: c.open_card_action(self.buyer.id, "note"),
                lambda c=calls: c.ring("13800138000"),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call()
        self.assertFalse(self.counted)
        self.assertFalse(self._views())

    def test_the_exchange_gets_nothing_else(self):
        calls = self._pbx_calls()
        for call in (
            lambda: calls.search([]),
            lambda: calls.open_call("13800138000"),
            lambda: calls.open_card(self.buyer.id),
            lambda: calls.env["gift.finder"].find("wz"),
            lambda: calls.env["gift.touchpoint"].search([]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_each_view_is_logged(self):
        self._calls("caller").caller_card("13800138000")
        self._calls("clerk").open_call("13800138000")
        self._calls("clerk").open_call("13800138000", "ring")
        self._calls("sales").open_card(self.son.id)
        self._calls("sales").open_call("13699998888")
        logged = [(view.user_id, view.partner_id, view.door) for view in self._views()]
        self.assertEqual(
            logged,
            [
                (self.users["caller"], self.buyer, "api"),
                (self.users["clerk"], self.buyer, "page"),
                (self.users["clerk"], self.buyer, "ring"),
                (self.users["sales"], self.son, "finder"),
            ],
        )

    def test_masked_for_who_prospects_not_for_who_serves(self):
        finder = type(self.env["gift.finder"])

        def masks(model, partners):
            return {partner.id: "claimed by Lin" for partner in partners}

        with patch.object(finder, "_get_masks", masks):
            for role in ("sales", "caller"):
                with self.subTest(role):
                    calls = self._calls(role)
                    self.assertEqual(
                        calls.open_card(self.son.id),
                        {
                            "partner_id": self.son.id,
                            "name": "李明",
                            "masked": "claimed by Lin",
                        },
                    )
                    self.assertFalse(self._views(), "nothing was shown")
                    row = calls.env["gift.finder"].find("13911112222")[0]
                    self.assertEqual(row["phone"], "claimed by Lin")
            for role in ("clerk", "service", "manager"):
                with self.subTest(role):
                    card = self._calls(role).open_card(self.son.id)
                    self.assertNotIn("masked", card)
            # he calls: that is service, and it is written down
            calls = self._calls("sales")
            card = calls.open_card(self.son.id, None, "13911112222")
            self.assertEqual(card["phone"], "+86 139 1111 2222")
            self.assertEqual(self._views()[-1].door, "page")
            self.assertIn("masked", calls.open_card(self.son.id, None, "13800138000"))
            matches = calls.open_call("13911112222")["matches"]
            self.assertNotIn("claimed by Lin", str(matches))

    def test_views_are_kept_thirteen_months(self):
        views = self.env["gift.card.view"]
        views._log(self.buyer, "page")
        views._log(self.son, "page")
        old = fields.Datetime.now() - timedelta(
            days=30.5 * gift_card_view.MONTHS_KEPT + 3
        )
        self.env.cr.execute(
            "UPDATE gift_card_view SET date = %s WHERE partner_id = %s",
            [old, self.son.id],
        )
        self.assertEqual(views._gc_old_views(), (1, False))
        self.assertEqual(self._views().partner_id, self.buyer)

    def test_page_says_so_when_the_limit_is_reached(self):
        rate = type(self.env["gift.call.rate"])
        with patch.object(rate, "_count", lambda model, door: 17):
            answer = self._calls().open_call("13800138000")
            self.assertEqual(answer["state"], "busy")
            self.assertIn("17 seconds", answer["notice"])
            with self.assertRaises(TooManyRequests) as caught:
                self._calls().caller_card("13800138000")
            self.assertEqual(dict(caught.exception.get_headers())["Retry-After"], "17")
        self.assertFalse(self._views())
        self.assertEqual(self._calls().open_call()["state"], "ask")

    def test_ring(self):
        self.env.company.partner_id.email = "office@example.com"
        sent = []
        users = type(self.env["res.users"])

        def record(user, kind, message, **kwargs):
            sent.append((user.login, kind, message))

        with patch.object(users, "_bus_send", record):
            self.assertTrue(self._calls("clerk").ring("13800138000"))
            self._pbx_calls().ring("13800138000", "gift_caller")
            self._calls("manager").ring(None, "gift_sales")
            with self.assertRaises(AccessError):
                self._calls("clerk").ring("13800138000", "gift_sales")
            for login in ("nobody", "call_user", "call_portal"):
                with self.subTest(login), self.assertRaises(UserError):
                    self._pbx_calls().ring("13800138000", login)
            self.users["sales"].write(
                {
                    "company_ids": [Command.set(self.company_b.ids)],
                    "company_id": self.company_b.id,
                }
            )
            with self.assertRaises(UserError):
                self._pbx_calls().ring("13800138000", "gift_sales")
        self.assertEqual(
            sent,
            [
                ("gift_clerk", "gift_call/ring", {"number": "13800138000"}),
                ("gift_caller", "gift_call/ring", {"number": "13800138000"}),
                ("gift_sales", "gift_call/ring", {"number": ""}),
            ],
        )


@tagged("post_install", "-at_install")
class TestCallRate(CallerCommon):
    """The counter itself, on its own connection; its rows are taken away again."""

    def _forget(self):
        gift_call_rate.execute_apart(
            self.env,
            gift_call_rate.SQL(
                "DELETE FROM gift_call_rate WHERE user_id < 0 RETURNING id"
            ),
        )

    def test_the_121st_waits(self):
        self._forget()
        self.addCleanup(self._forget)
        rate = self.env["gift.call.rate"]
        rate = rate.with_env(rate.env(user=-7, su=True))
        other = rate.with_env(rate.env(user=-8, su=True))
        with patch.object(gift_call_rate, "LIMIT", 3):
            self.assertEqual([rate._count("api") for _call in range(3)], [0, 0, 0])
            wait = rate._count("api")
            self.assertTrue(1 <= wait <= 60, wait)
            self.assertEqual(rate._count("page"), 0, "each door has its own")
            self.assertEqual(other._count("api"), 0, "so has each user")
            self.assertGreater(rate._count("api"), 0, "a refused call is not counted")
            gift_call_rate.execute_apart(
                self.env,
                gift_call_rate.SQL(
                    """UPDATE gift_call_rate SET date = date - interval '1 minute'
                        WHERE user_id < 0 RETURNING id"""
                ),
            )
            self.assertEqual(rate._count("api"), 0, "a minute later")
        self.assertEqual(gift_call_rate.LIMIT, 120)
