"""Nobody ships past a change; made things change by decision only (24)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .requirement_common import RequirementCommon


@tagged("post_install", "-at_install")
class TestRequirementAck(RequirementCommon):
    def _changed_order(self, confirm=True):
        order = self._quotation()
        wish = self._wish(order, order.order_line, card_text="One")
        order.action_confirm()
        revision = self._change(wish, card_text="Two")
        self._pick(order.picking_ids)
        return order, wish, revision

    # ------------------------------------------------------------
    # REFUSAL
    # ------------------------------------------------------------

    def test_all_pickings_are_named_at_once(self):
        orders = [self._changed_order()[0] for _number in range(2)]
        plain = self._quotation()
        plain.action_confirm()
        self._pick(plain.picking_ids)
        pickings = orders[0].picking_ids | orders[1].picking_ids
        everything = pickings | plain.picking_ids
        with self.assertRaises(UserError) as caught:
            everything.move_ids._action_done()
        for picking in pickings:
            self.assertIn(picking.name, str(caught.exception))
        self.assertNotIn(plain.picking_ids.name, str(caught.exception))
        pickings.with_user(self.packer).action_gift_acknowledge()
        everything.move_ids._action_done()
        self.assertEqual(set(everything.mapped("state")), {"done"})

    def test_what_stays_behind_is_not_asked_about(self):
        order = self._quotation((self.product, 1, 100), (self.product_b, 1, 40))
        wish = self._wish(order, order.order_line[0], card_text="One")
        order.action_confirm()
        self._change(wish, card_text="Two")
        picking = order.picking_ids
        vase = picking.move_ids.filtered(lambda m: m.product_id == self.product_b)
        vase.write({"quantity": 1, "picked": True})
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        rest = order.picking_ids - picking
        self.assertEqual(rest.gift_ack_state, "needed")

    def test_scrap_is_exempt(self):
        order, _wish, _revision = self._changed_order()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "scrap_qty": 1,
                "picking_id": order.picking_ids.id,
                "location_id": self.warehouse.lot_stock_id.id,
            }
        )
        scrap.action_validate()
        self.assertEqual(scrap.state, "done")

    # ------------------------------------------------------------
    # ACKNOWLEDGING
    # ------------------------------------------------------------

    def test_batch_is_acknowledged_in_one_action(self):
        changed = [self._changed_order() for _number in range(3)]
        pickings = self.env["stock.picking"]
        for order, _wish, _revision in changed:
            pickings |= order.picking_ids
        pickings.with_user(self.packer).action_gift_acknowledge()
        acks = self.env["gift.requirement.ack"].search(
            [("picking_id", "in", pickings.ids)]
        )
        self.assertEqual(len(acks), 3)
        self.assertEqual(acks.user_id, self.packer)
        self.assertEqual(
            set(acks.mapped("revision_id.id")), {row[2].id for row in changed}
        )
        pickings.with_user(self.packer).action_gift_acknowledge()  # twice: nothing
        self.assertEqual(set(pickings.mapped("gift_ack_state")), {"ok"})

    def test_only_the_warehouse_acknowledges(self):
        order, _wish, _revision = self._changed_order()
        for role in ("clerk", "caller", "service", "sales"):
            with self.subTest(role), self.assertRaises(AccessError):
                order.picking_ids.with_user(self.users[role]).action_gift_acknowledge()

    def test_one_query_whatever_the_number(self):
        pickings = self.env["stock.picking"]
        for _number in range(5):
            pickings |= self._changed_order()[0].picking_ids
        for some in (pickings[:1], pickings):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(1):
                some._gift_unacknowledged()
            self.env.invalidate_all()
            with self.assertQueryCount(1):
                some.mapped("gift_ack_state")

    def test_search_by_state(self):
        changed = self._changed_order()[0].picking_ids
        plain = self._quotation()
        plain.action_confirm()
        known = self._quotation()
        self._wish(known)
        known.action_confirm()
        every = changed | plain.picking_ids | known.picking_ids
        for state, expected in (
            ("needed", changed),
            ("none", plain.picking_ids),
            ("ok", known.picking_ids),
        ):
            found = every.search(
                [("gift_ack_state", "=", state), ("id", "in", every.ids)]
            )
            self.assertEqual(found, expected)
        found = every.search(
            [("gift_ack_state", "!=", "needed"), ("id", "in", every.ids)]
        )
        self.assertEqual(found, every - changed)

    # ------------------------------------------------------------
    # LEFT, TOLD, NOTED
    # ------------------------------------------------------------

    def test_change_after_everything_left_is_refused(self):
        order = self._quotation()
        wish = self._wish(order, order.order_line, card_text="One")
        order.action_confirm()
        self._pick(order.picking_ids)
        self._validate(order.picking_ids)
        with self.assertRaisesRegex(UserError, order.picking_ids.name):
            self._change(wish, card_text="Two")
        with self.assertRaisesRegex(UserError, order.picking_ids.name):
            self._wish(order, card_text="Late")

    def test_change_leaves_a_touchpoint_and_notes(self):
        order = self._quotation()
        wish = self._wish(order, order.order_line, card_text="One")
        order.action_confirm()
        revision = wish.with_user(self.users["service"])._gift_change(
            {"card_text": "Two"}, "He called"
        )
        touch = self.env["gift.touchpoint"].search(
            [
                ("res_model", "=", "gift.requirement.revision"),
                ("res_id", "=", revision.id),
            ]
        )
        self.assertEqual(touch.kind, "requirement")
        self.assertEqual(touch.partner_id, self.firm)
        self.assertIn("Two", touch.summary)
        for record in (order, order.picking_ids):
            note = record.message_ids.sorted("id")[-1].body
            self.assertIn("One → Two", note)
            self.assertIn("He called", note)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "sale.order"),
                ("res_id", "=", order.id),
                ("subject", "like", "Wish changed"),
            ]
        ) or self.env["gift.outbox"].search([], order="id desc", limit=1)
        self.assertTrue(told, "the salesperson is told")

    # ------------------------------------------------------------
    # MADE
    # ------------------------------------------------------------

    def test_made_needs_an_acknowledged_change(self):
        order, wish, revision = self._changed_order()
        with self.assertRaisesRegex(UserError, order.picking_ids.name):
            wish.with_user(self.packer).action_gift_made()
        with self.assertRaises(AccessError):
            wish.with_user(self.users["clerk"]).action_gift_made()
        order.picking_ids.with_user(self.packer).action_gift_acknowledge()
        wish.with_user(self.packer).action_gift_made()
        self.assertEqual(wish.state, "made")
        self.assertEqual(revision.made_by_id, self.packer)
        with self.assertRaisesRegex(UserError, "not made yet|is “Made”"):
            wish.with_user(self.packer).action_gift_made()

    def _made(self):
        order = self._quotation()
        wish = self._wish(order, order.order_line, engraving_text="Mother")
        order.action_confirm()
        wish.with_user(self.packer).action_gift_made()
        return order, wish

    def test_change_after_made_waits_for_a_decision(self):
        order, wish = self._made()
        self.assertFalse(self._change(wish, engraving_text="Grandmother"))
        self.assertEqual(wish.number, 1)
        request = wish.sudo().gift_approval_ids
        self.assertEqual(request.kind, "requirement_made")
        self.assertEqual(request.requester_id, self.seller)
        self.assertIn(["Text to Put On", "Mother → Grandmother"], request.sudo().facts)
        with self.assertRaisesRegex(UserError, "waits for its decision"):
            self._change(wish, engraving_text="Aunt")
        request.with_user(self.users["manager"]).action_approve()
        self.assertEqual(wish.number, 2)
        self.assertEqual(wish.state, "frozen", "to be made anew")
        self.assertEqual(wish.engraving_text, "Grandmother")
        self.assertEqual(wish.revision_id.change_reason, "She phoned")
        self.assertEqual(order.picking_ids.gift_ack_state, "needed")

    def test_refused_and_withdrawn_changes_change_nothing(self):
        order, wish = self._made()
        for close in ("refuse", "withdraw", "cancel"):
            with self.subTest(close):
                self._change(wish, engraving_text=f"By {close}")
                request = wish.sudo().gift_approval_ids.filtered("is_open")
                if close == "refuse":
                    request.with_user(self.users["manager"]).action_decide(
                        "refused", note="Too late"
                    )
                elif close == "withdraw":
                    request.with_user(self.seller).action_withdraw()
                else:
                    order._action_cancel()
                    self.assertEqual(request.state, "withdrawn")
                self.assertFalse(wish.pending_vals)
                self.assertEqual((wish.number, wish.engraving_text), (1, "Mother"))
