"""A wish from the quotation to its revisions."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .requirement_common import RequirementCommon


@tagged("post_install", "-at_install")
class TestRequirementChain(RequirementCommon):
    # ------------------------------------------------------------
    # FREEZING
    # ------------------------------------------------------------

    def test_confirmation_fixes_the_wish_before_goods_are_asked_for(self):
        order = self._quotation((self.product, 10, 100), (self.product_b, 5, 40))
        own = self._wish(order, order.order_line[0], engraving_kind="engraving")
        whole = self._wish(order, said="Before ten, they have no lift")
        self.assertEqual(own.state, "draft")
        self.assertFalse(own.revision_id)
        order.with_user(self.seller).action_confirm()
        self.assertEqual((own | whole).mapped("state"), ["frozen", "frozen"])
        self.assertEqual((own | whole).mapped("revision_id.number"), [1, 1])
        self.assertEqual(own.revision_id.author_id, self.seller)
        first, second = order.order_line.move_ids.sorted("id")
        self.assertEqual(first.gift_revision_id, own.revision_id)
        self.assertEqual(first.gift_order_revision_id, whole.revision_id)
        self.assertEqual(second.gift_revision_id, whole.revision_id)
        self.assertFalse(second.gift_order_revision_id)
        self.assertFalse(order.picking_ids._gift_unacknowledged())
        self.assertEqual(order.picking_ids.gift_ack_state, "ok")

    def test_empty_wish_is_no_wish(self):
        order = self._quotation()
        wish = self._wish(order, engraving_kind="none")
        order.action_confirm()
        self.assertFalse(wish.exists())
        self.assertFalse(order.picking_ids.move_ids.gift_revision_id)
        self.assertEqual(order.picking_ids.gift_ack_state, "none")

    def test_one_wish_per_line_and_one_for_the_order(self):
        order = self._quotation()
        self._wish(order)
        self._wish(order, order.order_line)
        for line in (None, order.order_line):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation),
                self.env.cr.savepoint(),
            ):
                self._wish(order, line)

    def test_line_of_another_order_is_refused(self):
        order, other = self._quotation(), self._quotation()
        with self.assertRaisesRegex(UserError, "is no line of"):
            self._wish(order, other.order_line, card_text="x")

    # ------------------------------------------------------------
    # CHANGES
    # ------------------------------------------------------------

    def test_change_makes_a_revision_with_a_visible_difference(self):
        order = self._quotation()
        wish = self._wish(order, engraving_kind="engraving", engraving_text="Mother")
        order.action_confirm()
        first = wish.revision_id
        revision = self._change(wish, engraving_text="Grandmother")
        self.assertEqual(wish.revision_id, revision)
        self.assertEqual(revision.number, 2)
        self.assertEqual(revision.previous_id, first)
        self.assertEqual(revision.difference, [["Engraving", "Mother", "Grandmother"]])
        self.assertEqual(first.engraving_text, "Mother")
        self.assertTrue(revision.is_current)
        self.assertFalse(first.is_current)
        self.assertEqual(wish.engraving_text, "Grandmother")
        self.assertEqual(order.picking_ids.gift_ack_state, "needed")

    def test_from_engraving_to_print_is_a_difference(self):
        order = self._quotation()
        wish = self._wish(order, engraving_kind="engraving", engraving_text="Mother")
        order.action_confirm()
        revision = self._change(wish, engraving_kind="print")
        self.assertEqual(
            revision.difference,
            [["Text to Put On", "Engraving: Mother", "Print: Mother"]],
        )

    def test_change_of_nothing_is_refused(self):
        order = self._quotation()
        wish = self._wish(order, card_text="Hello")
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "differs from version 1"):
            self._change(wish, card_text="Hello")
        with self.assertRaisesRegex(UserError, "Say why"):
            self._change(wish, reason=" ", card_text="Bye")

    def test_revision_is_immutable_for_everybody(self):
        order = self._quotation()
        wish = self._wish(order)
        order.action_confirm()
        revision = wish.revision_id
        for values in ({"card_text": "x"}, {"number": 7}, {"author_id": False}):
            with self.assertRaisesRegex(UserError, "is fixed"):
                revision.sudo().write(values)
        with self.assertRaisesRegex(UserError, "is fixed and stays"):
            revision.sudo().unlink()
        for user in (self.seller, self.users["manager"]):
            with self.assertRaises(AccessError):
                revision.with_user(user).write({"card_text": "x"})
        with self.assertRaisesRegex(UserError, "is fixed since"):
            wish.with_user(self.seller).write({"card_text": "x"})
        with self.assertRaisesRegex(UserError, "is fixed since"):
            wish.with_user(self.seller).unlink()
        for values in ({"state": "draft"}, {"version": 3}, {"revision_id": False}):
            with self.assertRaisesRegex(UserError, "by its steps only"):
                wish.with_user(self.seller).write(values)

    def test_wish_noted_after_the_confirmation_waits_for_the_warehouse(self):
        order = self._quotation()
        order.action_confirm()
        wish = self._wish(order, order.order_line, card_text="With love")
        self.assertEqual(wish.state, "frozen")
        self.assertEqual(wish.number, 1)
        pickings = order.picking_ids
        self.assertEqual(
            pickings._gift_unacknowledged(), {pickings: wish.sudo().revision_id}
        )
        pickings.with_user(self.packer).action_gift_acknowledge()
        self.assertEqual(pickings.move_ids.gift_revision_id, wish.revision_id)
        self.assertFalse(pickings._gift_unacknowledged())

    # ------------------------------------------------------------
    # CANCELLED, REOPENED, DUPLICATED
    # ------------------------------------------------------------

    def test_cancelled_order_cancels_and_reopened_goes_on(self):
        order = self._quotation()
        wish = self._wish(order, card_text="One")
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(wish.state, "cancelled")
        with self.assertRaisesRegex(UserError, "is cancelled"):
            self._change(wish, card_text="Two")
        order.action_draft()
        self.assertEqual(wish.state, "draft")
        order.action_confirm()
        self.assertEqual((wish.state, wish.number), ("frozen", 1))
        order._action_cancel()
        order.action_draft()
        wish.with_user(self.seller).write({"card_text": "Two"})
        order.action_confirm()
        self.assertEqual((wish.state, wish.number), ("frozen", 2))
        move = order.order_line.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertEqual(move.gift_revision_id, wish.revision_id)

    def test_duplicate_gets_a_draft_and_no_revision(self):
        order = self._quotation((self.product, 1, 100), (self.product_b, 2, 40))
        own = self._wish(order, order.order_line[1], card_text="One")
        self._wish(order, said="Ring twice", deliver_by=self.today)
        order.action_confirm()
        self._change(own, card_text="Two")
        copied = order.with_user(self.seller).copy()
        wishes = copied.gift_requirement_ids
        self.assertEqual(wishes.mapped("state"), ["draft", "draft"])
        self.assertFalse(wishes.revision_id)
        mine = wishes.filtered("line_id")
        self.assertEqual(mine.line_id, copied.order_line[1])
        self.assertEqual(mine.card_text, "Two")
        self.assertFalse(any(wishes.mapped("deliver_by")))
        self.assertEqual((wishes - mine).said, "Ring twice")
        self.assertEqual(own.order_id, order)
