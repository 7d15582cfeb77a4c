"""Stock by variant: the figures are Odoo's own, nothing is dropped."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .variant_common import VariantCommon


@tagged("post_install", "-at_install")
class TestVariantReport(VariantCommon):
    def test_matrix_of_two_attributes(self):
        matrix = self._matrix()
        self.assertEqual(matrix["columns"], ["S", "L"])
        self.assertEqual(
            self._cells(matrix, "on_hand"),
            {
                ("Red", "", "S"): 14,
                ("Red", "", "L"): 3,
                ("Blue", "", "S"): 0,
                ("Blue", "", "L"): 0,
            },
        )
        self.assertEqual(matrix["total"]["figures"]["on_hand"], 17)
        self.assertEqual(matrix["totals"][0]["figures"]["on_hand"], 14)

    def test_free_choice_of_the_pair(self):
        matrix = self._matrix(row_id=self.size.id, column_id=self.colour.id)
        self.assertEqual(matrix["columns"], ["Red", "Blue"])
        self.assertEqual(self._cells(matrix, "on_hand")["S", "", "Red"], 14)
        # an attribute of no product falls back, the same one twice too
        matrix = self._matrix(row_id=self.cloth.id, column_id=self.size.id)
        self.assertEqual((matrix["row_id"], matrix["column_id"]),
                         (self.colour.id, self.size.id))  # fmt: skip
        matrix = self._matrix(row_id=self.size.id, column_id=self.size.id)
        self.assertEqual((matrix["row_id"], matrix["column_id"]),
                         (self.size.id, self.colour.id))  # fmt: skip

    def test_none_one_and_three_attributes_are_shown(self):
        plain = self._template("Plain box")
        self._stock(plain.product_variant_ids, self.house, 5)
        matrix = self._matrix(plain)
        self.assertEqual(self._cells(matrix, "on_hand"), {("", "", ""): 5})
        single = self._template("Ribbon", self.colour)
        self.assertEqual(len(self._matrix(single)["rows"]), 2)
        coat = self._template("Coat", self.colour, self.size, self.cloth)
        for variant in coat.product_variant_ids:
            self._stock(variant, self.house, 1)
        split = self._matrix(coat)
        self.assertEqual(len(split["rows"]), 4)
        self.assertEqual({row["others"] for row in split["rows"]}, {"Wool", "Silk"})
        summed = self._matrix(coat, split=False)
        self.assertEqual(len(summed["rows"]), 2)
        for matrix in (split, summed):
            self.assertEqual(matrix["total"]["figures"]["on_hand"], 8)

    def test_archived_variant_with_stock_stays(self):
        self.red_large.action_archive()
        self.blue_small.action_archive()
        cells = self._cells(self._matrix(), "on_hand")
        self.assertEqual(cells["Red", "", "L"], 3)
        self.assertNotIn(("Blue", "", "S"), cells)

    def test_totals_are_odoos_own(self):
        other = self._order(
            self.firm, [(self.red_small, 6, 50), (self.red_large, 1, 5)]
        )
        self._deliver(other, {self.red_small: 2})
        receipt = self.env["stock.move"].create(
            {
                "product_id": self.blue_small.id,
                "product_uom_qty": 7,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.house_b.lot_stock_id.id,
                "company_id": self.company.id,
            }
        )
        receipt._action_confirm()
        variants = self.scarf.product_variant_ids
        for place, houses in (
            (f"company:{self.company.id}", self.house + self.house_b),
            (f"warehouse:{self.house.id}", self.house),
            (f"warehouse:{self.house_b.id}", self.house_b),
        ):
            total = self._matrix(place=place)["total"]["figures"]
            own = variants.with_context(warehouse_id=houses.ids)
            self.assertEqual(total["on_hand"], sum(own.mapped("qty_available")))
            self.assertEqual(total["free"], sum(own.mapped("free_qty")))
            self.assertEqual(total["incoming"], sum(own.mapped("incoming_qty")))
            self.assertEqual(total["reserved"], total["on_hand"] - total["free"])
            sold = self.env["sale.report"]._read_group(
                [
                    ("product_id", "in", variants.ids),
                    ("state", "=", "sale"),
                    ("warehouse_id", "in", houses.ids),
                ],
                [],
                ["product_uom_qty:sum", "qty_to_deliver:sum"],
            )[0]
            self.assertEqual(total["sold_30"], sold[0] or 0)
            self.assertEqual(total["sold_90"], sold[0] or 0)
            self.assertEqual(total["awaited"], sold[1] or 0)

    def test_awaited_in_the_units_of_the_product_and_per_customer(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {
            "product_id": self.red_small.id,
            "product_uom_id": dozen.id,
            "product_uom_qty": 1,
            "price_unit": 1,
        }
        self._order(self.contact, [line])
        self._order(self.person, [(self.red_small, 5, 1)])
        self._order(self.person, [(self.red_small, 50, 1)], confirm=False)
        self.assertEqual(self._matrix()["total"]["figures"]["awaited"], 17)
        narrowed = self._matrix(role="manager", dealer_id=self.contact.id)["total"][
            "figures"
        ]
        self.assertEqual(narrowed["awaited"], 12)
        self.assertEqual(narrowed["on_hand"], 17)
        report = self.report.with_user(self.users["manager"])
        rows = report.get_awaiting(self.red_small.ids)
        self.assertEqual(
            [(row["partner_id"], row["quantity"]) for row in rows],
            [(self.firm.id, 12), (self.person.id, 5)],
        )

    def test_orders_that_one_may_not_read_have_no_name(self):
        self._order(self.firm, [(self.red_small, 6, 1)])
        own = self._order(self.person, [(self.red_small, 5, 1)])
        seller = self.users["sales"]
        groups = self.env.ref("sales_team.group_sale_salesman_all_leads")
        manager = self.env.ref("sales_team.group_sale_manager")
        seller.write({"group_ids": [(3, groups.id), (3, manager.id)]})
        own.user_id = seller
        self.env["sale.order"].search([("id", "!=", own.id)]).user_id = self.users[
            "manager"
        ]
        rows = self.report.with_user(seller).get_awaiting(self.red_small.ids)
        self.assertEqual(
            [(row["partner_id"], row["quantity"]) for row in rows],
            [(self.person.id, 5), (False, 6)],
        )

    def test_given_up_deliveries_are_not_awaited(self):
        order = self._order(self.firm, [(self.red_small, 6, 50)])
        order.picking_ids.action_cancel()
        self.assertEqual(self._matrix()["total"]["figures"]["awaited"], 0)

    def test_shop_has_the_stock_of_its_warehouse_and_its_own_sales(self):
        shop = self.env["crm.team"].create(
            {
                "name": "Shop Beijing Road",
                "company_id": self.company.id,
                "gift_is_shop": True,
                "gift_warehouse_id": self.house_b.id,
            }
        )
        self._order(self.firm, [(self.red_small, 2, 1)], team_id=shop.id)
        self._order(self.firm, [(self.red_small, 3, 1)])
        total = self._matrix(place=f"shop:{shop.id}")["total"]["figures"]
        self.assertEqual((total["on_hand"], total["sold_30"]), (4, 2))

    def test_past_day_knows_stock_and_sales(self):
        self._order(self.firm, [(self.red_small, 2, 1)])
        self.env["sale.order"].search([]).date_order = (
            fields.Datetime.now() - timedelta(days=40)
        )
        day = fields.Date.to_string(self.today - timedelta(days=3))
        matrix = self._matrix(day=day)
        total = matrix["total"]["figures"]
        self.assertEqual(matrix["past"], day)
        self.assertEqual((total["sold_30"], total["sold_90"]), (0, 2))
        self.assertEqual(total["on_hand"], 17)  # quants without moves have no past
        for name in ("awaited", "free", "reserved", "incoming", "cover", "age"):
            self.assertIsNone(total[name])
        self.assertFalse(self._matrix(day="2999-01-01")["past"])

    def test_past_stock_is_counted_back(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.red_small.id,
                "product_uom_qty": 6,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.house.lot_stock_id.id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        move.quantity = 6
        move.picked = True
        move._action_done()
        day = fields.Date.to_string(self.today - timedelta(days=1))
        self.assertEqual(self._matrix()["total"]["figures"]["on_hand"], 23)
        self.assertEqual(self._matrix(day=day)["total"]["figures"]["on_hand"], 17)

    def test_cover_and_age(self):
        self._order(self.firm, [(self.red_small, 9, 1)])
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.red_small.id),
                ("location_id.usage", "=", "internal"),
            ]
        )
        quants.in_date = fields.Datetime.now() - timedelta(days=20)
        cell = self._matrix()["rows"][0]["cells"][0]["figures"]
        self.assertEqual(cell["age"], 20)
        self.assertEqual(cell["cover"], round((14 - 9) * 90 / 9))

    def test_products_to_choose_from(self):
        self._order(self.firm, [(self.red_small, 30, 1)])
        report = self.report.with_user(self.users["warehouse"])
        found = report.find_products("Scarf")["products"]
        self.assertEqual(
            [(row["id"], row["awaited"], row["on_hand"]) for row in found],
            [(self.scarf.id, 30, 17)],
        )
        self.assertEqual(report.find_products()["products"][0]["id"], self.scarf.id)
        self.assertFalse(report.find_products("no such thing")["products"])

    def test_wrong_questions(self):
        for options, error in (
            ({"place": "warehouse:0"}, UserError),
            ({"place": "x"}, UserError),
            ({"day": "soon"}, UserError),
            ({"dealer_id": 2**30}, UserError),
        ):
            with self.subTest(options), self.assertRaises(error):
                self._matrix(**options)
        gone = self._template("Gone")
        gone.unlink()
        with self.assertRaises(UserError):
            self._matrix(gone)

    def test_other_companies_stay_out(self):
        other = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_b.id)], limit=1
        )
        self._stock(self.red_small, other, 100)
        self.assertEqual(self._matrix()["total"]["figures"]["on_hand"], 17)
        with self.assertRaises(UserError):
            self._matrix(place=f"warehouse:{other.id}")

    def test_every_duty_reads_and_outsiders_do_not(self):
        for role in self.users:
            with self.subTest(role):
                self.assertTrue(self._matrix(role=role)["rows"])
        with self.assertRaises(AccessError):
            self.report.with_user(self.env.ref("base.public_user")).load()
        warehouse = self.report.with_user(self.users["warehouse"])
        self.assertFalse(warehouse.load()["can_export"])

    def test_same_queries_for_any_number_of_variants(self):
        big = self._template("Big")
        attributes = [
            self._attribute(name, *(f"{name} {n}" for n in range(9)))[0]
            for name in ("Hue", "Width")
        ]
        big.attribute_line_ids = [
            (0, 0, {"attribute_id": a.id, "value_ids": [(6, 0, a.value_ids.ids)]})
            for a in attributes
        ]
        self.assertEqual(len(big.product_variant_ids), 81)
        counts = []
        for template in (self._template("One"), self.scarf, big):
            self._matrix(template)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._matrix(template)
            self.env.cr.flush()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[0], counts[1])
