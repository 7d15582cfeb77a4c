"""What screens ask: dates, presets, last wishes; and what they cost."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .requirement_common import RequirementCommon


@tagged("post_install", "-at_install")
class TestRequirementScreen(RequirementCommon):
    # ------------------------------------------------------------
    # DATES (decision 25)
    # ------------------------------------------------------------

    def test_latest_deliver_by_proposes_the_delivery_date(self):
        order = self._quotation((self.product, 1, 100), (self.product_b, 1, 40))
        day = self.today + timedelta(days=10)
        wish = self._wish(order, order.order_line[0], deliver_by=day)
        self.assertEqual(order._gift_local_day(order.commitment_date), day)
        later = day + timedelta(days=3)
        self._wish(order, order.order_line[1], deliver_by=later)
        self.assertEqual(order._gift_local_day(order.commitment_date), later)
        own = order._gift_deliver_moment(later) - timedelta(hours=3)
        order.commitment_date = own  # entered by hand: it stays
        wish.with_user(self.seller).deliver_by = later + timedelta(days=1)
        self.assertEqual(order.commitment_date, own)

    def test_deadline_is_the_lines_own_and_follows_a_change(self):
        order = self._quotation((self.product, 1, 100), (self.product_b, 1, 40))
        day = self.today + timedelta(days=10)
        wish = self._wish(order, order.order_line[0], deliver_by=day)
        order.commitment_date = order._gift_deliver_moment(day + timedelta(days=5))
        order.action_confirm()
        first, second = (line.move_ids for line in order.order_line)
        self.assertEqual(first.date_deadline, order._gift_deliver_moment(day))
        self.assertEqual(second.date_deadline, order.commitment_date)
        earlier = day - timedelta(days=2)
        self._change(wish, deliver_by=earlier)
        self.assertEqual(first.date_deadline, order._gift_deliver_moment(earlier))
        order.commitment_date += timedelta(days=1)
        self.assertEqual(second.date_deadline, order.commitment_date)
        self.assertEqual(first.date_deadline, order._gift_deliver_moment(earlier))

    def test_transit_days_are_taken_off(self):
        order = self._quotation()
        day = self.today + timedelta(days=10)
        self._wish(order, deliver_by=day)
        self.company.gift_transit_default = 3
        order.action_confirm()
        self.assertEqual(
            order.order_line.move_ids.date_deadline,
            order._gift_deliver_moment(day) - timedelta(days=3),
        )

    def test_impossible_day_warns_with_the_earliest_one(self):
        self.product.sale_delay = 4
        order = self._quotation()
        form = Form(
            self.env["gift.requirement"]
            .with_user(self.seller)
            .with_context(default_order_id=order.id)
        )
        form.deliver_by = self.today + timedelta(days=1)
        self.assertIn("too early", form.deliver_by_warning)
        form.deliver_by = self.today + timedelta(days=5)
        self.assertFalse(form.deliver_by_warning)
        form.deliver_by = self.today - timedelta(days=1)
        self.assertIn("is over", form.deliver_by_warning)
        form.deliver_by = self.today + timedelta(days=1)
        wish = form.save()  # a warning, no refusal
        self.assertEqual(wish.deliver_by, self.today + timedelta(days=1))

    def test_missing_goods_warn_until_some_are_on_their_way(self):
        missing = self._make_product("Rare vase", price=10, cost=5)
        order = self._quotation((missing, 4, 10))
        day = self.today + timedelta(days=20)
        self.assertIn("nothing is on its way", order._gift_day_warning(day))
        move = self.env["stock.move"].create(
            {
                "product_id": missing.id,
                "product_uom_qty": 4,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "company_id": self.company.id,
                "date": order._gift_deliver_moment(self.today + timedelta(days=15)),
            }
        )
        move._action_confirm()
        self.assertFalse(order._gift_day_warning(day))
        early = self.today + timedelta(days=9)
        self.assertIn("too early", order._gift_day_warning(early))

    # ------------------------------------------------------------
    # PRESETS
    # ------------------------------------------------------------

    def test_earlier_and_saved_wishes_are_taken_over_in_one_click(self):
        earlier = self._quotation()
        old = self._wish(
            earlier,
            earlier.order_line,
            occasion_id=self.birthday.id,
            card_text="Happy birthday",
            deliver_by=self.today,
        )
        earlier.action_confirm()
        old.with_user(self.seller).action_gift_save_preset()
        house = self.env["gift.requirement.preset"].create(
            {"name": "House red", "wrapping_id": self.box.id}
        )
        foreign = self.env["gift.requirement.preset"].create(
            {"name": "Of somebody else", "partner_id": self.person.id}
        )
        order = self._quotation()
        model = self.env["gift.requirement"].with_user(self.seller)
        presets = model.get_presets(order.id, order.order_line.id)
        keys = [preset["key"] for preset in presets]
        self.assertEqual(keys[0], f"wish-{old.id}")
        self.assertIn(f"saved-{house.id}", keys)
        self.assertNotIn(f"saved-{foreign.id}", keys)
        self.assertIn("Birthday", presets[0]["label"])
        form = Form(model.with_context(default_order_id=order.id))
        form.preset_source = keys[0]
        self.assertEqual(form.card_text, "Happy birthday")
        self.assertEqual(form.occasion_id, self.birthday)
        self.assertFalse(form.deliver_by, "that day is over")
        form.preset_source = f"saved-{house.id}"
        self.assertEqual(form.wrapping_id, self.box)
        self.assertFalse(form.card_text)
        wish = form.save()
        self.assertEqual(wish.wrapping_id, self.box)
        for nonsense in ("saved-0", "x", "wish-abc", "res.users-1"):
            form.preset_source = nonsense  # changes nothing
            self.assertEqual(form.wrapping_id, self.box)

    # ------------------------------------------------------------
    # WHO SEES WHAT
    # ------------------------------------------------------------

    def test_roles(self):
        order = self._quotation()
        wish = self._wish(order, said="No lift")
        for role in ("clerk", "caller", "warehouse"):
            user = self.users[role]
            with self.subTest(role):
                self.assertEqual(wish.with_user(user).said, "No lift")
                with self.assertRaises(AccessError):
                    wish.with_user(user).write({"said": "x"})
                with self.assertRaises(AccessError):
                    wish.with_user(user)._gift_change({"said": "x"}, "y")
        other = self._make_user("sales", login="gift_other_seller")
        with self.assertRaises(AccessError):
            wish.with_user(other).write({"said": "x"})  # not their order
        with self.assertRaises(AccessError):
            self.env["gift.requirement"].with_user(other).create(
                {"order_id": self._quotation().id, "said": "x"}
            )
        theirs = self._make_user("sales", self.company_b, login="gift_south_seller")
        with self.assertRaises(AccessError):
            wish.with_user(theirs).with_context(
                allowed_company_ids=self.company_b.ids
            ).read(["said"])

    def test_page_of_the_order(self):
        order = self._quotation((self.product, 1, 100), (self.product_b, 1, 40))
        page = order.with_user(self.seller).get_gift_wishes()
        self.assertEqual(
            [place["line_id"] for place in page["places"]],
            [False, *order.order_line.ids],
        )
        self._wish(order, order.order_line[0], said="Blue")
        self._wish(order, said="No lift")
        page = order.with_user(self.seller).get_gift_wishes()
        self.assertEqual(
            [wish["title"] for wish in page["wishes"]], ["Whole order", "Tea set"]
        )
        self.assertEqual(
            page["wishes"][1]["words"], [["As the Customer Said It", "Blue"]]
        )
        self.assertEqual(
            [place["line_id"] for place in page["places"]], order.order_line[1].ids
        )
        read = order.with_user(self.users["service"]).get_gift_wishes()
        self.assertEqual(len(read["wishes"]), 2)

    def test_last_wishes_on_card_and_lead(self):
        order = self._quotation()
        self._wish(order, said="Blue box, gold logo", occasion_id=self.birthday.id)
        order.action_confirm()
        customer = self.env["gift.customer"]._ensure(self.firm, self.company)
        card = customer.with_user(self.users["clerk"])._gift_caller_card()
        self.assertEqual(card["wishes"][0]["text"], "“Blue box, gold logo”")
        self.assertIn("Birthday", card["wishes"][0]["what"])
        lead = self.env["crm.lead"].create(
            {
                "name": "Again",
                "partner_id": self.contact.id,
                "type": "lead",
                "user_id": self.seller.id,
            }
        )
        clerk = self.users["clerk"]
        shown = lead.with_user(self.seller).get_gift_last_wishes()
        self.assertEqual(shown, card["wishes"])
        with self.assertRaises(AccessError):
            lead.with_user(clerk).get_gift_last_wishes()
        south = self.env["gift.customer"]._ensure(self.firm, self.company_b)
        self.assertFalse(south._gift_caller_card()["wishes"])
        self.contact.parent_id = False  # she leaves the firm, the wish stays there
        self.env.invalidate_all()
        self.assertFalse(lead.get_gift_last_wishes())
        self.assertTrue(customer._gift_caller_card()["wishes"])

    def test_badge_of_lines_is_one_query(self):
        small = self._quotation()
        large = self._quotation(*[(self.product, 1, 100)] * 80)
        for order in (small, large):
            for line in order.order_line[::2]:
                self._wish(order, line, occasion_id=self.birthday.id)
            order.action_confirm()
        self._change(small.gift_requirement_ids, card_text="Changed")
        for order in (small, large):
            lines = order.order_line.browse(order.order_line.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            lines.fetch(["order_id"])
            with self.assertQueryCount(1):
                badges = lines.mapped("gift_wish")
            self.assertEqual(badges[0]["words"], "Birthday")
            self.assertEqual(badges[0]["waiting"], order == small)
        self.assertFalse(badges[1])

    def test_form_of_the_order_costs_one_query_more(self):
        def queries(order, *names):
            order = order.with_user(self.seller)
            fields = {name: {} for name in ("product_id", *names)}
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.web_read({"name": {}, "order_line": {"fields": fields}})
            return self.env.cr.sql_log_count - before

        for number in (1, 80):
            order = self._quotation(*[(self.product, 1, 100)] * number)
            for line in order.order_line:
                self._wish(order, line, occasion_id=self.birthday.id)
            queries(order, "gift_wish")  # warm: rights and names
            plain = queries(order)
            self.assertLessEqual(queries(order, "gift_wish") - plain, 2)

    def test_page_costs_the_same_whatever_the_number(self):
        counts = []
        for number in (1, 2, 20):  # the first one warms up
            order = self._quotation(*[(self.product, 1, 100)] * number)
            for line in order.order_line:
                self._wish(
                    order, line, occasion_id=self.birthday.id, wrapping_id=self.box.id
                )
            order.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.with_user(self.seller).get_gift_wishes()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    # ------------------------------------------------------------
    # BAD INPUT
    # ------------------------------------------------------------

    def test_cancelled_order_takes_no_wish(self):
        order = self._quotation()
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            self._wish(order)

    def test_emoji_and_right_to_left_letters_are_kept_as_said(self):
        order = self._quotation()
        text = "生日快乐 🎂 \u202bשלום\u202c 王总"
        wish = self._wish(order, card_text=text)
        order.action_confirm()
        self.assertEqual(wish.revision_id.card_text, text)
        self.assertIn(["Text of the Card", text], wish.revision_id.words)

    def test_too_many_files_are_refused(self):
        order = self._quotation()
        artworks = self.env["gift.artwork"]
        pixel = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhK"
            "mMIQAAAABJRU5ErkJggg=="
        )
        artworks = artworks.create(
            [{"name": f"logo{n}.png", "content": pixel} for n in range(21)]
        )
        with self.assertRaisesRegex(ValidationError, "21 files; at most 20"):
            self._wish(order, artwork_ids=[(6, 0, artworks.ids)])
        order = self._quotation()
        wish = self._wish(order, artwork_ids=[(6, 0, artworks[:20].ids)])
        order.action_confirm()
        self.assertEqual(wish.revision_id.artwork_ids, artworks[:20])
        artworks[0].sudo().company_id = self.company_b
        values = {"artwork_ids": [(6, 0, artworks[:1].ids)]}
        with self.assertRaises(AccessError):
            self._wish(self._quotation(), **values)
        with self.assertRaisesRegex(UserError, "belongs to Gifts of the South"):
            wish.create({"order_id": self._quotation().id, **values})
