"""One inbox for whatever needs a decision (mission A4)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_datetime

from .gift_approval_decide import DECISIONS
from .window import form_action


class GiftApproval(models.Model):
    """One question to somebody, asked by a document through ``gift.approval.mixin``.

    Only methods write here: deciding is ``gift.approval.decide``, who may is
    ``gift.approval.rights``, telling people is ``gift.approval.notice``.
    """

    _name = "gift.approval"
    _description = "Approval"
    _inherit = [
        "mail.thread",
        "gift.approval.decide",
        "gift.approval.lapse",
        "gift.approval.notice",
        "gift.approval.rights",
    ]
    _order = "is_open desc, is_urgent desc, deadline, id desc"
    _mail_post_access = "read"

    name = fields.Char(string="What", required=True, readonly=True)
    kind = fields.Selection(
        lambda self: self._selection_kind(), required=True, readonly=True
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    requester_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    approver_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="set null"
    )
    approver_role = fields.Selection(
        [("manager", "Managers"), ("service_lead", "Service leads")],
        string="Decided by",
        required=True,
        readonly=True,
        default="manager",
    )
    #: as asked, confidential ones included: ``facts_shown`` is what people read
    facts = fields.Json("Facts as Asked", readonly=True, groups=fields.NO_ACCESS)
    facts_shown = fields.Json(string="Facts", compute="_compute_facts_shown")
    limit_note = fields.Char(string="Limit", readonly=True)
    deadline = fields.Datetime(readonly=True)
    is_urgent = fields.Boolean(string="Urgent", readonly=True)
    reasons = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ("open", "Waiting"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("lapsed", "Not answered in time"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    is_open = fields.Boolean(
        compute="_compute_is_open", store=True, precompute=True, readonly=True
    )
    decided_by_id = fields.Many2one(
        "res.users", string="Who decided", readonly=True, ondelete="restrict"
    )
    decided_for_id = fields.Many2one(
        "res.users", string="In place of", readonly=True, ondelete="set null"
    )
    decided_at = fields.Datetime(string="When", readonly=True)
    is_own_decision = fields.Boolean(
        string="Own request",
        readonly=True,
        help="Decided by the requester, as the only manager of the company.",
    )
    reason_key = fields.Char(readonly=True)
    reason_label = fields.Char(string="Reason", readonly=True)
    decision_note = fields.Char(string="Note", readonly=True)
    problem = fields.Char(
        readonly=True, help="Why the silence could not be carried out by the job."
    )
    status = fields.Char(string="Where it is", compute="_compute_status")

    _open_uniq = models.UniqueIndex("(res_model, res_id, kind) WHERE state = 'open'")
    _document_idx = models.Index("(res_model, res_id)")
    _deadline_idx = models.Index("(deadline) WHERE state = 'open'")
    _untold_idx = models.Index("(id) WHERE state = 'lapsed' AND is_told IS NOT TRUE")
    _open_idx = models.Index("(company_id, approver_role) WHERE state = 'open'")

    @api.model
    def _selection_kind(self):
        """Kinds of all documents that may ask: (key, label) in the user's language."""
        registry = self.env.registry
        kinds = {}
        for name in sorted(registry["gift.approval.mixin"]._inherit_children):
            kinds.update(registry[name]._gift_get_approval_kinds())
        return [(key, self.env._(kinds[key])) for key in sorted(kinds)]

    @api.depends("state")
    def _compute_is_open(self):
        for approval in self:
            approval.is_open = approval.state == "open"

    @api.depends("facts")
    @api.depends_context("uid")
    def _compute_facts_shown(self):
        """Show profit to those who may see it, and to nobody else."""
        sees_profit = self.env.su or self._gift_sees_profit()
        for approval in self:
            # sudo: the facts are behind this very filter
            facts = approval.sudo().facts or []
            approval.facts_shown = [
                fact[:2] for fact in facts if len(fact) == 2 or sees_profit
            ]

    @api.depends("state", "approver_id", "deadline", "decided_by_id", "reason_label")
    @api.depends_context("lang", "tz")
    def _compute_status(self):
        """Say in a sentence where the request is."""
        in_charge = self.env["res.users"]._gift_deputies()
        roles = dict(self._fields["approver_role"]._description_selection(self.env))
        for approval in self:
            row = approval.sudo()  # names of colleagues
            if row.state == "open":
                approver = row.approver_id
                approver = approver.browse(in_charge.get(approver.id, approver.id))
                who = approver.name or roles[row.approver_role]
                text = self.env._("Waiting for %(who)s", who=who)
                if row.deadline:
                    text = self.env._(
                        "%(text)s until %(time)s",
                        text=text,
                        time=format_datetime(self.env, row.deadline, dt_format="short"),
                    )
            else:
                text = row._get_outcome()
            approval.status = text

    def _get_outcome(self):
        """Return the decision in words: what, who, when, why."""
        self.ensure_one()
        env = self.env
        states = dict(self._fields["state"]._description_selection(env))
        text = states[self.state]
        if self.decided_by_id and self.state in DECISIONS:
            text = env._("%(text)s by %(who)s", text=text, who=self.decided_by_id.name)
        if self.decided_for_id:
            text = env._(
                "%(text)s for %(who)s", text=text, who=self.decided_for_id.name
            )
        if self.decided_at:
            when = format_datetime(env, self.decided_at, dt_format="short")
            text = env._("%(text)s at %(time)s", text=text, time=when)
        why = " · ".join(filter(None, [self.reason_label, self.decision_note]))
        return f"{text}: {why}" if why else text

    @api.model
    def _gift_latest(self, res_model, res_ids):
        """Return the request to show per document: the open one, else the latest.

        :return: dict of document id to ``gift.approval``, in the mode of ``self``.
        """
        self.flush_model(["res_model", "res_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (res_id) res_id, id
                  FROM gift_approval
                 WHERE res_model = %s AND res_id = ANY(%s)
                 ORDER BY res_id, (state = 'open') DESC, id DESC
                """,
                res_model,
                list(res_ids),
            )
        )
        found = self.browse(row[1] for row in rows)
        return dict(zip((row[0] for row in rows), found, strict=True))

    # ------------------------------------------------------------
    # REASONS
    # ------------------------------------------------------------

    @api.readonly
    def get_reasons(self):
        """Return the chips of this request.

        :return: list of dicts ``key``, ``label``, ``decision``; those of the request
            itself, else of its kind, else the common ones.
        :raise AccessError: for whoever may not read the request.
        """
        self.ensure_one()
        self.check_access("read")
        if self.reasons:
            return [
                {
                    "key": reason[0],
                    "label": reason[1],
                    "decision": reason[2] if len(reason) > 2 else "refused",
                }
                for reason in self.reasons
            ]
        rows = self.env["gift.approval.reason"].search(
            [
                ("kind", "in", (self.kind, False)),
                ("company_id", "in", (self.company_id.id, False)),
            ]
        )
        rows = rows.filtered("kind") or rows
        return [
            {"key": row.key, "label": row.name, "decision": row.decision}
            for row in rows
        ]

    def _find_reason(self, decision, key):
        if not key:
            return None
        for reason in self.get_reasons():
            if reason["key"] == key and reason["decision"] == decision:
                return reason
        raise ValidationError(
            self.env._(
                "“%(key)s” is no reason for this decision on “%(title)s”. Choose one "
                "of those offered, or write a note.",
                key=key,
                title=self.name,
            )
        )

    # ------------------------------------------------------------
    # OPENING
    # ------------------------------------------------------------

    def action_open_document(self):
        """Open the document that asks, with the user's own rights.

        :return: window action.
        :raise AccessError: when the user may not read the document.
        :raise UserError: when the document is gone.
        """
        self.ensure_one()
        self.check_access("read")
        document = self._get_document()
        if not document:
            raise UserError(self.env._("The document of this request is gone."))
        document = document.sudo(False)
        document.check_access("read")
        return form_action(document)

    def _gift_link(self):
        """Return the address of the request's page for messages to people."""
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/gift-approvals/{self.id}"

    def _get_open_action(self):
        """Return the action on these requests: the form of one, a list of several."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gift_retail.gift_approval_action"
        )
        action["context"] = {}
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)]}
