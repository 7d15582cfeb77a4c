"""Dispute, decision, reassignment and the choice of the firm, in a real browser."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .claim_common import ClaimCommon


class RightsTours(ClaimCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._claim(cls.firm, cls.anna)
        for user in (cls.anna, cls.bob, cls.users["manager"]):
            user.password = user.login
        cls._touch(cls.firm, "call", cls.bob, summary="Wants 200 tea sets")
        cls._touch(cls.firm, "meeting", cls.anna, summary="Lunch")

    def _tour_of_dispute(self):
        order = (
            self.env["sale.order"]
            .with_user(self.bob)
            .create({"partner_id": self.firm.id, "company_id": self.company.id})
        )
        self.start_tour(
            f"/odoo/sale.order/{order.id}", "gift_dispute_ask", login=self.bob.login
        )
        dispute = self.env["gift.claim.dispute"].search(
            [("claim_id", "=", self.claim.id)]
        )
        self.assertEqual(dispute.claimant_id, self.bob)
        approval = dispute.gift_approval_ids
        manager = self.users["manager"]
        self.start_tour(
            f"/odoo/gift-approvals/{approval.id}",
            "gift_dispute_decide",
            login=manager.login,
        )
        self.assertEqual(self._active(self.firm).owner_id, self.bob)
        self.assertEqual(approval.decided_by_id, manager)

    def _tour_of_reassignment(self):
        firms = self.env["res.partner"].create(
            [{"name": f"Client {n}", "is_company": True} for n in range(2)]
        )
        leaver = self._make_user("sales", login="tour_leaver", name="Leaver")
        for firm in firms:
            self._claim(firm, leaver)
        row = self.env["gift.reassign"].create(
            {
                "user_id": leaver.id,
                "company_id": self.company.id,
                "target_ids": [Command.set(self.bob.ids)],
            }
        )
        manager = self.users["manager"]
        self.start_tour(
            f"/odoo/gift-reassign/{row.id}", "gift_reassign", login=manager.login
        )
        self.assertEqual(row.state, "undone")
        self.assertEqual(self._active(firms[0]).owner_id, leaver)

    def _tour_of_firms(self):
        firm_b = self._make_partner("Firm B", is_company=True)
        self.env["gift.partner.role"].create(
            {"partner_id": self.contact.id, "firm_id": firm_b.id, "role": "agent"}
        )
        order = self._order(self.contact, [], confirm=False, user_id=self.bob.id)
        self.start_tour(
            f"/odoo/sale.order/{order.id}", "gift_which_company", login=self.bob.login
        )
        self.assertEqual(order.partner_id, firm_b)
        self.assertEqual(order.gift_buyer_id, self.contact)


@tagged("post_install", "-at_install")
class TestRightsTours(RightsTours):
    def test_dispute(self):
        self._tour_of_dispute()

    def test_reassignment(self):
        self._tour_of_reassignment()

    def test_which_company(self):
        self._tour_of_firms()


@tagged("post_install", "-at_install")
class TestRightsToursPhone(RightsTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_dispute_on_a_phone(self):
        self._tour_of_dispute()

    def test_reassignment_on_a_phone(self):
        self._tour_of_reassignment()

    def test_which_company_on_a_phone(self):
        self._tour_of_firms()
