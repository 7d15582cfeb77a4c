"""Two salespeople, one customer: asked once, decided once, carried out."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .claim_common import ClaimedCommon


@tagged("post_install", "-at_install")
class TestClaimDispute(ClaimedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = cls.env["gift.claim.dispute.reason"].search([], limit=2)

    def _dispute(self, user=None, **values):
        """Contest the claim through the dialog, as the screen does."""
        user = user or self.bob
        partner = self.firm.with_user(user)
        context = partner.action_gift_dispute()["context"]
        dialog = self.env["gift.claim.dispute.ask"].with_user(user)
        dialog = dialog.with_context(**context).create(
            {"reason_ids": [fields.Command.set(self.reasons.ids)], **values}
        )
        dialog.action_ask()
        return self.env["gift.claim.dispute"].search([], limit=1, order="id desc")

    def _decide(self, dispute, decision, reason=None, user=None):
        approval = dispute.gift_approval_ids[:1].with_user(user or self.manager)
        approval.action_decide(decision, reason_key=reason)
        self.env.invalidate_all()

    def test_asked_with_facts(self):
        self._touch(self.firm, "call", self.bob, summary="Wants 200 tea sets")
        self._touch(self.firm, "meeting", self.anna, summary="Lunch")
        dispute = self._dispute(note="They came to me")
        self.assertEqual(dispute.state, "open")
        self.assertEqual(dispute.claimant_id, self.bob)
        self.assertEqual(dispute.owner_id, self.anna)
        self.assertEqual(dispute.evidence_ids.mapped("summary"), ["Wants 200 tea sets"])
        approval = dispute.gift_approval_ids
        self.assertEqual(approval.requester_id, self.bob)
        text = str(approval.with_user(self.manager).facts_shown)
        for words in ("Firm", "Anna", "tea sets", "Lunch", "They came to me"):
            self.assertIn(words, text)
        self.assertIn(self.reasons[0].name, text)
        self.assertIn("Waiting for", dispute.with_user(self.bob).gift_approval_status)
        working = self.env["gift.working.time"]._deadline(
            self.company, approval.create_date, self.company.gift_dispute_hours
        )
        self.assertLess(abs(approval.deadline - working), timedelta(minutes=1))

    def test_approved_gives_the_customer_on(self):
        dispute = self._dispute()
        self._decide(dispute, "approved")
        self.assertEqual(dispute.state, "transferred")
        self.assertEqual(self.claim.state, "transferred")
        self.assertIn("Dispute of Bob", self.claim.end_reason)
        now = self._active(self.firm)
        self.assertEqual(now.owner_id, self.bob)
        self.assertEqual(dispute.new_claim_id, now)
        self.assertEqual(now.previous_id, self.claim)
        self.assertEqual(self.claim.dispute_ids, dispute, "it stays with the claim")
        self.assertEqual(self._owner(self.firm), self.bob)

    def test_manager_shares_instead(self):
        dispute = self._dispute()
        self._decide(dispute, "approved", "split")
        self.assertEqual(dispute.state, "split")
        self.assertEqual(self._active(self.firm), self.claim)
        assist = self.claim.assist_ids
        self.assertEqual((assist.user_id, assist.share), (self.bob, 30))

    def test_refused_and_silence_let_the_owner_keep(self):
        dispute = self._dispute()
        self._decide(dispute, "refused", "active")
        self.assertEqual(dispute.state, "kept")
        self.assertEqual(self._active(self.firm), self.claim)
        self.assertTrue(dispute.result)
        second = self._dispute()
        approval = second.gift_approval_ids
        approval.deadline = fields.Datetime.now() - timedelta(minutes=1)
        approval._lapse_one()
        self.assertEqual(second.state, "kept")
        self.assertEqual(self._active(self.firm), self.claim)

    def test_decided_once(self):
        dispute = self._dispute()
        self._decide(dispute, "refused")
        with self.assertRaisesRegex(UserError, "decided already"):
            self._decide(dispute, "approved")
        self.assertEqual(self._active(self.firm), self.claim)

    def test_changed_hands_meanwhile(self):
        dispute = self._dispute()
        self.claim._gift_transfer(self.users["sales"], "Elsewhere")
        with self.assertRaisesRegex(UserError, "changed hands meanwhile"):
            self._decide(dispute, "approved")
        self.assertEqual(self._active(self.firm).owner_id, self.users["sales"])

    def test_one_at_a_time_and_never_the_own(self):
        self._dispute()
        with self.assertRaisesRegex(UserError, "Bob disputes this already"):
            self._dispute(self.users["caller"])
        with self.assertRaisesRegex(UserError, "is yours already"):
            self._dispute(self.anna)
        with self.assertRaisesRegex(UserError, "nothing to dispute"):
            self.person.with_user(self.bob).action_gift_dispute()

    def test_something_has_to_be_said(self):
        with self.assertRaisesRegex(UserError, "choose a reason"):
            self._dispute(reason_ids=[fields.Command.clear()])

    def test_owner_does_not_decide_on_the_own_customer(self):
        boss = self._make_user("manager", login="claim_boss", name="Boss")
        claim = self._claim(self.person, boss)
        dispute = self.env["gift.claim.dispute"].with_user(self.bob)
        dispute = dispute._gift_raise(claim, "transfer", note="Mine").sudo()
        with (
            self.assertRaisesRegex(UserError, "let another manager decide"),
            self.env.cr.savepoint(),
        ):
            self._decide(dispute, "approved", user=boss)
        self.env.invalidate_all()
        self._decide(dispute, "approved")
        self.assertEqual(self._active(self.person).owner_id, self.bob)

    def test_taken_back(self):
        dispute = self._dispute()
        dispute.gift_approval_ids.with_user(self.bob).action_withdraw()
        self.assertEqual(dispute.state, "withdrawn")
        self.assertEqual(self._dispute().state, "open", "and may be asked anew")

    def test_who_sees_what(self):
        dispute = self._dispute()
        for user in (self.anna, self.bob, self.manager, self.users["service_lead"]):
            self.assertTrue(dispute.with_user(user).read(["state"]))
        with self.assertRaises(AccessError):
            dispute.with_user(self.users["caller"]).read(["state"])
        with self.assertRaises(AccessError):
            dispute.with_user(self.users["clerk"]).read(["state"])
        for user in (self.bob, self.manager):
            with self.assertRaises(AccessError):
                dispute.with_user(user).write({"state": "transferred"})
        with self.assertRaises(AccessError):
            self.firm.with_user(self.users["service"]).action_gift_dispute()
        with self.assertRaises(AccessError):
            self._decide(dispute, "approved", user=self.bob)

    def test_archived_owner(self):
        self.anna.active = False
        dispute = self._dispute()
        self._decide(dispute, "approved")
        self.assertEqual(self._active(self.firm).owner_id, self.bob)

    def test_from_lead_and_quotation(self):
        lead = self.env["crm.lead"].create(
            {"name": "Tea", "partner_id": self.contact.id, "user_id": self.bob.id}
        )
        order = self._order(
            self.firm, [(self.product, 1, 100)], confirm=False, user_id=self.bob.id
        )
        for document in (lead, order):
            action = document.with_user(self.bob).action_gift_dispute()
            self.assertEqual(action["context"]["default_claim_id"], self.claim.id)
        self.assertIn("Anna", lead.with_user(self.bob).gift_claim_text)


@tagged("post_install", "-at_install")
class TestClaimDecisions(ClaimedCommon):
    """A lead's salesperson changes; a customer is left alone."""

    def _approvals(self, kind):
        return self.env["gift.approval"].search(
            [("res_model", "=", "gift.claim"), ("kind", "=", kind)]
        )

    def _lead(self):
        lead = self.env["crm.lead"].create(
            {"name": "Tea", "partner_id": self.firm.id, "user_id": self.anna.id}
        )
        return lead.with_user(self.users["service"])

    def test_changing_the_salesperson_proposes_a_transfer(self):
        lead = self._lead()
        lead.user_id = self.bob
        approval = self._approvals("claim_transfer")
        self.assertEqual(len(approval), 1)
        self.assertEqual(self._active(self.firm), self.claim, "proposed, not done")
        self.assertEqual(self.claim.proposed_owner_id, self.bob)
        approval.with_user(self.manager).action_decide("approved")
        self.assertEqual(self._active(self.firm).owner_id, self.bob)
        self.assertFalse(self.firm.user_id, "the contact's salesperson is never ours")

    def test_refused_keeps_and_another_proposal_replaces(self):
        lead = self._lead()
        lead.user_id = self.bob
        lead.user_id = self.users["sales"]
        first, second = self._approvals("claim_transfer").sorted("id")
        self.assertEqual((first.state, second.state), ("withdrawn", "open"))
        second.with_user(self.manager).action_decide("refused")
        self.assertEqual(self._active(self.firm), self.claim)
        lead.user_id = self.anna
        self.assertFalse(
            self._approvals("claim_transfer").filtered("is_open"), "it is hers"
        )

    def test_manager_uses_the_button(self):
        lead = self._lead()
        lead.with_user(self.manager).user_id = self.bob
        self.assertFalse(self._approvals("claim_transfer"))
        with self.assertRaises(AccessError):
            lead.action_gift_transfer_claim()
        lead.with_user(self.manager).action_gift_transfer_claim()
        self.assertEqual(self._active(self.firm).owner_id, self.bob)

    def test_new_owner_has_left(self):
        lead = self._lead()
        lead.user_id = self.bob
        self.bob.active = False
        with self.assertRaisesRegex(UserError, "has left"):
            self._approvals("claim_transfer").with_user(self.manager).action_decide(
                "approved"
            )

    def test_many_leads_ask_nothing(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": f"L{n}", "partner_id": self.firm.id, "user_id": self.anna.id}
                for n in range(21)
            ]
        )
        leads.with_user(self.users["service"]).write({"user_id": self.bob.id})
        self.assertFalse(self._approvals("claim_transfer"))

    def test_silent_customers_are_the_managers_to_decide(self):
        """Also tier A: nothing happens by itself."""
        self.claim.write(
            {"since": fields.Datetime.now() - timedelta(200), "until": False}
        )
        asked = self.env["gift.claim"]._gift_ask_idle(self.company)
        self.assertEqual(asked, 1)
        approval = self._approvals("claim_idle")
        self.assertIn("180 days", approval.limit_note)
        self.assertEqual(self.env["gift.claim"]._gift_ask_idle(self.company), 0)
        approval.with_user(self.manager).action_decide("refused")
        self.assertEqual(self._active(self.firm), self.claim)

    def test_silent_customer_back_to_the_pool(self):
        self.claim.since = fields.Datetime.now() - timedelta(200)
        self.env["gift.claim"]._gift_ask_idle(self.company)
        self._approvals("claim_idle").with_user(self.manager).action_decide("approved")
        self.assertFalse(self._active(self.firm))

    def test_inbox_is_not_flooded(self):
        partners = self.env["res.partner"].create(
            [{"name": f"F{n}", "is_company": True} for n in range(35)]
        )
        for partner in partners:
            self._claim(partner, self.anna)
        claims = self.env["gift.claim"].search([("partner_id", "in", partners.ids)])
        claims.since = fields.Datetime.now() - timedelta(200)
        self.env["gift.claim"]._gift_ask_idle(self.company)
        self.assertEqual(len(self._approvals("claim_idle")), 30)
        self.env["gift.claim"]._gift_ask_idle(self.company)
        self.assertEqual(len(self._approvals("claim_idle")), 35, "the rest follows")
