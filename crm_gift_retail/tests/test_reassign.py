"""Somebody leaves: everything finds new people, in one go, and back again."""

import time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestReassign(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["manager"]
        cls.caller = cls.users["caller"]
        firms = cls.env["res.partner"].create(
            [{"name": f"Client {n}", "is_company": True} for n in range(6)]
        )
        cls.firms = firms
        cls.env["gift.customer"]._ensure(firms, cls.company)
        for firm in firms[:4]:
            cls._claim(firm, cls.anna)
        firms[4].user_id = cls.anna  # hers by name only
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Tea", "partner_id": firms[0].id, "user_id": cls.anna.id}
        )
        cls.free_lead = cls.env["crm.lead"].create(
            {"name": "No customer yet", "user_id": cls.anna.id}
        )
        cls.won = cls.env["crm.lead"].create(
            {"name": "Won", "partner_id": firms[0].id, "user_id": cls.anna.id}
        )
        cls.won.action_set_won()
        cls.quotation = cls._order(
            firms[1], [(cls.product, 1, 9)], confirm=False, user_id=cls.anna.id
        )
        cls.sold = cls._order(firms[1], [(cls.product, 1, 9)], user_id=cls.anna.id)
        cls.task = firms[2].activity_schedule(
            "mail.mail_activity_data_todo", summary="Call", user_id=cls.anna.id
        )

    def _new(self, **values):
        row = self.env["gift.reassign"].with_user(self.manager)
        return row.with_context(allowed_company_ids=self.company.ids).create(
            {
                "user_id": self.anna.id,
                "target_ids": [Command.set([self.bob.id, self.caller.id])],
                **values,
            }
        )

    def _owners(self):
        return {firm.name: self._active(firm).owner_id.login for firm in self.firms[:5]}

    def test_preview_counts(self):
        row = self._new()
        self.assertEqual(
            (
                row.customer_count,
                row.lead_count,
                row.quotation_count,
                row.activity_count,
            ),
            (5, 2, 1, 1),
        )
        self.assertIn("To 2 people: 5 customers, about 3 each", row.summary)
        row.target_ids = self.bob
        self.assertEqual(row.summary, "To Bob: 5 customers.")
        self.assertEqual(row._gift_summary({"gift.claim": 1}, 1), "To Bob: 1 customer.")
        row.with_leads = False
        self.assertEqual(row.lead_count, 0)

    def test_all_go_in_turn_and_documents_follow_their_customer(self):
        row = self._new()
        row.action_apply()
        self.env.invalidate_all()
        owners = list(self._owners().values())
        self.assertEqual(sorted(map(owners.count, set(owners))), [2, 3])
        self.assertNotIn(self.anna.login, owners)
        for document, firm in (
            (self.lead, self.firms[0]),
            (self.quotation, self.firms[1]),
            (self.task, self.firms[2]),
        ):
            self.assertEqual(document.user_id, self._active(firm).owner_id)
        self.assertIn(self.free_lead.user_id, self.bob | self.caller)
        self.assertEqual(self.won.user_id, self.anna, "history stays")
        self.assertEqual(self.sold.user_id, self.anna)
        self.assertEqual(self.firms[4].user_id, self.anna, "never written")
        self.assertIn(self.lead.user_id.partner_id, self.lead.message_partner_ids)
        self.assertEqual(row.state, "done")
        self.assertEqual(row.customer_count, 5)
        self.assertEqual(len(row.line_ids), 9)
        rows = self.env["gift.customer"].search(
            [("partner_id", "in", self.firms[:5].ids)]
        )
        self.assertNotIn(self.anna, rows.owner_id, "shown at once")
        with self.assertRaisesRegex(UserError, "done already"):
            row.action_apply()

    def test_one_task_per_customer_a_few_a_day(self):
        row = self._new(per_day=1)
        row.action_apply()
        care = self.env["gift.care.action"].search(
            [("handover_token", "=", row.handover_token)]
        )
        self.assertEqual(len(care), 5)
        self.assertEqual(len(set(care.mapped("date_due"))), 3, "three days at most")

    def test_one_list_per_person(self):
        row = self._new(task_mode="list")
        row.action_apply()
        tasks = self.env["mail.activity"].search(
            [("summary", "ilike", "customers of Anna, best first")]
        )
        self.assertEqual(tasks.user_id, self.bob | self.caller)

    def test_back_to_the_pool(self):
        row = self._new(mode="pool", target_ids=[Command.clear()])
        row.action_apply()
        self.env.invalidate_all()
        self.assertFalse(any(self._active(firm) for firm in self.firms[:4]))
        self.assertFalse(self.lead.user_id)
        self.assertTrue(self.task.user_id.active)
        row.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self._active(self.firms[0]).owner_id, self.anna)
        self.assertEqual(self.lead.user_id, self.anna)

    def test_taken_back(self):
        row = self._new()
        row.action_apply()
        self.env.invalidate_all()
        taken = self.caller if self.lead.user_id == self.bob else self.bob
        self.quotation.user_id = self.users["sales"]  # moved on by hand
        row.action_undo()
        self.env.invalidate_all()
        self.assertTrue(taken)
        self.assertEqual(self.lead.user_id, self.anna)
        self.assertEqual(self.task.user_id, self.anna)
        self.assertEqual(self.quotation.user_id, self.users["sales"])
        for firm in self.firms[:4]:
            self.assertEqual(self._active(firm).owner_id, self.anna)
        self.assertFalse(self._active(self.firms[4]), "it was no claim before")
        self.assertEqual(row.state, "undone")
        with self.assertRaisesRegex(UserError, "nothing to take back"):
            row.action_undo()

    def test_archived_user(self):
        self.anna.active = False
        action = self.anna.with_user(self.manager).action_gift_reassign()
        self.assertEqual(action["context"]["default_user_id"], self.anna.id)
        self._new().action_apply()
        self.assertNotIn(self.anna.login, self._owners().values())

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, "Choose who takes over"):
            self._new(target_ids=[Command.clear()]).action_apply()
        with self.assertRaisesRegex(ValidationError, "own customers"):
            self._new(target_ids=[Command.set(self.anna.ids)])
        south = self._make_user("sales", self.company_b, login="reassign_south")
        with self.assertRaisesRegex(ValidationError, "does not work in"):
            self._new(target_ids=[Command.set(south.ids)])
        with self.assertRaisesRegex(UserError, "nothing to reassign"):
            self._new(user_id=self.users["sales"].id).action_apply()
        with self.assertRaises(AccessError):
            self._new().with_user(self.bob).action_apply()
        with self.assertRaises(AccessError):
            self.anna.with_user(self.bob).action_gift_reassign()

    def test_other_company_stays(self):
        both = self.company | self.company_b
        self.anna.company_ids = [Command.set(both.ids)]
        there = self._claim(self.firms[5], self.anna, self.company_b)
        order = self._order(
            self.firms[5],
            [(self.product, 1, 9)],
            company=self.company_b,
            confirm=False,
            user_id=self.anna.id,
        )
        self._new().action_apply()
        self.env.invalidate_all()
        self.assertEqual(there.owner_id, self.anna)
        self.assertTrue(there.active)
        self.assertEqual(order.user_id, self.anna)

    def test_history_is_kept(self):
        row = self._new()
        row.action_apply()
        with self.assertRaisesRegex(UserError, "kept as history"):
            row.unlink()
        with self.assertRaisesRegex(UserError, "is done"):
            row.user_id = self.bob

    def test_set_based(self):
        """A hundred customers more cost no statement more per customer."""

        def run(count, prefix):
            partners = self.env["res.partner"].create(
                [{"name": f"{prefix}{n}", "is_company": True} for n in range(count)]
            )
            self.env["gift.customer"]._ensure(partners, self.company)
            leaver = self._make_user("sales", login=f"leaver_{prefix}")
            vals = [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "owner_id": leaver.id,
                    "basis": "manual",
                    "since": self.lead.create_date,
                }
                for partner in partners
            ]
            claims = self.env["gift.claim"].create(vals)
            self.env["gift.claim.key"]._gift_insert(
                [
                    (claim.id, self.company.id, "partner", str(claim.partner_id.id))
                    for claim in claims
                ]
            )
            self.env["crm.lead"].create(
                [
                    {"name": p.name, "partner_id": p.id, "user_id": leaver.id}
                    for p in partners
                ]
            )
            row = self._new(user_id=leaver.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before, begun = self.cr.sql_log_count, time.monotonic()
            row.action_apply()
            self.env.flush_all()
            return self.cr.sql_log_count - before, time.monotonic() - begun

        run(3, "warm")
        few, _seconds = run(10, "few")
        many, _seconds = run(160, "many")
        self.assertLess(many - few, 60, "batches of inserts, nothing per customer")
