"""Standing on contacts, leads, orders and pickings: shown and searched."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestStanding(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._history(cls.firm, cls._days_ago(40), 90000, 1000)  # A, due 10 days ago
        cls._history(cls.person, cls._days_ago(5), 50, 10)  # C, no interval
        cls.fresh = cls._make_partner("Fresh", is_company=True)
        cls._history(cls.fresh, cls._days_ago(1), 90000, 1000)  # A, green
        cls.soon = cls._make_partner("Soon", is_company=True)
        cls._history(cls.soon, cls._days_ago(25), 90000, 1000)  # A, amber
        cls.stranger = cls._make_partner("Stranger")
        cls.firm.user_id = cls.users["sales"]
        cls._refresh()
        cls.all = (
            cls.firm | cls.contact | cls.person | cls.fresh | cls.soon | cls.stranger
        )

    def _found(self, *domain):
        return self.env["res.partner"].search([("id", "in", self.all.ids), *domain])

    def test_values(self):
        self.assertEqual(
            self.all.mapped(lambda p: p.gift_tier_name or "-"),
            ["A", "A", "C", "A", "A", "-"],
        )
        self.assertEqual(
            self.all.mapped(lambda p: p.gift_contact_state or "-"),
            ["red", "red", "grey", "green", "amber", "-"],
        )
        self.assertEqual(self.contact.gift_owner_id, self.users["sales"])
        self.assertEqual(self.contact.gift_last_order_date, self._days_ago(40))
        self.assertEqual(self.contact.gift_tier_color, self.firm.gift_tier_id.color)

    def test_search_tier(self):
        tier_a = self.firm.gift_tier_id
        with_a = self.firm | self.contact | self.fresh | self.soon
        self.assertEqual(self._found(("gift_tier_id", "=", tier_a.id)), with_a)
        self.assertEqual(self._found(("gift_tier_id", "in", tier_a.ids)), with_a)
        self.assertEqual(
            self._found(("gift_tier_id", "!=", tier_a.id)), self.person | self.stranger
        )
        self.assertEqual(self._found(("gift_tier_id", "=", False)), self.stranger)
        self.assertEqual(
            self._found(("gift_tier_id", "!=", False)), self.all - self.stranger
        )
        self.assertEqual(
            self._found(("gift_tier_id", "in", [tier_a.id, False])),
            with_a | self.stranger,
        )
        self.assertEqual(self._found(("gift_tier_name", "=", "C")), self.person)
        self.assertEqual(self._found(("gift_tier_id.code", "=", "C")), self.person)
        self.assertEqual(self._found(("gift_customer_id", "=", False)), self.stranger)

    def test_search_dates_state_and_owner(self):
        firm = self.firm | self.contact
        self.assertEqual(
            self._found(("gift_last_order_date", "<", self._days_ago(30))), firm
        )
        self.assertEqual(self._found(("gift_next_contact_date", "<", self.today)), firm)
        for state, partners in (
            ("red", firm),
            ("amber", self.soon),
            ("green", self.fresh),
            ("grey", self.person),
            ("purple", self.env["res.partner"]),
        ):
            self.assertEqual(
                self._found(("gift_contact_state", "=", state)), partners, state
            )
        self.assertEqual(
            self._found(("gift_contact_state", "in", ["red", "amber"])),
            firm | self.soon,
        )
        self.assertEqual(
            self._found(("gift_contact_state", "!=", "red")), self.all - firm
        )
        self.assertEqual(
            self._found(("gift_owner_id", "=", self.users["sales"].id)), firm
        )

    def test_customer_list_by_colour(self):
        rows = self.env["gift.customer"]
        for state in ("red", "amber", "green", "grey"):
            found = rows.search(
                [
                    ("contact_state", "=", state),
                    ("partner_id", "in", self.all.ids),
                ]
            )
            self.assertEqual(set(found.mapped("contact_state")), {state})

    def test_documents(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Gifts for staff",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
            }
        )
        order = self._order(self.contact, [(self.product, 1, 10)])
        picking = order.picking_ids
        for record in (lead, order, picking):
            self.assertEqual(record.gift_tier_name, "A", record)
            found = record.search(
                [("gift_contact_state", "=", "red"), ("id", "=", record.id)]
            )
            self.assertEqual(found, record)
            self.assertFalse(
                record.search([("gift_tier_id", "=", False), ("id", "=", record.id)])
            )
        empty = self.env["crm.lead"].create({"name": "Nobody yet"})
        self.assertFalse(empty.gift_tier_id or empty.gift_contact_state)

    def test_new_record_shows_the_standing_before_saving(self):
        lead = self.env["crm.lead"].new({"name": "New", "partner_id": self.contact.id})
        self.assertEqual(lead.gift_tier_name, "A")

    def test_picking_priority_is_a_snapshot_that_follows_while_open(self):
        open_order = self._order(self.contact, [(self.product, 1, 10)])
        done_order = self._order(self.contact, [(self.product, 1, 10)])
        priority = self.firm.gift_tier_id.priority
        self.assertEqual(open_order.picking_ids.gift_priority, priority)
        self._deliver(done_order)
        self.firm.gift_tier_id.priority = priority + 5
        self._refresh()
        self.assertEqual(open_order.picking_ids.gift_priority, priority + 5)
        self.assertEqual(done_order.picking_ids.gift_priority, priority)

    def test_roles_see_the_badge_but_no_profit(self):
        for role in ("clerk", "caller", "service", "warehouse", "sales"):
            partner = self._as(role, self.firm)
            self.assertEqual(partner.gift_tier_name, "A", role)
            row = self._as(role, self._customer(self.firm))
            self.assertEqual(row.tier_code, "A")
            self.assertNotIn("profit_12m", row.fields_get(), role)
        seller = self._as("sales", self._customer(self.firm))
        self.assertEqual(seller.own_profit_12m, 89000)
        other = self._as("sales", self._customer(self.fresh))
        self.assertFalse(other.own_profit_12m)
        self.assertEqual(self._as("service_lead", other).own_profit_12m, 89000)
        facts = self._as("sales", self.env["gift.sale.fact"]).search([])
        self.assertEqual(facts.partner_id, self.firm)

    def test_outsiders_have_no_standing(self):
        walk_in = self._make_partner("Walk-in", gift_is_anonymous=True)
        staff = self.users["clerk"].partner_id
        own = self.company.partner_id
        supplier = self._make_partner("Supplier", supplier_rank=1)
        outsiders = walk_in | staff | own | supplier
        for partner in outsiders:
            self._history(partner, self._days_ago(3), 100, 40)
        self._history(None, self._days_ago(3), 55, 20)
        self._refresh()
        for partner in outsiders:
            self.assertFalse(self._customer(partner), partner.name)
        anonymous = self.env["gift.sale.fact"].search(
            [("partner_id", "=", False), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(sum(anonymous.mapped("revenue")), 455)
        self.person.gift_is_anonymous = True
        self._run_queue()
        row = self._customer(self.person)
        self.assertFalse(row.active or row.tier_id or row.revenue_12m)

    def test_colour_moves_with_the_day(self):
        row = self._customer(self.soon)
        due = row.next_contact_date
        state = self.env["gift.customer"]._gift_contact_state_on
        self.assertEqual(state(due, due), "amber")
        self.assertEqual(state(due, due + timedelta(days=1)), "red")
        self.assertEqual(state(due, due - timedelta(days=8)), "green")
        self.assertEqual(state(None, fields.Date.today()), "grey")
