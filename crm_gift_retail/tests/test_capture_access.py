"""The shop's records by role, and what its lists cost."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import warmup

from .capture_common import ShopCommon

SERVING = ("clerk", "caller", "service", "service_lead", "sales", "manager")


@tagged("post_install", "-at_install")
class TestCaptureAccess(ShopCommon):
    def test_who_may_capture(self):
        for role in SERVING:
            with self.subTest(role):
                capture, _answer = self._register(
                    role,
                    name=f"Customer of {role}",
                    phone="",
                    wechat=f"wx-{role}",
                    served_by_id=self.users[role].id,
                )
                self.assertTrue(capture.lead_id)
        for method, arguments in (
            ("register", ("0" * 20, {})),
            ("start", ()),
            ("find", ("138",)),
            ("recent", ()),
            ("check_number", ("138",)),
        ):
            model = self._as("warehouse", self.Capture)
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(model, method)(*arguments)

    def test_nobody_writes_a_capture_by_hand(self):
        capture, _answer = self._register()
        for role in SERVING:
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role, capture).write({"note": "x"})
            with self.subTest(role), self.assertRaises(AccessError):
                self._as(role, self.Capture).create({})

    def test_a_shop_sees_its_own(self):
        capture, _answer = self._register()
        domain = [("id", "=", capture.id)]
        for role, seen in (
            ("clerk", True),
            ("service", True),
            ("manager", True),
            ("sales", False),
            ("caller", False),
        ):
            with self.subTest(role):
                found = self._as(role, self.Capture).search(domain)
                self.assertEqual(bool(found), seen)
        self.shop.member_ids -= self.clerk
        self.env.flush_all()
        found = self._as("clerk", self.Capture).search(domain)
        self.assertEqual(found, capture, "what I wrote down stays mine")

    def test_a_partner_of_another_company(self):
        foreign = self._make_partner("Foreign", company_id=self.company_b.id)
        with self.assertRaises(AccessError):
            self._register(partner_id=foreign.id, phone="")
        foreign.phone = "+86 138 0013 8000"
        capture, _answer = self._register(name="Foreign")
        self.assertNotEqual(capture.partner_id, foreign)

    def test_a_walk_in_takes_no_claim(self):
        """Shop transactions tell the trail and never claim (decision 19)."""
        claims = self.env.registry.get("gift.claim")
        before = self.env["gift.claim"].search_count([]) if claims else 0
        self._register(hand_over=True)
        after = self.env["gift.claim"].search_count([]) if claims else 0
        self.assertEqual(after, before)


@tagged("post_install", "-at_install")
class TestCaptureCost(ShopCommon):
    """A list of 80 costs as many queries as a list of one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        captures = cls._as("clerk", cls.env["gift.capture"])
        for number in range(80):
            captures.register(
                f"walk-in-number-{number:04}",
                cls._values(
                    name=f"Guest {number}",
                    phone="",
                    wechat=f"wx{number}",
                    hand_over=True,
                    category_ids=cls.tea.ids,
                    consent="all",
                ),
            )
        cls.rows = cls.env["gift.capture"].search(
            [("uuid", "like", "walk-in-number-")], order="id"
        )
        invitations = cls._as("caller", cls.env["gift.invitation"])
        for partner in cls.rows.partner_id:
            invitations.invite(
                cls.shop.id, cls.company._gift_today(), "tea", partner_id=partner.id
            )
        cls.env.flush_all()

    def _queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - start

    def _assert_flat(self, records, role, names):
        """Reading one and reading all of them: the same number of queries."""
        # a recordset of its own: one that came through a field prefetches by that field
        records = records.browse(records.ids)
        specification = {
            name: {"fields": {"display_name": {}}}
            if records._fields[name].relational
            else {}
            for name in names
        }
        self._as(role, records[:1]).web_read(specification)  # caches of rights
        one = self._queries(lambda: self._as(role, records[:1]).web_read(specification))
        many = self._queries(lambda: self._as(role, records).web_read(specification))
        self.assertLessEqual(many, one + 1, f"{records._name}: {one} -> {many}")

    @warmup
    def test_lists(self):
        self.assertEqual(len(self.rows), 80)
        self._assert_flat(
            self.rows,
            "clerk",
            ["partner_id", "status", "category_ids", "served_by_id", "note", "date"],
        )
        self._assert_flat(
            self.rows.handover_id,
            "service",
            [
                "partner_id", "state", "is_red", "buyer_kind", "use", "need_stage",
                "deadline", "user_id", "team_id", "note",
            ],
        )  # fmt: skip
        self._assert_flat(
            self.env["gift.invitation"].search([("team_id", "=", self.shop.id)]),
            "clerk",
            ["partner_id", "state", "reason", "invited_by_id", "day", "team_id"],
        )
        self._assert_flat(
            self.env["gift.consent"].search(
                [("partner_id", "in", self.rows.partner_id.ids)]
            ),
            "service",
            ["partner_id", "state", "channel", "is_current", "user_id"],
        )

    @warmup
    def test_screens(self):
        """Expected today with 80 guests; the clerk's first screen."""
        invitations = self._as("clerk", self.env["gift.invitation"])
        rows = invitations.expected_today(self.shop.id)
        self.assertEqual(len(rows), 80)
        many = self._queries(lambda: invitations.expected_today(self.shop.id))
        self.assertLessEqual(many, 12)
        screen = self._queries(lambda: self._as("clerk", self.Capture).start())
        self.assertLessEqual(screen, 60)
