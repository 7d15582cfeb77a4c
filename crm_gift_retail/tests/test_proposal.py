"""Proposals from the wish to the quotation."""

from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.gift_proposal_suggest import GiftProposalSuggest
from .common import mute_logger
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


@tagged("post_install", "-at_install")
class TestProposal(ProposalCommon):
    def test_bad_figures(self):
        for values, words in (
            ({"people": 0}, "how many"),
            ({"people": 10_000_000}, "how many"),
            ({"budget": -1}, "negative"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self._propose(**values)
        line = self._with_options().option_ids.line_ids[0]
        for values in ({"quantity": 0}, {"price_unit": -1}):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                line.write(values)
                self.env.flush_all()
            line.invalidate_recordset()

    def test_three_options_at_most(self):
        proposal = self._with_options()
        option = self._seller(proposal.option_ids[0])
        option.copy()
        with self.assertRaisesRegex(ValidationError, "4 options"):
            option.copy()

    def test_customers_of_another_company(self):
        theirs = self._make_partner("South", company_id=self.company_b.id)
        with self.assertRaises(AccessError):
            self._propose(partner_id=theirs.id)
        with self.assertRaisesRegex(ValidationError, "belongs to"):
            self._propose(self.env.user, partner_id=theirs.id)

    def test_products_of_another_company(self):
        product = self._make_product("X", 10, 1, company_id=self.company_b.id)
        proposal = self._with_options()
        with self.assertRaisesRegex(ValidationError, "belongs to"):
            proposal.option_ids[0].line_ids.product_id = product

    def test_sending_needs_options_and_an_address(self):
        with self.assertRaisesRegex(UserError, "no options"):
            self._seller(self.proposal).action_send_mail()
        proposal = self._with_options()
        self.contact.email = False
        with self.assertRaisesRegex(UserError, "no e-mail"):
            self._seller(proposal).action_send_mail()
        proposal.option_ids[1].line_ids.unlink()
        with self.assertRaisesRegex(UserError, "nothing inside"):
            self._seller(proposal).action_mark_sent()

    def test_sent_by_mail(self):
        proposal = self._with_options(greeting="For the birthday")
        self._seller(proposal).action_send_mail()
        self.assertEqual((proposal.state, proposal.channel), ("sent", "mail"))
        mail = self.env["mail.mail"].search(
            [("model", "=", "gift.proposal"), ("res_id", "=", proposal.id)]
        )
        self.assertEqual(len(mail), 1)
        self.assertTrue(mail.gift_is_outbox)
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn("/gift/l/", mail.body_html)
        self.assertIn("For the birthday", mail.body_html)
        self.assertEqual(len(self._touchpoints("proposal")), 1)
        self.assertEqual(self._touchpoints("proposal").user_id, self.seller)

    def test_copied_into_a_chat(self):
        proposal = self._with_options()
        action = self._seller(proposal).action_copy_link()
        text = action["context"]["default_text"]
        self.assertIn("/gift/l/", text)
        self.assertEqual(proposal.state, "draft", "copying alone sends nothing")
        link = proposal._gift_open_links()
        self.assertEqual(link.channel, "copy")
        proposal.sudo()._gift_link_copied(link)
        self.assertEqual((proposal.state, proposal.channel), ("sent", "copy"))
        proposal.sudo()._gift_link_uncopied(link)
        self.assertEqual(proposal.state, "draft")
        # never marked, but opened: the customer has it
        link._gift_mark_seen()
        self.assertEqual(proposal.state, "seen")

    def test_an_edit_closes_the_link(self):
        for edit in (
            lambda p: p.write({"greeting": "Dear"}),
            lambda p: p.option_ids[0].write({"name": "Other"}),
            lambda p: p.option_ids[0].line_ids.write({"price_unit": 1}),
            lambda p: p.option_ids[0].line_ids.unlink(),
            lambda p: p.option_ids[0].unlink(),
            lambda p: p.option_ids[0].copy(),
            lambda p: p.action_lost(),
        ):
            proposal, link, _url = self._sent()
            edit(self._seller(proposal))
            self.assertEqual(link.state, "void")
            self.assertIn(proposal.state, ("draft", "lost"))
        proposal, link, _url = self._sent()
        self._seller(proposal).write({"said": "Rather green"})
        self.assertEqual(link.state, "open", "what the customer does not see")

    def test_chosen_by_word(self):
        day = self._in_days(20)
        proposal, link, _url = self._sent(date_needed=day)
        option = proposal.option_ids[1]
        option.wrapping_id = self.box
        self._seller(proposal).action_mark_sent()
        action = self._seller(option).action_choose()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(proposal.state, "chosen")
        self.assertEqual(proposal.chosen_option_id, option)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.partner_id, self.contact)
        self.assertEqual(order.user_id, self.seller)
        line = order.order_line
        self.assertEqual(
            (line.product_id, line.product_uom_qty, line.price_unit),
            (self.product_b, 20, 40),
        )
        wish = order.gift_requirement_ids
        self.assertEqual(
            (
                wish.state,
                wish.occasion_id,
                wish.deliver_by,
                wish.said,
                wish.wrapping_id,
            ),
            ("draft", self.birthday, day, "Something blue", self.box),
        )
        self.assertIn("Vases", order.activity_ids.summary)
        self.assertEqual(order.activity_ids.user_id, self.seller)
        self.assertEqual(len(self._touchpoints("proposal_chosen")), 1)
        self.assertEqual(proposal._gift_open_links().ids, [])
        self.assertNotEqual(link.state, "open")
        with self.assertRaisesRegex(UserError, "already"):
            self._seller(proposal.option_ids[0]).action_choose()
        with self.assertRaisesRegex(UserError, "has chosen"):
            self._seller(proposal).write({"budget": 5})
        with self.assertRaisesRegex(UserError, "stays"):
            self._seller(proposal).unlink()

    def test_one_option_is_chosen_by_the_database(self):
        proposal = self._with_options()
        proposal.option_ids[0]._gift_mark_chosen()
        self.assertTrue(proposal.option_ids[0].is_chosen)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            proposal.option_ids[1]._gift_mark_chosen()

    def test_empty_quotation_is_filled(self):
        order = self._quotation()
        order.order_line.unlink()
        proposal = self._with_options(source_order_id=order.id)
        self._seller(proposal.option_ids[0]).action_choose()
        self.assertEqual(proposal.order_id, order)
        self.assertEqual(order.order_line.product_id, self.product)
        full = self._quotation()
        proposal = self._with_options(source_order_id=full.id)
        self._seller(proposal.option_ids[0]).action_choose()
        self.assertNotEqual(proposal.order_id, full)
        self.assertEqual(len(full.order_line), 1)

    def test_enquiry_without_a_customer(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Fifty gifts",
                "contact_name": "Ms Li",
                "email_from": "li@example.com",
                "user_id": self.seller.id,
                "company_id": self.company.id,
            }
        )
        action = self._seller(lead).action_gift_proposal()
        self.assertEqual(action["context"]["default_lead_id"], lead.id)
        proposal = self._with_options(partner_id=False, lead_id=lead.id)
        self._seller(proposal).action_send_mail()
        mail = self.env["mail.mail"].search(
            [("model", "=", "gift.proposal"), ("res_id", "=", proposal.id)]
        )
        self.assertEqual(mail.email_to, "li@example.com")
        again = self._seller(lead).action_gift_proposal()
        self.assertEqual(again["res_id"], proposal.id, "one at a time")
        proposal._gift_choose(proposal.option_ids[0], "Ms Li", by_link=True)
        self.assertEqual(lead.partner_id.name, "Ms Li")
        self.assertEqual(proposal.order_id.partner_id, lead.partner_id)
        self.assertEqual(proposal.order_id.opportunity_id, lead)
        self.assertEqual(proposal.partner_id, lead.partner_id)

    def test_merged_leads_bring_their_proposals(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": f"L{n}", "type": "opportunity", "user_id": self.seller.id}
                for n in range(2)
            ]
        )
        proposals = self.env["gift.proposal"].concat(
            *[self._propose(partner_id=False, lead_id=lead.id) for lead in leads]
        )
        kept = leads.merge_opportunity(auto_unlink=True)
        self.assertEqual(proposals.exists().lead_id, kept)
        kept.partner_id = self.person
        self._end_transaction()
        self.assertEqual(proposals.partner_id, self.person)

    def test_expired(self):
        proposal, _link, _url = self._sent()
        fresh, _link, _url = self._sent()
        proposal.date_expiry = fields.Datetime.now() - timedelta(minutes=1)
        self.env["gift.proposal"]._gc_expired()
        self.assertEqual((proposal.state, fresh.state), ("expired", "sent"))
        self._seller(proposal).action_mark_sent()
        self.assertEqual(proposal.state, "sent")

    def test_steps_are_not_written_by_hand(self):
        proposal, _link, _url = self._sent()
        for values in (
            {"state": "chosen"},
            {"order_id": self._quotation().id},
            {"comment": "I love it"},
        ):
            with self.assertRaises(AccessError):
                self._seller(proposal).write(values)
        with self.assertRaises(AccessError):
            self._seller(proposal.option_ids[0]).write({"is_chosen": True})
        with self.assertRaises(AccessError):
            self._propose(state="sent")

    def test_a_copy_starts_anew(self):
        proposal, _link, _url = self._sent()
        self._seller(proposal.option_ids[0]).action_choose()
        copied = self._seller(proposal).copy()
        self.assertEqual((copied.state, copied.order_id.id), ("draft", False))
        self.assertEqual(copied.option_ids.mapped("name"), ["Tea", "Vases"])
        self.assertFalse(any(copied.option_ids.mapped("is_chosen")))

    def test_lead_time_and_budget_are_marked(self):
        proposal = self._with_options(date_needed=self._in_days(5), budget=50)
        tea, vases = proposal.option_ids
        self.assertEqual((tea.is_dear, vases.is_dear), (True, True))
        vases.line_ids.product_id = self.lamp
        self.assertEqual(vases.lead_days, 10)
        self.assertEqual(vases.date_earliest, self._in_days(10))
        self.assertEqual((tea.is_late, vases.is_late), (False, True))
