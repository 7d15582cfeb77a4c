"""What a document needs to ask somebody for a decision."""

from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: Who decides when nobody is named.
ROLES = ("manager", "service_lead")


class GiftApprovalMixin(models.AbstractModel):
    """A document that asks; put it on the model whose fate is decided.

    The three things to write::

        _gift_approval_kinds = {"price": _lt("Price below the limit")}

        record._gift_ask("price", "Tea set for Ms Wang", facts=[["Price", "88"]])

        def _gift_on_decided(self, approval):
            if approval.state == "approved": …

    Nothing else of the approval is the document's business: who is asked, how they
    are told, deputies, silence and rights are the inbox's.
    """

    _name = "gift.approval.mixin"
    _description = "Asks for Approval"

    #: kind -> label (a lazy translation); kinds are unique over all models. Several
    #: extensions of one model each name their own: see ``_gift_get_approval_kinds``.
    _gift_approval_kinds = {}

    gift_approval_ids = fields.One2many(
        "gift.approval",
        "res_id",
        string="Approvals",
        bypass_search_access=True,
        groups="crm_gift_retail.crm_gift_retail_group_user",
    )
    gift_approval_status = fields.Char(
        "Approval", compute="_compute_gift_approval_status"
    )

    @api.depends("gift_approval_ids.state")
    @api.depends_context("uid", "lang", "tz")
    def _compute_gift_approval_status(self):
        """Say where the request is: the open one, else the latest decision.

        Who reads the document reads this sentence, facts stay in the approval.
        """
        # sudo: the sentence names who decides and when, and no fact
        approvals = self.env["gift.approval"].sudo()
        latest = approvals._gift_latest(self._name, self.ids)
        for record in self:
            approval = latest.get(record.id or record._origin.id)
            record.gift_approval_status = approval.status if approval else False

    @classmethod
    def _gift_get_approval_kinds(cls):
        """Return what this model may ask, of all its extensions together.

        :return: dict of kind to label (a lazy translation).
        """
        kinds = {}
        for part in reversed(cls.__mro__):
            kinds.update(vars(part).get("_gift_approval_kinds", {}))
        return kinds

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    def _gift_ask(
        self,
        kind,
        title,
        facts,
        approver=None,
        team=None,
        limit=None,
        deadline=None,
        reasons=None,
        urgent=False,
    ):
        """Ask for a decision on this document; asking twice returns the open request.

        No right is checked here: the caller decides who may ask. The approvers are
        told once per transaction, however many requests it makes.

        :param str kind: key of ``_gift_approval_kinds``.
        :param str title: what is asked, in words, at most a line.
        :param list facts: pairs ``[label, value]`` in words of the requester's
            language; a third element ``"profit"`` shows the fact only to those who
            may see profit of all customers (decision 9).
        :param approver: ``res.users`` who decides, or "manager" (default) or
            "service_lead" for anybody of that duty. Managers may always decide.
        :param team: ``crm.team`` whose leader decides when no user is named; the
            duty decides when the leader asks, or the team has none.
        :param str limit: the limit that was passed, in words.
        :param deadline: naive UTC ``datetime``, or a number of the company's working
            hours from now; None waits for ever.
        :param reasons: chips instead of those of the kind: list of
            ``(key, label)`` or ``(key, label, "approved"|"refused")``.
        :param bool urgent: alert phones and the chat robot too.
        :return: the open ``gift.approval``, in superuser mode.
        :raise UserError: when the deadline cannot be computed, with the remedy.
        :raise ValidationError: for an unknown kind or facts that are no pairs.
        """
        self.ensure_one()
        if kind not in self._gift_get_approval_kinds():
            raise ValidationError(
                self.env._(
                    "“%(kind)s” is no kind of request of %(model)s.",
                    kind=kind,
                    model=self._description,
                )
            )
        # sudo: only methods write requests, whoever asks
        approvals = self.env["gift.approval"].sudo()
        approvals = approvals.with_context(mail_create_nolog=True)
        found = approvals.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("kind", "=", kind),
                ("state", "=", "open"),
            ]
        )
        if found:
            return found
        company = self._gift_approval_company()
        named, role = self._gift_approver(approver, team)
        approval = approvals._create_once(
            {
                "name": title,
                "kind": kind,
                "res_model": self._name,
                "res_id": self.id,
                "company_id": company.id,
                "requester_id": self.env.uid,
                "approver_id": named.id,
                "approver_role": role,
                "facts": self._gift_check_facts(facts),
                "limit_note": limit,
                "deadline": self._gift_approval_deadline(company, deadline),
                "reasons": [list(reason) for reason in reasons or []] or False,
                "is_urgent": urgent,
            }
        )
        approval._tell_approvers()
        if approval.deadline:
            approval._trigger_lapse()
        self.invalidate_recordset(["gift_approval_ids", "gift_approval_status"])
        return approval

    def _gift_approval_company(self):
        """Return the root company of this document."""
        company = self.company_id if "company_id" in self._fields else None
        return (company or self.env.company).sudo().root_id

    def _gift_approver(self, approver, team):
        """Return (named user or none, duty) for the arguments of :meth:`_gift_ask`."""
        users = self.env["res.users"].sudo()  # only whether they work here
        role = "manager"
        named = users
        if isinstance(approver, str):
            if approver not in ROLES:
                raise ValidationError(
                    self.env._(
                        "“%(role)s” is no duty that decides. Use one of: %(roles)s.",
                        role=approver,
                        roles=", ".join(ROLES),
                    )
                )
            role = approver
        elif approver:
            named = approver.sudo()
        if not named and team:
            named = team.sudo().user_id
        if not named.active or named.share or named.id == self.env.uid:
            named = users  # nobody decides on the own request: the duty does
        return named, role

    @api.model
    def _gift_check_facts(self, facts):
        """Return the facts as lists of words."""
        checked = []
        for fact in facts or []:
            if not isinstance(fact, list | tuple) or len(fact) not in (2, 3):
                raise ValidationError(
                    self.env._(
                        "A fact is a pair of label and value in words, not %(fact)s.",
                        fact=repr(fact),
                    )
                )
            checked.append([str(part) for part in fact])
        return checked

    @api.model
    def _gift_approval_deadline(self, company, deadline):
        if not deadline or isinstance(deadline, datetime):
            return deadline or False
        return self.env["gift.working.time"]._deadline(
            company, fields.Datetime.now(), deadline
        )

    # ------------------------------------------------------------
    # HOOKS FOR THE DOCUMENT
    # ------------------------------------------------------------

    def _gift_on_decided(self, approval):
        """Do what was decided; in the deciding transaction, in superuser mode.

        A ``UserError`` raised here keeps the request open and is shown to whoever
        decided. ``self.env.user`` is the one who decided.

        :param approval: ``gift.approval`` in state "approved" or "refused" (or
            "lapsed", unless :meth:`_gift_on_lapsed` is overridden).
        """

    def _gift_on_lapsed(self, approval):
        """Do what silence means; in the job's transaction, in superuser mode.

        :param approval: ``gift.approval`` in state "lapsed".
        """
        self._gift_on_decided(approval)

    def _gift_on_withdrawn(self, approval):
        """React to the requester taking the request back, in superuser mode.

        :param approval: ``gift.approval`` in state "withdrawn".
        """

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def action_gift_open_approvals(self):
        """Open the requests of this document that the user may see.

        :return: window action.
        :raise AccessError: without a duty in Gift Retail or right to the document.
        """
        self.ensure_one()
        self.check_access("read")
        approvals = self.env["gift.approval"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        )
        if not approvals:
            raise UserError(
                self.env._(
                    "There is no request about “%(name)s” that you may see.",
                    name=self.display_name,
                )
            )
        return approvals._get_open_action()

    def unlink(self):
        """Take back what is still asked about documents that go."""
        # sudo: whoever may delete the document ends its requests
        approvals = self.env["gift.approval"].sudo()
        gone = approvals.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "=", "open"),
            ]
        )
        gone._close("withdrawn", note=self.env._("The document was deleted."))
        return super().unlink()
