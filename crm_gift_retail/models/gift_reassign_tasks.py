"""What the new people find on their desks after a reassignment."""

from collections import defaultdict

from odoo import models

#: customers named in the task "one list per person"
LISTED = 30


class GiftReassignTasks(models.AbstractModel):
    """Part of ``gift.reassign``; in sudo, for a manager."""

    _name = "gift.reassign.tasks"
    _description = "Tasks of a reassignment"

    def _gift_give_tasks(self, given):
        """Put the customers on the new people's lists, and tell each once."""
        by_user = defaultdict(list)
        for partner_id, user in given.items():
            if user:
                by_user[user].append(partner_id)
        customers = self.env["gift.customer"].search(
            [
                ("partner_id", "in", list(given)),
                ("company_id", "=", self.company_id.id),
            ]
        )
        if self.task_mode == "spread" and by_user and customers:
            result = self.env["gift.care.action"]._gift_hand_over(
                customers.filtered("owner_id"), per_day=self.per_day
            )
            self.handover_token = result["token"]
        for user, partner_ids in by_user.items():
            if self.task_mode == "list":
                self._gift_give_list(user, partner_ids)
            self._gift_tell_new(user, len(partner_ids))

    def _gift_give_list(self, user, partner_ids):
        """One task with the best customers by name; the rest is under My claims."""
        names = self.env["res.partner"].browse(partner_ids[:LISTED]).mapped("name")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": partner_ids[0],
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": self.env._(
                    "Meet %(count)s customers of %(user)s, best first",
                    count=len(partner_ids),
                    user=self.user_id.name,
                ),
                "note": ", ".join(name or "" for name in names),
                "user_id": user.id,
                "date_deadline": self.company_id._gift_today(),
            }
        )

    def _gift_tell_new(self, user, count):
        """Tell a new person, once, how many customers there are."""
        self.env["gift.alert"]._send(
            user,
            lambda env: env._("New customers for you"),
            lambda env: (
                env._("1 customer of %(user)s is yours now.", user=self.user_id.name)
                if count == 1
                else env._(
                    "%(count)s customers of %(user)s are yours now.",
                    count=count,
                    user=self.user_id.name,
                )
            ),
            self,
            urgent=False,
        )
