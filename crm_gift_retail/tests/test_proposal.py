"""Proposals from the wish to the quotation."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import mute_logger
from .proposal_common import ProposalCommon


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
