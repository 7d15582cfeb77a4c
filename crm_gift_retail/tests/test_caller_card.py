"""The caller card: its lines, for whom, and at what price."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .caller_common import CallerCommon


@tagged("post_install", "-at_install")
class TestCallerCard(CallerCommon):
    def test_head(self):
        self._sell(self.buyer, [(self.product, 10, 100)])
        self._refresh()
        card = self._card()
        self.assertEqual(card["name"], "王芷")
        self.assertEqual(card["salutation"], "王女士")
        self.assertEqual(card["firm"], "白云酒店")
        self.assertEqual(card["role"], "Purchasing")
        self.assertEqual(card["owner"], self.users["sales"].name)
        customer = self._customer(self.hotel)
        self.assertEqual(card["customer_id"], customer.id)
        self.assertEqual(card["tier"]["letter"], customer.tier_id.code)

    def test_a_person_without_standing_has_a_card(self):
        card = self._card("13733334444")
        self.assertFalse(card["customer_id"])
        new = self._make_partner("New", phone="13600001111")
        card = self._card("13600001111")
        self.assertEqual((card["partner_id"], card["customer_id"]), (new.id, False))
        for part in ("sentence", "stoppers", "orders", "prices", "last_contact", "due"):
            with self.subTest(part):
                self.assertFalse(card[part])

    def test_sentence_follows_the_order(self):
        order = self._order(self.buyer, [(self.product, 200, 10)])
        order.commitment_date = self._at(3)
        self.assertIn("王女士, your 200 × Tea set waits for goods", self._sentence())
        self.env["stock.quant"]._update_available_quantity(
            self.product, order.warehouse_id.lot_stock_id, 500
        )
        order.picking_ids.action_assign()
        self.assertIn("is being packed, promised on", self._sentence())
        order.commitment_date = self._at(-2)
        self.assertIn("should have left on", self._sentence())
        order.commitment_date = self._at(1)
        self._deliver(order)
        self.assertEqual(
            self._sentence(),
            "王女士, your 200 × Tea set left today, promised tomorrow.",
        )
        order.picking_ids.date_done = fields.Datetime.now() - timedelta(days=40)
        self.assertFalse(self._sentence(), "no news after two weeks")

    def _sentence(self):
        self.env.flush_all()
        return self._card()["sentence"]

    def test_open_orders_soonest_first_and_the_rest_counted(self):
        for days in (5, 1, 9, 3, 7):
            order = self._order(self.buyer, [(self.product, 1, 100)])
            order.commitment_date = self._at(days)
        self._order(self.mother, [(self.product, 1, 100)])
        card = self._card()
        promises = [order["promise"] for order in card["orders"]]
        expected = [fields.Date.to_string(self._days_ago(-days)) for days in (1, 3, 5)]
        self.assertEqual(promises, expected)
        self.assertEqual(card["more"], 2)
        self.assertFalse(card["orders"][0]["can_open"], "a clerk reads no order")
        self.assertTrue(self._card(role="service")["orders"][0]["can_open"])
        self.assertEqual(card["orders"][0]["tracking"], "")

    def test_prices_quoted_and_told(self):
        quotation = self._order(
            self.buyer,
            [(self.product, 200, 88), (self.product_b, 1, 40)],
            confirm=False,
            validity_date=self._days_ago(-20),
        )
        self.assertFalse(self._card()["prices"], "a draft was told to nobody")
        quotation.action_quotation_sent()
        self.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": self.buyer.id,
                    "company_id": self.company.id,
                    "kind": "price_told",
                    "res_model": "gift.test",
                    "res_id": 1,
                    "date": self._at(2),
                    "summary": "Vase at 35 each",
                }
            ]
        )
        prices = self._card()["prices"]
        self.assertEqual(len(prices), 3)
        self.assertEqual(prices[0]["text"], "Vase at 35 each")
        self.assertIn("200 × Tea set at", prices[1]["text"])
        self.assertIn("88.00", prices[1]["text"])
        self.assertIn("valid until", prices[1]["text"])
        self.assertFalse(self._card(role="warehouse")["prices"])

    def test_overdue_is_said_to_all_and_how_much_to_few(self):
        self._sell(self.buyer, [(self.product, 3, 100)], date=self._days_ago(40))
        self.env["account.move"].search(
            [("commercial_partner_id", "=", self.hotel.id)]
        ).invoice_date_due = self._days_ago(10)
        for role in ("clerk", "caller", "warehouse"):
            with self.subTest(role):
                card = self._card(role=role)
                self.assertEqual(card["stoppers"], ["Overdue invoice"])
                self.assertFalse(card["owed"])
                self.assertNotIn("300", str({**card, "phone": ""}))
        for role in ("sales", "service", "service_lead", "manager"):
            with self.subTest(role):
                self.assertIn("300.00", self._card(role=role)["owed"])

    def test_no_profit_on_any_card(self):
        self._sell(self.buyer, [(self.product, 7, 123)])
        self._refresh()
        for role in self.users:
            with self.subTest(role):
                self.assertNotRegex(str(self._card(role=role)), "profit|margin|441")

    def test_last_contact_and_what_is_due(self):
        self._as("caller", self.env["gift.contact.log"])._log_contact(
            self.buyer, "spoke", "Wants red ribbons"
        )
        activity = self.buyer.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self._days_ago(1),
            summary="Call back about ribbons",
            user_id=self.users["sales"].id,
        )
        card = self._card()
        self.assertIn("Wants red ribbons", card["last_contact"]["summary"])
        self.assertEqual(card["last_contact"]["who"], self.users["caller"].name)
        self.assertEqual(card["due"][0]["reason"], "Call back about ribbons")
        self.assertTrue(card["due"][0]["late"])
        activity.action_feedback()
        self.assertFalse(self._card()["due"])

    def test_a_recipient_hears_no_price(self):
        order = self._order(self.mother, [(self.product, 1, 100)])
        order.commitment_date = self._at(1)
        card = self._card("13733334444")
        self.assertTrue(card["is_recipient"])
        self.assertEqual((card["orders"], card["prices"]), ([], []))
        self.assertFalse(card["sentence"])
        self.assertEqual(
            card["stoppers"], ["Gets gifts, did not buy them: say no price."]
        )

    def test_for_which_company(self):
        bank = self._make_partner("Bank", is_company=True)
        self._order(bank, [(self.product_b, 4, 100)])
        self.env["gift.partner.role"].create(
            {"partner_id": self.buyer.id, "firm_id": bank.id, "role": "agent"}
        )
        card = self._card()
        self.assertEqual(
            [(firm["name"], firm["current"]) for firm in card["firms"]],
            [("白云酒店", True), ("Bank", False)],
        )
        calls = self._calls()
        other = calls.open_card(self.buyer.id, bank.id)
        self.assertEqual((other["name"], other["firm"]), ("王芷", "Bank"))
        self.assertEqual(len(other["orders"]), 1)
        self.assertFalse(card["orders"])
        with self.assertRaisesRegex(Exception, "does not act for this company"):
            calls.open_card(self.buyer.id, self.mother.id)

    def test_form_draws_the_same_card(self):
        self._order(self.buyer, [(self.product, 1, 100)])
        customer = self.env["gift.customer"]._ensure(self.hotel, self.company)
        form = self._as("clerk", customer).card
        card = self._card()
        self.assertEqual(form["orders"], card["orders"])
        self.assertEqual(form["partner_id"], self.hotel.id)

    def test_buttons_by_duty(self):
        def keys(role):
            return {button["key"] for button in self._card(role=role)["actions"]}

        self.assertIn("note", keys("clerk"))
        self.assertNotIn("quote", keys("clerk"))
        self.assertLessEqual({"note", "quote"}, keys("caller"))
        calls = self._calls("caller")
        action = calls.open_card_action(self.buyer.id, "note")
        self.assertEqual(action["res_model"], "gift.contact.log")
        action = calls.open_card_action(self.buyer.id, "quote")
        self.assertEqual(action["context"]["default_partner_id"], self.buyer.id)
        action = calls.open_card_action(self.buyer.id, "invite")
        self.assertEqual(action["res_model"], "gift.invitation")
        self.assertNotIn("invite", keys("warehouse"))
        action = calls.open_card_action(self.buyer.id, "call_back")
        self.assertEqual(action["context"]["active_ids"], self.buyer.ids)
        with self.assertRaisesRegex(Exception, "no button"):
            calls.open_card_action(self.buyer.id, "dance")

    def test_twelve_queries_whatever_the_history(self):
        self._many_orders(self.buyer, 8000)
        self._sell(self.buyer, [(self.product, 3, 100)], date=self._days_ago(40))
        for _number in range(6):
            self._order(self.buyer, [(self.product, 1, 100)])
        bank = self._make_partner("Bank", is_company=True)
        self.env["gift.partner.role"].create(
            {"partner_id": self.buyer.id, "firm_id": bank.id, "role": "agent"}
        )
        self.env["gift.customer"]._ensure(self.hotel, self.company)
        self._as("caller", self.env["gift.contact.log"])._log_contact(
            self.buyer, "spoke", "Hello"
        )
        self._order(
            self.buyer, [(self.product, 2, 90)], confirm=False
        ).action_quotation_sent()
        self.env["account.move"].search(
            [("commercial_partner_id", "=", self.hotel.id)]
        ).invoice_date_due = self._days_ago(10)
        self.env.flush_all()
        calls = self._calls("service")
        counts = {}
        for number in ("13911112222", "13733334444", "13800138000", "13600009999"):
            calls._gift_answer_call(number, "page")  # rights and views are cached
            self.env.invalidate_all()
            calls.env.user.has_group("base.group_user")
            self.assertTrue(calls.env.user.name)  # and with it the zone
            self.assertTrue(calls.env.company.sudo().root_id.country_id.code)
            self.assertTrue(calls.env.companies)
            before = self.env.cr.sql_log_count
            answer = calls._gift_answer_call(number, "page")
            self.env.flush_all()
            counts[number] = self.env.cr.sql_log_count - before
            if number == "13800138000":
                for part in ("owed", "prices", "orders", "last_contact", "firms"):
                    self.assertTrue(answer["card"][part], part)
        self.assertEqual(answer["state"], "unknown")
        # one more is the counter of calls, in a transaction of its own
        self.assertLessEqual(max(counts.values()) + 1, 12, counts)
