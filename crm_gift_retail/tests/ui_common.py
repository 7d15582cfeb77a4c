"""Base of the tests of screens: a few customers in every colour."""

from odoo.tests import new_test_user

from .care_common import CareCommon


class UiCommon(CareCommon):
    """Two silent VIPs of the salesperson, one good customer, one of a colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = new_test_user(
            cls.env,
            "plain_seller",
            groups="sales_team.group_sale_salesman_all_leads,stock.group_stock_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        figures = {"order_count": 3, "order_count_12m": 3, "revenue_12m": 90_000}
        cls.silent = cls._quiet(
            "Silent VIP 王总",
            days=150,
            profit_12m=38_600,
            last_order_date=cls.today.replace(year=cls.today.year - 1),
            **figures,
        )
        cls.silent_b = cls._quiet(
            "Silent VIP of the colleague",
            days=140,
            tier="B",
            owner=cls.users["service"],
            profit_12m=20_000,
            last_order_date=cls.today.replace(year=cls.today.year - 1),
            **figures,
        )
        cls.fresh = cls._quiet(
            "Fresh customer",
            days=2,
            profit_12m=15_000,
            last_order_date=cls.today,
            **figures,
        )
        cls.once = cls._quiet(
            "Bought once", days=10, tier="C", order_count=1, profit_12m=10
        )

    def _as(self, role, model):
        """Return a model as the user of a duty."""
        return self.env[model].with_user(self.users[role])
