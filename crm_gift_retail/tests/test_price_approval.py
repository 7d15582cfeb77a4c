"""A difference asks for a reason, and below the limit for an approval."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceApproval(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sold(100)

    def test_within_tolerance_nobody_asks(self):
        for price in (97, 100, 103):
            order = self._quote(price)
            self.assertEqual(self._last(order)["state"], "ok")
            self.assertFalse(order.gift_price_state)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_difference_asks_for_a_reason_either_way(self):
        for price in (104, 95):
            order = self._quote(price)
            self.assertEqual(order.gift_price_state, "reason")
            self.assertIn("Tea set", order.gift_price_text)
            with self.assertRaisesRegex(UserError, "choose the reason"):
                order.action_confirm()
            order.order_line.gift_price_reason_id = self.reason
            self.assertFalse(order.gift_price_state)
            order.action_quotation_sent()
            self.assertEqual(order.state, "sent")
            order.sudo().action_cancel()
            self.env["gift.price.quoted"].search([]).sudo().unlink()

    def test_settings_decide(self):
        self.company.write({"gift_price_tolerance": 30, "gift_price_limit": 50})
        order = self._quote(75)
        self.assertFalse(order.gift_price_state)
        order.order_line.price_unit = 45
        self.assertEqual(order.gift_price_state, "reason", "the chips come first")

    def test_below_the_limit_everything_waits(self):
        order = self._quote(80, line={"gift_price_reason_id": self.reason.id})
        self.assertEqual(order.gift_price_state, "approval")
        report = self.env["ir.actions.report"].with_user(self.anna)
        wizard = self.env["portal.share"].with_user(self.anna)
        shared = {"active_model": "sale.order", "active_id": order.id}
        values = {"gift_price_reason_id": self.reason.id}
        for door, call in (
            ("confirm", order.action_confirm),
            ("send", order.action_quotation_send),
            ("mark as sent", order.action_quotation_sent),
            ("state", lambda: order.write({"state": "sent"})),
            (
                "print",
                lambda: report._render_qweb_html("sale.report_saleorder", order.ids),
            ),
            ("create", lambda: self._quote(80, state="sale", line=values)),
            ("preview", order.action_preview_sale_order),
            ("share", lambda: wizard.with_context(**shared).default_get([])),
        ):
            with (
                self.subTest(door=door),
                self.assertRaisesRegex(UserError, "an approval"),
                self.env.cr.savepoint(),
            ):
                call()
            self.env.invalidate_all()
        order.write({"client_order_ref": "A draft may be saved"})

    def test_price_and_state_in_one_step(self):
        order = self._quote(100)
        line = {"price_unit": 50, "gift_price_reason_id": self.reason.id}
        with self.assertRaisesRegex(UserError, "wait for an approval"):
            order.write(
                {
                    "state": "sent",
                    "order_line": [Command.update(order.order_line.id, line)],
                }
            )

    def test_decided_once_for_all_lines(self):
        self._sold(40, product=self.product_b)
        order = self._quote(80)
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product_b.id,
                    "product_uom_qty": 1,
                    "price_unit": 20,
                    "tax_ids": [Command.clear()],
                }
            )
        ]
        with self.assertRaisesRegex(UserError, "choose the reason"):
            order.action_gift_ask_price()
        order.order_line.gift_price_reason_id = self.reason
        order.action_gift_ask_price()
        self.assertEqual(order.gift_price_state, "asked")
        approval = order.sudo().gift_approval_ids
        self.assertEqual((len(approval), approval.kind), (1, "price"))
        shown = str(approval.with_user(self.manager).facts_shown)
        for word in ("Tea set", "Vase", "80.00", "Promotion", "Margin"):
            self.assertIn(word, shown)
        self.assertNotIn("Margin", str(approval.with_user(self.anna).facts_shown))
        with self.assertRaisesRegex(UserError, "asked for"):
            order.action_confirm()
        approval.with_user(self.manager).action_decide("approved")
        self.env.invalidate_all()
        self.assertEqual(order.gift_price_state, "allowed")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_cheaper_than_allowed_asks_again(self):
        order = self._quote(80, line={"gift_price_reason_id": self.reason.id})
        order.action_gift_ask_price()
        order.order_line.price_unit = 70
        self.assertEqual(order.gift_price_state, "approval")
        order.action_gift_ask_price()
        first, second = order.sudo().gift_approval_ids.sorted("id")
        self.assertEqual((first.state, second.state), ("withdrawn", "open"))
        second.with_user(self.manager).action_decide("approved")
        self.env.invalidate_all()
        order.order_line.price_unit = 75
        self.assertEqual(order.gift_price_state, "allowed", "dearer than allowed")
        order.order_line.price_unit = 69
        with self.assertRaisesRegex(UserError, "wait for an approval"):
            order.action_confirm()
        order.order_line.price_unit = 70
        order.partner_id = self.person
        order.partner_id = self.firm
        self.assertEqual(order.gift_price_state, "allowed")

    def test_confirming_is_no_way_around(self):
        order = self._quote(100)
        order.action_confirm()
        order.order_line.price_unit = 99
        line = {
            "product_id": self.product.id,
            "product_uom_qty": 1,
            "price_unit": 20,
            "tax_ids": [Command.clear()],
        }
        for call in (
            lambda: order.order_line.write({"price_unit": 50}),
            lambda: order.order_line.write({"discount": 60}),
            lambda: order.write({"order_line": [Command.create(line)]}),
        ):
            with (
                self.assertRaisesRegex(UserError, "order that is confirmed"),
                self.env.cr.savepoint(),
            ):
                call()
            self.env.invalidate_all()
        self._as(self.manager, order).order_line.price_unit = 50
        self.assertEqual(order.order_line.price_unit, 50)

    def test_refused_stays_waiting(self):
        order = self._quote(80, line={"gift_price_reason_id": self.reason.id})
        order.action_gift_ask_price()
        order.sudo().gift_approval_ids.with_user(self.manager).action_decide("refused")
        self.env.invalidate_all()
        self.assertEqual(order.gift_price_state, "approval")
        with self.assertRaisesRegex(UserError, "wait for an approval"):
            order.action_confirm()

    def test_allowances_are_not_forged(self):
        order = self._quote(50, line={"gift_price_reason_id": self.reason.id})
        key = order.order_line._gift_price_key(50)
        with self.assertRaises(AccessError):
            order.order_line.write({"gift_price_allowed": key})
        with self.assertRaises(AccessError):
            order.order_line.write({"gift_firm_id": False})
        copied = order.copy()
        self.assertFalse(copied.order_line.gift_price_reason_id)

    def test_who_does_not_wait(self):
        order = self._quote(50)
        self._as(self.manager, order).action_confirm()
        self.assertEqual(order.state, "sale", "managers decide themselves")
        web = self._quote(40).sudo()
        web.action_confirm()
        self.assertEqual(web.state, "sale", "as the shop's payment does")
        portal = new_test_user(self.env, "price_portal", groups="base.group_portal")
        self._quote(50).with_user(portal)._gift_check_prices()

    def test_colleague_without_a_duty_waits_for_the_approval_alone(self):
        plain = new_test_user(
            self.env,
            "price_plain",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        order = self._quote(95)
        self._as(plain, order).action_quotation_sent()
        self.assertEqual(order.state, "sent", "no chips, no question")
        order = self._quote(50)
        with self.assertRaisesRegex(UserError, "wait for an approval"):
            self._as(plain, order).action_confirm()

    def test_masked_salesperson_learns_no_amount(self):
        """Before the first contact somebody else's customer has no price to read."""
        self.env["gift.claim"]._gift_claim(self.firm, self.company, owner=self.anna)
        order = self._quote(50, user=self.bob)
        last = self._last(order)
        self.assertIn("Claimed", last["masked"])
        self.assertEqual(last["rows"], [])
        self.assertNotIn("price", last)
        with self.assertRaises(UserError) as caught:
            order.action_confirm()
        self.assertNotIn("100", str(caught.exception))
        prices = self._as(self.bob, self.env["gift.price"])
        with self.assertRaisesRegex(AccessError, "first contact"):
            prices.get_history(self.firm.id, self.product.id)


@tagged("post_install", "-at_install")
class TestPriceOverlap(PriceCommon):
    def _told(self, user):
        """Return how many notices of this kind a user got."""
        return self.env["mail.mail"].search_count(
            [
                ("recipient_ids", "in", user.partner_id.ids),
                ("subject", "=", "Two of you quote one customer"),
            ]
        ) + self.env["mail.message"].search_count(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("subject", "=", "Two of you quote one customer"),
            ]
        )

    def test_both_are_told_once(self):
        self._tell(user=self.anna)
        self.assertFalse(self.env["gift.price.overlap"].search([]))
        self._tell(user=self.bob, partner=self.contact)
        pair = self.env["gift.price.overlap"].search([])
        self.assertEqual(pair.user_id | pair.other_id, self.anna | self.bob)
        before = self._told(self.anna), self._told(self.bob)
        self.assertTrue(all(before))
        self._tell(user=self.anna)
        order = self._quote(user=self.bob, user_id=self.bob.id)
        order.sudo().action_quotation_sent()
        self.assertEqual(self.env["gift.price.overlap"].search([]), pair)
        self.assertEqual((self._told(self.anna), self._told(self.bob)), before)

    def test_again_after_thirty_days(self):
        first = self._tell(user=self.anna, days=40)
        self._tell(user=self.bob)
        self.assertFalse(self.env["gift.price.overlap"].search([]), "too long ago")
        first.sudo().date = self._tell(user=self.bob).date
        self._tell(user=self.anna)
        pair = self.env["gift.price.overlap"].search([])
        self.env.cr.execute(
            "UPDATE gift_price_overlap SET date = date - interval '31 days'"
        )
        self.env.invalidate_all()
        told = self._told(self.bob)
        self._tell(user=self.anna)
        self.assertEqual(self.env["gift.price.overlap"].search([]), pair)
        self.assertGreater(self._told(self.bob), told)

    def test_not_for_other_firms_companies_or_leavers(self):
        self._tell(user=self.anna)
        self._tell(user=self.bob, partner=self.person)
        self.assertFalse(self.env["gift.price.overlap"].search([]))
        self.anna.active = False
        self._tell(user=self.bob)
        self.assertFalse(self.env["gift.price.overlap"].search([]))
