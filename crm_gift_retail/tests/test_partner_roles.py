"""Roles of persons at firms: dates, errors in words, "for which company today?"."""

import random
from datetime import date, timedelta

import psycopg2.errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger

from ..tools.date_spans import join_spans, spans_overlap
from .common import GiftRetailCommon


class TestDateSpans(BaseCase):
    def test_joining_covers_the_same_days(self):
        """Against a set of days, on random spans."""
        rng = random.Random(20261122)
        first = date(2026, 1, 1)
        for _round in range(400):
            spans = []
            for _span in range(rng.randint(0, 6)):
                start = first + timedelta(rng.randint(0, 40))
                length = rng.choice((0, 1, 3, 10, None))
                end = None if length is None else start + timedelta(length)
                spans.append((start, end))

            def days(spans):
                return {
                    day
                    for day in (first + timedelta(n) for n in range(80))
                    if any(spans_overlap(span, (day, day)) for span in spans)
                }

            joined = join_spans(spans)
            self.assertEqual(days(joined), days(spans))
            for one, two in zip(joined, joined[1:], strict=False):
                self.assertIsNotNone(one[1])
                self.assertGreater(two[0], one[1] + timedelta(1), "a gap between")

    def test_open_end(self):
        day = date(2026, 5, 1)
        self.assertTrue(spans_overlap((day, None), (date(2999, 1, 1), None)))
        self.assertFalse(
            spans_overlap((day, None), (date(2020, 1, 1), date(2026, 4, 30)))
        )


class RolesCommon(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm_b = cls._make_partner("Firm B", is_company=True)
        cls.firm_c = cls._make_partner("Firm C", is_company=True)

    @classmethod
    def _role(cls, person, firm, role="agent", start=-10, end=None):
        """Return a role; days count from today."""
        return cls.env["gift.partner.role"].create(
            {
                "partner_id": person.id,
                "firm_id": firm.id,
                "role": role,
                "date_from": cls.today + timedelta(start),
                "date_to": end is not None and cls.today + timedelta(end),
            }
        )


@tagged("post_install", "-at_install")
class TestPartnerRoles(RolesCommon):
    def test_errors_name_record_and_remedy(self):
        role = self._role(self.person, self.firm, "buyer", -10, 10)
        with self.assertRaisesRegex(ValidationError, "Firm B.* is a firm.*persons"):
            self._role(self.firm_b, self.firm)
        with self.assertRaisesRegex(ValidationError, "Ms Wang.* is not a firm"):
            self._role(self.contact, self.person)
        with self.assertRaisesRegex(ValidationError, "would end on .*Correct"):
            role.date_to = role.date_from - timedelta(1)
        with self.assertRaisesRegex(ValidationError, "is there already, from"):
            self._role(self.person, self.firm, "buyer", 10)
        with self.assertRaisesRegex(ValidationError, "is there already, from"):
            self._role(self.person, self.firm, "buyer", -30, -10)
        walk_in = self._make_partner("Walk-in", gift_is_anonymous=True)
        with self.assertRaisesRegex(ValidationError, "anonymous"):
            self._role(walk_in, self.firm)
        south = self._make_partner(
            "South", is_company=True, company_id=self.company_b.id
        )
        north = self._make_partner("Of the north", company_id=self.company.id)
        with self.assertRaisesRegex(ValidationError, "Gifts of the South"):
            self._role(north, south)

    def test_next_to_each_other_and_other_roles(self):
        self._role(self.person, self.firm, "buyer", -10, -1)
        self._role(self.person, self.firm, "buyer", 0)
        self._role(self.person, self.firm, "payer", 0)
        self._role(self.person, self.firm_b, "buyer", 0)
        self._role(self.contact, self.firm, "buyer", 0)
        self.assertEqual(len(self.person.gift_role_ids), 4)

    def test_database_refuses_what_python_did_not_see(self):
        """Two sessions at once each see no overlap: the exclusion decides."""
        self._role(self.person, self.firm, "buyer", -10)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                """INSERT INTO gift_partner_role (partner_id, firm_id, role, date_from)
                   VALUES (%s, %s, 'buyer', %s)""",
                [self.person.id, self.firm.id, self.today],
            )

    def test_firms_of_a_day(self):
        self._role(self.contact, self.firm_b, "agent", -10)
        self._role(self.contact, self.firm_c, "approver", -20, -11)
        self._role(self.contact, self.firm_c, "user", -10)
        self.assertEqual(self.contact._gift_firms(), self.firm | self.firm_b)
        past = self.today - timedelta(15)
        self.assertEqual(self.contact._gift_firms(past), self.firm | self.firm_c)
        self.assertEqual(self.firm._gift_firms(), self.firm)
        self.assertFalse(self.person._gift_firms())
        self.assertEqual(self.person._gift_firm_options(), self.person)
        self._role(self.person, self.firm_b)
        self.assertEqual(self.person._gift_firm_options(), self.person | self.firm_b)

    def test_same_queries_for_one_and_eighty(self):
        people = self.env["res.partner"].create(
            [{"name": f"Agent {n}", "parent_id": self.firm.id} for n in range(80)]
        )
        for person in people:
            self._role(person, self.firm_b)

        def count(records):
            self.env.invalidate_all()
            records.mapped("commercial_partner_id.is_company")
            before = self.cr.sql_log_count
            records._gift_firms_by_person()
            return self.cr.sql_log_count - before

        count(people)
        self.assertEqual(count(people[:1]), count(people))

    def test_roles_are_ended_not_deleted(self):
        old = self._role(self.person, self.firm, start=-10)
        new = self._role(self.person, self.firm_b, start=0)
        with self.assertRaisesRegex(UserError, "Give it a last day"):
            self._as("sales", old).unlink()
        self._as("sales", new).unlink()
        self._as("manager", old).unlink()
        self.assertFalse((old | new).exists())

    def test_quotation_for_one_of_the_firms(self):
        self._role(self.contact, self.firm_b)
        order = self._order(self.contact, [(self.product, 1, 100)], confirm=False)
        order.user_id = self.users["sales"]
        order = self._as("sales", order)
        self.assertIn("2 companies", order.gift_firm_question)
        action = order.action_gift_choose_firm()
        dialog = self.env[action["res_model"]].with_user(self.users["sales"])
        dialog = dialog.with_context(**action["context"]).create({})
        with self.assertRaisesRegex(UserError, "Choose for which company"):
            dialog.action_choose()
        dialog.firm_id = self.firm_b
        dialog.action_choose()
        self.assertEqual(order.partner_id, self.firm_b)
        self.assertEqual(order.gift_buyer_id, self.contact)
        self.assertFalse(order.gift_firm_question)
        order._gift_set_firm(self.contact, self.firm)
        self.assertEqual(order.partner_id, self.contact, "Odoo finds the firm itself")
        with self.assertRaisesRegex(UserError, "does not act for Firm C"):
            order._gift_set_firm(self.contact, self.firm_c)
        order.sudo().action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed and stays with Firm"):
            order._gift_set_firm(self.contact, self.firm_b)

    def test_lead_for_one_of_the_firms(self):
        self.firm_b.email = "office@firm-b.example"
        self._role(self.contact, self.firm_b)
        lead = self.env["crm.lead"].create(
            {
                "name": "Tea sets",
                "partner_id": self.contact.id,
                "user_id": self.users["sales"].id,
            }
        )
        lead = self._as("sales", lead)
        self.assertTrue(lead.gift_firm_question)
        lead._gift_set_firm(self.contact, self.firm_b)
        self.assertEqual(lead.partner_id, self.firm_b)
        self.assertEqual(lead.contact_name, "Contact of Firm")
        self.assertEqual(self.firm_b.email, "office@firm-b.example")
        context = lead._prepare_opportunity_quotation_context()
        self.assertEqual(context["default_gift_buyer_id"], self.contact.id)

    def test_no_choice_no_dialog(self):
        lead = self.env["crm.lead"].create(
            {"name": "Tea", "partner_id": self.contact.id}
        )
        self.assertFalse(lead.gift_firm_question)
        with self.assertRaisesRegex(UserError, "acts for one company"):
            lead.action_gift_choose_firm()
        action = self._as("sales", self.contact).action_gift_new_lead()
        self.assertEqual(action["res_model"], "crm.lead")

    def test_started_on_the_contact(self):
        self._role(self.contact, self.firm_b)
        sales = self._as("sales", self.contact)
        action = sales.action_gift_new_quotation()
        self.assertEqual(action["res_model"], "gift.firm.choose")
        dialog = self.env["gift.firm.choose"].with_user(self.users["sales"])
        dialog = Form(dialog.with_context(**action["context"]))
        dialog.firm_id = self.firm_b
        started = dialog.save().action_choose()
        self.assertEqual(started["context"]["default_partner_id"], self.firm_b.id)
        self.assertEqual(started["context"]["default_gift_buyer_id"], self.contact.id)
        with self.assertRaises(AccessError):
            self._as("warehouse", self.contact).action_gift_new_quotation()

    def test_dialog_refuses_other_documents(self):
        dialog = self.env["gift.firm.choose"].create(
            {
                "partner_id": self.contact.id,
                "firm_id": self.firm.id,
                "res_model": "res.users",
                "res_id": self.env.uid,
            }
        )
        with self.assertRaisesRegex(UserError, "do not ask for a company"):
            dialog.action_choose()

    def test_another_customer_clears_who_ordered(self):
        self._role(self.contact, self.firm_b)
        lead = self.env["crm.lead"].create(
            {
                "name": "Tea",
                "type": "opportunity",
                "partner_id": self.firm_b.id,
                "gift_buyer_id": self.contact.id,
            }
        )
        form = Form(lead)
        form.partner_id = self.firm
        self.assertEqual(form.gift_buyer_id, self.contact, "acts for that one too")
        form.partner_id = self.firm_c
        self.assertFalse(form.gift_buyer_id)

    def test_forms_cost_the_same_for_an_agent_of_forty(self):
        firms = self.env["res.partner"].create(
            [{"name": f"Client {n}", "is_company": True} for n in range(40)]
        )
        for firm in firms:
            self._role(self.contact, firm)
        colleague = self._make_partner("Colleague", parent_id=self.firm.id)
        self._role(colleague, self.firm_b)
        orders = [
            self._order(partner, [(self.product, 1, 100)], confirm=False)
            for partner in (colleague, self.contact)
        ]
        counts = []
        for order in (orders[0], *orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(order.gift_firm_question)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestRolesMerge(RolesCommon):
    def _merge(self, sources, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((sources | target).ids, target)

    def _spans(self, person):
        return sorted(
            (role.firm_id.name, role.role, role.date_from, role.date_to)
            for role in self.env["gift.partner.role"].search(
                [("partner_id", "=", person.id)]
            )
        )

    def test_persons_with_overlapping_roles(self):
        day = timedelta(1)
        twins = self.env["res.partner"].create([{"name": "T1"}, {"name": "T2"}])
        self._role(self.person, self.firm, "buyer", -30, -20).note = "by phone"
        self._role(twins[0], self.firm, "buyer", -25, -10).note = "in the shop"
        self._role(twins[1], self.firm, "buyer", -5)
        self._role(twins[1], self.firm_b, "payer", -5)
        self._merge(twins, self.person)
        today = self.today
        self.assertEqual(
            self._spans(self.person),
            [
                ("Firm", "buyer", today - 30 * day, today - 10 * day),
                ("Firm", "buyer", today - 5 * day, False),
                ("Firm B", "payer", today - 5 * day, False),
            ],
        )
        notes = self.person.gift_role_ids.filtered("note").mapped("note")
        self.assertIn("in the shop", " ".join(notes), "no note is lost")

    def test_firms_with_the_same_people(self):
        self._role(self.person, self.firm_b, "buyer", -30)
        self._role(self.person, self.firm_c, "buyer", -10)
        self._role(self.contact, self.firm_c, "agent", -10, -5)
        self._merge(self.firm_c, self.firm_b)
        self.assertEqual(
            self._spans(self.person),
            [("Firm B", "buyer", self.today - timedelta(30), False)],
        )
        self.assertEqual(len(self._spans(self.contact)), 1)

    def test_documents_keep_who_ordered(self):
        twin = self._make_partner("Twin")
        lead = self.env["crm.lead"].create(
            {"name": "Tea", "partner_id": self.firm.id, "gift_buyer_id": twin.id}
        )
        self._merge(twin, self.person)
        self.assertEqual(lead.gift_buyer_id, self.person)
