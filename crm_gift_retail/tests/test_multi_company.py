"""Two root companies never share standing; branches share their root's."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestMultiCompany(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._history(cls.firm, cls._days_ago(3), 90000, 1000)
        cls._history(cls.firm, cls._days_ago(9), 500, 100, company=cls.company_b)
        for company in cls.company | cls.company_b:
            cls._refresh(company)
        cls.seller_b = cls._make_user(
            "manager", company=cls.company_b, login="gift_manager_b"
        )

    def test_each_company_has_its_own_row(self):
        self.assertEqual(self._customer(self.firm).tier_code, "A")
        self.assertEqual(self._customer(self.firm, self.company_b).tier_code, "C")

    def test_contact_shows_the_current_company(self):
        here = self.contact.with_context(allowed_company_ids=self.company.ids)
        there = self.contact.with_context(allowed_company_ids=self.company_b.ids)
        self.assertEqual(here.gift_tier_name, "A")
        self.assertEqual(there.gift_tier_name, "C")

    def test_documents_show_their_own_company(self):
        both = self.company.ids + self.company_b.ids
        orders = self._order(
            self.contact, [(self.product, 1, 10)], confirm=False
        ) | self._order(
            self.contact, [(self.product, 1, 10)], company=self.company_b, confirm=False
        )
        orders = orders.with_context(allowed_company_ids=both)
        self.assertEqual(orders.mapped("gift_tier_name"), ["A", "C"])
        found = orders.search([("gift_tier_name", "=", "A"), ("id", "in", orders.ids)])
        self.assertEqual(found, orders[0])

    def test_branch_sells_for_its_root(self):
        branch = self._make_company("Shop", parent_id=self.company.id)
        self.env.user.company_ids += branch
        order = self._order(self.person, [(self.product, 1, 100)], company=branch)
        self._run_queue()
        self.env.cr.execute(
            "SELECT 1 FROM gift_customer WHERE company_id = %s", [branch.id]
        )
        self.assertFalse(self.env.cr.fetchall())
        self._deliver(order)
        self._run_queue()
        row = self._customer(self.person)
        self.assertEqual(row.pending_revenue, 100)
        fact = self._facts(self.person)
        self.assertEqual(
            (fact.company_id, fact.shop_company_id), (self.company, branch)
        )
        self.assertEqual(order.gift_customer_id, row)

    def test_user_of_one_company_does_not_see_the_other(self):
        row = self._as(self.seller_b, self._customer(self.firm))
        with self.assertRaises(AccessError):
            row.read(["revenue_12m"])
        for model in (
            "gift.customer",
            "gift.sale.fact",
            "gift.tier",
            "gift.touchpoint",
        ):
            found = self._as(self.seller_b, self.env[model]).search([])
            self.assertFalse(found.company_id - self.company_b, model)

    def test_user_of_a_branch_sees_the_root(self):
        branch = self._make_company("Shop", parent_id=self.company.id)
        clerk = self._make_user("clerk", company=branch, login="gift_clerk_branch")
        found = self._as(clerk, self.env["gift.customer"]).search(
            [("partner_id", "=", self.firm.id)]
        )
        self.assertEqual(found, self._customer(self.firm))

    def test_losing_customers_is_of_one_company(self):
        figures = self.env["gift.customer"]._gift_losing_customers(
            self.company_b, days=5
        )
        self.assertEqual(figures["top_count"], 1)
        self.assertEqual(figures["silent_value"], 400)
        self.assertEqual(
            figures["customer_ids"], self._customer(self.firm, self.company_b).ids
        )
        figures = self.env["gift.customer"]._gift_losing_customers(self.company, days=5)
        self.assertEqual((figures["top_count"], figures["silent_count"]), (1, 0))
        with self.assertRaises(AccessError):
            self.env["gift.customer"].with_user(
                self.users["sales"]
            )._gift_losing_customers(self.company)
