"""Cost, conversion and days to order, by product, salesperson and source."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .sample_common import SampleCommon


@tagged("post_install", "-at_install")
class TestSampleReport(SampleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        past = datetime.now() - timedelta(days=10)
        source = cls.env.ref("crm_gift_retail.utm_source_walk_in")
        cls.won = cls._sent(
            cls.contact,
            [(cls.product, 2), (cls.product_b, 1)],
            date=past,
            source_id=source.id,
        )
        cls.open = cls._sent(cls.person, date=past)
        cls.back = cls._sent(cls.person, date=past, terms="return")
        cls.back.action_receive_back()
        cls._validate(cls.back.picking_ids.filtered("return_id"))
        cls._sample(cls.person).action_request()  # asked for, not sent
        cls._sample(cls.person)  # not even asked for
        order = cls._order(cls.firm, [(cls.product, 20, 100)])
        order.date_order = past + timedelta(days=4)
        cls.env["gift.sample"]._gift_follow(cls.company)
        cls.env["gift.customer"]._ensure(cls.firm | cls.person, cls.company)
        cls.env["gift.customer"].search(
            [("partner_id", "=", cls.firm.id)]
        ).owner_id = cls.sales

    def _report(self, role="manager"):
        return self._as(role, self.env["gift.sample.report"])

    def test_rows(self):
        rows = self._report().search([("sent", "=", 1)])
        self.assertEqual(len(rows), 4)
        found = {
            (row.sample_id, row.product_id): (row.ordered, row.conversion, row.cost)
            for row in rows
        }
        self.assertEqual(found[self.won, self.product], (1, 100, 120))
        self.assertEqual(
            found[self.won, self.product_b], (0, 0, 10), "not this product"
        )
        self.assertEqual(found[self.open, self.product], (0, 0, 60))
        self.assertEqual(found[self.back, self.product], (0, 0, 0))
        row = rows.filtered(lambda row: row.ordered)
        self.assertAlmostEqual(row.days_to_order, 4, 1)
        self.assertEqual(row.action_open_sample()["res_id"], self.won.id)
        self.assertEqual(len(self._report().search([])), 5, "asked for, whatever came")

    def test_by_product_salesperson_and_source(self):
        for field, value, expected in (
            ("product_id", self.product, (3, 1, 100 / 3, 180)),
            ("user_id", self.sales, (4, 1, 25, 190)),
            ("source_id", self.won.source_id, (2, 1, 50, 130)),
        ):
            groups = self._report()._read_group(
                [("sent", "=", 1)],
                [field],
                ["sent:sum", "ordered:sum", "conversion:avg", "cost:sum"],
            )
            found = {group[0]: group[1:] for group in groups}
            for got, wanted in zip(found[value], expected, strict=True):
                self.assertAlmostEqual(float(got), wanted, 2, msg=field)

    def test_set_by_hand_stands_for_all_products(self):
        order = self._order(self.firm, [(self.service, 1, 20)])
        self._as("manager", self.won).won_order_id = order
        rows = self._report().search([("sample_id", "=", self.won.id)])
        self.assertEqual(rows.mapped("ordered"), [1, 1])

    def test_salespeople_see_their_own_customers(self):
        rows = self._report("sales").search([])
        self.assertEqual(rows.partner_id, self.firm)
        self.assertEqual(sum(rows.mapped("cost")), 130)
        for role in ("clerk", "caller", "service", "warehouse"):
            with self.assertRaises(AccessError):
                self._report(role).search([])
