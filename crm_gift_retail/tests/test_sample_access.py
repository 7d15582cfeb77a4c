"""Who sees and does what with samples; what lists of them cost."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .sample_common import SampleCommon

COSTS = ("cost", "value")


@tagged("post_install", "-at_install")
class TestSampleAccess(SampleCommon):
    def test_who_asks_and_who_reads(self):
        sample = self._sample(self.person)
        for role in self.users:
            seen = self._as(role, sample)
            self.assertEqual(seen.products, "1 × Tea set", role)
        for role in ("clerk", "caller", "service", "sales", "manager"):
            mine = self._sample(self.person, user=role)
            mine.action_request()
            self.assertEqual(mine.state, "picking", role)
        with self.assertRaises(AccessError):
            self._sample(self.person, user="warehouse")
        for kind in ("portal", "public"):
            user = new_test_user(
                self.env,
                f"sample_{kind}",
                groups=f"base.group_{kind}",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            with self.assertRaises(AccessError):
                sample.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                sample.with_user(user).action_tap("arrived")

    def test_cost_is_confidential(self):
        sample = self._sent(self.person)
        line = sample.line_ids
        for role in ("clerk", "caller", "service", "sales", "warehouse"):
            for name in COSTS:
                with self.subTest(role, field=name), self.assertRaises(AccessError):
                    self._as(role, sample).read([name])
            with self.assertRaises(AccessError):
                self._as(role, line).read(["value"])
            with self.assertRaises(AccessError):
                self._as(role, self.env["gift.sample"]).search([("quota_cost", ">", 0)])
        for role in ("service_lead", "manager"):
            self.assertEqual(self._as(role, sample).cost, 60)

    def test_states_are_not_written(self):
        sample = self._sample(self.person)
        for name, value in (
            ("state", "sent"),
            ("sent_date", "2026-01-01 12:00:00"),
            ("outcome", "ordered"),
            ("firm_id", self.firm.id),
            ("quantity_out", 0),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                self._as("manager", sample).write({name: value})
        cheat = self._as("sales", self.env["gift.sample"]).with_context(
            default_state="approved", default_quantity_out=5
        )
        cheat = cheat.create({"partner_id": self.person.id, "state": "approved"})
        self.assertEqual((cheat.state, cheat.quantity_out), ("requested", 0))
        sample.action_request()
        for vals in (
            {"partner_id": self.firm.id},
            {"line_ids": [Command.create({"product_id": self.product_b.id})]},
            {"terms": "return"},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, sample.name):
                self._as("manager", sample).write(vals)
        with self.assertRaisesRegex(UserError, sample.name):
            self._as("manager", sample.line_ids).write({"quantity": 5})
        with self.assertRaisesRegex(UserError, sample.name):
            self._as("manager", sample.line_ids).unlink()
        sample.note = "Wants it on Friday"

    def test_claimed_by_a_colleague(self):
        sample = self._sample(self.person, user="manager")
        self.env["gift.claim"]._gift_claim(
            self.person, self.company, owner=self.users["service"]
        )
        for role in ("sales", "caller"):
            self.assertFalse(self._as(role, sample).search([("id", "=", sample.id)]))
            with self.assertRaises(AccessError):
                self._as(role, sample).read(["name"])
        for role in ("clerk", "service", "service_lead"):
            self.assertTrue(self._as(role, sample).search([("id", "=", sample.id)]))
        own = self._sample(self.person)
        self.assertTrue(own.search([("id", "=", own.id)]), "the own one is seen")

    def test_another_company(self):
        theirs = self.env["gift.sample"].create(
            {
                "partner_id": self.person.id,
                "company_id": self.company_b.id,
                "line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        for role in self.users:
            self.assertFalse(self._as(role, theirs).search([("id", "=", theirs.id)]))
            with self.assertRaises(AccessError):
                self._as(role, theirs).read(["name"])
            with self.assertRaises(AccessError):
                self._as(role, theirs.line_ids).read(["quantity"])
        with self.assertRaises(AccessError):
            self._as("manager", theirs).action_request()

    def test_card_button_and_counts(self):
        customer = self.env["gift.customer"]._ensure(self.firm, self.company)
        sales = self._as("sales", self.env["gift.customer"])
        keys = [
            row["key"]
            for row in sales._get_card_actions(self._as("sales", self.contact))
        ]
        self.assertEqual(keys.index("sample"), keys.index("quote") + 1)
        action = sales.open_card_action(self.contact.id, "sample")
        self.assertEqual(action["context"]["default_partner_id"], self.contact.id)
        self.assertEqual(action["res_model"], "gift.sample")
        warehouse = self._as("warehouse", self.env["gift.customer"])
        contact = self._as("warehouse", self.contact)
        keys = [row["key"] for row in warehouse._get_card_actions(contact)]
        self.assertNotIn("sample", keys)
        self._sample()
        self.assertEqual(self._as("sales", customer).sample_count, 1)
        self.assertIn("domain", self._as("sales", customer).action_open_samples())

    def test_home_tile(self):
        self.env["gift.customer"]._ensure(self.firm, self.company)
        home = self._as("sales", self.env["gift.home"])
        tiles = {tile["key"]: tile for tile in home.load()["tiles"]}
        self.assertNotIn("samples", tiles, "nothing to ask about")
        self._sent()
        tiles = {tile["key"]: tile for tile in home.load()["tiles"]}
        self.assertEqual(tiles["samples"]["value"], 1)

    def _queries(self, records, names):
        """Return the queries of a warm read; the fewest of some, caches come and go."""
        # Browsers say their zone; who does not is looked up.
        records = self._as("manager", records).with_context(tz="UTC")
        counts = []
        for _pass in range(4):
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertTrue(records.env.user.name)
            before = self.env.cr.sql_log_count
            records.web_read({name: {} for name in names})
            counts.append(self.env.cr.sql_log_count - before)
        return min(counts)

    def test_queries_do_not_grow(self):
        """One sample or eighty: the list and the phone's cards cost the same."""
        many = self.env["gift.sample"]
        for number in range(80):
            many |= self._sample(self._make_partner(f"P {number}"))
        many.sudo().write({"state": "arrived"})
        names = (
            "name partner_id products gift_tier_name state outcome tap_options cost "
            "picking_count feedback_id user_id return_by quantity_out"
        ).split()
        self.assertEqual(self._queries(many[:1], names), self._queries(many, names))

    def test_every_role_opens_the_screens(self):
        """The form reads names of documents that the role itself may not open."""
        order = self._order(self.person, [(self.product, 1, 100)], confirm=False)
        sample = self._sent(order_id=order.id, user="manager", partner=self.person)
        for role in self.users:
            samples = self._as(role, self.env["gift.sample"])
            views = samples.get_views([(False, "form"), (False, "list")])
            fields = views["models"]["gift.sample"]["fields"]
            names = [
                name
                for name, field in fields.items()
                if field["type"] == "many2one" and samples._fields[name].store
            ]
            spec = {name: {"fields": {"display_name": {}}} for name in names}
            [row] = self._as(role, sample).web_read(
                {**spec, "tap_options": {}, "gift_approval_status": {}}
            )
            self.assertEqual(row["order_id"]["display_name"], order.name, role)
            self.assertEqual("cost" in fields, role in ("service_lead", "manager"))
            self.assertEqual(bool(row["tap_options"]), role != "warehouse", role)
