"""One click for what came of it: trail, care and colour follow."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .care_common import CareCommon


@tagged("post_install", "-at_install")
class TestContactLog(CareCommon):
    def setUp(self):
        super().setUp()
        self.customer = self._quiet("Lin Gifts")
        self.partner = self.customer.partner_id
        self.Log = self.env["gift.contact.log"].with_user(self.owner)

    def _due(self, customer=None):
        self._plan()
        self._dispatch()
        return self._actions(customer or self.customer)

    def _touchpoints(self, partner=None):
        partner = partner or self.partner
        return self.env["gift.touchpoint"].search([("partner_id", "=", partner.id)])

    def test_spoke_from_the_list(self):
        action = self._due()
        activity = action.activity_id
        action.with_user(self.owner).action_spoke()
        self.assertEqual((action.state, action.cause), ("done", "contact"))
        self.assertTrue(action.date_closed)
        self.assertFalse(activity.exists())
        touchpoint = self._touchpoints()
        self.assertEqual(touchpoint.kind, "call")
        self.assertTrue(touchpoint.is_contact)
        self.assertEqual(touchpoint.direction, "out")
        self.assertEqual(touchpoint.user_id, self.owner)
        message = self.env["mail.message"].browse(touchpoint.res_id)
        self.assertEqual(touchpoint.res_model, "mail.message")
        self.assertEqual(message.author_id, self.owner.partner_id)
        self.assertIn("Spoke", message.body)
        self.assertTrue(message.subtype_id.internal, "the customer is not written to")

    def test_colour_is_cleared(self):
        """From a real purchase to red, and by a logged contact to green."""
        firm = self._make_partner("Real firm", is_company=True, user_id=self.owner.id)
        self._history(firm, self._days_ago(100), revenue=90000)
        self._refresh()
        customer = self._customer(firm)
        self.assertEqual((customer.tier_id.code, customer.contact_state), ("A", "red"))
        action = self._due(customer)
        self.assertEqual(action.occurrence, "never")
        action.with_user(self.owner).action_wechat()
        self._run_queue()
        customer.invalidate_recordset()
        self.assertEqual(customer.contact_state, "green")
        self.assertEqual(customer.next_contact_date, self.today + timedelta(days=30))
        self.assertEqual(self._plan(), 0)
        self.assertEqual(action.state, "done")

    def test_contact_in_another_way_clears_the_desk(self):
        """A message answered elsewhere: the task goes within seconds, by the queue."""
        firm = self._make_partner("Real firm", is_company=True, user_id=self.owner.id)
        self._history(firm, self._days_ago(100), revenue=90000)
        self._refresh()
        action = self._due(self._customer(firm))
        activity = action.activity_id
        self.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": firm.id,
                    "company_id": self.company.id,
                    "kind": "message_in",
                    "is_contact": True,
                    "res_model": "res.partner",
                    "res_id": firm.id,
                }
            ]
        )
        self._run_queue()
        action.invalidate_recordset()
        self.assertEqual((action.state, action.cause), ("cancelled", "elsewhere"))
        self.assertFalse(activity.exists())

    def test_not_reached_comes_back_and_then_pauses(self):
        action = self._due()
        mine = action.with_user(self.owner)
        for tries, days in ((1, 1), (2, 3)):
            mine.action_not_reached()
            self.assertEqual((action.state, action.attempts), ("due", tries))
            self.assertEqual(action.date_due, self.today + timedelta(days=days))
            self.assertEqual(action.activity_id.date_deadline, action.date_due)
        mine.action_not_reached()
        self.assertEqual((action.state, action.attempts), ("planned", 0))
        self.assertEqual(action.date_due, self.today + timedelta(days=14))
        self.assertFalse(action.activity_id)
        self.assertEqual(len(self._touchpoints()), 3)
        self.assertFalse(any(self._touchpoints().mapped("is_contact")))
        self.assertFalse(self._dispatch(), "not before its day")
        self.assertEqual(self._plan(), 0, "and no second action")

    def test_dialog_from_the_customer(self):
        action = self._due()
        with Form(self.Log.with_context(default_partner_id=self.partner.id)) as form:
            form.note = "Wants <b>red</b> boxes"
        result = form.save().action_spoke()
        self.assertEqual(result["type"], "ir.actions.act_window_close")
        self.assertEqual(action.state, "done")
        self.assertIn("red", self._touchpoints().summary)
        message = self.env["mail.message"].browse(self._touchpoints().res_id)
        self.assertIn("&lt;b&gt;", message.body, "words of people are no markup")

    def test_note_is_no_contact(self):
        action = self._due()
        log = self.Log.create({"partner_id": self.partner.id})
        with self.assertRaisesRegex(UserError, "Write the note for Lin Gifts"):
            log.action_note()
        log.note = "  "
        with self.assertRaises(UserError):
            log.action_note()
        log.note = "Office closed in May"
        log.action_note()
        self.assertEqual((action.state, action.attempts), ("due", 0))
        self.assertEqual(self._touchpoints().kind, "note")
        self.assertFalse(self._touchpoints().is_contact)

    def test_person_stands_for_the_firm(self):
        action = self._due()
        person = self._make_partner("Buyer", parent_id=self.partner.id)
        self.Log._log_contact(person, "spoke")
        self.assertEqual(action.state, "done")
        self.assertEqual(self._touchpoints(person).commercial_partner_id, self.partner)

    def test_from_a_lead(self):
        action = self._due()
        lead = self.env["crm.lead"].create(
            {
                "name": "New year gifts",
                "partner_id": self.partner.id,
                "user_id": self.owner.id,
                "company_id": self.company.id,
            }
        )
        opened = lead.with_user(self.owner).action_gift_log_contact()
        with Form(self.Log.with_context(**opened["context"])) as form:
            self.assertEqual(form.partner_id, self.partner)
        form.save().action_spoke()
        self.assertEqual(action.state, "done")
        call = self._touchpoints().filtered(lambda t: t.kind == "call")
        self.assertEqual(call.lead_id, lead)
        message = self.env["mail.message"].browse(call.res_id)
        self.assertEqual((message.model, message.res_id), ("crm.lead", lead.id))
        lead.partner_id = False
        with self.assertRaisesRegex(UserError, "New year gifts"):
            lead.with_user(self.owner).action_gift_log_contact()

    def test_unknown_outcome(self):
        with self.assertRaisesRegex(UserError, "“shouted” is no outcome"):
            self.Log._log_contact(self.partner, "shouted")
        self.assertFalse(self._touchpoints())

    def test_other_company_keeps_its_care(self):
        other = self.env["gift.customer"].sudo()._ensure(self.partner, self.company_b)
        tier = self.env["gift.tier"].search(
            [("company_id", "=", self.company_b.id)], limit=1
        )
        self._set(
            other,
            owner_id=self.owner.id,
            tier_id=tier.id,
            last_contact_date=self.customer.last_contact_date,
            next_contact_date=self.today,
        )
        action = self._due()
        self._plan(self.company_b)
        theirs = self._actions(other)
        action.with_user(self.owner).action_spoke()
        self.assertEqual((action.state, theirs.state), ("done", "planned"))

    def test_activity_in_odoos_own_way(self):
        done, dismissed, moved = (
            self._due(self._quiet(name)) for name in ("Done", "Dismissed", "Moved")
        )
        done.activity_id.with_user(self.owner).action_feedback(feedback="Nice call")
        self.assertEqual((done.state, done.cause), ("done", "activity"))
        self.assertTrue(done.activity_id, "Odoo keeps what was done")
        touchpoint = self._touchpoints(done.partner_id)
        self.assertEqual(len(touchpoint), 1)
        self.assertTrue(touchpoint.is_contact)
        dismissed.activity_id.with_user(self.owner).unlink()
        self.assertEqual((dismissed.state, dismissed.cause), ("cancelled", "dismissed"))
        self.assertEqual(self._plan(), 0, "not asked again for this silence")
        service = self.users["service"]
        moved.activity_id.write(
            {"user_id": service.id, "date_deadline": self.today + timedelta(days=2)}
        )
        self.assertEqual(moved.user_id, service)
        self.assertEqual(moved.date_due, self.today + timedelta(days=2))

    def test_closed_or_foreign_action(self):
        action = self._due()
        clerk = self.users["clerk"]
        for name in ("action_spoke", "action_not_reached", "action_dismiss"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(action.with_user(clerk), name)()
        self.assertEqual(action.state, "due")
        action.with_user(self.users["service"]).action_dismiss()
        self.assertEqual((action.state, action.cause), ("cancelled", "dismissed"))
        for name in ("action_spoke", "action_not_reached", "action_dismiss"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "closed already"),
            ):
                getattr(action.with_user(self.owner), name)()

    def test_merge_leaves_one_open_action(self):
        twin = self._quiet("Lin Gifts (twin)")
        self._due()
        action, other = self._actions(self.customer), self._actions(twin)
        self.assertEqual(action.occurrence, other.occurrence)
        activities = (action | other).activity_id
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.partner | twin.partner_id).ids, self.partner
        )
        left = self.Action.search([("partner_id", "=", self.partner.id)])
        self.assertEqual(left.mapped("state"), ["due"])
        self.assertEqual(left.activity_id.res_id, self.partner.id)
        self.assertEqual(len(activities.exists()), 1, "one task on the desk")

    def test_deleted_customer(self):
        action = self._due()
        activity = action.activity_id
        self.partner.unlink()
        self.assertFalse(action.exists())
        self.assertFalse(activity.exists())
        self._plan()
