"""Who brought whom: what counts, how it goes on, what merges make of it."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import GiftRetailCommon, mute_logger


@tagged("post_install", "-at_install")
class TestReferral(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Referral = cls.env["gift.referral"]
        cls.fresh = cls._make_partner("Fresh Li")
        cls.number = 0

    def _refer(self, referrer=None, referred=None, role=None, **values):
        referral = self._as(role, self.Referral) if role else self.Referral
        vals = {"referrer_id": (referrer or self.person).id, **values}
        if "lead_id" not in values:
            vals["referred_id"] = (referred or self.fresh).id
        return referral.create(vals)

    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Brought",
                "contact_name": "Friend",
                "company_id": self.company.id,
                "user_id": self.users["sales"].id,
                **values,
            }
        )

    def _move(self):
        self.env.flush_all()
        return self.Referral._gift_move(self.company)

    def _pay(self, invoice):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()

    # ------------------------------------------------------------ the way

    def test_from_invited_to_due(self):
        lead = self._lead()
        lead.gift_referrer_id = self.person
        referral = lead.gift_referral_ids
        self.assertEqual(referral.state, "invited")
        self.assertEqual(referral.referred_name, "Friend")
        self.assertEqual(self._move(), 0)
        lead.partner_id = self.fresh
        self._move()
        self.assertEqual(referral.state, "identified")
        self.assertEqual(referral.referred_firm_id, self.fresh)
        invoice = self._sell(self.fresh, [(self.product, 1, 100)])
        self._move()
        self.assertEqual(referral.state, "identified", "not paid yet")
        self._pay(invoice)
        self._move()
        self.assertEqual(referral.state, "ordered")
        self.assertEqual(referral.invoice_id, invoice)
        self.assertEqual(referral.date_due, self.today + timedelta(days=14))
        self.assertEqual(self._move(), 0, "twice changes nothing")
        referral.sudo().date_due = self.today
        self._move()
        self.assertEqual(referral.state, "due")
        self.assertEqual(referral._gift_reward(), referral)
        self.assertEqual(referral.state, "rewarded")
        self.assertFalse(referral._gift_reward(), "once")

    def test_refund_reverses(self):
        referral = self._refer()
        invoice = self._sell(self.fresh, [(self.product, 2, 100)])
        self._pay(invoice)
        self._move()
        self._refund(invoice, quantities={self.product: 1})
        self._move()
        self.assertEqual(referral.state, "ordered", "a part came back")
        self._refund(invoice, quantities={self.product: 1})
        self._move()
        self.assertEqual(referral.state, "reversed")
        self.assertEqual(self._move(), 0)

    def test_what_is_left_decides_when_the_window_is_over(self):
        referral = self._refer()
        invoice = self._sell(self.fresh, [(self.product, 2, 100)])
        self._pay(invoice)
        self._refund(invoice, quantities={self.product: 1})
        self._move()
        self.assertEqual(referral.state, "ordered")
        referral.sudo().date_due = self.today
        self._move()
        self.assertEqual(referral.state, "due", "one of two was kept and is paid")
        self._refund(invoice, quantities={self.product: 1})
        self._move()
        self.assertEqual(referral.state, "reversed")

    def test_credit_note_of_the_order(self):
        """What comes back through the order names no invoice and counts as well."""
        referral = self._refer()
        order = self._order(self.fresh, [(self.product, 2, 100)])
        self._deliver(order)
        invoice = self._invoice(order)
        self._pay(invoice)
        self._move()
        for left, state in ((1, "ordered"), (0, "reversed")):
            order.order_line.qty_delivered = left
            note = self._invoice(order)
            self.assertEqual(note.move_type, "out_refund")
            self.assertFalse(note.reversed_entry_id)
            self._move()
            self.assertEqual(referral.state, state)

    def test_down_payment_is_no_refund(self):
        """The final invoice takes the down payment off; the order stands."""
        referral = self._refer()
        order = self._order(self.fresh, [(self.product, 2, 100)])
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        wizard.create(
            {"advance_payment_method": "percentage", "amount": 50}
        ).create_invoices()
        down = order.invoice_ids
        down.invoice_date = self.today
        down.action_post()
        self._pay(down)
        self._move()
        self.assertEqual(referral.invoice_id, down)
        self._deliver(order)
        self._invoice(order)
        self._move()
        self.assertEqual(referral.state, "ordered")

    def test_reversed_after_the_reward(self):
        referral = self._refer()
        invoice = self._sell(self.fresh, [(self.product, 1, 100)])
        self._pay(invoice)
        self._move()
        referral.sudo().date_due = self.today
        self._move()
        referral._gift_reward()
        self._refund(invoice)
        self._move()
        self.assertEqual(referral.state, "reversed")

    def test_another_companys_order_does_not_count(self):
        referral = self._refer()
        invoice = self._sell(
            self.fresh, [(self.product, 1, 100)], company=self.company_b
        )
        self._pay(invoice.with_company(self.company_b))
        self._move()
        self.assertEqual(referral.state, "identified")

    def test_job(self):
        referral = self._refer(lead_id=self._lead(partner_id=self.fresh.id).id)
        self.assertEqual(referral.state, "identified")
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_gift_retail.ir_cron_gift_referral_move")
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.assertEqual(referral.state, "identified")

    def test_trail(self):
        referral = self._refer()
        touch = self.env["gift.touchpoint"].search(
            [("res_model", "=", "gift.referral"), ("res_id", "=", referral.id)]
        )
        self.assertEqual(touch.kind, "referral")
        self.assertEqual(touch.channel, "referral")
        self.assertEqual(touch.partner_id, self.fresh)
        self.assertIn("Ms Wang", touch.summary)

    # ------------------------------------------------------------ what is refused

    def test_refusals(self):
        self.person.write(
            {
                "phone": "+32470123456",
                "email": "Wang+shop@Example.com",
                "street": "Beijing Road 1",
                "city": "Guangzhou",
            }
        )
        for reason, values in (
            ("same telephone", {"phone": "+32470123456"}),
            ("same e-mail", {"email": "wang@example.COM"}),
            ("same address", {"street": "beijing road 1", "city": " GUANGZHOU "}),
        ):
            with self.subTest(reason), self.assertRaisesRegex(ValidationError, reason):
                self._refer(referred=self._make_partner("Other", **values))
            with self.subTest(f"lead: {reason}"):
                values["email_from"] = values.pop("email", False)
                lead = self._lead(**values)
                with self.assertRaisesRegex(ValidationError, reason):
                    lead.gift_referrer_id = self.person
        with self.assertRaisesRegex(ValidationError, "same customer"):
            self._refer(self.firm, self.contact)
        with self.assertRaisesRegex(ValidationError, "contact or lead"):
            self.Referral.create({"referrer_id": self.person.id})
        self._refer(referred=self._make_partner("Other", city="Guangzhou"))

    def test_who_bought_before_is_not_brought(self):
        self._order(self.firm, [(self.product, 1, 100)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET date_order = date_order - interval '1 day'"
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(ValidationError, "bought before"):
            self._refer(referred=self.contact)
        self._history(self.fresh, self._days_ago(9), 50)
        with self.assertRaisesRegex(ValidationError, "bought before"):
            self._refer()
        self._refer(referred=self.fresh, company_id=self.company_b.id)

    def test_brought_once_and_no_circles(self):
        third, fourth = self._make_partner("Third"), self._make_partner("Fourth")
        self._refer(self.person, self.fresh)
        with self.assertRaisesRegex(ValidationError, "somebody else"):
            self._refer(third, self.fresh)
        self._refer(self.fresh, third)
        self._refer(third, fourth)
        for above in (fourth, third, self.fresh):
            with (
                self.subTest(above.name),
                self.assertRaisesRegex(ValidationError, "in the end"),
                self.env.cr.savepoint(),
            ):
                self._refer(above, self.person)
        self._refer(fourth, self.person, company_id=self.company_b.id)

    def test_database_holds_it_too(self):
        first = self._refer()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                """INSERT INTO gift_referral (company_id, referrer_id, referrer_firm_id,
                                              referred_firm_id, state, date_invited)
                   SELECT company_id, referrer_id, referrer_firm_id, referred_firm_id,
                          state, date_invited FROM gift_referral WHERE id = %s""",
                [first.id],
            )

    def test_lead_that_becomes_somebody_who_cannot_count(self):
        lead = self._lead()
        lead.gift_referrer_id = self.person
        referral = lead.gift_referral_ids
        lead.partner_id = self.person
        self._move()
        self.assertEqual((referral.state, referral.refusal), ("refused", "same_entity"))
        self.assertFalse(lead.gift_referrer_id)
        self._refer(self.firm, self.fresh)
        other = self._lead()
        other.gift_referrer_id = self.person
        referral = other.gift_referral_ids
        other.partner_id = self.fresh
        self._move()
        self.assertEqual((referral.state, referral.refusal), ("refused", "taken"))

    # ------------------------------------------------------------ by hand

    def test_lead_names_another(self):
        lead = self._lead()
        lead.gift_referrer_id = self.person
        lead.gift_referrer_id = self.firm
        counting = lead.gift_referral_ids.filtered(lambda r: r.state != "refused")
        self.assertEqual(counting.referrer_id, self.firm)
        leads = self.env["crm.lead"]
        self.assertIn(lead, leads.search([("gift_referrer_id", "=", self.firm.id)]))
        self.assertNotIn(lead, leads.search([("gift_referrer_id", "=", False)]))
        lead.gift_referrer_id = False
        self.assertIn(lead, leads.search([("gift_referrer_id", "=", False)]))
        self.assertEqual(set(lead.gift_referral_ids.mapped("refusal")), {"withdrawn"})

    def test_state_is_not_written_by_hand(self):
        referral = self._refer(role="clerk", state="due", date_due=self.today)
        self.assertEqual(referral.state, "identified", "what counts is worked out")
        self.assertFalse(referral.date_due)
        lead = self._as("service_lead", referral)
        lead.note = "Told at the counter"
        with self.assertRaises(UserError):
            lead.state = "due"
        with self.assertRaises(AccessError):
            self._as("clerk", referral).note = "x"
        with self.assertRaises(AccessError):
            self._as("sales", referral).action_withdraw()
        lead.action_withdraw()
        self.assertEqual(referral.refusal, "withdrawn")
        self._refer(self.firm, self.fresh)

    def test_outsiders(self):
        portal = new_test_user(self.env, "ref_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.Referral.with_user(portal).create(
                {"referrer_id": self.person.id, "referred_id": self.fresh.id}
            )
        with self.assertRaises(AccessError):
            self._refer(role="warehouse")

    def test_customer_shows_whom_it_brought(self):
        rows = self.env["gift.customer"]
        for partner in self.person | self.fresh | self.firm:
            rows |= rows._ensure(partner, self.company)
        self._refer(self.person, self.fresh)
        self._refer(self.person, self.firm)
        self.assertEqual(rows.mapped("referral_count"), [2, 0, 0])
        self.assertEqual(rows[1].brought_by_id, self.person)

        def count(records):
            self.env.invalidate_all()
            records.mapped("partner_id")
            start = self.env.cr.sql_log_count
            records.mapped("referral_count")
            return self.env.cr.sql_log_count - start

        self.assertEqual(count(rows[:1]), count(rows))

    def test_checks_ask_the_same_for_one_and_eighty(self):
        for number in range(80):
            self._refer(self.person, self._make_partner(f"Friend {number}"))
        every = self.Referral.search([("referrer_id", "=", self.person.id)])

        def count(records):
            self.env.invalidate_all()
            records.mapped("referred_firm_id")
            records.mapped("referrer_firm_id")
            start = self.env.cr.sql_log_count
            reasons = records._gift_refusals()
            self.assertEqual(set(reasons.values()), {None})
            return self.env.cr.sql_log_count - start

        count(every)
        self.assertEqual(count(every[:1]), count(every))

    # ------------------------------------------------------------ merging

    def _merge(self, sources, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((sources | target).ids, target)
        self.Referral.invalidate_model()

    def test_merge_of_who_brought_and_who_was_brought(self):
        referral = self._refer(self.person, self.fresh)
        self._merge(self.fresh, self.person)
        self.assertEqual((referral.state, referral.refusal), ("refused", "same_entity"))

    def test_merge_of_two_who_were_brought(self):
        twin = self._make_partner("Twin")
        first = self._refer(self.person, self.fresh)
        second = self._refer(self.firm, twin)
        invoice = self._sell(twin, [(self.product, 1, 100)])
        self._pay(invoice)
        self._move()
        self._merge(twin, self.fresh)
        self.assertEqual((first.state, first.refusal), ("refused", "merged"))
        self.assertEqual(second.state, "ordered", "the one that is further stays")
        self.assertEqual(second.referred_firm_id, self.fresh)

    def test_merge_that_would_close_a_circle(self):
        third = self._make_partner("Third")
        first = self._refer(self.person, self.fresh)
        second = self._refer(self.firm, third)
        self._merge(third, self.person)  # firm -> person -> fresh: no circle
        self.assertEqual(set((first | second).mapped("state")), {"identified"})
        self._merge(self.fresh, self.firm)  # firm -> person -> firm
        self.assertEqual((second.state, second.refusal), ("refused", "circle"))
        self.assertEqual(first.state, "identified")

    def test_merged_leads(self):
        leads = self._lead(email_from="a@example.com") | self._lead()
        leads[0].gift_referrer_id = self.person
        leads[1].gift_referrer_id = self.firm
        kept = leads.merge_opportunity()
        self.assertEqual(kept.gift_referrer_id, self.person)
