"""Deciding a request: once, in one transaction with what follows."""

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tools import SQL, format_datetime

DECISIONS = ("approved", "refused")


class GiftApprovalDecide(models.AbstractModel):
    """Part of ``gift.approval`` that writes decisions.

    The deciding transaction updates the row, so that of two managers at the same
    moment the second is answered with the name of the first (decision 12).
    """

    _name = "gift.approval.decide"
    _description = "Deciding Approvals"

    def action_decide(self, decision, reason_key=None, note=None, own_request=False):
        """Decide these requests, once, and do what follows in the same transaction.

        :param str decision: "approved" or "refused".
        :param str reason_key: key of one of :meth:`get_reasons`.
        :param str note: a word to the requester.
        :param bool own_request: the only manager of a company decides on an own
            request, knowingly; it is logged.
        :return: True.
        :raise AccessError: for whoever may not decide.
        :raise UserError: when it is decided already (naming who and when), or when
            what follows is impossible: then the request stays open.
        :raise ValidationError: for an unknown decision or reason.
        """
        self.check_access("read")
        if decision not in DECISIONS:
            raise ValidationError(
                self.env._(
                    "Decide “approved” or “refused”, not “%(decision)s”.",
                    decision=decision,
                )
            )
        approvals = self.sudo()  # only this method decides; rights are checked below
        approvals._lock()
        represented = self._gift_check_may_decide(own_request)
        for approval in approvals:
            reason = approval._find_reason(decision, reason_key)
            approval._decide(
                decision,
                {
                    "decided_for_id": represented[approval.id],
                    "is_own_decision": approval.requester_id == self.env.user,
                    "reason_key": reason and reason["key"],
                    "reason_label": reason and reason["label"],
                    "decision_note": (note or "").strip() or False,
                },
            )
        approvals._log_own_decisions()
        approvals._tell_requesters()
        return True

    def _log_own_decisions(self):
        """Leave a trace for everybody who reads the request."""
        for approval in self.filtered("is_own_decision"):
            approval._message_log(
                body=self.env._(
                    "%(name)s decided on the own request, as the only manager.",
                    name=approval.requester_id.name,
                )
            )

    def action_approve(self):
        """Approve, without a reason.

        :return: client notification. See :meth:`action_decide` for errors.
        """
        self.action_decide("approved")
        return self.env["gift.outbox"]._notify(self.env._("Approved."))

    def action_approve_own(self):
        """Approve an own request as the only manager of the company.

        :return: client notification. See :meth:`action_decide` for errors.
        """
        self.action_decide("approved", own_request=True)
        return self.env["gift.outbox"]._notify(self.env._("Approved."))

    def action_refuse(self):
        """Refuse, without a reason.

        :return: client notification. See :meth:`action_decide` for errors.
        """
        self.action_decide("refused")
        return self.env["gift.outbox"]._notify(self.env._("Refused."))

    def action_withdraw(self):
        """Take an own request back, before it is decided.

        :return: client notification.
        :raise AccessError: for anybody but the requester and managers.
        :raise UserError: when it is decided already.
        """
        self.check_access("read")
        approvals = self.sudo()  # own requests only, checked below
        approvals._lock()
        manager = self.env.su or self._gift_is_manager()
        for approval in approvals:
            if approval.requester_id != self.env.user and not manager:
                raise AccessError(
                    self.env._(
                        "Only %(name)s or a manager takes back “%(title)s”.",
                        name=approval.requester_id.name,
                        title=approval.name,
                    )
                )
        approvals._check_open()
        approvals._close("withdrawn")
        return self.env["gift.outbox"]._notify(self.env._("Request taken back."))

    @api.model
    def _create_once(self, values):
        """Create a request; of two at the same moment the second finds the first.

        :raise ConcurrencyError: Odoo runs the transaction again, which then finds it.
        """
        self.env.flush_all()
        try:
            # no flush of the cursor: notices are told once, at the very end
            with self.env.cr.savepoint(flush=False):
                return self.create(values)
        except UniqueViolation as error:
            raise ConcurrencyError(
                self.env._(
                    "“%(title)s” is being asked by somebody else right now. Try again.",
                    title=values["name"],
                )
            ) from error

    def _lock(self):
        """Wait for whoever decides these rows now; read them as they are then.

        When somebody else has just decided, PostgreSQL refuses the lock (the
        snapshot is older) and Odoo runs the request again, which then finds the
        decision. No SKIP LOCKED: the second manager shall learn the answer.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM gift_approval WHERE id = ANY(%s)"
                " ORDER BY id FOR UPDATE",
                self.ids,
            ),
            log_exceptions=False,  # to be second is no error
        )
        self.invalidate_recordset(flush=False)

    def _check_open(self):
        for approval in self.exists():
            if approval.state == "open":
                continue
            if approval.state in DECISIONS:
                raise UserError(
                    self.env._(
                        "“%(title)s” is decided already: %(decision)s by %(name)s at "
                        "%(time)s.",
                        title=approval.name,
                        decision=approval._get_state_label(),
                        name=approval.decided_by_id.name,
                        time=format_datetime(
                            self.env, approval.decided_at, dt_format="short"
                        ),
                    )
                )
            raise UserError(
                self.env._(
                    "“%(title)s” no longer waits: %(state)s.",
                    title=approval.name,
                    state=approval._get_state_label(),
                )
            )

    def _get_state_label(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return states[self.state]

    def _decide(self, state, values):
        """Write the decision and run the document's hook; superuser mode, locked."""
        self.ensure_one()
        self._check_open()
        document = self._get_document()
        if not document:
            self._close("withdrawn", note=self.env._("The document was deleted."))
            return
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "problem": False,
                **values,
            }
        )
        hook = "_gift_on_lapsed" if state == "lapsed" else "_gift_on_decided"
        try:
            getattr(document, hook)(self)
            self.env.flush_all()
        except UserError as error:
            raise UserError(
                self.env._(
                    "“%(title)s” still waits, nothing was changed: %(reason)s",
                    title=self.name,
                    reason=error.args[0],
                )
            ) from error

    def _close(self, state, note=None):
        """End open requests without a decision; superuser mode."""
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "decision_note": note or False,
            }
        )
        for approval in self:
            if document := approval._get_document():
                document._gift_on_withdrawn(approval)

    def _get_document(self):
        """Return the document in superuser mode, empty when it is gone."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None:
            return False
        return model.sudo().browse(self.res_id).exists()
