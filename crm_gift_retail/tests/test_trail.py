"""Every document leaves its touchpoints: each kind once, however often it happens."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import GiftRetailCommon


@tagged("post_install", "-at_install")
class TestTrail(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.medium = cls.env.ref("crm_gift_retail.utm_medium_shop")
        cls.source = cls.env.ref("crm_gift_retail.utm_source_walk_in")

    def _lead(self, partner=None, **values):
        return self.env["crm.lead"].create(
            {
                "name": "200 tea sets",
                "type": "opportunity",
                "partner_id": partner and partner.id,
                "company_id": self.company.id,
                "medium_id": self.medium.id,
                "source_id": self.source.id,
                **values,
            }
        )

    def _trail(self, record=None, **conditions):
        domain = [(name, "=", value) for name, value in conditions.items()]
        if record:
            domain += [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        return self.env["gift.touchpoint"].search(domain, order="id")

    # Leads ------------------------------------------------------------------

    def test_lead_created_won_lost(self):
        lead = self._lead(self.contact)
        touch = self._trail(lead)
        self.assertEqual(touch.kind, "lead")
        self.assertEqual(touch.lead_id, lead)
        self.assertEqual(touch.partner_id, self.contact)
        self.assertEqual(touch.commercial_partner_id, self.firm)
        self.assertEqual(touch.company_id, self.company)
        self.assertEqual(touch.channel, "shop")
        self.assertEqual(touch.source_id, self.source)
        self.assertFalse(touch.is_contact)
        stage = lead.stage_id
        reason = self.env["crm.lost.reason"].create({"name": "Too late"})
        lead.action_set_lost(lost_reason_id=reason.id)
        self.assertEqual(self._trail(lead).mapped("kind"), ["lead", "lead_lost"])
        self.assertEqual(self._trail(lead, kind="lead_lost").outcome, "lost")
        self.assertEqual(self._trail(lead, kind="lead_lost").summary, "Too late")
        lead.action_unarchive()
        lead.action_set_won()
        lead.stage_id = stage
        lead.action_set_lost(lost_reason_id=reason.id)
        lead.action_unarchive()
        lead.action_set_won()
        self.assertEqual(
            self._trail(lead).mapped("kind"), ["lead", "lead_lost", "lead_won"]
        )

    def test_lead_without_mail_phone_and_customer(self):
        lead = self._lead(None)
        touch = self._trail(lead)
        self.assertFalse(touch.partner_id)
        self.assertEqual(touch.lead_id, lead)
        # The trail follows to the customer, with the firm of that moment.
        lead.partner_id = self.contact
        self._end_transaction()
        self.assertEqual(touch.partner_id, self.contact)
        self.assertEqual(touch.commercial_partner_id, self.firm)
        self._run_queue()
        self.assertEqual(self._customer(self.firm).first_channel, "shop")

    def test_lead_converted_to_a_new_customer(self):
        lead = self._lead(None, contact_name="Mr Chen", phone="+32 470 12 34 56")
        lead._handle_partner_assignment()
        self.assertTrue(lead.partner_id)
        self._end_transaction()
        self.assertEqual(self._trail(lead).partner_id, lead.partner_id)

    def test_what_happened_with_another_contact_stays_there(self):
        lead = self._lead(self.contact)
        lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.env.uid
        ).action_feedback("spoke")
        lead.partner_id = self.person
        self._end_transaction()
        call = self._trail(lead_id=lead.id, kind="call")
        self.assertEqual(call.partner_id, self.contact)
        self.assertEqual(self._trail(lead).partner_id, self.person)

    def test_merged_leads_bring_their_trails(self):
        leads = self._lead(self.contact) | self._lead(None) | self._lead(self.contact)
        kept = leads.merge_opportunity()
        self.assertEqual(len(self._trail(lead_id=kept.id, kind="lead")), 3)
        self.assertEqual(self._trail(lead_id=kept.id).partner_id, self.contact)
        self.assertEqual(len(self._trail(kept)), 1)

    def test_deleted_lead_leaves_no_words(self):
        lead = self._lead(None, name="Ms Li, +32 470 99 88 77")
        touch = self._trail(lead)
        lead.unlink()
        self.assertTrue(touch.exists())
        self.assertFalse(touch.summary)
        self.assertEqual(touch.channel, "shop")

    def test_mail_of_a_stranger(self):
        mail = (
            "From: Nobody <nobody@example.com>\nTo: {to}\nMessage-Id: <{id}@example>\n"
            "Subject: Mugs\nContent-Type: text/plain\n\nHow much?"
        )
        thread = self.env["mail.thread"]
        lead_id = thread.message_process("crm.lead", mail.format(to="x@y", id="gift-1"))
        lead = self.env["crm.lead"].browse(lead_id)
        self.assertEqual(
            self._trail(lead_id=lead.id).mapped("kind"), ["lead", "message_in"]
        )
        # the same mail once more is the same message
        thread.message_process("crm.lead", mail.format(to="x@y", id="gift-1"))
        self.assertEqual(len(self._trail(lead_id=lead.id)), 2)

    # Orders and transfers ---------------------------------------------------

    def test_order_from_quotation_to_return(self):
        lead = self._lead(self.contact)
        order = self._order(
            self.contact,
            [(self.product, 2, 100)],
            confirm=False,
            opportunity_id=lead.id,
            medium_id=self.medium.id,
        )
        self.assertFalse(self._trail(order))
        order.action_quotation_sent()
        self.assertEqual(self._trail(order).mapped("kind"), ["quotation"])
        order.action_confirm()
        self.assertEqual(self._trail(order).mapped("kind"), ["quotation", "order"])
        touch = self._trail(order, kind="order")
        self.assertEqual(touch.lead_id, lead)
        self.assertEqual(touch.channel, "shop")
        self.assertEqual(touch.date, order.date_order)
        picking = order.picking_ids
        self.assertFalse(self._trail(picking))
        self._deliver(order)
        self.assertEqual(self._trail(picking).mapped("kind"), ["shipped"])
        self.assertEqual(self._trail(picking).lead_id, lead)
        picking._gift_trail_arrived(date=datetime(2026, 1, 2, 3, 4, 5))
        arrived = self._trail(picking, kind="arrived")
        self.assertEqual(arrived.date, datetime(2026, 1, 2, 3, 4, 5))
        picking._gift_trail_arrived()
        self.assertEqual(len(self._trail(picking)), 2)
        back = self._return(picking)
        self.assertEqual(self._trail(back).mapped("kind"), ["return"])
        self.assertEqual(self._trail(back).direction, "in")
        # done again, cancelled and confirmed again: nothing new
        before = self._trail()
        order._gift_trail_state()
        back._gift_trail_done()
        self.assertEqual(self._trail(), before)

    def _return(self, picking):
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
        ).save()
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.write({"quantity": 1, "picked": True})
        back.button_validate()
        return back

    def test_partial_deliveries_ship_twice(self):
        order = self._order(self.person, [(self.product, 5, 10)])
        self._deliver(order, {self.product: 2})
        self._deliver(order, {self.product: 3})
        self.assertEqual(
            self._trail(order.picking_ids).mapped("kind"), ["shipped", "shipped"]
        )

    def test_steps_inside_the_warehouse_are_not_shipped(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        warehouse.delivery_steps = "pick_ship"
        order = self._order(self.person, [(self.product, 1, 10)])
        self._deliver(order)
        self.assertEqual(len(order.picking_ids), 2)
        self.assertFalse(self._trail(order.picking_ids))
        self._deliver(order)
        shipped = self._trail(order.picking_ids)
        self.assertEqual(shipped.mapped("kind"), ["shipped"])

    def test_the_recipient_is_no_customer(self):
        recipient = self._make_partner("Recipient")
        order = self._order(
            self.firm, [(self.product, 1, 10)], partner_shipping_id=recipient.id
        )
        self._deliver(order)
        self.assertEqual(self._trail(order.picking_ids).partner_id, self.firm)
        self.assertFalse(self._trail(partner_id=recipient.id))

    def test_anonymous_buyers_leave_no_trail(self):
        walk_in = self._make_partner("Walk-in", gift_is_anonymous=True)
        order = self._order(walk_in, [(self.product, 1, 10)])
        self._deliver(order)
        self.assertFalse(self._trail(order))
        self.assertFalse(self._trail(order.picking_ids))
        ours = self.company.partner_id
        colleague = self.users["sales"].partner_id
        for partner in (walk_in, ours, colleague):
            touch = self._trail(self._lead(partner))
            self.assertTrue(touch, "the enquiry itself counts")
            self.assertFalse(touch.partner_id)
        self._run_queue()
        self.assertFalse(self._customer(walk_in).first_touchpoint_id)

    # Contacts ---------------------------------------------------------------

    def test_call_and_meeting_say_where(self):
        lead = self._lead(self.contact)
        for xmlid, kind in (
            ("mail.mail_activity_data_call", "call"),
            ("mail.mail_activity_data_meeting", "meeting"),
        ):
            lead.activity_schedule(xmlid, user_id=self.env.uid).action_feedback("ok")
            touch = self._trail(kind=kind, lead_id=lead.id)
            self.assertTrue(touch.is_contact)
            self.assertEqual(touch.partner_id, self.contact)
            self.assertEqual(touch.channel, "shop")

    def test_price_and_date_told(self):
        log = self.env["gift.contact.log"]
        wizard = log.create({"partner_id": self.contact.id})
        with self.assertRaisesRegex(UserError, "what was told"):
            wizard.action_price_told()
        wizard.note = "200 tea sets at 95 each, until Friday"
        wizard.action_price_told()
        wizard.note = "by 12 March"
        wizard.action_date_told()
        told = self._trail(partner_id=self.contact.id)
        self.assertEqual(told.mapped("kind"), ["price_told", "date_told"])
        self.assertIn("95 each", told[0].summary)
        self.assertTrue(all(told.mapped("is_contact")))

    def test_mass_mail_is_marked_and_no_contact(self):
        leads = self._lead(self.contact) | self._lead(self.person)
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": "crm.lead",
                "res_ids": str(leads.ids),
                "subject": "New catalogue",
                "body": "<p>Look</p>",
            }
        )
        composer._action_send_mail()
        mass = self._trail(kind="message_out")
        self.assertEqual(len(mass), 2)
        self.assertEqual(mass.partner_id, self.contact | self.person)
        self.assertTrue(all(mass.mapped("is_mass")))
        self.assertFalse(any(mass.mapped("is_contact")))
        self._run_queue()
        self.assertFalse(self._customer(self.firm).last_contact_date)

    # Firms, days, companies -------------------------------------------------

    def test_firm_and_moment_are_stamped(self):
        with freeze_time("2026-06-30 22:30:00"):
            lead = self._lead(self.contact)
        self.contact.parent_id = self._make_partner("New firm", is_company=True)
        touch = self._trail(lead)
        self.assertEqual(touch.commercial_partner_id, self.firm)
        self.assertEqual(touch.date, datetime(2026, 6, 30, 22, 30))
        # Midnight lies elsewhere: the same moment is another month in Shanghai.
        for tz, month in (("Asia/Shanghai", "July 2026"), ("UTC", "June 2026")):
            groups = self.env["gift.touchpoint"].with_context(tz=tz)
            groups = groups.formatted_read_group(
                [("id", "=", touch.id)], ["date:month"], ["__count"]
            )
            self.assertEqual(groups[0]["date:month"][1], month)

    def test_each_company_has_its_own_trail(self):
        lead = self._lead(self.firm)
        other = self.env["crm.lead"].create(
            {"name": "B", "partner_id": self.firm.id, "company_id": self.company_b.id}
        )
        self.assertEqual(self._trail(lead).company_id, self.company)
        self.assertEqual(self._trail(other).company_id, self.company_b)
        for user in self.users.values():
            seen = self._as(user, self.env["gift.touchpoint"]).search([])
            self.assertIn(self._trail(lead), seen)
            self.assertNotIn(self._trail(other), seen)
        branch = self._make_company("Branch", parent_id=self.company.id)
        in_branch = self._lead(self.firm, company_id=branch.id)
        self.assertEqual(self._trail(in_branch).company_id, self.company)

    def test_open_document(self):
        lead = self._lead(self.contact)
        action = self._trail(lead).action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        self.contact.message_post(
            body="hello", message_type="email", author_id=self.contact.id
        )
        action = self._trail(kind="message_in").action_open_document()
        self.assertEqual(action["res_id"], self.contact.id)
        touch = self._trail(self._lead(None))
        touch.lead_id.unlink()
        with self.assertRaisesRegex(UserError, "is gone"):
            touch.action_open_document()

    # Cost -------------------------------------------------------------------

    def test_a_batch_costs_what_one_costs(self):
        """Leads, calls, orders and transfers: as many queries for 80 as for one."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(81)]
        )
        leads = self.env["crm.lead"].create(
            [
                {"name": "L", "partner_id": partner.id, "company_id": self.company.id}
                for partner in partners
            ]
        )
        self.env.flush_all()

        def queries(records, kind):
            self.env.invalidate_all()
            records.mapped("partner_id.name")
            before = self.env.cr.sql_log_count
            records._gift_trail(kind)
            return self.env.cr.sql_log_count - before

        queries(leads[80], "note")
        one = queries(leads[0], "visit")
        many = queries(leads[:80], "handover")
        self.assertEqual(one, many)
        self.assertEqual(len(self._trail(kind="handover")), 80)
