"""The number of queries does not depend on the number of records."""

from odoo.tests import tagged, warmup

from .common import GiftRetailCommon

STANDING = [
    "gift_tier_name",
    "gift_tier_color",
    "gift_last_order_date",
    "gift_contact_state",
    "gift_owner_id",
]


@tagged("post_install", "-at_install", "gift_performance")
class TestPerformance(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(80)]
        )
        for number, partner in enumerate(cls.partners):
            cls._history(partner, cls._days_ago(number), 100 + number, 50)
        cls._refresh()
        cls.orders = cls.env["sale.order"].create(
            [
                {"partner_id": partner.id, "company_id": cls.company.id}
                for partner in cls.partners
            ]
        )
        cls.leads = cls.env["crm.lead"].create(
            [
                {"name": "L", "partner_id": p.id, "company_id": cls.company.id}
                for p in cls.partners
            ]
        )

    def _count(self, function, *args):
        """Return the number of queries of a call, with cold record caches."""
        self.env.flush_all()
        function(*args)  # registry caches (groups, rules, xml ids) are warm
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        return self.env.cr.sql_log_count - before

    def test_standing_costs_one_query(self):
        for records, names in (
            (self.partners, ["name"]),
            (self.orders, ["name", "partner_id"]),
            (self.leads, ["name", "partner_id"]),
        ):
            domain = [("id", "in", records.ids)]
            bare = self._count(records.search_read, domain, names)
            shown = self._count(records.search_read, domain, names + STANDING)
            one = self._count(
                records[:1].search_read, [("id", "=", records[0].id)], names + STANDING
            )
            self.assertEqual(shown, one, f"{records._name}: 80 cost what 1 costs")
            # one for the standing, one each for the names of tiers' and owners' users
            self.assertLessEqual(shown - bare, 3, records._name)

    def test_search_is_one_query(self):
        tier = self.partners[0].gift_tier_id
        for records in (self.partners, self.orders, self.leads):
            domain = [("id", "in", records.ids)]
            bare = self._count(records.search, domain)
            by_tier = [*domain, ("gift_tier_id", "=", tier.id)]
            # One more reads which root the current company has.
            self.assertLessEqual(
                self._count(records.search, by_tier) - bare, 1, records._name
            )

    @warmup
    def test_refresh_is_one_statement_whatever_the_number(self):
        one = self._count(self._refresh, None, self.partners[:1])
        many = self._count(self._refresh, None, self.partners)
        self.assertEqual(one, many)

    def test_losing_customers_sentence(self):
        count = self._count(
            self.env["gift.customer"]._gift_losing_customers, self.company
        )
        self.assertLessEqual(count, 4)
