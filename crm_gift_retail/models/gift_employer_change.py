"""A buyer who left: who follows at the old firm, and a lead at the new one."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .gift_employer_change_work import OPEN_STATES

#: What people write themselves; the rest follows from what happened.
USER_FIELDS = {"successor_id"}


class GiftEmployerChange(models.Model):
    """One person left one firm, as one of our root companies sees it.

    Written with the contact (promise L11); a job turns it into a task "who follows?"
    for the old firm's owner and a lead at the new firm. Unique while open.
    """

    _name = "gift.employer.change"
    _description = "Change of Employer"
    _inherit = ["gift.employer.change.work"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    old_firm_id = fields.Many2one(
        "res.partner",
        "Left",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    new_firm_id = fields.Many2one(
        "res.partner",
        "Now at",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date("Since", required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Being prepared"),
            ("open", "Who follows?"),
            ("answered", "Successor known"),
            ("nobody", "Nobody follows"),
            ("undone", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="pending",
    )
    owner_id = fields.Many2one(
        "res.users",
        "Asked",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Looks after the old firm, or the deputy of that day.",
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index="btree_not_null", ondelete="set null"
    )
    successor_id = fields.Many2one(
        "res.partner",
        "Follows",
        index="btree_not_null",
        ondelete="set null",
        domain="[('parent_id', 'child_of', old_firm_id), ('is_company', '=', False)]",
    )
    answered_by_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date_answered = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(partner_id, old_firm_id, company_id) WHERE state IN ('pending', 'open')",
        "This question is open already.",
    )

    def write(self, vals):
        """People name the successor; what happened is not theirs to change."""
        if not self.env.su and not USER_FIELDS.issuperset(vals):
            raise AccessError(
                self.env._("Of a change of employer only the successor may be edited.")
            )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def action_answer(self):
        """Make the successor the old firm's contact and close the question.

        The roles that the person had at the firm go to the successor.

        :raise AccessError: for others than the one asked, service and managers
        :raise UserError: without a successor, or when it was answered before
        """
        self.ensure_one()
        self._check_answerable()
        successor = self.successor_id
        if not successor:
            raise UserError(
                self.env._(
                    "Name who follows %(person)s at %(firm)s first, or choose "
                    "“Nobody follows”.",
                    person=self.partner_id.display_name,
                    firm=self.old_firm_id.display_name,
                )
            )
        roles = self.env["gift.partner.role"].sudo()  # the answer's right, checked
        had = roles.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("firm_id", "=", self.old_firm_id.id),
                ("role", "!=", "agent"),
                ("date_to", ">=", fields.Date.subtract(self.date, days=1)),
            ]
        )
        today = fields.Date.context_today(self)
        held = roles.search(
            [
                ("partner_id", "=", successor.id),
                ("firm_id", "=", self.old_firm_id.id),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today),
            ]
        )
        wanted = set(had.mapped("role")) or {"buyer"}
        roles.create(
            [
                {
                    "partner_id": successor.id,
                    "firm_id": self.old_firm_id.id,
                    "role": role,
                    "date_from": today,
                }
                for role in sorted(wanted - set(held.mapped("role")))
            ]
        )
        return self._close(
            "answered",
            self.env._(
                "%(person)s follows %(left)s.",
                person=successor.display_name,
                left=self.partner_id.name,
            ),
        )

    def action_nobody(self):
        """Close the question: nobody follows.

        :raise AccessError: for others than the one asked, service and managers
        :raise UserError: when it was answered before
        """
        self.ensure_one()
        self._check_answerable()
        return self._close(
            "nobody",
            self.env._("Nobody follows %(left)s.", left=self.partner_id.name),
        )

    def _check_answerable(self):
        self.check_access("write")
        self.lock_for_update()
        if self.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "“Who follows %(person)s?” was answered on %(day)s by %(who)s.",
                    person=self.partner_id.display_name,
                    day=fields.Date.to_string(self.date_answered),
                    who=self.answered_by_id.sudo().name or "",
                )
            )

    def _close(self, state, text):
        self.sudo().write(  # checked by the caller
            {
                "state": state,
                "answered_by_id": self.env.uid,
                "date_answered": fields.Datetime.now(),
            }
        )
        activity = self.activity_id.sudo()  # may be on a deputy's desk
        if activity:
            activity.action_feedback(feedback=text)
        else:
            self.old_firm_id.sudo().message_post(body=text)
        return True
