"""Recipients of an order: the file, the transfers, what may go wrong."""

import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .requirement_common import RequirementCommon

HEAD = ("收件人", "手机", "城市", "地址", "TEA", "VASE", "贺卡")


class RecipientCommon(RequirementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.default_code = "TEA"
        cls.product_b.default_code = "VASE"
        cls.order = cls._quotation((cls.product, 6, 100), (cls.product_b, 3, 10))
        cls.list = cls._list(cls.order)

    @classmethod
    def _list(cls, order):
        lists = cls.env["gift.recipient.list"].with_user(cls.seller)
        return lists.create({"order_id": order.id})

    @classmethod
    def _rows(cls):
        """Three recipients, two of them at one address."""
        return [
            ["王芳", "13800138001", "广州市", "体育西路 1 号", 2, 1, "福"],
            ["李雷", "13800138002", "佛山市", "桂城 3 号", 2, 1, ""],
            ["韩梅", "13800138003", "深圳市", "福田 5 号", 1, None, ""],
        ]

    def _upload(self, rows=None, head=HEAD, record=None):
        book = openpyxl.Workbook()
        book.active.append(list(head))
        for row in self._rows() if rows is None else rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        record = record or self.list
        record.file = base64.b64encode(stream.getvalue())
        record.action_read_file()

    def _make(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_gift_retail.ir_cron_gift_recipients"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _confirm(self, order=None):
        order = order or self.order
        order.with_user(self.seller).action_confirm()
        self._make()
        return order.picking_ids


@tagged("post_install", "-at_install")
class TestRecipient(RecipientCommon):
    def test_bad_lines_are_named_and_the_good_taken(self):
        self._upload(
            [
                *self._rows(),
                ["", "13800138004", "广州市", "x", 1, 1, ""],
                ["赵", "138****", "广州市", "x", 1, 1, ""],
                ["钱", "13800138004", None, "x", 1, 1, ""],
                ["孙", "13800138004", "广州市", "x", "=SUM(A1)", 1, ""],
                ["周", "13800138004", "广州市", "x", -2, 1, ""],
            ]
        )
        self.assertEqual(self.list.recipient_count, 3)
        errors = self.list.errors.splitlines()
        self.assertEqual(len(errors), 5)
        for number, line in enumerate(errors, 5):
            self.assertIn(f"Line {number}:", line)

    def test_same_file_changes_nothing_and_a_new_one_replaces(self):
        self._upload()
        before = self.list.recipient_ids
        self._upload()
        self.assertEqual(self.list.recipient_ids, before)
        rows = self._rows()
        rows[1][3] = "桂城 4 号"
        self._upload(rows)
        self.assertEqual(len(self.list.recipient_ids & before), 2)
        self.assertEqual(self.list.recipient_count, 3)

    def test_quantities_of_the_order_from_the_list(self):
        self._upload()
        self.assertIn("5 in the list, 6 ordered", self.list.difference)
        self.list.action_set_quantities()
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [5, 2])
        self.assertFalse(self.list.difference)

    def test_more_than_ordered_is_refused(self):
        self._upload([[*row[:4], 9, 1, ""] for row in self._rows()])
        with self.assertRaisesRegex(UserError, "Tea set"):
            self.order.with_user(self.seller).action_confirm()
        self.assertEqual(self.order.state, "draft")

    def test_file_as_a_whole(self):
        with self.assertRaisesRegex(UserError, "Telephone"):
            self._upload(head=["收件人", "x", "城市", "地址", "TEA", "VASE", "贺卡"])
        self.list.file = base64.b64encode(b"no table at all \0\1")
        with self.assertRaises(UserError):
            self.list.action_read_file()
        self.list.file = False
        with self.assertRaises(UserError):
            self.list.action_read_file()
        empty = self._list(self._quotation((self.service, 1, 5)))
        with self.assertRaises(UserError):
            self._upload(record=empty)

    def test_one_transfer_per_address_and_the_rest(self):
        rows = self._rows()
        rows.append([*rows[0][:4], 1, None, ""])  # the same address again
        self._upload(rows)
        pickings = self._confirm()
        self.assertEqual(self.list.state, "done")
        self.assertEqual(len(pickings), 4)
        by_name = {picking.partner_id.name: picking for picking in pickings}
        first = by_name["王芳"]
        self.assertEqual(sum(first.move_ids.mapped("product_uom_qty")), 4)
        self.assertFalse(first.partner_id.active)
        self.assertEqual(first.partner_id.commercial_partner_id, self.firm)
        rest = by_name[self.firm.name]
        self.assertEqual(rest.move_ids.mapped("product_uom_qty"), [1])
        total = sum(pickings.move_ids.mapped("product_uom_qty"))
        self.assertEqual(total, 9)

    def test_addresses_are_used_again(self):
        self._upload()
        self._confirm()
        other = self._quotation((self.product, 5, 100), (self.product_b, 2, 10))
        self._upload(record=self._list(other))
        self._confirm(other)
        self.assertEqual(
            other.picking_ids.partner_id,
            self.order.picking_ids.partner_id - self.firm,
        )

    def test_two_and_three_steps(self):
        for steps in ("pick_ship", "pick_pack_ship"):
            with self.subTest(steps):
                self.warehouse.delivery_steps = steps
                order = self._quotation((self.product, 5, 1), (self.product_b, 2, 1))
                self._upload(record=self._list(order))
                self._confirm(order)
                for _step in range(3):
                    ready = order.picking_ids.filtered(lambda p: p.state == "assigned")
                    self._pick(ready)
                    self._validate(ready)
                out = order.picking_ids.filtered(
                    lambda p: p.location_dest_id.usage == "customer"
                )
                self.assertEqual(len(out), 3)
                self.assertEqual(set(out.mapped("state")), {"done"})
                self.assertEqual(
                    set(out.partner_id.mapped("name")), {"王芳", "李雷", "韩梅"}
                )
                self.assertEqual(sum(order.order_line.mapped("qty_delivered")), 7)

    def test_quantity_raised_later_goes_to_the_orders_address(self):
        self._upload()
        self.list.action_set_quantities()
        self._confirm()
        self.order.order_line[0].product_uom_qty = 8
        rest = self.order.picking_ids.filtered(lambda p: p.partner_id == self.firm)
        self.assertEqual(rest.move_ids.mapped("product_uom_qty"), [3])

    def test_back_order_stays_with_its_recipient(self):
        self._upload()
        pickings = self._confirm()
        first = pickings.filtered(lambda p: p.partner_id.name == "王芳")
        self._pick(first, 1)
        self._validate(first)
        back = first.backorder_ids
        self.assertEqual(back.move_ids.gift_recipient_id.name, "王芳")
        self.assertEqual(back.partner_id, first.partner_id)

    def test_cancel_and_duplicate(self):
        self._upload()
        self._confirm()
        self.assertFalse(self.order.copy().gift_recipient_list_ids)
        self.order._action_cancel()
        self.assertEqual(self.list.state, "draft")
        self.order.action_draft()
        self._confirm()
        live = self.order.picking_ids.filtered(lambda p: p.state != "cancel")
        self.assertEqual(sum(live.move_ids.mapped("product_uom_qty")), 9)

    def test_cancelled_before_the_job_ran(self):
        self._upload()
        self.order.with_user(self.seller).action_confirm()
        self.assertFalse(self.order.picking_ids)
        self.assertEqual(self.list.state, "making")
        self.order._action_cancel()
        self._make()
        self.assertEqual(self.list.state, "draft")
        self.assertFalse(self.order.picking_ids)

    def test_without_own_parcels_all_goes_together(self):
        self._upload()
        self.list.is_parcel_each = False
        self.order.with_user(self.seller).action_confirm()
        self.assertEqual(len(self.order.picking_ids), 1)

    def test_made_recipients_stay(self):
        self._upload()
        self._confirm()
        for change in (
            lambda: self.list.recipient_ids[0].write({"street": "x"}),
            lambda: self.list.recipient_ids[0].unlink(),
            self.list.action_read_file,
            self.list.action_set_quantities,
            self.list.action_go_on,
        ):
            with self.assertRaises(UserError):
                change()

    def test_cards_and_slips(self):
        self._wish(self.order, card_text="From all of us")
        self._upload()
        pickings = self._confirm()
        cards = {card["picking"]: card["text"] for card in pickings._gift_cards()}
        by_name = {picking.partner_id.name: picking.name for picking in pickings}
        self.assertEqual(cards[by_name["王芳"]], "福")
        self.assertEqual(cards[by_name["李雷"]], "From all of us")
        pages = pickings._gift_present_pages()
        self.assertIn("韩梅", [page["recipient"] for page in pages])

    def test_who_may(self):
        self._upload()
        for role in ("clerk", "caller", "warehouse"):
            lists = self.list.with_user(self.users[role])
            self.assertEqual(lists.recipient_count, 3)
            for action in (lists.action_read_file, lists.action_set_quantities):
                with self.subTest(role), self.assertRaises(AccessError):
                    action()
        stranger = self._make_user("sales", self.company_b, login="recipient_b")
        with self.assertRaises(AccessError):
            self.list.with_user(stranger).read(["errors"])

    def test_other_companys_order(self):
        foreign = self._order(
            self.firm, [(self.product, 1, 1)], company=self.company_b, confirm=False
        )
        with self.assertRaises(AccessError):
            self._list(foreign)


class RecipientTours(RecipientCommon, HttpCase):
    def _walk(self):
        self._upload()
        self.order.user_id = self.seller
        self.start_tour(
            f"/odoo/orders/{self.order.id}",
            "gift_recipients",
            login=self.seller.login,
        )
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [5, 2])


@tagged("post_install", "-at_install")
class TestRecipientTours(RecipientTours):
    def test_recipients(self):
        self._walk()


@tagged("post_install", "-at_install")
class TestRecipientToursPhone(RecipientTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_recipients_on_a_phone(self):
        self._walk()
