"""Hot or ordinary: rules, clock, marks by hand; kernel and SQL agree."""

import random
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL

from ..tools.heat import hottest
from .common import GiftRetailCommon


class HeatCommon(GiftRetailCommon):
    number = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["gift.heat.rule"]
        cls.Rule.search([]).active = False
        cls.now = fields.Datetime.now()

    @classmethod
    def _rule(cls, name="Hot", **values):
        if values.get("trigger", "touch") == "touch":
            values.setdefault("touch_kind", "visit")
        return cls.Rule.create({"name": name, **values})

    @classmethod
    def _touch(cls, partner=None, kind="visit", days=0, lead=None, **values):
        """Register a touchpoint so many days ago."""
        HeatCommon.number += 1
        return cls.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": partner.id if partner else False,
                    "lead_id": lead.id if lead else False,
                    "company_id": cls.company.id,
                    "kind": kind,
                    "date": cls.now - timedelta(days=days),
                    "res_model": "test.heat",
                    "res_id": HeatCommon.number,
                    **values,
                }
            ]
        )

    def _lead(self, partner=None, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Lead",
                "partner_id": partner.id if partner else False,
                "company_id": self.company.id,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestHeat(HeatCommon):
    def test_touched_customer_is_hot_after_the_quick_job(self):
        rule = self._rule("Came to the shop", days_hot=7)
        self._touch(self.contact, days=1)
        self._run_queue()
        row = self._customer(self.firm)
        self.assertEqual(row.heat, "hot")
        self.assertEqual(row.hot_rule_id, rule)
        self.assertIn("Came to the shop", row.heat_reason)
        self.assertEqual(row.hot_until, self.now + timedelta(days=6))
        self.assertIn(row, row.search([("heat", "=", "hot")]))
        self.assertNotIn(row, row.search([("heat", "=", "ordinary")]))

    def test_cools_by_time_without_a_write(self):
        self._rule(days_hot=7)
        self._touch(self.firm)
        self._run_queue()
        row = self._customer(self.firm)
        stamp = row.write_date
        with freeze_time(self.now + timedelta(days=8)):
            row.invalidate_recordset()
            self.assertEqual(row.heat, "ordinary")
            self.assertFalse(row.heat_reason)
            self.assertNotIn(row, row.search([("heat", "=", "hot")]))
            self.assertIn(row, row.search([("heat", "!=", "hot")]))
            self._refresh()
            row.invalidate_recordset()
            self.assertTrue(row.hot_until, "what is past stays: nothing is rewritten")
        self.assertEqual(row.write_date, stamp)

    def test_number_of_visits_within_days(self):
        self._rule(minimum=2, within_days=10, days_hot=5)
        self._touch(self.person, days=20)
        self._touch(self.person, days=2)
        self._run_queue()
        self.assertNotEqual(self._customer(self.person).heat, "hot")
        self._touch(self.person, days=0)
        self._run_queue()
        row = self._customer(self.person)
        row.invalidate_recordset()
        self.assertEqual(row.heat, "hot")

    def test_outcome_and_mass_mail(self):
        self._rule(touch_kind="call", outcome="interested")
        self._touch(self.person, kind="call", outcome="not_reached", is_contact=True)
        self._touch(self.firm, kind="call", outcome="interested", is_mass=True)
        self._touch(self.firm, kind="note", is_contact=True)
        self._run_queue()
        self.assertEqual(self._customer(self.person).heat, "ordinary")
        self.assertEqual(self._customer(self.firm).heat, "ordinary")

    def test_open_quotation_until_answered_or_invalid(self):
        self._rule("Quotation open", trigger="quotation", days_hot=30)
        order = self._order(self.person, [(self.product, 1, 100)], confirm=False)
        self._run_queue()
        self.assertFalse(self._customer(self.person).heat == "hot", "a draft is ours")
        order.write({"state": "sent", "validity_date": self.today + timedelta(days=3)})
        self._run_queue()
        row = self._customer(self.person)
        self.assertEqual(row.heat, "hot")
        self.assertLess(row.hot_until, self.now + timedelta(days=5))
        order.action_confirm()
        self._run_queue()
        row.invalidate_recordset()
        self.assertEqual(row.heat, "ordinary")

    def test_rule_switched_off_takes_heat_back(self):
        rule = self._rule()
        self._touch(self.person)
        self._run_queue()
        row = self._customer(self.person)
        self.assertEqual(row.heat, "hot")
        rule.active = False
        self._refresh()
        row.invalidate_recordset()
        self.assertEqual(row.heat, "ordinary")

    def test_jobs_twice_change_nothing(self):
        self._rule()
        self._touch(self.person)
        self._run_queue()
        self.assertEqual(self._refresh(partners=self.person), 0)
        self.assertEqual(self._refresh(), 0)

    def test_company_keeps_to_itself(self):
        self._rule(company_id=self.company_b.id)
        self._touch(self.person)
        self._run_queue()
        self.assertNotEqual(self._customer(self.person).heat, "hot")
        self._touch(self.person, company_id=self.company_b.id)
        self._run_queue()
        self.assertEqual(self._customer(self.person, self.company_b).heat, "hot")
        self.assertNotEqual(self._customer(self.person).heat, "hot")

    # ------------------------------------------------------------ leads

    def test_lead_without_customer(self):
        self._rule("Came by", days_hot=3)
        lead, other = self._lead(), self._lead()
        self._touch(lead=lead)
        leads = self._as("sales", self.env["crm.lead"])
        self.assertEqual(lead.gift_heat, "hot")
        self.assertIn("Came by", lead.gift_heat_reason)
        self.assertEqual(other.gift_heat, "ordinary")
        lead.user_id = other.user_id = self.users["sales"]
        found = leads.search([("gift_heat", "=", "hot")])
        self.assertIn(lead.id, found.ids)
        self.assertNotIn(other.id, found.ids)
        cold = leads.search([("gift_heat", "=", "ordinary")])
        self.assertIn(other.id, cold.ids)

    def test_lead_with_customer_shows_the_customers(self):
        self._rule("Wrote", touch_kind="message_in")
        lead = self._lead(self.contact)
        self._touch(self.firm, kind="message_in")
        self._run_queue()
        lead.invalidate_recordset()
        self.assertEqual(lead.gift_heat, "hot")
        self.assertIn(lead, lead.search([("gift_heat", "=", "hot")]))

    def test_query_count_of_leads(self):
        self._rule()
        leads = self.env["crm.lead"]
        for number in range(80):
            partner = self._make_partner(f"P{number}") if number % 2 else None
            lead = self._lead(partner)
            self._touch(partner, lead=lead)
            leads |= lead
        self._run_queue()
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            records.mapped("name")
            records.partner_id.mapped("commercial_partner_id")
            start = self.env.cr.sql_log_count
            records.mapped("gift_heat")
            return self.env.cr.sql_log_count - start

        count(leads[:2])
        # one of a customer and one of nobody
        self.assertEqual(count(leads[:2]), count(leads))
        self.assertLessEqual(count(leads), 4)
        self.assertEqual(set(leads.mapped("gift_heat")), {"hot"})

    def test_stage_of_need(self):
        self._rule("Urgent", trigger="need", need_stage="urgent", days_hot=5)
        stranger, known = self._lead(), self._lead(self.contact)
        (stranger | known).gift_need_stage = "dated"
        self._run_queue()
        self.assertEqual(stranger.gift_heat, "ordinary")
        plain = self._make_login(
            "heat_plain", "sales_team.group_sale_salesman_all_leads"
        )
        (stranger | known).with_user(plain).gift_need_stage = "urgent"
        self._run_queue()
        (stranger | known).invalidate_recordset()
        self.assertEqual(stranger.gift_heat, "hot")
        self.assertEqual(known.gift_heat, "hot")
        self.assertEqual(self._customer(self.firm).heat, "hot")
        with freeze_time(self.now + timedelta(days=6)):
            (stranger | known).invalidate_recordset()
            self.assertEqual(stranger.gift_heat, "ordinary")
            self.assertEqual(known.gift_heat, "ordinary")
        known.action_set_lost()
        self._run_queue()
        known.invalidate_recordset()
        self.assertEqual(known.gift_heat, "ordinary", "nobody needs it any more")

    # ------------------------------------------------------------ by hand

    def test_by_hand_wins_and_ends(self):
        self._rule()
        self._touch(self.person)
        self._run_queue()
        row = self._customer(self.person)
        sales = self._as("sales", self.env["gift.heat.override"])
        mark = sales.create(
            {"partner_id": self.person.id, "heat": "ordinary", "reason": "Only looking"}
        )
        self.assertEqual(row.heat, "ordinary")
        self.assertIn("Only looking", row.heat_reason)
        self.assertNotIn(row, row.search([("heat", "=", "hot")]))
        with freeze_time(self.now + timedelta(days=400)):
            self.assertNotIn(row, row.search([("heat", "=", "hot")]))
        mark.action_end()
        self.assertEqual(row.heat, "hot")
        with self.assertRaises(UserError):
            mark.action_end()

    def test_newest_mark_counts_and_the_old_stays_on_record(self):
        marks = self.env["gift.heat.override"]
        for heat in ("hot", "ordinary", "hot"):
            marks |= marks.create(
                {"partner_id": self.contact.id, "heat": heat, "reason": heat}
            )
        self.assertEqual(marks.mapped("active"), [False, False, True])
        self.assertEqual(marks[-1].partner_id, self.firm, "heat is the firm's")

    def test_mark_follows_the_lead_to_its_customer(self):
        lead = self._lead()
        mark = self.env["gift.heat.override"].create(
            {"lead_id": lead.id, "reason": "Called twice"}
        )
        self.assertEqual(lead.gift_heat, "hot")
        lead.partner_id = self.contact
        self._end_transaction()
        self.assertEqual(mark.partner_id, self.firm)
        self.assertFalse(mark.lead_id)
        lead.invalidate_recordset()
        self._run_queue()

    def test_merge_of_marked_contacts(self):
        twin = self._make_partner("Twin")
        marks = self.env["gift.heat.override"]
        for partner in (self.person, twin):
            marks |= marks.create({"partner_id": partner.id, "reason": "x"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.person).ids, self.person)
        self.assertEqual(marks.partner_id, self.person)
        self.assertEqual(marks.mapped("active"), [False, True])

    def test_bad_marks(self):
        marks = self.env["gift.heat.override"]
        for values in (
            {"until": self.now - timedelta(days=1)},
            {"until": self.now + timedelta(days=4000)},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                marks.create({"partner_id": self.person.id, "reason": "x", **values})

    def test_bad_rules(self):
        for values in (
            {"trigger": "touch", "touch_kind": False},
            {"trigger": "need"},
            {"days_hot": 4000},
            {"minimum": 500},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._rule(**values)
        branch = self._make_company("Branch", parent_id=self.company.id)
        with self.assertRaises(ValidationError):
            self._rule(company_id=branch.id)

    def test_who_may_mark_whom(self):
        portal = new_test_user(self.env, "heat_portal", groups="base.group_portal")
        marks = self.env["gift.heat.override"]
        with self.assertRaises(AccessError):
            marks.with_user(portal).create(
                {"partner_id": self.person.id, "reason": "me"}
            )
        lead = self._lead(user_id=self.users["manager"].id)
        with self.assertRaises(AccessError):
            self._as("sales", marks).create({"lead_id": lead.id, "reason": "mine"})


@tagged("post_install", "-at_install")
class TestHeatTwin(HeatCommon):
    """The statement and ``tools/heat.py`` say the same of random customers."""

    def test_random_customers(self):
        rng = random.Random(20261122)
        kinds = ["visit", "call", "message_in"]
        rules = self.Rule
        for number in range(9):
            rules |= self._rule(
                f"Rule {number}",
                trigger=rng.choice(("touch", "touch", "quotation")),
                touch_kind=rng.choice(kinds),
                outcome=rng.choice((False, "interested")),
                minimum=rng.randint(1, 3),
                within_days=rng.randint(0, 20),
                days_hot=rng.randint(1, 25),
                sequence=rng.choice((1, 1, 2)),
            )
        kernel = self.Rule._gift_rules(self.company.id)
        self.assertEqual(len(kernel), len(rules))
        told = {}
        partners = self.env["res.partner"].create(
            [{"name": f"Random {number}"} for number in range(60)]
        )
        for partner in partners:
            touches = [
                (
                    rng.choice(kinds),
                    rng.choice((None, "interested", "other")),
                    rng.randint(0, 45),
                )
                for __ in range(rng.randint(0, 5))
            ]
            for kind, outcome, days in touches:
                self._touch(partner, kind=kind, outcome=outcome, days=days)
            sent = []
            if rng.random() < 0.4:
                days, valid = rng.randint(0, 30), rng.choice((None, 0, 5))
                order = self._order(partner, [], confirm=False)
                order.write(
                    {
                        "state": "sent",
                        "date_order": self.now - timedelta(days=days),
                        "validity_date": valid is not None
                        and self.today + timedelta(days=valid),
                    }
                )
                end = None
                if valid is not None:
                    # the companies of the tests count their days in UTC
                    end = fields.Datetime.to_datetime(
                        self.today + timedelta(days=valid + 1)
                    )
                sent.append((self.now - timedelta(days=days), end))
            told[partner.id] = (
                [(k, o, self.now - timedelta(days=d)) for k, o, d in touches],
                sent,
            )
        self.env.flush_all()
        self.assertEqual(self.company._gift_tz(), "UTC")
        query = self.Rule._gift_heat_sql(
            self.company, "partner", lambda column: SQL("TRUE"), self.now
        )
        found = {row[0]: row[1:] for row in self.env.execute_query(query)}
        hot = 0
        for partner_id, (touches, sent) in told.items():
            expected = hottest(kernel, touches, sent, [], self.now)
            hot += expected[0] is not None
            self.assertEqual(
                found.get(partner_id, (None, None)), expected, f"of {partner_id}"
            )
        self.assertTrue(5 < hot < 60, "the test sees both sides")
