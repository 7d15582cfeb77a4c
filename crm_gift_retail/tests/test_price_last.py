"""The last prices at line entry: told, quoted, sold, made comparable."""

from datetime import timedelta

from odoo import Command
from odoo.tests import Form, tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestLastPrice(PriceCommon):
    def test_nothing_heard_nothing_shown(self):
        self.assertFalse(self._last(self._quote()))

    def test_told_quoted_sold_side_by_side(self):
        self._sold(80, quantity=7, days=60)
        self._sold(90, quantity=5, days=30)
        quotation = self._quote(95, user=self.bob, user_id=self.bob.id)
        quotation.sudo().action_quotation_sent()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE gift_price_quoted SET date = date - interval '2 days'"
        )
        self._tell(99, quantity=3, channel="wechat")
        rows = self._kinds(self._quote(99))
        self.assertEqual(set(rows), {"told", "quoted", "sold"})
        self.assertIn("90.00", rows["sold"]["price"], "the newest sale, not the first")
        self.assertEqual(rows["sold"]["quantity"], "5")
        self.assertAlmostEqual(rows["sold"]["difference"], 10)
        self.assertEqual(rows["quoted"]["who"], "Bob")
        self.assertIn("95.00", rows["quoted"]["price"])
        self.assertTrue(rows["told"]["chosen"], "the newest counts")
        self.assertEqual(rows["told"]["difference"], 0)

    def test_what_was_sent_stays_what_was_sent(self):
        quotation = self._quote(95)
        self.assertFalse(self._last(self._quote()), "a draft was told to nobody")
        quotation.sudo().action_quotation_sent()
        quotation.sudo().order_line.price_unit = 50
        self.assertIn("95.00", self._kinds(self._quote())["quoted"]["price"])
        quotation.sudo().with_context(mark_so_as_sent=True).message_post(body="Again")
        self.assertIn("50.00", self._kinds(self._quote())["quoted"]["price"])
        frozen = self.env["gift.price.quoted"].search(
            [("order_id", "=", quotation.id)], order="id"
        )
        self.assertEqual(frozen.mapped("price_net"), [95, 50])
        quotation.sudo().with_context(mark_so_as_sent=True).message_post(body="Same")
        self.assertEqual(self.env["gift.price.quoted"].search_count([]), 2)
        quotation.sudo().action_cancel()
        quotation.sudo().order_line.unlink()
        self.assertIn("50.00", self._kinds(self._quote())["quoted"]["price"])
        with self.assertRaisesRegex(Exception, "does not change"):
            frozen.write({"price_unit": 1})

    def test_expired_is_shown_and_never_applied(self):
        self._sold(100, days=400)
        today = self.company._gift_today()
        quotation = self._quote(60, validity_date=today - timedelta(days=1))
        quotation.sudo().action_quotation_sent()
        rows = self._kinds(self._quote(100))
        self.assertTrue(rows["quoted"]["expired"])
        self.assertIs(rows["quoted"]["apply"], False)
        self.assertFalse(rows["quoted"]["chosen"], "an expired price binds nobody")
        self.assertTrue(rows["sold"]["chosen"])
        self.assertEqual(rows["sold"]["apply"], 100)

    def test_net_of_discount(self):
        self._sold(100, line={"discount": 20})
        order = self._quote(80)
        self.assertAlmostEqual(self._kinds(order)["sold"]["difference"], 0)
        order.order_line.sudo().write({"price_unit": 160, "discount": 50})
        self.assertAlmostEqual(self._kinds(order)["sold"]["difference"], 0)

    def test_discount_on_the_whole_order(self):
        """A discount line lowers every price, of the past and of the present."""
        discount = self._make_product(
            "Discount", 0, 0, type="service", invoice_policy="order"
        )
        self.company.sale_discount_product_id = discount
        off = {
            "product_id": discount.id,
            "product_uom_qty": 1,
            "price_unit": -200,
            "tax_ids": [Command.clear()],
        }
        past = self._sold(100)
        past.order_line = [Command.create(off)]
        order = self._quote(80)
        self.assertAlmostEqual(self._kinds(order)["sold"]["difference"], 0)
        order.sudo().order_line = [Command.create({**off, "price_unit": -80})]
        self.env.invalidate_all()
        goods = order.order_line.filtered(lambda line: line.product_id == self.product)
        row = goods.gift_last_price["rows"][0]
        self.assertAlmostEqual(row["difference"], -10)
        self.assertAlmostEqual(row["apply"], 88.888889)
        order.sudo().action_quotation_sent()
        frozen = self.env["gift.price.quoted"].search([])
        self.assertEqual((len(frozen), frozen.price_net), (1, 72))

    def test_tax_included_against_excluded(self):
        tax = self.env["account.tax"].create(
            {
                "name": "VAT 25 in the price",
                "amount": 25,
                "company_id": self.company.id,
                "price_include_override": "tax_included",
            }
        )
        self._sold(125, quantity=4, line={"tax_ids": [Command.set(tax.ids)]})
        row = self._kinds(self._quote(100))["sold"]
        self.assertAlmostEqual(row["difference"], 0)
        included = self._quote(125, line={"tax_ids": [Command.set(tax.ids)]})
        self.assertAlmostEqual(self._kinds(included)["sold"]["difference"], 0)
        included.order_line.sudo().price_unit = 250
        row = self._kinds(included)["sold"]
        self.assertAlmostEqual(row["difference"], 100)
        self.assertAlmostEqual(row["apply"], 125, msg="the price with its tax")

    def test_told_with_tax(self):
        tax = self.env["account.tax"].create(
            {"name": "VAT 25", "amount": 25, "company_id": self.company.id}
        )
        self.product.taxes_id = tax
        told = self._tell(125, tax_included=True)
        self.assertAlmostEqual(told.price_net, 100)
        self.assertAlmostEqual(self._tell(125).price_net, 125)

    def test_units(self):
        self.product.uom_ids = self.dozen
        self._sold(1200, quantity=2, line={"product_uom_id": self.dozen.id})
        row = self._kinds(self._quote(100))["sold"]
        self.assertAlmostEqual(row["difference"], 0)
        self.assertIn("1,200.00", row["said"])
        self.assertEqual((row["quantity"], row["unit"]), ("2", self.dozen.name))
        hour = self.env.ref("uom.product_uom_hour")
        self.env["gift.price.quoted"].sudo().create(
            {
                "partner_id": self.firm.id,
                "commercial_partner_id": self.firm.id,
                "product_id": self.product.id,
                "uom_id": hour.id,
                "currency_id": self.currency.id,
                "price_unit": 5,
                "price_net": 5,
                "order_name": "by the hour",
            }
        )
        row = self._kinds(self._quote(100))["quoted"]
        self.assertIn("another kind of unit", row["note"])
        self.assertIsNone(row["difference"])

    def test_currency_at_the_date_of_the_price(self):
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", self.foreign.id)]).unlink()
        for days, rate in ((100, 2.0), (10, 4.0)):
            rates.create(
                {
                    "currency_id": self.foreign.id,
                    "company_id": self.company.id,
                    "name": self._days_ago(days),
                    "rate": rate,
                }
            )
        self._tell(200, days=50, currency_id=self.foreign.id)
        row = self._kinds(self._quote(100))["told"]
        self.assertAlmostEqual(row["difference"], 0, msg="at the rate of that day")
        self.assertIn("200.00", row["said"])

    def test_currency_without_a_rate_is_not_compared(self):
        self.env["res.currency.rate"].search(
            [("currency_id", "=", self.foreign.id)]
        ).unlink()
        self._tell(200, currency_id=self.foreign.id)
        order = self._quote(100)
        row = self._kinds(order)["told"]
        self.assertIn("no exchange rate of USD", row["note"])
        self.assertIsNone(row["difference"])
        self.assertIs(row["apply"], False)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_quantity_break_is_said(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Breaks",
                "currency_id": self.currency.id,
                "company_id": self.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "min_quantity": 50,
                            "compute_price": "percentage",
                            "percent_price": 10,
                        }
                    )
                ],
            }
        )
        self._sold(90, quantity=50)
        row = self._kinds(self._quote(100, pricelist_id=pricelist.id))["sold"]
        self.assertIn("changes at 50", row["note"])
        same = self._quote(90, quantity=60, pricelist_id=pricelist.id)
        self.assertFalse(self._kinds(same)["sold"]["note"])

    def test_firm_of_the_date(self):
        """A contact who changes firm leaves the prices with the old one."""
        self._sold(80, partner=self.contact)
        self._tell(70, partner=self.contact)
        other = self._make_partner("Other firm", is_company=True)
        self.contact.parent_id = other
        self.assertEqual(set(self._kinds(self._quote())), {"sold", "told"})
        self.assertFalse(self._last(self._quote(partner=self.contact)))
        self.assertFalse(self._last(self._quote(partner=other)))

    def test_history_brought_along(self):
        self._history(
            self.firm, self._days_ago(90), 300, product_id=self.product.id, quantity=4
        )
        row = self._kinds(self._quote(75))["sold"]
        self.assertAlmostEqual(row["difference"], 0)
        self._sold(70)
        self.assertIn("70.00", self._kinds(self._quote(75))["sold"]["price"])

    def test_returns_gifts_and_charges_are_no_prices(self):
        self._sold(0)
        self._sold(50, quantity=-1)
        self.assertFalse(self._last(self._quote()))
        voucher = self._make_product("Gift card", 100, 0, gift_revenue_kind="none")
        self._sold(50, product=voucher)
        self.assertFalse(self._last(self._quote(100, product=voucher)))
        delivery = self._make_product(
            "Courier", 10, 5, type="service", gift_revenue_kind="charge"
        )
        self._sold(5, product=delivery)
        self.assertFalse(self._last(self._quote(10, product=delivery)))

    def test_anonymous_buyers_have_no_last_price(self):
        walk_in = self._make_partner("Walk-in", gift_is_anonymous=True)
        self._sold(10, partner=walk_in)
        self.assertFalse(self._last(self._quote(partner=walk_in)))

    def test_combo_costs_what_its_parts_cost(self):
        combo = self.env["product.combo"].create(
            {
                "name": "Tea or vase",
                "combo_item_ids": [
                    Command.create({"product_id": self.product.id}),
                    Command.create({"product_id": self.product_b.id}),
                ],
            }
        )
        hamper = self._make_product(
            "Hamper", 120, 0, type="combo", combo_ids=[Command.set(combo.ids)]
        )

        def order(price, confirm):
            made = self._order(self.firm, [(hamper, 2, 0)], confirm=False)
            parent = made.order_line
            parent.price_unit = 0
            made.write(
                {
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": 2,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                                "linked_line_id": parent.id,
                                "combo_item_id": combo.combo_item_ids[0].id,
                            }
                        )
                    ]
                }
            )
            made.order_line.filtered("combo_item_id").price_unit = price
            if confirm:
                made.action_confirm()
            return self._as(self.anna, made)

        order(120, True)
        second = order(90, False)
        self.env.flush_all()
        second.invalidate_recordset()
        head = second.order_line.filtered(lambda line: line.product_id == hamper)
        part = second.order_line - head
        self.assertFalse(part.gift_last_price, "a part has no price of its own")
        row = head.gift_last_price["rows"][0]
        self.assertIn("120.00", row["price"])
        self.assertAlmostEqual(row["difference"], -25)
        self.assertFalse(self._last(self._quote(200)), "a share is no last price")

    def test_at_line_entry_before_anything_is_saved(self):
        self._sold(90)
        orders = self._as(self.anna, self.env["sale.order"])
        with Form(orders) as form:
            form.partner_id = self.firm
            with form.order_line.new() as line:
                line.product_id = self.product
                line.price_unit = 99
                last = line.gift_last_price
                self.assertAlmostEqual(last["rows"][0]["difference"], 10)
                line.gift_price_reason_id = self.reason
                self.assertEqual(line.gift_last_price["state"], "ok")

    def test_confirmed_orders_show_none(self):
        self._sold(90)
        second = self._sold(95)
        self.assertFalse(self._last(self._as(self.anna, second)))

    def test_history_of_the_popover(self):
        self._sold(90, days=3)
        self._sold(80, days=9)
        told = self._tell(99, valid_until=self.company._gift_today())
        told.sudo().valid_until = self._days_ago(1)
        prices = self._as(self.anna, self.env["gift.price"])
        rows = prices.get_history(self.contact.id, self.product.id)
        self.assertEqual([row["kind"] for row in rows], ["told", "sold", "sold"])
        self.assertTrue(rows[0]["expired"])
        self.assertEqual(rows[0]["document"], "Phone")

    def test_install_over_existing_orders(self):
        order = self._sold(90)
        sent = self._quote(95)
        sent.sudo().action_quotation_sent()
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_line SET gift_firm_id = NULL")
        self.env.cr.execute("DELETE FROM gift_price_quoted")
        self.env.invalidate_all()
        quoted = self.env["gift.price.quoted"]
        quoted._gift_install()
        self.assertEqual(order.order_line.sudo().gift_firm_id, self.firm)
        row = quoted.search([("line_id", "=", sent.order_line.id)])
        self.assertEqual((row.price_net, row.commercial_partner_id), (95, self.firm))
        self.assertEqual(quoted._gift_backfill(), 0, "again changes nothing")

    def test_merge_brings_prices_together(self):
        twin = self._make_partner("Firm twin", is_company=True)
        self._sold(90, partner=twin)
        self._tell(88, partner=twin)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (twin | self.firm).ids, self.firm
        )
        self.env.invalidate_all()
        self.assertEqual(set(self._kinds(self._quote())), {"sold", "told"})

    def test_other_company(self):
        self._sold(10, company=self.company_b)
        self.assertFalse(self._last(self._quote()))
        branch = self._make_company("Branch", parent_id=self.company.id)
        self.assertEqual(branch.root_id, self.company)
        self._sold(90)
        self.env.flush_all()
        rows = self.env["gift.price"]._gift_last(
            [
                {
                    "firm_id": self.firm.id,
                    "root_id": root.id,
                    "product_id": self.product.id,
                    "currency_id": self.currency.id,
                }
                for root in (self.company, self.company_b)
            ]
        )
        self.assertEqual(
            [[row["net"] for row in found] for found in rows], [[90], [10]]
        )

    def test_dates_decide_not_ids(self):
        """An old order that was typed in later is not the last sale."""
        self._sold(90, days=1)
        self._sold(50, days=300)
        self.assertIn("90.00", self._kinds(self._quote())["sold"]["price"])
