"""The wish travels with the goods, whatever way they take (decision 23)."""

from odoo import Command
from odoo.tests import Form, tagged

from .requirement_common import RequirementCommon


class MovesCommon(RequirementCommon):
    def _confirmed(self, *lines, **content):
        order = self._quotation(*lines)
        wish = self._wish(order, order.order_line[0], **content)
        order.with_user(self.seller).action_confirm()
        return order, wish

    def _ship_all_steps(self, order):
        """Validate step after step; return the done moves in their order."""
        for _step in range(4):
            todo = order.picking_ids.filtered(
                lambda picking: picking.state not in ("done", "cancel")
            )
            if not todo:
                break
            todo.action_assign()
            self._pick(todo)
            self._validate(todo)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})
        return order.order_line.move_ids.sorted("id")


@tagged("post_install", "-at_install")
class TestRequirementMoves(MovesCommon):
    def test_one_two_and_three_steps(self):
        for steps, count in (("ship_only", 1), ("pick_ship", 2), ("pick_pack_ship", 3)):
            with self.subTest(steps):
                self.warehouse.delivery_steps = steps
                order, wish = self._confirmed()
                moves = self._ship_all_steps(order)
                self.assertEqual(len(moves), count)
                self.assertEqual(moves.gift_revision_id, wish.revision_id)
                self.assertTrue(all(move.gift_revision_id for move in moves))
                self.assertEqual(moves[-1].location_dest_id.usage, "customer")

    def test_change_between_two_steps_stops_the_last(self):
        self.warehouse.delivery_steps = "pick_ship"
        order, wish = self._confirmed()
        pick = order.picking_ids
        revision = self._change(wish, card_text="New text")
        self.assertEqual(pick.gift_ack_state, "needed", "told at the first step")
        self._pick(pick)
        self._validate(pick)
        self.assertEqual(pick.state, "done", "steps inside the warehouse go on")
        ship = order.picking_ids - pick
        self.assertEqual(ship.gift_ack_state, "needed")
        self._pick(ship)
        with self.assertRaisesRegex(Exception, ship.name):
            self._validate(ship)
        ship.with_user(self.packer).action_gift_acknowledge()
        self._validate(ship)
        self.assertEqual(ship.state, "done")
        self.assertEqual(ship.move_ids.gift_revision_id, revision)
        self.assertEqual(pick.move_ids.gift_revision_id, revision.previous_id)

    def test_make_to_order(self):
        """Each step asks the one before: the wish goes up the chain."""
        output = self.env["stock.location"].create(
            {"name": "Desk", "location_id": self.warehouse.view_location_id.id}
        )
        customers = self.env.ref("stock.stock_location_customers")
        stock = self.warehouse.lot_stock_id
        route = self.env["stock.route"].create(
            {
                "name": "By the desk",
                "sale_selectable": True,
                "company_id": self.company.id,
                "rule_ids": [
                    Command.create(
                        {
                            "name": name,
                            "action": "pull",
                            "location_src_id": source.id,
                            "location_dest_id": dest.id,
                            "location_dest_from_rule": True,
                            "picking_type_id": kind.id,
                            "procure_method": method,
                            "company_id": self.company.id,
                        }
                    )
                    for name, source, dest, kind, method in (
                        (
                            "Desk to customer",
                            output,
                            customers,
                            self.warehouse.out_type_id,
                            "make_to_order",
                        ),
                        (
                            "Stock to desk",
                            stock,
                            output,
                            self.warehouse.int_type_id,
                            "make_to_stock",
                        ),
                    )
                ],
            }
        )
        order, wish = self._confirmed(
            {
                "product_id": self.product.id,
                "product_uom_qty": 3,
                "route_ids": [Command.link(route.id)],
            }
        )
        ship = order.order_line.move_ids.filtered(
            lambda move: move.location_dest_id == customers
        )
        before = ship.move_orig_ids
        self.assertEqual(before.location_dest_id, output)
        self.assertEqual(before.gift_revision_id, wish.revision_id)
        self.assertEqual(ship.gift_revision_id, wish.revision_id)
        revision = self._change(wish, card_text="Changed")
        waiting = (ship | before).picking_id._gift_unacknowledged()
        self.assertEqual(set(waiting.values()), {revision.sudo()})
        self.assertEqual(len(waiting), 2)

    def test_back_order_and_split(self):
        order, wish = self._confirmed()
        picking = order.picking_ids
        self._pick(picking, quantity=4)
        self._validate(picking)
        rest = order.picking_ids - picking
        self.assertEqual(rest.backorder_id, picking)
        self.assertEqual(rest.move_ids.gift_revision_id, wish.revision_id)
        self.assertEqual(rest.gift_ack_state, "ok")
        vals = rest.move_ids._split(2)
        part = self.env["stock.move"].create(vals)
        self.assertEqual(part.gift_revision_id, wish.revision_id)

    def test_back_order_of_an_unknown_late_wish_stays_unknown(self):
        order = self._quotation()
        order.action_confirm()
        wish = self._wish(order, card_text="Late")
        picking = order.picking_ids
        vals = picking.move_ids._split(3)
        part = self.env["stock.move"].create(vals)
        self.assertFalse(part.gift_revision_id)
        self.assertEqual(
            picking._gift_unacknowledged(), {picking: wish.sudo().revision_id}
        )

    def test_return_is_exempt_and_exchange_is_not(self):
        order, wish = self._confirmed()
        self._ship_all_steps(order)
        done = order.picking_ids
        form = Form(
            self.env["stock.return.picking"].with_context(
                active_id=done.id, active_ids=done.ids, active_model="stock.picking"
            )
        )
        wizard = form.save()
        wizard.product_return_moves.quantity = 2
        action = wizard.action_create_exchanges()
        back = self.env["stock.picking"].browse(action["res_id"])
        exchange = order.picking_ids - done - back
        self.assertEqual(exchange.move_ids.gift_revision_id, wish.revision_id)
        self._change(wish, card_text="For the new ones")
        self.assertEqual(exchange.gift_ack_state, "needed")
        self.assertNotEqual(back.gift_ack_state, "needed")
        self._pick(back)
        self._validate(back)
        self.assertEqual(back.state, "done", "returns are taken in, whatever changed")
        self._pick(exchange)
        with self.assertRaisesRegex(Exception, exchange.name):
            self._validate(exchange)

    def test_quantity_raised_after_a_change(self):
        order, wish = self._confirmed()
        first = wish.revision_id
        revision = self._change(wish, card_text="Changed")
        order.order_line.product_uom_qty = 15
        moves = order.order_line.move_ids.sorted("id")
        self.assertEqual(moves.mapped("product_uom_qty"), [10, 5])
        self.assertEqual(moves.mapped("gift_revision_id"), first | revision)
        self.assertEqual(order.picking_ids.gift_ack_state, "needed")
        order.picking_ids.with_user(self.packer).action_gift_acknowledge()
        self.assertEqual(moves.gift_revision_id, revision)
        self.assertEqual(order.picking_ids.gift_ack_state, "ok")

    def test_quantity_lowered_after_a_change(self):
        order, wish = self._confirmed()
        self._change(wish, card_text="Changed")
        order.order_line.product_uom_qty = 7
        moves = order.order_line.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertEqual(moves.mapped("product_uom_qty"), [7])

    def test_combo_carries_its_wish_to_its_parts(self):
        basket = self._combo(self.product, self.product_b)
        order = self._quotation((basket, 1, 0))
        parent = order.order_line
        items = basket.combo_ids.combo_item_ids
        order.write(
            {
                "order_line": [
                    Command.create(
                        {
                            "product_id": item.product_id.id,
                            "product_uom_qty": 1,
                            "combo_item_id": item.id,
                            "linked_line_id": parent.id,
                        }
                    )
                    for item in items
                ]
            }
        )
        parts = order.order_line - parent
        with self.assertRaisesRegex(Exception, "part of a combo"):
            self._wish(order, parts[0], card_text="x")
        wish = self._wish(order, parent, wrapping_id=self.box.id)
        order.action_confirm()
        moves = parts.move_ids
        self.assertEqual(len(moves), 2)
        self.assertEqual(moves.gift_revision_id, wish.revision_id)
        revision = self._change(wish, card_text="With love")
        picking = order.picking_ids
        self.assertEqual(picking._gift_unacknowledged(), {picking: revision.sudo()})
        picking.with_user(self.packer).action_gift_acknowledge()
        self.assertEqual(moves.gift_revision_id, revision)


@tagged("post_install", "-at_install", "-standard", "gift_other_modules")
class TestRequirementOtherModules(MovesCommon):
    """With Manufacturing and Dropshipping; run by ``tests/test_other_modules.py``."""

    def test_kit(self):
        kit = self._make_product("Tea for two", price=200, cost=0, is_storable=False)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 2})
                    for part in (self.product, self.product_b)
                ],
            }
        )
        order, wish = self._confirmed((kit, 3, 200))
        moves = order.picking_ids.move_ids
        self.assertEqual(moves.product_id, self.product | self.product_b)
        self.assertEqual(moves.gift_revision_id, wish.revision_id)
        revision = self._change(wish, card_text="Changed")
        self.assertEqual(order.picking_ids.gift_ack_state, "needed")
        order.picking_ids.with_user(self.packer).action_gift_acknowledge()
        self.assertEqual(moves.gift_revision_id, revision)
        self._ship_all_steps(order)

    def test_dropship(self):
        route = self.env.ref("stock_dropshipping.route_drop_shipping")
        vendor = self._make_partner("Kiln")
        self.product.write(
            {
                "route_ids": [Command.link(route.id)],
                "seller_ids": [Command.create({"partner_id": vendor.id, "price": 50})],
            }
        )
        order, wish = self._confirmed()
        purchase = order._get_purchase_orders()
        purchase.button_confirm()
        picking = purchase.picking_ids
        self.assertEqual(picking.location_dest_id.usage, "customer")
        self.assertEqual(picking.move_ids.gift_revision_id, wish.revision_id)
        self._change(wish, card_text="Changed")
        self.assertEqual(picking.gift_ack_state, "needed")
        self._pick(picking)
        with self.assertRaisesRegex(Exception, picking.name):
            picking.button_validate()
        picking.with_user(self.packer).action_gift_acknowledge()
        picking.button_validate()
        self.assertEqual(picking.state, "done")
