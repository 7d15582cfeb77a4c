"""A buyer who leaves: nothing is lost, somebody is asked, a lead is made."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_partner_roles import RolesCommon


@tagged("post_install", "-at_install")
class TestEmployerChange(RolesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.users["sales"]
        cls.firm.user_id = cls.seller
        cls.env["gift.customer"]._ensure(cls.firm, cls.company)

    def _process(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_gift_retail.ir_cron_gift_employer_change"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _changes(self, person=None):
        return self.env["gift.employer.change"].search(
            [("partner_id", "=", (person or self.contact).id)]
        )

    def test_money_stays_and_the_soft_file_goes_along(self):
        invoice = self._sell(self.contact, [(self.product, 1, 100)])
        order = invoice.invoice_line_ids.sale_line_ids.order_id
        self.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": self.contact.id,
                    "company_id": self.company.id,
                    "kind": "call",
                    "is_contact": True,
                    "res_model": "res.partner",
                    "res_id": self.contact.id,
                }
            ]
        )
        self.contact.parent_id = self.firm_b
        self._run_queue()
        self.assertEqual(order.gift_commercial_partner_id, self.firm)
        self.assertEqual(self._customer(self.firm).revenue_12m, 100)
        self.assertFalse(self._customer(self.firm_b).revenue_12m)
        touch = self.env["gift.touchpoint"].search(
            [("partner_id", "=", self.contact.id), ("kind", "=", "call")]
        )
        self.assertEqual(touch.commercial_partner_id, self.firm, "firm of its date")

    def test_task_and_lead(self):
        role = self._role(self.contact, self.firm, "buyer", -30)
        agent = self._role(self.contact, self.firm, "agent", -30)
        self.contact.parent_id = self.firm_b
        change = self._changes()
        self.assertEqual(change.state, "pending", "nothing heavy for the user")
        self._process()
        self.assertEqual(change.state, "open")
        self.assertEqual(change.owner_id, self.seller)
        activity = change.activity_id
        self.assertEqual(
            (activity.res_model, activity.res_id), ("res.partner", self.firm.id)
        )
        self.assertEqual(activity.user_id, self.seller)
        self.assertIn("Who follows Contact of Firm?", activity.summary)
        lead = change.lead_id
        self.assertEqual(lead.partner_id, self.contact)
        self.assertEqual(lead.user_id, self.seller, "Firm B is nobody's")
        self.assertIn("Firm B", lead.name)
        self.assertEqual(lead.source_id.name, "Buyer who changed employer")
        self.assertEqual(role.date_to, self.today - timedelta(1))
        self.assertFalse(agent.date_to, "an agent goes on")
        again = len(self.env["crm.lead"].search([]))
        self._process()
        self.assertEqual(len(self.env["crm.lead"].search([])), again)

    def test_the_new_firm_has_an_owner(self):
        self.firm_b.user_id = self.users["caller"]
        self.contact.parent_id = self.firm_b
        self._process()
        self.assertEqual(self._changes().lead_id.user_id, self.users["caller"])

    def test_archived_owner(self):
        self.seller.active = False
        self.contact.parent_id = self.firm_b
        self._process()
        owner = self._changes().owner_id
        self.assertTrue(owner.active)
        self.assertTrue(
            owner.has_group("crm_gift_retail.crm_gift_retail_group_manager")
        )

    def test_left_for_nobody_knows_where(self):
        self.contact.parent_id = False
        self._process()
        change = self._changes()
        self.assertFalse(change.lead_id)
        self.assertTrue(change.activity_id)

    def test_what_is_no_change_of_employer(self):
        address = self._make_partner(
            "Warehouse", parent_id=self.firm.id, type="delivery"
        )
        branch = self._make_partner("Branch", parent_id=self.firm.id, is_company=True)
        stranger = self._make_partner("Of no customer", parent_id=self.firm_c.id)
        for partner in address | branch | stranger | self.person:
            partner.parent_id = self.firm_b
            self.assertFalse(self._changes(partner), partner.name)
        self.contact.parent_id = self.firm
        self.assertFalse(self._changes())

    def test_back_again(self):
        self.contact.parent_id = self.firm_b
        self._process()
        change = self._changes()
        self.contact.parent_id = self.firm
        self.assertEqual(change.state, "undone")
        self.assertFalse(change.activity_id.exists())
        self.assertFalse(change.lead_id.active)

    def test_twice_before_the_answer(self):
        self.env["gift.customer"]._ensure(self.firm_b, self.company)
        self.contact.parent_id = self.firm_b
        self._process()
        self.contact.parent_id = self.firm_c
        self._process()
        changes = self._changes()
        self.assertEqual(len(changes), 2)
        self.assertEqual(changes.old_firm_id, self.firm | self.firm_b)

    def test_each_company_asks_its_own(self):
        self.env["gift.customer"]._ensure(self.firm, self.company_b)
        self._make_user("manager", self.company_b, login="manager_b")
        self.contact.parent_id = self.firm_b
        self._process()
        changes = self._changes()
        self.assertEqual(changes.company_id, self.company | self.company_b)
        self.assertEqual(len(changes.lead_id), 2)
        mine = self._as("manager", self.env["gift.employer.change"]).search([])
        self.assertEqual(mine.company_id, self.company)

    def _apply(self, user="sales", **values):
        dialog = self.env["gift.employer.move"].with_user(self.users[user])
        dialog = dialog.create({"partner_id": self.contact.id, **values})
        return dialog.action_apply()

    def test_dialog(self):
        self._role(self.contact, self.firm, "buyer", -30)
        self._role(self.contact, self.firm, "approver", -30)
        follower = self._make_partner("Ms Li", parent_id=self.firm.id)
        since = self.today - timedelta(7)
        self._apply(new_firm_id=self.firm_b.id, date=since, successor_id=follower.id)
        change = self._changes()
        self.assertEqual(self.contact.parent_id, self.firm_b)
        self.assertEqual((change.state, change.date), ("answered", since))
        self.assertEqual(change.answered_by_id, self.seller)
        self.assertTrue(change.lead_id)
        self.assertEqual(
            sorted(follower.gift_role_ids.mapped("role")), ["approver", "buyer"]
        )
        here = self.contact.gift_role_ids.filtered("is_current")
        self.assertEqual(here.mapped("firm_id"), self.firm_b)
        with self.assertRaisesRegex(UserError, "was answered on"):
            change.action_nobody()

    def test_dialog_refuses_nonsense(self):
        with self.assertRaisesRegex(UserError, "is at Firm already"):
            self._apply(new_firm_id=self.firm.id)
        with self.assertRaisesRegex(UserError, "lies ahead"):
            self._apply(date=self.today + timedelta(2))
        self.contact.parent_id = False
        with self.assertRaisesRegex(UserError, "no employer to leave"):
            self._apply(new_firm_id=self.firm_b.id)
        with self.assertRaises(AccessError):
            self._apply("clerk", new_firm_id=self.firm_b.id)

    def test_answer(self):
        self.contact.parent_id = self.firm_b
        self._process()
        change = self._changes().with_user(self.seller)
        with self.assertRaisesRegex(UserError, "Name who follows"):
            change.action_answer()
        change.successor_id = self.person
        change.action_answer()
        self.assertEqual(self.person.gift_role_ids.firm_id, self.firm)
        self.assertEqual(change.state, "answered")
        self.assertFalse(change.activity_id.active, "the task is done")

    def test_who_may_answer(self):
        self.contact.parent_id = self.firm_b
        self._process()
        change = self._changes()
        with self.assertRaises(AccessError):
            change.with_user(self.users["caller"]).action_nobody()
        with self.assertRaises(AccessError):
            change.with_user(self.users["clerk"]).action_nobody()
        with self.assertRaisesRegex(AccessError, "only the successor"):
            change.with_user(self.seller).owner_id = self.users["caller"]
        change.with_user(self.users["service"]).action_nobody()
        self.assertEqual(change.state, "nobody")

    def test_merges_carry_open_questions(self):
        twin = self._make_partner("Twin", parent_id=self.firm.id)
        (self.contact | twin).parent_id = self.firm_b
        self._process()
        questions = self._changes() | self._changes(twin)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.contact).ids, self.contact)
        self.assertEqual(sorted(questions.mapped("state")), ["open", "undone"])
        self.assertEqual(questions.partner_id, self.contact)

    def test_many_at_once(self):
        people = self.env["res.partner"].create(
            [{"name": f"P{n}", "parent_id": self.firm.id} for n in range(30)]
        )
        self.env.flush_all()
        one = self._make_partner("One", parent_id=self.firm.id)
        self.env.flush_all()

        def count(records):
            before = self.cr.sql_log_count
            records.parent_id = self.firm_b
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(self.contact)
        few, many = count(one), count(people)
        # Odoo itself syncs addresses contact by contact; ours must not add to it
        self.assertLess(many, few + 30 * 12)
        self._process()
        changes = self.env["gift.employer.change"].search(
            [("partner_id", "in", people.ids)]
        )
        self.assertEqual(set(changes.mapped("state")), {"open"})
