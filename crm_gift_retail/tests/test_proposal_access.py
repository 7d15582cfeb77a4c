"""Who sees and changes which proposals; what lists cost."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .proposal_common import ProposalCommon


@tagged("post_install", "-at_install")
class TestProposalAccess(ProposalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._make_user("sales", login="gift_sales_other")
        cls.theirs = cls._with_options()
        cls.theirs.user_id = cls.other
        cls.env.cr.execute(
            "UPDATE gift_proposal SET create_uid = %s WHERE id = %s",
            [cls.other.id, cls.theirs.id],
        )
        cls.env.invalidate_all()
        cls.both = cls.proposal | cls.theirs

    def _seen(self, user):
        proposals = self.env["gift.proposal"].with_user(user)
        return proposals.search([("id", "in", self.both.ids)])

    def test_own_or_all_like_leads(self):
        for role, seen in (
            ("sales", self.proposal),
            ("service", self.both),
            ("service_lead", self.both),
            ("manager", self.both),
            ("clerk", self.both),
            ("caller", self.env["gift.proposal"]),
        ):
            with self.subTest(role):
                self.assertEqual(self._seen(self.users[role]), seen)
        with self.assertRaises(AccessError):
            self._seen(self.users["warehouse"])

    def test_who_changes(self):
        for role in ("service", "service_lead", "manager"):
            self.theirs.with_user(self.users[role]).people = 5
        for role in ("sales", "clerk", "caller", "warehouse"):
            user = self.users[role]
            for call in (
                lambda u=user: self.theirs.with_user(u).write({"people": 5}),
                lambda u=user: self.theirs.with_user(u).action_suggest(),
                lambda u=user: self.theirs.with_user(u).action_send_mail(),
                lambda u=user: self.theirs.with_user(u).action_copy_link(),
                lambda u=user: self.theirs.with_user(u).action_mark_sent(),
                lambda u=user: self.theirs.with_user(u).action_lost(),
                lambda u=user: self.theirs.option_ids[0].with_user(u).action_choose(),
                lambda u=user: (
                    self.theirs.option_ids[0].with_user(u).write({"name": "x"})
                ),
                lambda u=user: self.theirs.option_ids.line_ids.with_user(u).unlink(),
                lambda u=user: self.theirs.with_user(u).unlink(),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    call()

    def test_outsiders(self):
        values = {
            "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
        }
        for group in ("base.group_user", "base.group_portal", "base.group_public"):
            user = new_test_user(self.env, f"x_{group}", groups=group, **values)
            for records in (
                self.theirs,
                self.theirs.option_ids,
                self.theirs.option_ids.line_ids,
            ):
                with self.subTest(group), self.assertRaises(AccessError):
                    records.with_user(user).read(["display_name"])

    def test_another_company(self):
        user = self._make_user("manager", self.company_b, login="manager_south")
        proposals = self._as(user, self.env["gift.proposal"])
        self.assertFalse(proposals.search([("id", "in", self.both.ids)]))
        lines = self._as(user, self.theirs.option_ids.line_ids)
        with self.assertRaises(AccessError):
            lines.read(["product_id"])

    def test_an_option_is_not_moved_to_a_foreign_proposal(self):
        own = self._with_options()
        with self.assertRaises(AccessError):
            own.option_ids[0].with_user(self.seller).proposal_id = self.theirs
            self.env.flush_all()

    def test_a_proposal_for_a_lead_one_may_not_read(self):
        lead = self.env["crm.lead"].create(
            {"name": "Hers", "user_id": self.other.id, "company_id": self.company.id}
        )
        self.env.cr.execute(
            "UPDATE crm_lead SET create_uid = %s WHERE id = %s",
            [self.other.id, lead.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._propose(partner_id=False, lead_id=lead.id)

    def test_profit_is_in_no_field(self):
        for model in (
            "gift.proposal",
            "gift.proposal.option",
            "gift.proposal.option.line",
        ):
            names = self.env[model]._fields
            self.assertFalse([n for n in names if "margin" in n or "cost" in n], model)

    def test_lists_cost_the_same_for_any_number(self):
        names = [
            "display_name", "partner_id", "lead_id", "occasion_id", "people", "budget",
            "date_needed", "chosen_option_id", "comment", "user_id", "state",
        ]  # fmt: skip

        def cost(records):
            records = records.with_user(self.users["manager"]).with_context(tz="UTC")
            for _warm_up in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                records.web_read({name: {} for name in names})
            return self.env.cr.sql_log_count - before

        many = self.env["gift.proposal"].create(
            [
                {
                    "partner_id": self._make_partner(f"P{number}").id,
                    "option_ids": [Command.create({"name": "Tea"})],
                }
                for number in range(80)
            ]
        )
        self.assertEqual(cost(many[:1]), cost(many))

    def test_quotation_form_costs_nothing(self):
        """A button, no field: see the rule of two queries a room."""
        arch = self.env["sale.order"].get_view(
            self.env.ref("sale.view_order_form").id, "form"
        )["arch"]
        self.assertIn("action_gift_proposal", arch)
        self.assertNotIn("gift_proposal_ids", self.env["sale.order"]._fields)
