"""Somebody leaves: customers, leads, quotations and tasks find new people."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class GiftReassign(models.Model):
    """One hand-over of everything that one person had; stays as its history.

    For managers. Customers go best first, in turn to the people chosen, or back to the
    pool; what was moved is written down line by line, so that it can be taken back.
    """

    _name = "gift.reassign"
    _description = "Reassignment of Customers"
    _inherit = [
        "gift.reassign.tasks",
        "gift.reassign.undo",
        "gift.reassign.work",
    ]
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.sudo().root_id,
    )
    user_id = fields.Many2one(
        "res.users",
        "Who Leaves",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
        context={"active_test": False},
    )
    mode = fields.Selection(
        [("share", "To the people chosen, in turn"), ("pool", "Back to the pool")],
        "Customers Go",
        required=True,
        default="share",
    )
    target_ids = fields.Many2many(
        "res.users",
        string="New People",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    with_leads = fields.Boolean("Open Leads", default=True)
    with_quotations = fields.Boolean("Open Quotations", default=True)
    with_activities = fields.Boolean("Activities", default=True)
    task_mode = fields.Selection(
        [
            ("spread", "One per customer, a few a day, best first"),
            ("list", "One list per person, best first"),
            ("none", "None"),
        ],
        "Tasks for the New People",
        required=True,
        default="spread",
    )
    per_day = fields.Integer("Customers per Day", default=3)
    state = fields.Selection(
        [("draft", "Preview"), ("done", "Done"), ("undone", "Taken back")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_done = fields.Datetime("Done On", readonly=True, copy=False)
    handover_token = fields.Char(readonly=True, copy=False)
    line_ids = fields.One2many(
        "gift.reassign.line", "reassign_id", "What Moved", copy=False
    )
    customer_count = fields.Integer("Customers", compute="_compute_counts")
    lead_count = fields.Integer("Leads", compute="_compute_counts")
    quotation_count = fields.Integer("Quotations", compute="_compute_counts")
    activity_count = fields.Integer("Tasks", compute="_compute_counts")
    summary = fields.Char("In Words", compute="_compute_counts")

    _per_day_positive = models.Constraint(
        "CHECK (per_day > 0)", "Give at least one customer per day."
    )

    @api.depends("user_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for row in self:
            row.name = self.env._(
                "Customers of %(user)s", user=row.sudo().user_id.name or ""
            )

    @api.depends(
        "user_id",
        "company_id",
        "mode",
        "target_ids",
        "with_leads",
        "with_quotations",
        "with_activities",
        "state",
    )
    @api.depends_context("lang")
    def _compute_counts(self):
        """Count what would move, or what did."""
        for row in self:
            counts = row._gift_counts() if row.user_id else {}
            row.customer_count = counts.get("gift.claim", 0)
            row.lead_count = counts.get("crm.lead", 0)
            row.quotation_count = counts.get("sale.order", 0)
            row.activity_count = counts.get("mail.activity", 0)
            people = len(row.target_ids)
            row.summary = row._gift_summary(counts, people) if counts else False

    def _gift_summary(self, counts, people):
        """Say what happens in a sentence."""
        customers = counts.get("gift.claim", 0)
        if self.mode == "pool":
            return self.env._(
                "Back to the pool: customers %(customers)s. Waiting for somebody: "
                "leads %(leads)s, quotations %(quotations)s.",
                customers=customers,
                leads=counts.get("crm.lead", 0),
                quotations=counts.get("sale.order", 0),
            )
        words = (
            self.env._("1 customer")
            if customers == 1
            else self.env._("%(count)s customers", count=customers)
        )
        if not people:
            return self.env._(
                "Waiting for new people: %(customers)s. Choose them.", customers=words
            )
        if people == 1:
            return self.env._(
                "To %(user)s: %(customers)s.",
                customers=words,
                user=self.target_ids.sudo().name,
            )
        return self.env._(
            "To %(people)s people: %(customers)s, about %(each)s each.",
            customers=words,
            people=people,
            each=-(-customers // people),
        )

    @api.constrains("user_id", "target_ids", "company_id")
    def _check_targets(self):
        """New people are there, work here and are somebody else."""
        for row in self:
            for target in row.sudo().target_ids:
                if target == row.user_id:
                    raise ValidationError(
                        self.env._(
                            "%(user)s cannot take over the own customers. Choose "
                            "somebody else.",
                            user=target.name,
                        )
                    )
                if not target.active or row.company_id not in (
                    target.company_ids.root_id
                ):
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not work in %(company)s. Choose somebody "
                            "who does, or give access to the company first.",
                            user=target.name,
                            company=row.company_id.name,
                        )
                    )

    def write(self, vals):
        """What is done is history."""
        if not self.env.su and any(row.state != "draft" for row in self):
            raise UserError(
                self.env._(
                    "This reassignment is done. Take it back, or begin a new one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        """Keep the history of what moved."""
        if any(row.state != "draft" for row in self):
            raise UserError(
                self.env._("A reassignment that was done is kept as history.")
            )

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------

    def _gift_domains(self):
        """Return the domains of what the person has: ``{model: Domain}``."""
        self.ensure_one()
        here = Domain("company_id", "child_of", self.company_id.id)
        mine = Domain("user_id", "=", self.user_id.id)
        domains = {
            "gift.claim": Domain("owner_id", "=", self.user_id.id)
            & Domain("company_id", "=", self.company_id.id),
        }
        if self.with_leads:
            domains["crm.lead"] = (
                mine
                & Domain("won_status", "=", "pending")
                & (here | Domain("company_id", "=", False))
            )
        if self.with_quotations:
            domains["sale.order"] = (
                mine & here & Domain("state", "in", ("draft", "sent"))
            )
        if self.with_activities:
            domains["mail.activity"] = mine & Domain(
                "res_model", "in", ("res.partner", "crm.lead", "sale.order")
            )
        return domains

    def _gift_counts(self):
        """Return how many of each model move, or moved."""
        self.ensure_one()
        if self.state != "draft":
            rows = self.env["gift.reassign.line"]._read_group(
                [("reassign_id", "=", self._origin.id)], ["res_model"], ["__count"]
            )
            return dict(rows)
        # sudo: the manager's preview of another person's work; figures only
        counts = {
            model: self.env[model].sudo().search_count(domain)
            for model, domain in self._gift_domains().items()
        }
        counts["gift.claim"] += len(self._gift_unclaimed())
        return counts

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    @api.model
    def _get_action(self, user):
        """Return the action that begins the reassignment of a person's customers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reassign customers"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {"default_user_id": user.id},
        }

    def action_apply(self):
        """Move everything, once.

        :return: True
        :raise AccessError: for anybody but a manager
        :raise UserError: nobody to give to, done before, or nothing there
        """
        self.ensure_one()
        self.env["gift.outbox"]._check_manager()
        self.check_access("write")
        if self.mode == "share" and not self.target_ids:
            raise UserError(
                self.env._(
                    "Choose who takes over the customers of %(user)s, or send them "
                    "back to the pool.",
                    user=self.user_id.name,
                )
            )
        self.sudo()._gift_apply()  # a manager's, checked above
        return True

    def action_undo(self):
        """Take everything back that is still where it was put.

        :return: True
        :raise AccessError: for anybody but a manager
        :raise UserError: when it was not done
        """
        self.ensure_one()
        self.env["gift.outbox"]._check_manager()
        self.check_access("read")
        self.sudo()._gift_undo()  # a manager's, checked above
        return True
