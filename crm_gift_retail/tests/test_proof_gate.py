"""Without an approved proof nothing is made or shipped, unless somebody decides so."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .proof_common import ProofCommon


@tagged("post_install", "-at_install")
class TestProofGate(ProofCommon):
    def _confirmed(self, **content):
        wish = self._engraved(**content)
        wish.order_id.action_confirm()
        pickings = wish.order_id.picking_ids
        pickings.action_assign()
        self._pick(pickings)
        return wish, pickings

    def test_who_needs_one(self):
        plain = self._wish(self._quotation(), card_text="Hello")
        text = self._wish(
            self._quotation(), engraving_kind="engraving", engraving_text="Li"
        )
        art = self._engraved()
        self.box.is_proof_needed = True
        box = self._wish(self._quotation(), wrapping_id=self.box.id)
        for policy, needed in (
            ("artwork", art | box),
            ("engraving", art | box | text),
            ("never", art[:0]),
        ):
            self.company.gift_proof_policy = policy
            every = plain | text | art | box
            self.assertEqual(every._gift_proof_missing(), needed, policy)
            self.assertEqual(plain._gift_is_proof_needed(), False)
            self.assertEqual(art._gift_is_proof_needed(), art in needed)

    def test_making_waits(self):
        wish, __ = self._confirmed()
        with self.assertRaises(UserError) as caught:
            wish.with_user(self.packer).action_gift_made()
        self.assertIn(wish.name, caught.exception.args[0])
        self._answer(self._sent(wish))
        wish.with_user(self.packer).action_gift_made()
        self.assertEqual(wish.state, "made")

    def test_shipping_waits(self):
        wish, pickings = self._confirmed()
        other, others = self._confirmed()
        self.assertTrue(pickings.gift_is_proof_missing)
        with self.assertRaises(UserError) as caught:
            self._validate(pickings | others)
        for name in (*pickings.mapped("name"), *others.mapped("name"), wish.name):
            self.assertIn(name, caught.exception.args[0])
        self._answer(self._sent(wish))
        self.assertFalse(pickings.gift_is_proof_missing)
        self._validate(pickings)
        self.assertEqual(pickings.state, "done")
        self.assertNotEqual(others.state, "done")
        self.assertTrue(other._gift_is_proof_needed())

    def test_nothing_waits_without_artwork(self):
        __, pickings = self._confirmed(artwork_ids=[(5,)])
        self._validate(pickings)
        self.assertEqual(pickings.state, "done")

    def test_decided_to_go_on(self):
        wish, pickings = self._confirmed()
        pickings.with_user(self.packer).action_gift_ask_without_proof()
        approval = wish.gift_approval_ids
        self.assertEqual((approval.kind, approval.state), ("proof_missing", "open"))
        self.assertEqual(approval.requester_id, self.packer)
        self.assertIn("To Mother 妈妈", str(approval.facts))
        pickings.with_user(self.packer).action_gift_ask_without_proof()
        self.assertEqual(len(wish.gift_approval_ids), 1, "asked once")
        with self.assertRaises(UserError):
            self._validate(pickings)
        approval.with_user(self.users["manager"]).action_decide("approved")
        self.assertEqual(wish.gift_proof_state, "waived")
        self._validate(pickings)
        self.assertEqual(pickings.state, "done")
        with self.assertRaises(UserError):
            wish.with_user(self.packer).action_gift_ask_without_proof()

    def test_decision_holds_for_the_wish_as_asked(self):
        wish, pickings = self._confirmed()
        wish.with_user(self.seller).action_gift_ask_without_proof()
        self._change(wish, engraving_text="To Father")
        approval = wish.gift_approval_ids
        approval.with_user(self.users["manager"]).action_decide("approved")
        self.assertTrue(wish._gift_is_proof_needed(), "they decided about another text")
        pickings.with_user(self.packer).action_gift_acknowledge()
        with self.assertRaises(UserError):
            self._validate(pickings)

    def test_refused_stays_closed(self):
        wish, pickings = self._confirmed()
        wish.with_user(self.seller).action_gift_ask_without_proof()
        reason = self.env["gift.approval.reason"].search([], limit=1)
        wish.gift_approval_ids.with_user(self.users["manager"]).action_decide(
            "refused", reason_key=reason.key, note="Wait"
        )
        with self.assertRaises(UserError):
            self._validate(pickings)
        self.assertFalse(wish.proof_asked_key)

    def test_who_may_ask(self):
        wish, __ = self._confirmed()
        with self.assertRaises(AccessError):
            wish.with_user(self.users["clerk"]).action_gift_ask_without_proof()

    def test_constant_queries(self):
        """One wish or twelve: as many queries."""
        wishes = self.env["gift.requirement"].concat(
            *(self._engraved() for __ in range(12))
        )
        for wish in wishes[:6]:
            self._sent(wish)
        counts = []
        for some in (wishes[:1], wishes):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("gift_proof_state")
            some._gift_proof_missing()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
