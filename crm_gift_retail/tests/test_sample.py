"""Samples are asked for, limited, approved and called off."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .sample_common import SampleCommon


@tagged("post_install", "-at_install")
class TestSample(SampleCommon):
    def _quota(self):
        quota = self.env["gift.sample.quota"]
        return quota._gift_month(self.sales, self.company, self.today.replace(day=1))

    def test_within_limits_goes_to_the_warehouse(self):
        sample = self._sample(note="Wants to see the blue one")
        self.assertEqual(sample.state, "requested")
        self.assertFalse(sample.sudo().picking_ids)
        sample.action_request()
        picking = sample.sudo().picking_ids
        self.assertEqual(sample.state, "picking")
        self.assertEqual(picking.picking_type_id, self.warehouse.gift_sample_type_id)
        self.assertEqual(picking.picking_type_code, "outgoing")
        self.assertEqual(picking.location_dest_id.usage, "customer")
        self.assertEqual(picking.partner_id, self.contact)
        self.assertEqual(picking.origin, sample.name)
        self.assertFalse(picking.sale_id)
        self.assertTrue(picking.name.startswith(f"{self.warehouse.code}/SMP/"))
        asked = self._touches(sample)
        self.assertEqual(asked.kind, "sample_asked")
        self.assertEqual(asked.user_id, self.sales)
        self.assertEqual(asked.commercial_partner_id, self.firm)
        with self.assertRaisesRegex(UserError, "asked for already"):
            sample.action_request()

    def test_form_proposes(self):
        samples = self._as("sales", self.env["gift.sample"])
        with Form(samples.with_context(default_partner_id=self.person.id)) as form:
            self.assertFalse(form.return_by)
            form.terms = "return"
            self.assertEqual(form.return_by, self.today + timedelta(days=21))
            with form.line_ids.new() as line:
                line.product_id = self.product
        self.assertEqual(form.record.firm_id, self.person)
        self.assertEqual(form.record.sudo().warehouse_id, self.warehouse)
        self.assertEqual(form.record.products, "1 × Tea set")

    def test_from_lead_without_customer(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Fair contact",
                "company_id": self.company.id,
                "user_id": self.sales.id,
                "source_id": self.env.ref("crm_gift_retail.utm_source_walk_in").id,
            }
        )
        sample = self._sample(self.env["res.partner"], lead_id=lead.id)
        self.assertEqual(sample.source_id, lead.source_id)
        sample.action_request()
        self.assertEqual(sample.state, "approved", "approved, but nowhere to go")
        with self.assertRaisesRegex(UserError, "has no customer yet"):
            sample.action_ship()
        lead.partner_id = self.person
        self._end_transaction()
        self.assertEqual(sample.partner_id, self.person)
        sample.action_ship()
        self.assertEqual(sample.state, "picking")
        self.assertEqual(sample.sudo().picking_ids.partner_id, self.person)
        self.assertEqual(self._touches(sample).partner_id, self.person)

    def test_from_quotation(self):
        order = self._order(self.person, [(self.product, 1, 100)], confirm=False)
        action = self._as("manager", order).action_gift_samples()
        self.assertEqual(action["context"]["default_order_id"], order.id)
        nobody = self.env["res.partner"]
        sample = self._sample(nobody, order_id=order.id, user="manager")
        self.assertEqual(sample.partner_id, self.person)
        self.assertEqual(order.gift_sample_ids, sample.sudo())
        self.assertIn("domain", self._as("manager", order).action_gift_samples())
        with self.assertRaisesRegex(ValidationError, order.name):
            self._sample(self.firm, order_id=order.id, user="manager")

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "who gets the sample"):
            self._sample(self.env["res.partner"])
        with self.assertRaisesRegex(ValidationError, "Engraving"):
            self._sample(products=[(self.service, 1)])
        with self.assertRaisesRegex(UserError, "at least one product"):
            sample = self._sample()
            sample.line_ids.unlink()
            sample.action_request()
        with self.assertRaisesRegex(UserError, "day to come"):
            self._sample(
                terms="return", return_by=self.today - timedelta(days=1)
            ).action_request()
        foreign = self.env["product.product"].create(
            {"name": "Theirs", "type": "consu", "company_id": self.company_b.id}
        )
        with self.assertRaisesRegex(ValidationError, "Theirs"):
            self._sample(products=[(foreign, 1)], user="manager")
        theirs = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_b.id)], limit=1
        )
        with self.assertRaisesRegex(ValidationError, self.company_b.name):
            self.env["gift.sample"].create(
                {"partner_id": self.person.id, "warehouse_id": theirs.id}
            )

    def test_value_limit_asks_and_approval_ships(self):
        self.company.gift_sample_value_limit = 100
        self._sample(products=[(self.product, 1)]).action_request()
        sample = self._sample(products=[(self.product, 2)])
        sample.action_request()
        self.assertEqual(sample.state, "approval")
        self.assertFalse(sample.sudo().picking_ids)
        approval = sample.sudo().gift_approval_ids
        self.assertEqual(approval.kind, "sample")
        self.assertIn("Worth more", approval.limit_note)
        shown = dict(approval.with_user(self.users["manager"]).facts_shown)
        self.assertIn("120", shown["Cost"])
        told = dict(approval.with_user(self.sales).facts_shown)
        self.assertNotIn("Cost", told, "profit is confidential")
        self.assertEqual(told["What"], "2 × Tea set")
        self._as("manager", approval).action_decide("approved")
        self.assertEqual(sample.state, "picking")
        self.assertEqual(len(sample.sudo().picking_ids), 1)

    def test_tier_has_a_limit_of_its_own(self):
        self.company.gift_sample_value_limit = 100
        tier = self.env["gift.tier"].search(
            [("company_id", "=", self.company.id), ("code", "=", "A")], limit=1
        )
        tier.sample_value_limit = 500
        customer = self.env["gift.customer"]._ensure(self.firm, self.company)
        customer.tier_id = tier
        sample = self._sample(products=[(self.product, 8)])
        sample.action_request()
        self.assertEqual(sample.state, "picking", "480 of 500")
        sample = self._sample(products=[(self.product, 9)])
        sample.action_request()
        self.assertEqual(sample.state, "approval", "540 of 500")

    def test_goods_without_cost_count_at_their_price(self):
        self.company.gift_sample_value_limit = 25
        uncosted = self._make_product("Print", price=30, cost=0)
        sample = self._sample(products=[(uncosted, 1)])
        sample.action_request()
        self.assertEqual(sample.state, "approval")

    def test_refused_and_withdrawn_give_the_quota_back(self):
        self.company.gift_sample_month_count = 1
        self._sample().action_request()
        sample = self._sample()
        sample.action_request()
        self.assertEqual(sample.state, "approval")
        self.assertEqual(self._quota(), (2, 120))
        self._as("manager", sample.sudo().gift_approval_ids).action_decide("refused")
        self.assertEqual(sample.state, "refused")
        self.assertEqual(self._quota(), (1, 60))
        other = self._sample()
        other.action_request()
        other.sudo().gift_approval_ids.with_user(self.sales).action_withdraw()
        self.assertEqual(other.state, "requested")
        self.assertEqual(self._quota(), (1, 60))

    def test_cost_of_the_month(self):
        self.company.gift_sample_month_cost = 130
        for expected in ("picking", "picking", "approval"):
            sample = self._sample()
            sample.action_request()
            self.assertEqual(sample.state, expected)
        other = self._sample(user="manager")
        other.action_request()
        self.assertEqual(other.state, "picking", "each has a month of their own")

    def test_called_off(self):
        sample = self._sample()
        sample.action_request()
        picking = sample.sudo().picking_ids
        sample.action_call_off()
        self.assertEqual((sample.state, picking.state), ("cancelled", "cancel"))
        self.assertEqual(self._quota(), (0, 0))
        self.company.gift_sample_value_limit = 1
        sample = self._sample()
        sample.action_request()
        sample.action_call_off()
        self.assertEqual(sample.state, "cancelled")
        self.assertEqual(sample.sudo().gift_approval_ids.state, "withdrawn")
        sent = self._sent(user="manager", products=[(self.product, 1)])
        if sent.state == "sent":
            with self.assertRaisesRegex(UserError, sent.name):
                sent.action_call_off()

    def test_cancelled_transfer_waits_again(self):
        sample = self._sample()
        sample.action_request()
        sample.sudo().picking_ids.action_cancel()
        self.assertEqual(sample.state, "approved")
        sample.action_ship()
        self.assertEqual(sample.state, "picking")

    def test_new_and_old_warehouses_send_samples(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "W2", "company_id": self.company.id}
        )
        kind = warehouse.gift_sample_type_id
        self.assertEqual(kind.warehouse_id, warehouse)
        self.assertEqual(kind.default_location_src_id, warehouse.lot_stock_id)
        self.assertEqual(kind.return_picking_type_id, warehouse.in_type_id)
        warehouse.gift_sample_type_id = False
        kind.active = False
        self.env["stock.warehouse"]._gift_install()
        again = warehouse.gift_sample_type_id
        self.assertTrue(again)
        self.assertEqual(again.return_picking_type_id, warehouse.in_type_id)
        self.env["stock.warehouse"]._gift_install()
        self.assertEqual(warehouse.gift_sample_type_id, again)
        warehouse.delivery_steps = "pick_ship"
        self.assertEqual(again.default_location_src_id, warehouse.lot_stock_id)

    def test_no_return_without_a_day(self):
        sample = self._sample(terms="return")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            sample.return_by = False
            self.env.flush_all()
