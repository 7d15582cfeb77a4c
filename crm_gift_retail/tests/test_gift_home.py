import json

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .ui_common import UiCommon


@tagged("post_install", "-at_install")
class TestGiftHome(UiCommon):
    """One call gives each role its own first screen, and no more."""

    def _load(self, role):
        return self._as(role, "gift.home").load()

    def test_manager_reads_the_sentence(self):
        data = self._load("manager")
        losing = data["losing"]
        self.assertEqual(losing["top_count"], 3)
        self.assertEqual(losing["silent_count"], 2)
        self.assertEqual(losing["silent_value"], 58_600)
        self.assertEqual(
            [row["name"] for row in data["silent"]],
            [self.silent.partner_id.name, self.silent_b.partner_id.name],
        )
        self.assertEqual(data["silent"][0]["value"], 38_600)
        self.assertEqual(data["silent"][0]["silent_days"], 150)
        self.assertNotIn("customer_ids", losing)
        counts = {row["key"]: row["count"] for row in data["tiers"]}
        self.assertEqual(counts[self.tier["A"].id], 2)
        self.assertFalse(data["first_run"])

    def test_no_profit_reaches_the_others(self):
        for role in ("clerk", "caller", "service", "sales", "warehouse"):
            with self.subTest(role=role):
                data = self._load(role)
                self.assertFalse(data["losing"])
                self.assertFalse(data["silent"])
                self.assertFalse(data["can_hand_over"])
                text = json.dumps(data)
                self.assertNotIn("38600", text)
                self.assertNotIn("profit", text)

    def test_each_role_lands_on_its_work(self):
        mine = self._load("sales")["mine"]
        self.assertEqual((mine["total"], mine["overdue"]), (3, 1))
        self.assertEqual(mine["customers"][0]["id"], self.silent.id)
        self.assertTrue(self._load("clerk")["find"])
        self.assertFalse(self._load("clerk")["tiles"])
        order = self._order(self.silent.partner_id, [(self.product, 1, 100)])
        self.env["stock.quant"]._update_available_quantity(
            self.product, order.warehouse_id.lot_stock_id, 10
        )
        order.picking_ids.action_assign()
        shipping = self._load("warehouse")["shipping"]
        self.assertEqual(shipping["ready"], 1)
        self.assertEqual(shipping["pickings"][0]["tier"]["letter"], "A")
        self.assertEqual((shipping["late"], shipping["changed"]), (0, 0))
        order.picking_ids.move_ids.date_deadline = "2020-01-01"
        data = self._load("warehouse")
        self.assertEqual((data["shipping"]["today"], data["shipping"]["late"]), (1, 1))
        self.assertTrue(data["shipping"]["pickings"][0]["late"])
        tiles = {tile["key"]: tile["value"] for tile in data["tiles"]}
        self.assertEqual(
            (tiles["ship_today"], tiles["ship_late"], tiles["ship_changed"]), (1, 1, 0)
        )
        tiles = {tile["key"]: tile["value"] for tile in self._load("manager")["tiles"]}
        self.assertEqual(tiles["ship_late"], 1)
        self.assertNotIn("ship_today", tiles)

    def test_without_a_duty_it_is_refused(self):
        with self.assertRaises(AccessError):
            self.env["gift.home"].with_user(self.plain).load()

    def test_first_run(self):
        home = self.env["gift.home"].with_context(
            allowed_company_ids=self.company_b.ids
        )
        manager = self._make_user(
            "manager", company=self.company_b, login="gift_manager_b"
        )
        clerk = self._make_user("clerk", company=self.company_b, login="gift_clerk_b")
        data = home.with_user(manager).load()
        self.assertTrue(data["first_run"])
        self.assertFalse(data["tiles"] or data["losing"] or data["tiers"])
        data = home.with_user(clerk).load()
        self.assertFalse(data["first_run"])
        self.assertTrue(data["waiting"])

    def test_hand_over_and_undo(self):
        home = self._as("manager", "gift.home")
        handed = home.hand_over()
        self.assertEqual(handed["total"], 2)
        self.assertCountEqual(
            handed["people"],
            [
                {"name": self.users["sales"].name, "count": 1},
                {"name": self.users["service"].name, "count": 1},
            ],
        )
        actions = self.Action.search([("handover_token", "=", handed["token"])])
        self.assertEqual(actions.customer_id, self.silent | self.silent_b)
        home.undo_hand_over(handed["token"])
        self.assertFalse(
            self.Action.search(
                [
                    ("customer_id", "in", (self.silent | self.silent_b).ids),
                    ("state", "in", ("planned", "due")),
                ]
            )
        )

    def test_only_a_manager_hands_over_or_imports(self):
        for role in ("service_lead", "sales", "service", "clerk", "warehouse"):
            home = self._as(role, "gift.home")
            for call in (
                home.hand_over,
                lambda home=home: home.undo_hand_over("x"),
                lambda home=home: home.start_import("a.csv", "YQ=="),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call()

    def test_other_companies_stay_out(self):
        self._quiet(
            "Silent in the South", company=self.company_b, days=300, profit_12m=10**6
        )
        self.assertEqual(self._load("manager")["losing"]["silent_value"], 58_600)

    def test_query_count_does_not_grow(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._load("manager")
            return self.env.cr.sql_log_count - before

        cost()
        few = cost()
        for number in range(20):
            self._quiet(f"More {number}", days=200, profit_12m=9_000 + number)
        cost()
        self.assertLessEqual(cost(), few + 1)
