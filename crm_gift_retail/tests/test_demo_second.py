"""The second company of the demo, from a file in the Online Retail layout."""

import csv
import datetime
import tempfile

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_gift_retail.demo.story import builder, people, second


@tagged("post_install", "-at_install")
class TestDemoSecond(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.env["res.users"].with_context(active_test=False)
        for user in users.search([("login", "in", (people.SECOND.login, "manager"))]):
            user.login = f"{user.login}.before"
        cls.env["ir.config_parameter"].set_param(second.MARKER, False)
        before = cls.env["res.company"].search([("name", "=", second.NAME)])
        before.name = "Before"
        cls.manager = users.with_context(no_reset_password=True).create(
            {"name": "Manager", "login": "manager"}
        )
        cls.demo = cls.env["gift.demo"]

    def test_second_company_from_a_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice"
                " CustomerID Country".split()
            )
            for number in range(60):  # six customers fall silent after four months
                day = datetime.date(2010, 12, 1) + datetime.timedelta(days=number * 4)
                writer.writerow(
                    [
                        536365 + number,
                        "22423",
                        "REGENCY CAKESTAND 3 TIER",
                        60 - number,
                        f"{day} 10:26:00",
                        "12.75",
                        f"{17850 + number % 6 + number // 30 * 6}.0",
                        "United Kingdom",
                    ]
                )
            file.flush()
            company = self.demo._build_second_company(file.name, commit=False)
            again = self.demo._build_second_company(file.name, commit=False)
        self.assertEqual(company, again)
        self.assertEqual(company.currency_id.name, "GBP")
        history = (
            self.env["gift.sale.history"]
            .sudo()
            .search([("company_id", "=", company.id)])
        )
        self.assertEqual(len(history), 60)
        age = company._gift_today() - max(history.mapped("date_day"))
        self.assertTrue(1 <= age.days <= 7, age)
        customers = self.env["gift.customer"].search([("company_id", "=", company.id)])
        self.assertEqual(len(customers), 12)
        self.assertTrue(customers.tier_id)
        self.assertTrue(
            self.env["gift.care.action"].search([("company_id", "=", company.id)])
        )
        self.assertIn(company, self.manager.company_ids)
        self.assertIn(people.SECOND.login, [row[0] for row in self.demo._logins()])

    def test_second_company_without_file_is_refused(self):
        with self.assertRaisesRegex(UserError, "There is no file"):
            self.demo._build_second_company("/nowhere/history.csv", commit=False)

    def test_story_beside_a_used_main_company(self):
        main = self.env.ref("base.main_company")
        self.env["crm.lead"].create({"name": "Somebody's", "company_id": main.id})
        users = self.env["res.users"].with_context(active_test=False)
        logins = [person.login for person in people.STAFF]
        for user in users.search([("login", "in", logins)]):
            user.login = f"{user.login}.beside"
        self.env["ir.config_parameter"].set_param(builder.MARKER, False)
        before = self.env["res.company"].search([("name", "=", people.COMPANY["name"])])
        before.name = "Before the story"
        company = self.demo._build_story(0.1)
        self.assertNotEqual(company, main)
        orders = self.env["sale.order"].search([("company_id", "=", company.id)])
        self.assertEqual(orders.currency_id.name, "CNY")
        self.assertEqual(orders.order_line.tax_ids.mapped("amount"), [13])
        invoices = self.env["account.move"].search(
            [("company_id", "=", company.id), ("move_type", "=", "out_invoice")]
        )
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
