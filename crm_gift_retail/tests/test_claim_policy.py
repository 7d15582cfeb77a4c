"""Quoting somebody else's customer: an assist by default, a decision where blocked."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .claim_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestClaimAssist(PolicyCommon):
    def test_draft_makes_an_assist_and_tells_the_owner(self):
        order = self._quote()
        # who may see own documents only stays the salesperson, else nothing is saved
        self.assertEqual(order.user_id, self.bob)
        assist = self.claim.assist_ids
        self.assertEqual((assist.user_id, assist.share), (self.bob, 30))
        self.assertEqual(assist.touchpoint_id.kind, "assist")
        text = order.gift_claim_text
        self.assertIn("Claimed by Anna until", text)
        self.assertIn("30 % of this sale are yours", text)
        told = (
            self.env["mail.message"]
            .search([("model", "=", "sale.order"), ("res_id", "=", order.id)])
            .filtered(lambda message: self.anna.partner_id in message.partner_ids)
        )
        mailed = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.anna.partner_id.ids)]
        )
        self.assertTrue(told or mailed, "the owner hears of it")
        order.write({"note": "x"})
        self.assertEqual(len(self.claim.assist_ids), 1, "once per quotation")

    def test_helper_goes_on_with_the_own_draft(self):
        """Who made the quotation as an assist may finish it."""
        order = self._quote()
        order.order_line.price_unit = 90
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_share_is_the_owners_and_managers_to_change(self):
        self._quote()
        assist = self.claim.assist_ids
        assist.with_user(self.manager).share = 40
        with self.assertRaises(AccessError):
            assist.with_user(self.bob).share = 90
        self.assertEqual(assist.share, 40)

    def test_owner_deputy_and_strangers(self):
        self._quote(self.anna)
        self.assertFalse(self.claim.assist_ids)
        self.env["gift.deputy"].create(
            {
                "user_id": self.anna.id,
                "deputy_id": self.bob.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        order = self._quote()
        self.assertFalse(self.claim.assist_ids, "the deputy speaks for the owner")
        self.assertFalse(order.gift_is_assist)
        self.assertFalse(self._quote(partner=self.person).gift_claim_text)

    def test_member_of_the_shop(self):
        """A private walk-in belongs to the shop: its people are no helpers there."""
        claim = self.env["gift.claim"]._gift_claim(
            self.person, self.company, team=self.shop
        )
        order = self._quote(partner=self.person)
        self.assertIn("Shop Beijing Road", order.gift_claim_text)
        self.shop.member_ids = self.bob
        self.env.invalidate_all()
        second = self._quote(partner=self.person)
        self.assertFalse(second.gift_is_assist)
        self.assertEqual(len(claim.assist_ids), 1)

    def test_owner_sees_who_helps(self):
        order = self._quote(user_id=self.bob.id)
        words = order.with_user(self.anna).sudo(False)
        lead = self.env["crm.lead"].create(
            {"name": "Tea", "partner_id": self.firm.id, "user_id": self.bob.id}
        )
        self.assertFalse(words.gift_is_assist)
        self.assertIn("Bob helps", lead.with_user(self.anna).gift_claim_text)

    def test_machines_make_no_assists(self):
        self._quote(self.env.ref("base.user_root"))
        self.env["sale.order"].with_user(self.bob).sudo().create(
            {"partner_id": self.firm.id, "company_id": self.company.id}
        )
        self._quote(self.bob).sudo()
        self.assertEqual(len(self.claim.assist_ids), 1)

    def test_banner_costs_the_same_for_one_and_eighty(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}"} for n in range(80)]
        )
        for partner in partners:
            self._claim(partner, self.anna)
        leads = (
            self.env["crm.lead"]
            .create([{"name": p.name, "partner_id": p.id} for p in partners])
            .with_user(self.users["service"])
        )

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records.mapped("partner_id.commercial_partner_id")
            records.mapped("company_id.root_id")
            before = self.cr.sql_log_count
            records.mapped("gift_claim_text")
            return self.cr.sql_log_count - before

        count(leads)
        self.assertEqual(count(leads[:1]), count(leads))


@tagged("post_install", "-at_install")
class TestClaimBlock(PolicyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.gift_claim_policy = "block"

    def test_draft_is_saved_and_the_rest_waits(self):
        order = self._quote()
        self.assertTrue(order.gift_is_blocked)
        self.assertIn("wait for a manager", order.gift_claim_text)
        order.write({"client_order_ref": "A-1"})
        report = self.env["ir.actions.report"].with_user(self.bob)
        self.bob.group_ids += self.env.ref("base.group_partner_manager")
        wizard = self.env["portal.share"].with_user(self.bob)
        shared = {"active_model": "sale.order", "active_id": order.id}
        target = {
            "res_model": "sale.order",
            "res_id": order.id,
            "partner_ids": [Command.set(self.firm.ids)],
        }
        for door, call in (
            ("confirm", order.action_confirm),
            ("send", order.action_quotation_send),
            ("mark as sent", order.action_quotation_sent),
            ("state", lambda: order.write({"state": "sent"})),
            (
                "print",
                lambda: report._render_qweb_html("sale.report_saleorder", order.ids),
            ),
            ("create confirmed", lambda: self._quote(state="sale")),
            ("preview", order.action_preview_sale_order),
            ("share", order.with_context(**shared).action_share),
            ("dialog", lambda: wizard.with_context(**shared).default_get([])),
            ("link", lambda: wizard.new(target).share_link),
            ("invite", lambda: wizard.create(target).action_send_mail()),
        ):
            with (
                self.subTest(door=door),
                self.assertRaisesRegex(UserError, "Claimed by Anna"),
                self.env.cr.savepoint(),
            ):
                call()
            self.env.invalidate_all()
        self.assertEqual(order.state, "draft")

    def test_decision_lets_it_go(self):
        order = self._quote()
        order.action_gift_ask_decision()
        approval = order.sudo().gift_approval_ids
        self.assertEqual(approval.requester_id, self.bob)
        self.assertIn("200", str(approval.with_user(self.manager).facts_shown))
        approval.with_user(self.manager).action_decide("approved")
        self.env.invalidate_all()
        self.assertFalse(order.gift_is_blocked)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_silence_and_refusal_keep_it_waiting(self):
        order = self._quote()
        order.action_gift_ask_decision()
        order.sudo().gift_approval_ids._lapse_one()
        with self.assertRaisesRegex(UserError, "wait for"):
            order.action_confirm()
        order.action_gift_ask_decision()
        approval = order.sudo().gift_approval_ids.filtered("is_open")
        approval.with_user(self.manager).action_decide("refused")
        with self.assertRaisesRegex(UserError, "wait for"):
            order.action_confirm()

    def test_another_owner_is_another_decision(self):
        order = self._quote()
        order.action_gift_ask_decision()
        order.sudo().gift_approval_ids.with_user(self.manager).action_decide("approved")
        self.claim._gift_transfer(self.users["sales"], "x")
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "wait for"):
            order.action_confirm()

    def test_who_does_not_wait(self):
        for user in (self.anna, self.manager):
            order = self._quote(user)
            self.assertIn("access_token", order.action_preview_sale_order()["url"])
            with self.assertRaisesRegex(UserError, "does not wait"):
                order.action_gift_ask_decision()
            order.action_confirm()
            self.assertEqual(order.state, "sale", user.name)

    def test_never_web_portal_or_jobs(self):
        order = self._quote().sudo()
        order.action_confirm()  # as the shop's payment does
        self.assertEqual(order.state, "sale")
        portal = self._make_login("policy_portal", "base.group_portal")
        self._quote().with_user(portal)._gift_check_claim_block()

    def test_import_does_not_wait_and_is_not_forged(self):
        with self.assertRaisesRegex(UserError, "Claimed by Anna"):
            self.env["sale.order"].with_user(self.bob).with_context(
                import_file=True, gift_import_mark=True
            ).create({"partner_id": self.firm.id, "state": "sale"})
        self.bob.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        wizard = (
            self.env["base_import.import"]
            .with_user(self.bob)
            .with_context(allowed_company_ids=self.company.ids)
            .create(
                {
                    "res_model": "sale.order",
                    "file": f"c,r,s\n{self.firm.id},OLD-1,sale\n".encode(),
                    "file_name": "orders.csv",
                    "file_type": "text/csv",
                }
            )
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        done = wizard.execute_import(
            ["partner_id/.id", "client_order_ref", "state"], ["c", "r", "s"], options
        )
        self.assertTrue(done.get("ids"), done)
        order = self.env["sale.order"].browse(done["ids"])
        self.assertEqual((order.state, order.client_order_ref), ("sale", "OLD-1"))
        self.assertFalse(self.claim.assist_ids, "an import is nobody's help")

    def test_confirmed_orders_are_printed_whoever_claims_later(self):
        order = self._quote(partner=self.person)
        order.action_confirm()
        self._claim(self.person, self.anna)
        report = self.env["ir.actions.report"].with_user(self.bob)
        self.assertTrue(report._render_qweb_html("sale.report_saleorder", order.ids))
