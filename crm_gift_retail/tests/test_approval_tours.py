from odoo.tests import HttpCase, tagged

from .approval_common import ApprovalCommon


class ApprovalTours(ApprovalCommon, HttpCase):
    def _tour(self, url, name, user):
        self.start_tour(url, name, login=user.login, timeout=120)


@tagged("post_install", "-at_install")
class TestApprovalTours(ApprovalTours):
    def test_requester_asks_and_takes_back(self):
        self._tour("/odoo/gift-ask", "gift_approval_requester", self.seller)
        approval = self.Approval.search([("name", "like", "Two more sets")])
        self.assertEqual(approval.state, "withdrawn")
        self.assertEqual(approval.requester_id, self.seller)


@tagged("post_install", "-at_install")
class TestApprovalToursPhone(ApprovalTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_manager_decides_on_a_phone(self):
        self.env["gift.customer"]._ensure(self.person, self.company)
        approved = self._ask(note="Their third order this year")
        refused = self._ask(name="Free engraving", note="300 pieces")
        self._tour("/odoo/gift-home", "gift_approval_manager_phone", self.manager)
        self.assertEqual(approved.state, "approved")
        self.assertEqual(refused.state, "refused")
        self.assertEqual(refused.reason_key, "talk_first")
        self.assertEqual(refused.decision_note, "Call me tonight")
