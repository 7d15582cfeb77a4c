"""The packing screen: what it shows, what its buttons do, whom it serves."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .requirement_common import RequirementCommon


@tagged("post_install", "-at_install")
class TestPacking(RequirementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Packing = cls._as("warehouse", cls.env["gift.packing"])
        cls.order = cls._quotation((cls.product, 10, 100), (cls.product_b, 5, 40))
        cls.own = cls._wish(
            cls.order,
            cls.order.order_line[0],
            engraving_kind="engraving",
            engraving_text="Mother",
            card_text="Happy birthday\n妈妈",
            deliver_by=cls.today + timedelta(days=5),
        )
        cls.whole = cls._wish(cls.order, said="They have no lift")
        cls.order.with_user(cls.seller).action_confirm()
        cls.picking = cls.order.picking_ids

    def _load(self, picking=None):
        return self.Packing.load((picking or self.picking).id)

    def _confirmed(self, *lines, **values):
        order = self._quotation(*lines, **values)
        order.action_confirm()
        return order.picking_ids

    # ------------------------------------------------------------
    # WHAT IT SHOWS
    # ------------------------------------------------------------

    def test_lines_with_their_wishes(self):
        page = self._load()
        tea, vase = page["lines"]
        self.assertEqual((tea["product"], tea["quantity"]), ("Tea set", 10))
        self.assertEqual((vase["product"], vase["quantity"]), ("Vase", 5))
        self.assertFalse(tea["is_short"] or tea["packed"] or tea["changed"])
        wish = tea["wishes"][0]
        self.assertIn(["Engraving", "Mother"], wish["words"])
        self.assertEqual(wish["card"], "Happy birthday\n妈妈")
        self.assertTrue(wish["deliver_by"])
        self.assertFalse(vase["wishes"])
        self.assertEqual(page["wishes"][0]["said"], "They have no lift")
        self.assertFalse(page["changes"])
        head = page["picking"]
        self.assertEqual(head["partner"], "Firm")
        self.assertTrue(head["is_ready"] and head["is_open"])
        self.assertFalse(head["is_proof_missing"])
        self.firm.write({"street": "1 Pearl River Road", "city": "Guangzhou"})
        head = self._load()["picking"]
        self.assertTrue(head["address"].startswith("1 Pearl River Road, Guangzhou"))
        self.assertEqual(
            head["deliver_by"], str(self.today + timedelta(days=5)), "of the wish"
        )

    def test_words_of_all_without_amounts(self):
        page = self._load()
        page["papers"] = []  # one of them is named by what it does not show
        text = str(page)
        for word in ("price", "margin", "profit", "amount", "cost"):
            self.assertNotIn(word, text)

    def test_change_shows_before_and_after(self):
        self._change(self.own, engraving_text="Grandmother", reason="She phoned")
        page = self._load()
        (change,) = page["changes"]
        self.assertEqual(change["rows"], [["Engraving", "Mother", "Grandmother"]])
        self.assertEqual((change["why"], change["is_new"]), ("She phoned", False))
        self.assertEqual(change["who"], self.seller.name)
        tea, vase = page["lines"]
        self.assertTrue(tea["changed"])
        self.assertFalse(vase["changed"])
        self.assertIn(["Engraving", "Grandmother"], tea["wishes"][0]["words"])

    def test_two_changes_are_told_from_what_the_goods_were_told(self):
        """Who reads late reads one difference: from the parcel's wish to today's."""
        self._change(self.own, engraving_text="Grandmother")
        self._change(self.own, engraving_text="Auntie")
        (change,) = self._load()["changes"]
        self.assertEqual(change["rows"], [["Engraving", "Mother", "Auntie"]])

    def test_wish_of_the_whole_order_is_told_once(self):
        self._change(self.whole, said="They have a lift now")
        page = self._load()
        (change,) = page["changes"]
        self.assertEqual(
            change["rows"][0][1:], ["They have no lift", "They have a lift now"]
        )
        self.assertEqual(len(page["wishes"]), 1)
        self.assertTrue(all(line["changed"] for line in page["lines"]))

    def test_what_has_left_shows_what_it_was_made_for(self):
        self._pick(self.picking)
        self._validate(self.picking)
        page = self._load()
        self.assertEqual(page["picking"]["state"], "done")
        self.assertFalse(page["picking"]["is_open"])
        self.assertIn(["Engraving", "Mother"], page["lines"][0]["wishes"][0]["words"])
        self.assertFalse(page["changes"])

    def test_card_of_lists(self):
        picking = self.picking.with_user(self.packer)
        card = picking.gift_pack_card
        self.assertEqual([line["quantity"] for line in card["lines"]], [10, 5])
        self.assertIn("Mother", card["lines"][0]["words"])
        self.assertEqual(card["more"], 0)
        self.assertEqual(picking.gift_deliver_by, self.today + timedelta(days=5))

    def test_place_lot_and_short_stock(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf 7", "location_id": self.warehouse.lot_stock_id.id}
        )
        rare = self._make_product("Rare vase", price=10, cost=5)
        self._stock(rare, 2, shelf)
        page = self._load(self._confirmed((rare, 6, 10)))
        line = page["lines"][0]
        self.assertIn("Shelf 7", line["places"])
        self.assertEqual((line["there"], line["is_short"]), (2, True))

    # ------------------------------------------------------------
    # THE QUEUE
    # ------------------------------------------------------------

    def test_most_urgent_first_and_the_next_with_one_tap(self):
        others = self._confirmed((self.product, 1, 100)) | self._confirmed(
            (self.product, 2, 100)
        )
        waiting = self._confirmed((self._make_product("Not there", 1, 1), 1, 1))
        now = fields.Datetime.now()
        for days, picking in zip(
            (3, 1, 2, -1), (self.picking, *others, waiting), strict=True
        ):
            picking.move_ids.date_deadline = now + timedelta(days=days)
        page = self.Packing.load()
        self.assertEqual(page["picking"]["id"], others[0].id, "waiting is not ready")
        self.assertEqual(page["queue"]["next_id"], others[1].id)
        self.assertEqual((page["queue"]["position"], page["queue"]["total"]), (1, 3))
        page = self._load(others[1])
        self.assertEqual(page["queue"]["previous_id"], others[0].id)
        self.assertEqual(page["queue"]["next_id"], self.picking.id)
        page = self._load(waiting)
        self.assertEqual(
            (page["queue"]["position"], page["picking"]["is_late"]), (0, True)
        )
        self.assertEqual(page["queue"]["next_id"], others[0].id)

    def test_nothing_to_pack(self):
        self.picking.action_cancel()
        self.assertEqual(self.Packing.load(), {"picking": False})

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def test_acknowledge_then_ship(self):
        self._change(self.own, engraving_text="Grandmother")
        with self.assertRaisesRegex(UserError, "changed"):
            self.Packing.ship(self.picking.id)
        (change,) = self._load()["changes"]
        page = self.Packing.acknowledge(self.picking.id, [change["id"]])
        self.assertFalse(page["changes"] or page["is_newer"])
        self.assertEqual(self.picking.gift_ack_state, "ok")
        result = self.Packing.ship(self.picking.id)
        self.assertEqual(result["shipped"], self.picking.name)
        self.assertEqual(self.picking.state, "done")
        self.assertEqual(result["page"], {"picking": False})

    def test_a_change_that_nobody_saw_is_not_acknowledged(self):
        self._change(self.own, engraving_text="Grandmother")
        (seen,) = self._load()["changes"]
        self._change(self.own, engraving_text="Auntie")
        page = self.Packing.acknowledge(self.picking.id, [seen["id"]])
        self.assertTrue(page["is_newer"])
        self.assertEqual(page["changes"][0]["rows"][0][2], "Auntie")
        self.assertEqual(self.picking.gift_ack_state, "needed")
        page = self.Packing.acknowledge(self.picking.id, [page["changes"][0]["id"]])
        self.assertEqual(self.picking.gift_ack_state, "ok")
        page = self.Packing.acknowledge(self.picking.id, [])
        self.assertFalse(page["is_newer"], "nothing left to acknowledge")

    def test_batch_of_the_list(self):
        other = self._quotation()
        wish = self._wish(other, card_text="Hello")
        other.action_confirm()
        self._change(self.own, engraving_text="Grandmother")
        self._change(wish, card_text="Hello again")
        both = self.picking | other.picking_ids
        domain = [("gift_ack_state", "=", "needed"), ("id", "in", both.ids)]
        found = self._as("warehouse", self.env["stock.picking"]).search(domain)
        self.assertEqual(found.sudo(), both)
        found.action_gift_acknowledge()
        self.assertFalse(found.search(domain))
        with self.assertRaises(AccessError):
            self._as("sales", both).action_gift_acknowledge()

    def test_ticks_and_back_order(self):
        tea, vase = self.picking.move_ids
        self.Packing.set_packed(tea.id, True)
        self.assertTrue(self._load()["lines"][0]["packed"])
        self.Packing.set_packed(tea.id, False)
        self.assertFalse(tea.picked)
        self.Packing.set_packed(tea.id, True)
        result = self.Packing.ship(self.picking.id)
        self.assertEqual(result["action"]["res_model"], "stock.backorder.confirmation")
        self.assertNotIn("shipped", result)
        self.assertNotEqual(self.picking.state, "done")
        self.assertFalse(vase.picked)

    def test_ship_moves_on_to_the_next(self):
        other = self._confirmed((self.product, 1, 100))
        other.move_ids.date_deadline = fields.Datetime.now() + timedelta(days=30)
        result = self.Packing.ship(self.picking.id)
        self.assertEqual(result["page"]["picking"]["id"], other.id)

    def test_clear_words_when_something_is_in_the_way(self):
        rare = self._make_product("Rare vase", price=10, cost=5)
        waiting = self._confirmed((rare, 6, 10))
        with self.assertRaisesRegex(UserError, "Nothing of Rare vase is reserved"):
            self.Packing.set_packed(waiting.move_ids.id, True)
        move, picking = waiting.move_ids.id, self._confirmed()
        self._pick(picking)
        self._validate(picking)
        with self.assertRaisesRegex(UserError, "is not open any more"):
            self.Packing.ship(picking.id)
        with self.assertRaisesRegex(UserError, "shipped by somebody else"):
            self.Packing.set_packed(picking.move_ids.id, True)
        gone = waiting.id
        waiting.action_cancel()
        waiting.unlink()
        with self.assertRaisesRegex(UserError, "is gone"):
            self.Packing.load(gone)
        with self.assertRaisesRegex(UserError, "Load the page again"):
            self.Packing.set_packed(move, True)

    def test_button_of_the_lists(self):
        action = self.picking.with_user(self.packer).action_gift_pack()
        self.assertEqual(action["tag"], "gift_retail_packing")
        self.assertEqual(action["params"], {"picking_id": self.picking.id})
        none = self.env["stock.picking"].with_user(self.packer).action_gift_pack()
        self.assertFalse(none["params"]["picking_id"])

    # ------------------------------------------------------------
    # RIGHTS AND COST
    # ------------------------------------------------------------

    def test_only_the_warehouse(self):
        for role in ("clerk", "caller", "service", "sales", "service_lead"):
            packing = self._as(role, self.env["gift.packing"])
            for call in (
                lambda packing=packing: packing.load(self.picking.id),
                lambda packing=packing: packing.acknowledge(self.picking.id, []),
                lambda packing=packing: packing.set_packed(
                    self.picking.move_ids[0].id, True
                ),
                lambda packing=packing: packing.ship(self.picking.id),
                lambda role=role: self._as(role, self.picking).action_gift_pack(),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    call()
        self.assertTrue(self._as("manager", self.Packing).load(self.picking.id))

    def test_other_companies_stay_out(self):
        packer = self._make_user("warehouse", self.company_b, login="packer_b")
        packing = self._as(packer, self.env["gift.packing"])
        for call in (
            lambda: packing.load(self.picking.id),
            lambda: packing.acknowledge(self.picking.id, []),
            lambda: packing.set_packed(self.picking.move_ids[0].id, True),
            lambda: packing.ship(self.picking.id),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(packing.load(), {"picking": False})

    def _cost(self, function, *args):
        """Return the number of queries of a call with cold record caches."""
        self.env.flush_all()
        function(*args)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        return self.env.cr.sql_log_count - before

    def _many_wishes(self, number):
        products = [
            self._make_product(f"Gift {index}", price=10, cost=5)
            for index in range(number)
        ]
        for product in products:
            self._stock(product, 5)
        order = self._quotation(*((product, 1, 10) for product in products))
        for index, line in enumerate(order.order_line):
            self._wish(
                order,
                line,
                card_text=f"Card {index}",
                wrapping_id=self.box.id,
                occasion_id=self.birthday.id,
            )
        order.action_confirm()
        for wish in order.gift_requirement_ids:
            self._change(wish, card_text=f"{wish.card_text}!")
        return order.picking_ids

    def test_a_page_of_80_lines_costs_what_one_line_costs(self):
        few, many = self._many_wishes(1), self._many_wishes(80)
        self.assertEqual(len(self._load(many)["changes"]), 80)
        one, eighty = (self._cost(self._load, picking) for picking in (few, many))
        self.assertLessEqual(eighty, one)

    def test_list_and_kanban_of_80_cost_what_one_costs(self):
        pickings = self.env["stock.picking"]
        for index in range(80):
            order = self._quotation((self.product, 1, 100))
            self._wish(order, card_text=f"Card {index}", wrapping_id=self.box.id)
            order.action_confirm()
            pickings |= order.picking_ids
        model = self._as("warehouse", self.env["stock.picking"])
        bare = ["name", "partner_id", "state"]
        ours = [
            "gift_ship_day",
            "gift_tier_name",
            "gift_ack_state",
            "gift_deliver_by",
            "gift_pack_card",
        ]

        def cost(records, names):
            return self._cost(model.search_read, [("id", "in", records.ids)], names)

        one, eighty = cost(pickings[:1], bare + ours), cost(pickings, bare + ours)
        self.assertLessEqual(eighty, one)
