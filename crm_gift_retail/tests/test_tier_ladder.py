"""Ladders: defaults, validation at save, proposal, assignment, price list."""

from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestTierLadder(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ladders = cls.env["gift.tier.ladder"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.firms = ladders.filtered(lambda ladder: ladder.audience == "firm")
        cls.private = ladders - cls.firms
        cls.a, cls.b, cls.c, cls.d = cls.private.tier_ids.sorted("code")

    def _bounds(self, **bounds):
        """Write bounds of private tiers as the ladder's form does: all at once."""
        tiers = {"a": self.a, "b": self.b, "c": self.c}
        self.private.write(
            {
                "tier_ids": [
                    Command.update(
                        tiers[code].id, {"bound_from": low, "bound_to": high}
                    )
                    for code, (low, high) in bounds.items()
                ]
            }
        )

    def test_every_root_company_has_two_ladders(self):
        self.assertEqual(len(self.firms), 1)
        self.assertEqual(len(self.private), 1)
        self.assertEqual(
            self.firms.tier_ids.mapped("contact_interval_days"), [30, 60, 120, 180]
        )
        self.assertEqual(
            self.private.tier_ids.mapped("contact_interval_days"), [90, 180, 0, 180]
        )
        self.assertEqual(
            self.private.tier_ids.mapped("public_name"),
            ["Diamond", "Gold", "Silver", False],
        )
        self.assertTrue(self.d.is_lost)
        again = self.env["gift.tier.ladder"]._gift_setup_company(self.company)
        self.assertFalse(again)

    def test_branch_shares_the_tiers_of_its_root(self):
        branch = self._make_company("Branch", parent_id=self.company.id)
        self.assertFalse(
            self.env["gift.tier.ladder"].search([("company_id", "=", branch.id)])
        )
        with self.assertRaisesRegex(ValidationError, "branches share the tiers"):
            self.firms.copy({"company_id": branch.id, "audience": "firm"})

    def test_moving_a_bound_of_two_tiers_in_one_save(self):
        self._bounds(a=(7000, 0), b=(1500, 7000), c=(0, 1500))
        self.assertEqual(self.b.bound_to, 7000)

    def test_hole_is_refused_with_its_amounts(self):
        with self.assertRaises(ValidationError) as caught:
            self._bounds(c=(0, 300))
        message = caught.exception.args[0]
        self.assertIn("300.00", message)
        self.assertIn("1,000.00", message)
        self.assertIn("nobody's", message)

    def test_overlap_is_refused_with_its_amounts(self):
        with self.assertRaises(ValidationError) as caught:
            self._bounds(b=(500, 5000))
        message = caught.exception.args[0]
        self.assertIn("500.00", message)
        self.assertIn("1,000.00", message)
        self.assertIn("overlap", message)

    def test_tier_saved_alone_is_checked(self):
        with self.assertRaises(ValidationError):
            self.b.bound_from = 2000
        with self.assertRaises(ValidationError):
            self.b.active = False
        with self.assertRaises(ValidationError):
            self.a.unlink()
        with self.assertRaisesRegex(ValidationError, "upper bound"):
            self.a.bound_to = 99999

    def test_letter_once_per_ladder(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.d.code = "A"
            self.env.flush_all()

    def test_proposal_from_own_history(self):
        values = [5000, 2000, 1000, 500, 500, 400, 300, 200, 100]
        for number, value in enumerate(values):
            partner = self._make_partner(f"Buyer {number}")
            self._history(partner, self._days_ago(30), value, 0)
        self._refresh()
        self.private.with_user(self.users["manager"]).action_propose_bounds()
        self.assertEqual(self.a.bound_from, 5000)
        self.assertEqual((self.b.bound_from, self.b.bound_to), (1000, 5000))
        self.assertEqual((self.c.bound_from, self.c.bound_to), (0, 1000))
        self._refresh()
        codes = [
            self._customer(
                self.env["res.partner"].search([("name", "=", name)])
            ).tier_code
            for name in ("Buyer 0", "Buyer 1", "Buyer 2", "Buyer 3")
        ]
        self.assertEqual(codes, ["A", "B", "B", "C"])

    def test_proposal_without_history_says_so(self):
        with self.assertRaisesRegex(ValidationError, "Too few customers"):
            self.firms.action_propose_bounds()

    def test_proposal_is_the_managers(self):
        for role in ("clerk", "sales", "service_lead"):
            with self.assertRaises(AccessError):
                self.private.with_user(self.users[role]).action_propose_bounds()
            with self.assertRaises(AccessError):
                self.a.with_user(self.users[role]).name = "Mine"

    def test_bounds_are_inclusive_below(self):
        exact = self._make_partner("Exactly on the bound")
        below = self._make_partner("Just below")
        self._history(exact, self._days_ago(1), 5000, 0)
        self._history(below, self._days_ago(1), 4999.99, 0)
        self._refresh()
        self.assertEqual(self._customer(exact).tier_id, self.a)
        self.assertEqual(self._customer(below).tier_id, self.b)
        self.assertEqual(self._customer(exact).tier_since, self.today)

    def test_loss_falls_in_the_lowest_tier(self):
        self._history(self.person, self._days_ago(9), 100, 0)
        self._history(self.person, self._days_ago(3), -900, 0)
        self._refresh()
        row = self._customer(self.person)
        self.assertEqual((row.profit_12m, row.tier_id), (-800, self.c))

    def test_measures_and_windows(self):
        last_year = self.today.replace(year=self.today.year - 1, month=7, day=1)
        self._history(self.person, last_year, 6000, 5900)
        self.private.measure = "revenue"
        self.private.window = "calendar_year"
        self._refresh()
        row = self._customer(self.person)
        self.assertEqual(row.tier_id, self.a)
        self.assertLessEqual(row.stale_on, date(self.today.year + 1, 1, 1))
        self.private.measure = "orders"
        self._bounds(a=(10, 0), b=(1, 10), c=(0, 1))
        self._refresh()
        row.invalidate_recordset()
        self.assertEqual(row.tier_id, self.b)

    def test_pricelist_of_the_tier(self):
        self.env.user.group_ids += self.env.ref("product.group_product_pricelist")
        self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist")
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        lists = self.env["product.pricelist"].create(
            [
                {"name": name, "currency_id": self.currency.id, "company_id": False}
                for name in ("Tier list", "Own list")
            ]
        )
        self.c.pricelist_id = lists[0]
        self._history(self.person, self._days_ago(9), 100, 0)
        own = self._make_partner("Has a list")
        self._history(own, self._days_ago(9), 100, 0)
        own.property_product_pricelist = lists[1]
        order = self._order(self.person, [(self.product, 1, 10)], confirm=False)
        before = order.pricelist_id
        self.assertNotEqual(before, lists[0])
        self._refresh()
        self.env.invalidate_all()
        self.assertEqual(order.pricelist_id, before, "a quotation keeps its list")
        self.assertEqual(self.person.property_product_pricelist, lists[0])
        self.assertEqual(own.property_product_pricelist, lists[1])
        self.assertFalse(self.person.specific_property_product_pricelist)
        new = self._order(self.person, [(self.product, 1, 10)], confirm=False)
        self.assertEqual(new.pricelist_id, lists[0])
        other = self.person.with_context(allowed_company_ids=self.company_b.ids)
        self.assertNotEqual(
            other.with_company(self.company_b).property_product_pricelist, lists[0]
        )
