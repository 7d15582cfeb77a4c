"""Proposals from the wish to the quotation."""

from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.gift_proposal_suggest import GiftProposalSuggest
from .proposal_common import ProposalCommon


@tagged("post_install", "-at_install")
class TestProposalSuggest(ProposalCommon):
    def test_options_within_budget_and_stock(self):
        self._seller(self.proposal).action_suggest()
        options = self.proposal.option_ids
        self.assertEqual(len(options), 3)
        self.assertLessEqual(max(options.mapped("price")), 100)
        products = options.line_ids.product_id
        self.assertEqual(len(products), len(options.line_ids), "no product twice")
        self.assertEqual(options[0].line_ids.product_id, self.product)
        self.assertEqual(
            options[1].line_ids.product_id, self.product_b | self.scarf, "a pair"
        )
        self.assertEqual(options[2].line_ids.product_id, self.lamp)
        none = self.env.ref("crm_gift_retail.gift_wrapping_none")
        self.assertTrue(options[2].wrapping_id, "a set, in a wrapping")
        self.assertNotEqual(options[2].wrapping_id, none)
        self.assertEqual(options.mapped("lead_days"), [0, 0, 10])
        self.assertEqual(options.mapped("total"), [1000, 950, 900])
        self.assertTrue(all(options.mapped("why")))

    def test_needed_before_the_supplier_can(self):
        self.proposal.date_needed = self._in_days(9)
        self._seller(self.proposal).action_suggest()
        self.assertNotIn(self.lamp, self.proposal.option_ids.line_ids.product_id)
        self.proposal.date_needed = self._in_days(40)
        self._seller(self.proposal).action_suggest()
        self.assertIn(self.lamp, self.proposal.option_ids.line_ids.product_id)

    def test_more_people_than_pieces(self):
        self.proposal.people = 60
        self._seller(self.proposal).action_suggest()
        products = self.proposal.option_ids.line_ids.product_id
        self.assertNotIn(self.scarf, products, "30 pieces")
        self.assertIn(self.product, products, "100 pieces")

    def test_what_others_await_is_not_free(self):
        self._order(self.firm, [(self.product, 95, 1)])
        self._seller(self.proposal).action_suggest()
        self.assertNotIn(self.product, self.proposal.option_ids.line_ids.product_id)

    def test_prices_of_the_customers_list(self):
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        self.contact.with_company(
            self.company
        ).specific_property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Half",
                "company_id": self.company.id,
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 50})
                ],
            }
        )
        self.proposal.budget = 50
        self._seller(self.proposal).action_suggest()
        line = self.proposal.option_ids.line_ids.filtered(
            lambda line: line.product_id == self.product
        )
        self.assertEqual(line.price_unit, 50)

    def test_list_in_a_currency_without_rate(self):
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        self.foreign.rate_ids.unlink()
        self.currency.rate_ids.unlink()
        self.contact.with_company(
            self.company
        ).specific_property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Dollars",
                "company_id": self.company.id,
                "currency_id": self.foreign.id,
            }
        )
        with self.assertRaisesRegex(UserError, "USD"):
            self._seller(self.proposal).action_suggest()

    def test_nothing_fits(self):
        self.proposal.budget = 3
        with self.assertRaisesRegex(UserError, "Change the budget"):
            self._seller(self.proposal).action_suggest()
        self.proposal.budget = 0
        with self.assertRaisesRegex(UserError, "no budget"):
            self._seller(self.proposal).action_suggest()

    def test_day_that_is_over(self):
        self.proposal.write({"budget": 100, "date_needed": self._in_days(-1)})
        with self.assertRaisesRegex(UserError, "later day"):
            self._seller(self.proposal).action_suggest()

    def test_last_day_to_ship(self):
        """Whatever says when it must leave rules what is proposed."""
        self.proposal.date_needed = self._in_days(40)
        with patch.object(
            GiftProposalSuggest,
            "_gift_ship_by",
            lambda self: self.company_id._gift_today(),
        ):
            self._seller(self.proposal).action_suggest()
        self.assertNotIn(self.lamp, self.proposal.option_ids.line_ids.product_id)

    def test_way_and_festival(self):
        """The lamp takes ten days to come, three to travel, and nothing leaves then."""
        self.company.gift_transit_default = 3
        proposal = self._with_options(date_needed=self._in_days(12))
        proposal.option_ids[0].line_ids.product_id = self.lamp
        lamp, vases = proposal.option_ids
        self.assertEqual(lamp.date_earliest, self._in_days(13))
        self.assertEqual(vases.date_earliest, self._in_days(3))
        self.assertEqual((lamp.is_late, vases.is_late), (True, False))
        last = self._in_days(5)
        festivals = {
            ("newyear", last.year): date(last.year, 1, 1),
            ("may20", last.year): date(last.year, 5, 20),
            ("national", last.year): date(last.year, 10, 1),
            ("newyear", last.year + 1): date(last.year + 1, 1, 1),
        }
        near = min(festivals, key=lambda key: abs(festivals[key] - last))
        self.env["gift.last.ship"].create(
            {
                "company_id": self.company.id,
                "festival": near[0],
                "year": near[1],
                "date": last,
                "until": self._in_days(30),
            }
        )
        proposal.date_needed = self._in_days(28)
        proposal.option_ids.invalidate_recordset(["date_earliest", "is_late"])
        self.assertEqual(lamp.date_earliest, self._in_days(31))
        self.assertTrue(lamp.is_late)
        self.assertFalse(vases.is_late)
        self._seller(proposal).action_suggest()
        self.assertNotIn(self.lamp, proposal.option_ids.line_ids.product_id)

    def test_queries_do_not_grow_with_the_catalogue(self):
        def cost():
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.proposal._gift_pick()
            return self.env.cr.sql_log_count - before

        few = cost()
        for number in range(80):
            self._make_product(f"Extra {number}", price=30 + number % 60, cost=10)
        self.assertLessEqual(cost(), few)
        self.assertLess(few, 45)
