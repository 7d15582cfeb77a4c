"""The statement agrees with a naive calculation in Python over random business."""

import math
import random
from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .common import GiftRetailCommon

FIELDS = (
    "revenue_12m",
    "profit_12m",
    "order_count_12m",
    "revenue_total",
    "profit_total",
    "order_count",
    "first_order_date",
    "last_order_date",
    "usual_gap_days",
    "has_estimated_cost",
)


@tagged("post_install", "-at_install")
class TestCustomerRefreshNaive(GiftRetailCommon):
    """Random orders, part deliveries, credit notes, currencies, moves and history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20190)
        cls.firm_b = cls._make_partner("Second Firm", is_company=True)
        cls.persons = cls.env["res.partner"].create(
            [{"name": f"Person {number}"} for number in range(6)]
        )
        cls.uncosted = cls._make_product("Print", price=30, cost=0)
        for company in cls.company | cls.company_b:
            cls.env["res.currency.rate"].create(
                {
                    "name": "2020-01-01",
                    "rate": 1.25,
                    "currency_id": cls.foreign.id,
                    "company_id": company.id,
                }
            )
        cls.dollars = cls.env["product.pricelist"].create(
            {
                "name": "Dollars",
                "currency_id": cls.foreign.id,
                "company_id": False,
            }
        )
        # What happened, noted down apart from the product:
        # (company, customer, day, revenue, profit, order, is a sale, cost is sure)
        cls.log = []

    def _note(self, company, partner, day, revenue, profit, order, sure=True):
        sale = revenue > 0
        self.log.append((company, partner, day, revenue, profit, order, sale, sure))

    def _random_order(self, number, firm_of_contact):
        """Do one order with its deliveries and papers, and note what should count."""
        rnd = self.random
        company = rnd.choice([self.company, self.company, self.company_b])
        partner = rnd.choice([self.contact, self.firm, *self.persons])
        customer = firm_of_contact if partner == self.contact else partner
        in_dollars = rnd.random() < 0.3
        rate = 1.25 if in_dollars else 1.0
        costs = {self.product: 60, self.product_b: 10, self.uncosted: None}
        quantities = {
            product: rnd.randint(1, 5)
            for product in rnd.sample(list(costs), rnd.randint(1, 3))
        }
        prices = {product: rnd.randint(50, 200) for product in quantities}
        order = self._order(
            partner,
            [(p, quantities[p], prices[p]) for p in quantities],
            company=company,
            **({"pricelist_id": self.dollars.id} if in_dollars else {}),
        )
        shipped = {p: rnd.randint(1, q) for p, q in quantities.items()}
        self._deliver(order, shipped)
        day = self._days_ago(rnd.randint(0, 600))
        invoice = self._invoice(order, day)

        def note(day, product, quantity):
            revenue = round(quantity * prices[product] / rate, 2)
            cost = costs[product]
            profit = 0 if cost is None else revenue - cost * quantity
            if (self.border or day) <= day or company != self.company:
                self._note(
                    company, customer, day, revenue, profit, number, cost is not None
                )

        for product, quantity in shipped.items():
            note(day, product, quantity)
        if rnd.random() < 0.4:
            product = rnd.choice(list(shipped))
            back = rnd.randint(1, shipped[product])
            self.product.standard_price = rnd.randint(50, 70)  # frozen costs stay
            self.product.standard_price = 60
            credit_day = min(self.today, day + timedelta(days=rnd.randint(0, 90)))
            self._refund(invoice, credit_day, {product: back})
            note(credit_day, product, -back)

    def _random_history(self, count):
        for number in range(count):
            rnd = self.random
            partner = rnd.choice([self.firm, self.firm_b, *self.persons])
            day = self._days_ago(rnd.randint(0, 900))
            back = rnd.random() < 0.1
            revenue = round(rnd.uniform(5, 400), 2) * (-1 if back else 1)
            cost = round(revenue * 0.6, 2)
            reference = f"R{rnd.randint(1, 60)}"
            self._history(
                partner,
                day,
                revenue,
                cost,
                reference=reference,
                cost_state="estimated",
                line_key=f"naive-{number}",
            )
            if day < self.border:
                self._note(
                    self.company,
                    partner,
                    day,
                    revenue,
                    revenue - cost,
                    reference,
                    sure=False,
                )

    def _naive(self, company, partner):
        """Return the expected standing, worked out line by line."""
        start = self.today - relativedelta(years=1)
        lines = [line for line in self.log if line[:2] == (company, partner)]
        recent = [line for line in lines if start < line[2] <= self.today]
        # A sale is a day of an order on which something was sold above zero.
        sales = defaultdict(set)
        for _company, _partner, day, _revenue, _profit, order, sale, _sure in lines:
            if sale:
                sales[day].add(order)
        days = sorted(sales)
        gaps = [(b - a).days for a, b in zip(days, days[1:], strict=False) if a != b]
        rhythm = math.exp(
            (sum(map(math.log, gaps)) + 4.5 * math.log(19.6)) / (len(gaps) + 4.5)
        )
        return {
            "revenue_12m": round(sum(line[3] for line in recent), 2),
            "profit_12m": round(sum(line[4] for line in recent), 2),
            "order_count_12m": len({line[5] for line in recent if line[6]}),
            "revenue_total": round(sum(line[3] for line in lines), 2),
            "profit_total": round(sum(line[4] for line in lines), 2),
            "order_count": len({line[5] for line in lines if line[6]}),
            "first_order_date": days[0] if days else False,
            "last_order_date": days[-1] if days else False,
            "usual_gap_days": round(rhythm, 1) if days else 0,
            "has_estimated_cost": any(not line[7] for line in recent),
        }

    def _snapshot(self):
        """Return the columns of every row, to compare whole runs."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT row_to_json(c)::jsonb - 'write_date' - 'create_date' - 'id'
                 FROM gift_customer c ORDER BY partner_id, company_id"""
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def test_agrees_with_python(self):
        self.border = self._days_ago(250)
        self.company.gift_history_border = self.border
        firm_of_contact = self.firm
        for number in range(20):
            if number == 10:
                self.contact.parent_id = self.firm_b
                firm_of_contact = self.firm_b
            self._random_order(number, firm_of_contact)
        self._random_history(120)
        for company in self.company | self.company_b:
            self._refresh(company)
        checked = 0
        for company in self.company | self.company_b:
            for partner in self.firm | self.firm_b | self.persons:
                if not any(line[:2] == (company, partner) for line in self.log):
                    continue
                row = self._customer(partner, company)
                self.assertEqual(
                    {name: row[name] for name in FIELDS},
                    self._naive(company, partner),
                    f"{partner.name} in {company.name}",
                )
                checked += 1
        self.assertGreater(checked, 10)
        self._narrowed_equals_full()

    def _narrowed_equals_full(self):
        """The same rows come out of the narrowed run, and a second run is idle."""
        full = self._snapshot()
        self.env.cr.execute("UPDATE gift_customer SET revenue_12m = 1, order_count = 7")
        partners = self.env["res.partner"].search([])
        for company in self.company | self.company_b:
            self.assertGreater(self._refresh(company, partners), 0)
        self.assertEqual(self._snapshot(), full)
        self.env.cr.execute(
            "DELETE FROM gift_customer WHERE company_id = %s", [self.company.id]
        )
        self._refresh(self.company, partners)
        self.assertEqual(
            [{k: v for k, v in row.items() if k != "tier_since"} for row in full],
            [
                {k: v for k, v in row.items() if k != "tier_since"}
                for row in self._snapshot()
            ],
        )
        for company in self.company | self.company_b:
            self.assertEqual(self._refresh(company), 0, "nothing changed: no write")

    def test_count_pending_setting(self):
        self.border = None
        order = self._order(self.person, [(self.product, 2, 100)])
        self._deliver(order)
        self._refresh()
        row = self._customer(self.person)
        self.assertEqual(
            (row.revenue_12m, row.pending_revenue, row.pending_profit), (0, 200, 80)
        )
        self.assertFalse(row.tier_id)
        self.company.gift_count_pending = True
        self._refresh()
        row.invalidate_recordset()
        self.assertEqual(
            (row.revenue_12m, row.profit_12m, row.order_count), (200, 80, 1)
        )
        self.assertTrue(row.tier_id)

    def test_order_in_dollars_pending_follows_the_orders_rate(self):
        order = self._order(
            self.person, [(self.product, 1, 125)], pricelist_id=self.dollars.id
        )
        self._deliver(order)
        fact = self._facts(self.person)
        self.assertEqual((fact.revenue, fact.cost, fact.profit), (100, 60, 40))

    def test_contact_has_no_row(self):
        """The contact of a firm has no standing of its own."""
        self._sell(self.contact, [(self.product, 1, 100)])
        self._refresh()
        self.assertTrue(self._customer(self.firm))
        self.assertFalse(self._customer(self.contact))
