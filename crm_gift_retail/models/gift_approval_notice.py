"""Telling people about requests: once per person and run."""

from odoo import api, models


class GiftApprovalNotice(models.AbstractModel):
    """Part of ``gift.approval`` that tells approvers and requesters.

    What one transaction asks or decides is told at its end, one notice per person:
    an import that makes eighty requests is one line in the manager's inbox.
    """

    _name = "gift.approval.notice"
    _description = "Notices of Approvals"

    def _tell_approvers(self):
        """Tell whoever is asked, when the transaction commits."""
        self._tell_later("asked")

    def _tell_requesters(self):
        """Tell the requesters what became of it, when the transaction commits."""
        self._tell_later("decided")

    def _tell_later(self, event):
        data = self.env.cr.precommit.data
        key = f"crm_gift_retail.approval.{event}"
        if key not in data:
            data[key] = {}
            model = self.sudo().browse()  # notices are the system's

            @self.env.cr.precommit.add
            def tell():
                approvals = model.browse(data.pop(key, {})).exists()
                getattr(approvals, f"_tell_{event}")()

        data[key].update(dict.fromkeys(self.ids))

    def _tell_asked(self):
        """One notice per person asked; superuser mode."""
        waiting = {}
        still_open = self.filtered(lambda row: row.state == "open")
        same = still_open.grouped(
            lambda row: (
                row.company_id,
                row.requester_id,
                row.approver_id,
                row.approver_role,
            )
        )
        for approvals in same.values():
            for user in approvals[0]._get_asked_users():
                waiting.setdefault(user, self.browse())
                waiting[user] |= approvals
        self._send_notices(waiting, self._get_asked_title, self._get_asked_body)

    def _tell_decided(self):
        """One notice per requester; nobody is told what they did themselves."""
        decided = {
            user: rows
            for user, rows in self.grouped("requester_id").items()
            if user.active and rows.decided_by_id != user
        }
        self._send_notices(decided, self._get_decided_title, self._get_decided_body)

    @api.model
    def _send_notices(self, rows_by_user, title, body):
        """Send; the users who get the same are told in one go."""
        batches = {}
        for user, rows in rows_by_user.items():
            batches.setdefault(rows, self.env["res.users"])
            batches[rows] |= user
        for rows, users in batches.items():
            urgent = rows.filtered(lambda row: row.is_urgent and row.state == "open")
            self.env["gift.alert"]._send(
                users,
                lambda env, r=rows: title(r.with_env(env)),
                lambda env, r=rows: body(r.with_env(env)),
                (urgent or rows)[:1],
                urgent=bool(urgent),
            )

    # ------------------------------------------------------------
    # WORDS, in the language of the environment
    # ------------------------------------------------------------

    @api.model
    def _get_asked_title(self, rows):
        if len(rows) == 1:
            return rows.env._("To decide: %(title)s", title=rows.name)
        return rows.env._("%(count)s requests to decide", count=len(rows))

    @api.model
    def _get_asked_body(self, rows):
        lines = []
        for row in rows[:5]:
            line = rows.env._(
                "%(who)s asks: %(title)s", who=row.requester_id.name, title=row.name
            )
            lines.append(line)
            if len(rows) == 1:
                # no confidential fact leaves the screen that knows its reader
                facts = [fact for fact in row.facts or [] if len(fact) == 2]
                lines += [f"{label}: {value}" for label, value in facts[:6]]
                if row.deadline:
                    lines.append(row.status)
        return "\n".join(lines)

    @api.model
    def _get_decided_title(self, rows):
        if len(rows) == 1:
            return f"{rows._get_state_label()}: {rows.name}"
        return rows.env._("%(count)s of your requests are decided", count=len(rows))

    @api.model
    def _get_decided_body(self, rows):
        return "\n".join(f"{row.name}: {row._get_outcome()}" for row in rows[:10])
