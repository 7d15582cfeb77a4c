"""One line on the telephone: the price told, and what follows."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .price_common import PriceCommon

DUTIES = ("clerk", "caller", "service", "sales", "manager")


@tagged("post_install", "-at_install")
class TestPriceTold(PriceCommon):
    def test_one_line_leaves_the_trail(self):
        lead = self.env["crm.lead"].create(
            {"name": "Cups", "partner_id": self.contact.id, "user_id": self.anna.id}
        )
        until = self.company._gift_today() + timedelta(days=9)
        told = self._tell(
            88,
            quantity=200,
            partner=self.contact,
            valid_until=until,
            channel="counter",
            note="with the logo",
            lead_id=lead.id,
        )
        self.assertEqual(told.commercial_partner_id, self.firm)
        self.assertEqual(told.user_id, self.anna)
        self.assertEqual(told.currency_id, self.currency)
        touch = self.env["gift.touchpoint"].search([("kind", "=", "price_told")])
        self.assertEqual((touch.res_model, touch.res_id), (told._name, told.id))
        self.assertEqual(touch.commercial_partner_id, self.firm)
        self.assertEqual((touch.lead_id, touch.channel), (lead, "shop"))
        self.assertTrue(touch.is_contact)
        for word in ("200 × Tea set", "88.00", "valid until", "with the logo"):
            self.assertIn(word, touch.summary)
        self.assertIn("88.00", lead.message_ids[0].body)

    def test_bad_input_names_the_remedy(self):
        today = self.company._gift_today()
        with self.assertRaisesRegex(ValidationError, "Tea set.*today or a later day"):
            self._tell(valid_until=today - timedelta(days=1))
        hour = self.env.ref("uom.product_uom_hour")
        with self.assertRaisesRegex(ValidationError, "Tea set.*is not sold by"):
            self._tell(uom_id=hour.id)
        with self.assertRaisesRegex(ValidationError, "Which price.*Tea set"):
            self._tell(0)
        walk_in = self._make_partner("Walk-in", gift_is_anonymous=True)
        with self.assertRaisesRegex(UserError, "Walk-in.*Choose the customer"):
            self._tell(partner=walk_in)
        for values in ({"quantity": 0}, {"price": -1}, {"discount": 101}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._tell(**values)
                self.env.flush_all()

    def test_stamps_are_not_forged(self):
        told = self._tell(
            50,
            user_id=self.bob.id,
            commercial_partner_id=self.person.id,
            company_id=self.company_b.id,
            price_net=1,
            date="2001-01-01 00:00:00",
        )
        self.assertEqual(told.user_id, self.anna)
        self.assertEqual(told.commercial_partner_id, self.firm)
        self.assertEqual(told.company_id, self.company)
        self.assertEqual(told.price_net, 50)
        self.assertGreater(told.date.year, 2020)

    def test_taken_back_by_author_or_manager(self):
        told = self._tell(50)
        with self.assertRaisesRegex(UserError, "does not change"):
            told.price_unit = 60
        with self.assertRaisesRegex(AccessError, "Only Anna or a manager"):
            self._as(self.bob, told).action_take_back()
        self.assertTrue(self._last(self._quote()))
        told.action_take_back()
        self.assertFalse(self._last(self._quote()), "it counts no longer")
        second = self._tell(60)
        self._as(self.manager, second).action_take_back()
        self.assertFalse(second.active)
        with self.assertRaises(UserError):
            told.sudo().unlink()

    def test_who_tells(self):
        for role in DUTIES:
            self.assertTrue(self._tell(user=self.users[role]), role)
        values = {"partner_id": self.firm.id, "product_id": self.product.id}
        outsiders = [
            self.users["warehouse"],
            new_test_user(self.env, "told_stranger"),
            new_test_user(self.env, "told_portal", groups="base.group_portal"),
            new_test_user(self.env, "told_public", groups="base.group_public"),
        ]
        for user in outsiders:
            told = self.env["gift.price.told"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                told.create(values)
            prices = self.env["gift.price"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                prices.get_history(self.firm.id, self.product.id)

    def test_prices_of_masked_customers_and_of_other_companies(self):
        told = self._tell(50)
        self.env["gift.claim"]._gift_claim(self.firm, self.company, owner=self.anna)
        found = self._as(self.bob, self.env["gift.price.told"]).search([])
        self.assertFalse(found, "claimed by somebody else")
        self.assertEqual(
            self._as("clerk", self.env["gift.price.told"]).search([]), told
        )
        other = self._make_user("manager", self.company_b, login="told_south")
        self.assertFalse(self._as(other, self.env["gift.price.told"]).search([]))
        with self.assertRaises(AccessError):
            self._as(other, told).read(["price_unit"])

    def test_doors_card_lead_counter(self):
        cards = self._as("clerk", self.env["gift.customer"])
        action = cards.open_card_action(self.contact.id, "price_told")
        self.assertEqual(action["res_model"], "gift.price.told")
        self.assertEqual(action["context"]["default_partner_id"], self.contact.id)
        keys = [row["key"] for row in self._card()["actions"]]
        self.assertEqual(keys[:2], ["note", "price_told"])
        self.assertNotIn(
            "price_told", [row["key"] for row in self._card("warehouse")["actions"]]
        )
        lead = self.env["crm.lead"].create({"name": "L", "partner_id": self.firm.id})
        action = self._as(self.anna, lead).action_gift_price_told()
        self.assertEqual(action["context"]["default_lead_id"], lead.id)

    def _card(self, role="clerk"):
        customer = self.env["gift.customer"]._ensure(self.firm, self.company)
        self.env.invalidate_all()
        return self._as(role, customer).card

    def test_card_says_prices_as_they_were_sent(self):
        self._tell(88, valid_until=self.company._gift_today())
        order = self._quote(77)
        order.sudo().action_quotation_sent()
        order.sudo().order_line.price_unit = 11
        texts = [row["text"] for row in self._card()["prices"]]
        self.assertTrue(any("88.00" in text for text in texts), texts)
        self.assertTrue(any("77.00" in text for text in texts), texts)
        self.assertFalse(any("11.00" in text for text in texts), texts)
        self.assertEqual(self._card("warehouse")["prices"], [])
