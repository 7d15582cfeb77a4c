"""What samples cost is taken from the profit, on its day, in every figure."""

import random
from collections import defaultdict
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .sample_common import SampleCommon


@tagged("post_install", "-at_install")
class TestSampleFact(SampleCommon):
    def test_cost_without_revenue(self):
        self._sell(self.contact, [(self.product, 2, 100)])
        sample = self._sent(products=[(self.product, 1), (self.product_b, 2)])
        facts = self._facts(self.firm, kind="sample")
        self.assertEqual(
            sorted((f.quantity, f.revenue, f.cost, f.profit) for f in facts),
            [(1, 0, 60, -60), (2, 0, 20, -20)],
        )
        self.assertEqual(facts.mapped("res_model"), ["gift.sample"] * 2)
        self.assertEqual(set(facts.mapped("res_id")), {sample.id})
        self.assertEqual(facts[0].user_id, self.sales)
        self.assertEqual(facts[0].action_open_source()["res_id"], sample.id)
        self.assertEqual(set(facts.mapped("order_ref")), {False}, "it is no order")
        self._refresh()
        row = self._customer(self.firm)
        self.assertEqual(
            (row.revenue_12m, row.profit_12m, row.order_count_12m), (200, 0, 1)
        )

    def test_a_sample_makes_no_buyer(self):
        self._sent(self.person)
        self._refresh()
        row = self._customer(self.person)
        self.assertEqual((row.order_count, row.profit_12m), (0, -60))
        self.assertFalse(row.tier_id or row.first_order_date or row.last_order_date)

    def test_what_came_back_is_given_back_on_its_day(self):
        sample = self._sent(terms="return", products=[(self.product, 2)])
        past = datetime.combine(self._days_ago(40), time(12))
        sample.picking_ids.move_ids.date = past
        sample.action_receive_back()
        self._validate(sample.picking_ids.filtered("return_id"))
        facts = self._facts(self.firm)
        self.assertEqual(
            sorted((f.date, f.is_return, f.cost) for f in facts),
            [(self._days_ago(40), False, 120), (self.today, True, -120)],
        )

    def test_delivery_day_is_the_companys(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        sample = self._sent()
        evening = datetime.combine(self._days_ago(3), time(20))
        sample.picking_ids.move_ids.date = evening
        self.assertEqual(self._facts(self.firm).date, self._days_ago(2))

    def test_missing_cost_is_no_profit_and_no_loss(self):
        uncosted = self._make_product("Print", price=30, cost=0)
        self._sent(products=[(uncosted, 1)])
        fact = self._facts(self.firm)
        self.assertEqual((fact.cost_state, fact.cost, fact.profit), ("missing", 0, 0))

    def test_our_own_people_get_no_standing(self):
        partner = self.users["clerk"].partner_id
        self._sent(partner, user="manager")
        self.assertFalse(self._facts(partner))
        anonymous = self.env["gift.sale.fact"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "sample")]
        )
        self.assertEqual((anonymous.cost, len(anonymous.partner_id)), (60, 0))

    def test_merged_customers_keep_their_samples(self):
        twin = self._make_partner("Ms Wang (again)")
        mine, theirs = self._sent(self.person), self._sent(twin)
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.person | twin).ids, self.person)
        self.env.invalidate_all()
        self.assertEqual((mine | theirs).partner_id, self.person)
        self.assertEqual((mine | theirs).firm_id, self.person)
        self.assertEqual(sum(self._facts(self.person).mapped("cost")), 120)

    def test_merged_leads_keep_their_samples(self):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "type": "opportunity",
                    "partner_id": self.person.id,
                    "company_id": self.company.id,
                    "user_id": self.sales.id,
                }
                for number in range(2)
            ]
        )
        samples = self.env["gift.sample"]
        for lead in leads:
            samples |= self._sample(self.person, lead_id=lead.id).sudo()
        kept = leads.merge_opportunity(user_id=self.sales.id)
        self.assertEqual(samples.lead_id, kept)

    def test_agrees_with_python(self):
        """Random samples, parts, returns: full run, narrowed run and a plain sum."""
        rnd = random.Random(4711)  # noqa: S311
        firms = [self.firm, self.person, self._make_partner("Third")]
        log = defaultdict(float)  # (firm, day) -> cost
        for _number in range(12):
            firm = rnd.choice(firms)
            quantity, price = rnd.randint(1, 4), rnd.choice([3, 7.5, 60])
            self.product.standard_price = price
            day = self._days_ago(rnd.randint(0, 500))
            sample = self._sent(
                firm, [(self.product, quantity)], terms=rnd.choice(["keep", "return"])
            )
            out = sample.picking_ids
            out.move_ids.date = datetime.combine(day, time(12))
            log[firm, day] += quantity * price
            self.product.standard_price = 1000  # of no account for what comes back
            if rnd.random() < 0.5:
                back = rnd.randint(1, quantity)
                later = min(self.today, day + timedelta(days=rnd.randint(0, 90)))
                sample.action_receive_back()
                coming = sample.picking_ids - out
                self._validate(coming, {self.product: back})
                done = coming.filtered(lambda p: p.state == "done")
                done.move_ids.date = datetime.combine(later, time(12))
                log[firm, later] -= back * price
        start = self.today - relativedelta(years=1)
        self._refresh()
        for firm in firms:
            mine = {day: cost for (who, day), cost in log.items() if who == firm}
            row = self._customer(firm)
            self.assertAlmostEqual(row.profit_total, -sum(mine.values()), 2, firm.name)
            self.assertAlmostEqual(
                row.profit_12m, -sum(c for d, c in mine.items() if d > start), 2
            )
            by_day = defaultdict(float)
            for fact in self._facts(firm):
                by_day[fact.date] += fact.cost
            for day in mine:
                self.assertAlmostEqual(by_day[day], mine[day], 2)
        self.env.cr.execute("UPDATE gift_customer SET profit_12m = 1, profit_total = 2")
        partners = self.env["res.partner"].browse([firm.id for firm in firms])
        self.assertGreater(self._refresh(partners=partners), 0)
        self.assertEqual(self._refresh(), 0, "narrowed and full run agree")
