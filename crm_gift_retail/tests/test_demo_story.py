"""The demo company: what a newcomer sees must be there, and only once."""

import datetime
import json
import random
from types import SimpleNamespace

from odoo import fields
from odoo.exceptions import AccessDenied, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_gift_retail.demo.story import (
    builder,
    context,
    festivals,
    people,
    talks,
)
from odoo.addons.crm_gift_retail.models.gift_customer import AMBER_DAYS

SCALE = 0.1


@tagged("post_install", "-at_install")
class TestDemoStory(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        logins = [person.login for person in (*people.STAFF, people.SECOND)]
        taken = (
            cls.env["res.users"]
            .with_context(active_test=False)
            .search([("login", "in", logins)])
        )
        for user in taken:  # a database that has the story already
            user.login = f"{user.login}.before"
        cls.env["ir.config_parameter"].set_param(builder.MARKER, False)
        cls.demo = cls.env["gift.demo"]
        cls.company = cls.demo._build_story(SCALE)
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )

    def _owned(self, model, *domain):
        return self.env[model].search([("company_id", "=", self.company.id), *domain])

    def test_company_is_a_chinese_firm_with_two_shops(self):
        self.assertEqual(self.company.currency_id.name, "CNY")
        self.assertEqual(self.company.country_id.code, "CN")
        self.assertEqual(self.company.account_sale_tax_id.amount, 13)
        codes = set(self._owned("stock.warehouse").mapped("code"))
        self.assertGreaterEqual(codes, set(people.WAREHOUSES))
        teams = self._owned("crm.team").mapped("name")
        self.assertGreaterEqual(set(teams), {row[0] for row in people.TEAMS.values()})
        self.assertEqual(self.company.gift_service_team_id.name, "Customer service")

    def test_history_ends_where_invoices_begin(self):
        border = self.company.gift_history_border
        history = self._owned("gift.sale.history")
        self.assertTrue(history)
        self.assertLess(max(history.mapped("date_day")), border)
        invoices = self._owned("account.move", ("move_type", "=", "out_invoice"))
        self.assertGreaterEqual(min(invoices.mapped("invoice_date")), border)
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
        today = self.company._gift_today()
        self.assertLessEqual(max(invoices.mapped("invoice_date")), today)

    def test_something_waits_for_a_decision(self):
        approvals = self._owned("gift.approval", ("kind", "=", "question"))
        states = approvals.mapped("state")
        self.assertEqual(states.count("open"), 4)
        self.assertGreaterEqual(set(states), {"approved", "refused"})
        self.assertEqual(len(approvals.filtered("is_urgent")), 1)
        self.assertTrue(self._owned("gift.deputy"))

    def test_samples_in_every_stage(self):
        samples = self._owned("gift.sample")
        states = set(samples.mapped("state"))
        self.assertGreaterEqual(
            states, {"requested", "approval", "picking", "feedback", "closed"}
        )
        outcomes = set(samples.mapped("outcome"))
        self.assertGreaterEqual(outcomes, {"ordered", "returned", "kept", "lost"})
        costs = self._owned("gift.sale.fact", ("kind", "=", "sample"))
        self.assertGreater(sum(costs.mapped("cost")), 0)

    def test_parcels_under_way_and_arrived(self):
        files = self._owned("gift.tracking.file")
        self.assertEqual(set(files.mapped("state")), {"checked", "done"})
        self.assertTrue(all(files.mapped("refused_count")), "each has an exception")
        parcels = self._owned("stock.picking", ("gift_tracking_ref", "!=", False))
        known = set(parcels.mapped("gift_arrival"))
        self.assertLessEqual({"signed"}, known)
        sheet = self._owned("gift.waybill")
        self.assertTrue(sheet.open_count, "its numbers wait to be taken over")
        self.assertTrue(self._owned("gift.last.ship"))

    def test_orders_in_every_stage(self):
        money = self._owned("sale.order").currency_id
        self.assertEqual(money, self.company.currency_id)
        taxes = self._owned("sale.order").order_line.tax_ids
        self.assertEqual(taxes.mapped("amount"), [13])
        states = set(self._owned("sale.order").mapped("state"))
        self.assertEqual(states, {"draft", "sent", "sale", "cancel"})
        self.assertTrue(self._owned("account.move", ("move_type", "=", "out_refund")))
        self.assertTrue(
            self._owned("account.move", ("payment_state", "in", ("paid", "in_payment")))
        )

    def test_pickings_late_today_coming_waiting_and_done(self):
        pickings = self._owned("stock.picking", ("picking_type_code", "=", "outgoing"))
        self.assertGreaterEqual(
            set(pickings.mapped("state")), {"assigned", "confirmed", "done"}
        )
        today = self.company._gift_today()
        open_days = {
            picking.date_deadline.date()
            for picking in pickings
            if picking.state in ("assigned", "confirmed") and picking.date_deadline
        }
        self.assertTrue(any(day < today for day in open_days), "none is late")
        self.assertIn(today, open_days)
        now = fields.Datetime.now()
        self.assertTrue(
            pickings.filtered(
                lambda p: p.state == "assigned" and p.scheduled_date < now
            ),
            "none late now",
        )
        self.assertTrue(any(day > today for day in open_days), "none lies ahead")
        done = pickings.filtered(lambda p: p.state == "done")
        self.assertTrue(all(p.date_done.date() < today for p in done))
        self.assertTrue(pickings.backorder_id, "no part delivery")

    def test_proposals_wait_and_are_answered(self):
        proposals = self._owned("gift.proposal")
        self.assertEqual(
            sorted(proposals.mapped("state")), sorted(["sent", "seen", "chosen"])
        )
        chosen = proposals.filtered("order_id")
        self.assertEqual(chosen.order_id.state, "draft")
        self.assertTrue(chosen.order_id.gift_requirement_ids.said)
        self.assertTrue(proposals.filtered("comment"))

    def test_leads_in_every_stage_and_team_with_source(self):
        leads = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company.id)])
        )
        stages = self.env["crm.stage"].search([("team_ids", "=", False)])
        self.assertEqual(leads.filtered("active").stage_id & stages, stages)
        self.assertGreaterEqual(len(leads.team_id), 5)
        self.assertFalse(leads.filtered(lambda lead: not lead.source_id))
        self.assertFalse(leads.filtered(lambda lead: not lead.medium_id))
        self.assertTrue(leads.filtered(lambda lead: lead.lost_reason_id))

    def test_every_customer_stands_somewhere_and_colours_occur(self):
        customers = self._owned("gift.customer")
        self.assertGreaterEqual(len(customers), 25)
        self.assertEqual(set(customers.mapped("audience")), {"firm", "private"})
        firms = customers.filtered(lambda c: c.audience == "firm")
        self.assertGreaterEqual(set(firms.tier_id.mapped("code")), {"A", "B", "C"})
        for state in ("green", "amber", "red"):
            self.assertTrue(
                self._owned("gift.customer", ("contact_state", "=", state)), state
            )

    def test_somebody_is_due_soon_whatever_is_drawn(self):
        """Amber in any time zone, for every interval that a tier may have."""
        today = datetime.date(2027, 1, 1)
        for seed in range(200):
            story = SimpleNamespace(rng=random.Random(seed), today=today)
            for interval in (30, 60, 90, 120, 180):
                customer = context.Customer(4, True, "F0004", 1.0, "sales", "", "")
                last = talks._days(story, customer, 3, interval)[0]
                ahead = (last + datetime.timedelta(days=interval) - today).days
                self.assertTrue(1 <= ahead <= AMBER_DAYS - 1, (seed, interval, ahead))
                self.assertTrue(customer.is_due_soon, "nobody else speaks with them")

    def test_managers_sentence_has_numbers(self):
        manager = self.env["res.users"].search([("login", "=", "manager")])
        sentence = (
            self.env["gift.customer"]
            .with_user(manager)
            ._gift_losing_customers(self.company)
        )
        self.assertGreater(sentence["top_count"], 0)
        self.assertGreater(sentence["silent_count"], 0)
        self.assertGreater(sentence["silent_value"], 0)

    def test_care_lies_on_desks_today(self):
        actions = self._owned("gift.care.action", ("state", "=", "due"))
        self.assertTrue(actions.activity_id)
        self.assertLessEqual(
            max(
                count
                for _user, count in self.env["gift.care.action"]._read_group(
                    [("id", "in", actions.ids)], ["user_id"], ["__count"]
                )
            ),
            self.company.gift_care_daily_limit,
        )

    def test_walk_ins_and_guests_in_every_state(self):
        captures = self._owned("gift.capture")
        self.assertGreaterEqual(
            set(captures.mapped("status")),
            {"registered", "overdue", "classified", "following", "done", "closed"},
        )
        guests = self._owned("gift.invitation")
        self.assertEqual(set(guests.mapped("state")), {"expected", "arrived", "missed"})
        self.assertTrue(self._owned("gift.consent"))
        self.assertEqual(captures.medium_id.gift_channel, "shop")

    def test_one_login_per_role_works(self):
        logins = self.demo._logins()
        self.assertEqual(
            {person.role for person in people.STAFF},
            {
                "clerk",
                "caller",
                "service",
                "service_lead",
                "sales",
                "warehouse",
                "manager",
            },
        )
        self.assertEqual(len(logins), len(people.STAFF))
        for login, password, label in logins:
            self.assertTrue(label)
            user = self.env["res.users"].search([("login", "=", login)])
            user = user.with_user(user)
            user._check_credentials(
                {"type": "password", "password": password}, {"interactive": True}
            )
            with self.assertRaises(AccessDenied):
                user._check_credentials(
                    {"type": "password", "password": "wrong"}, {"interactive": True}
                )

    def test_clerk_finds_customers_but_no_profit(self):
        clerk = self.env["res.users"].search([("login", "=", "clerk")])
        customers = self.env["gift.customer"].with_user(clerk)
        self.assertTrue(customers.search_count([]))
        self.assertNotIn("profit_12m", customers.fields_get())

    def test_telephones_ring(self):
        calls = self.env["gift.customer"].with_company(self.company)
        calls = calls.with_context(allowed_company_ids=self.company.ids)
        states = [
            calls._gift_answer_call(demo["number"], "page")["state"]
            for demo in calls._get_demo_calls()
        ]
        self.assertEqual(states, ["one", "several", "unknown", "withheld"])

    def test_building_twice_changes_nothing(self):
        models = (
            "res.partner",
            "sale.order",
            "gift.sale.history",
            "crm.lead",
            "account.move",
            "gift.touchpoint",
            "gift.care.action",
            "res.users",
        )
        before = [self.env[model].search_count([]) for model in models]
        self.assertEqual(self.demo._build_story(SCALE), self.company)
        after = [self.env[model].search_count([]) for model in models]
        self.assertEqual(before, after)

    def test_half_built_is_refused_with_the_remedy(self):
        self.env["ir.config_parameter"].set_param(
            builder.MARKER,
            json.dumps({"company_id": self.company.id, "state": "building"}),
        )
        with self.assertRaisesRegex(UserError, "half built.*make clean"):
            self.demo._build_story(SCALE)

    def test_used_main_company_is_left_alone(self):
        main = self.env.ref("base.main_company")
        self.env["crm.lead"].create({"name": "Somebody's", "company_id": main.id})
        self.company.name = "Somebody else"
        chosen = builder.books.choose_company(self.env)
        self.assertNotEqual(chosen, main)
        self.assertEqual(chosen.currency_id.name, "CNY")

    def test_festival_is_near_on_any_day(self):
        for month in range(1, 13):
            day = datetime.date(2027, month, 5)
            festival = festivals.next_festival(day)
            self.assertLess(day, festival.day + datetime.timedelta(days=1))
            self.assertLessEqual((festival.day - day).days, 90, day)
        spring = festivals.festivals_between(
            datetime.date(2027, 2, 1), datetime.date(2027, 2, 28)
        )
        self.assertEqual(
            [(f.key, f.day) for f in spring], [("spring", datetime.date(2027, 2, 6))]
        )
