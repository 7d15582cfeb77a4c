from odoo import models
from odoo.tools import format_date

from ..tools.xlsx_stream import Column, write_workbook

BATCH = 1000


class GiftImportSummary(models.Model):
    """What came of an import, in sentences."""

    _inherit = "gift.import"

    def _summary_lines(self):
        """Return the sentences for the present state, most important first."""
        self.ensure_one()
        if self.state == "failed":
            return [self.error or ""]
        if self.state == "undone":
            return self._summary_undone()
        if self.state == "previewed":
            return self._summary_preview()
        if self.state not in ("running", "done") or not self.read_count:
            return []
        _ = self.env._
        lines = [self._summary_counts()]
        if self.first_day:
            lines.append(
                _(
                    "Sales from %(first)s to %(last)s.",
                    first=format_date(self.env, self.first_day),
                    last=format_date(self.env, self.last_day),
                )
            )
        if self.shift_weeks and self.first_day:
            lines.append(_("All dates were moved by %s weeks.", self.shift_weeks))
        if self.anonymous_count:
            lines.append(
                _("%s lines name no customer: anonymous.", self.anonymous_count)
            )
        if self.charge_count:
            lines.append(
                _("%s lines are charges: revenue without margin.", self.charge_count)
            )
        if self.lone_return_count:
            lines.append(
                _(
                    "%s returns have no earlier sale in the history; they count all "
                    "the same.",
                    self.lone_return_count,
                )
            )
        if self.estimated_count:
            lines.append(
                _(
                    "The cost of %(count)s lines is estimated: %(percent)s %% of the "
                    "product's median price in the file.",
                    count=self.estimated_count,
                    percent=f"{self.cost_percent:g}",
                )
            )
        if self.possible_count:
            lines.append(
                _(
                    "%s new customers may be the same as known ones; see the list of "
                    "customers.",
                    self.possible_count,
                )
            )
        return lines

    def _summary_preview(self):
        levels = self.preview_ids.mapped("level")
        if not levels:
            return []
        return [
            self.env._(
                "Nothing has been brought in yet. Of the first %(count)s lines "
                "%(taken)s would be taken, %(known)s bring nothing new, %(refused)s "
                "would be refused.",
                count=len(levels),
                taken=levels.count("taken"),
                known=levels.count("known"),
                refused=levels.count("refused"),
            )
        ]

    def _summary_counts(self):
        _ = self.env._
        if self.preset == "customer_list":
            return _(
                "%(read)s lines read: %(created)s new customers, %(known)s known "
                "(%(updated)s completed), %(refused)s refused.",
                read=self.read_count,
                created=self.created_count,
                known=self.matched_count,
                updated=self.updated_count,
                refused=self.refused_count,
            )
        return _(
            "%(read)s lines read: %(taken)s taken, %(present)s already there, "
            "%(refused)s refused. %(created)s new customers, %(known)s known.",
            read=self.read_count,
            taken=self.taken_count,
            present=self.present_count,
            refused=self.refused_count,
            created=self.created_count,
            known=self.matched_count,
        )

    def _summary_undone(self):
        if not self.kept_count:
            return [self.env._("Everything this import brought in is gone again.")]
        return [
            self.env._(
                "Undone. %s customers were kept because they are used elsewhere; the "
                "reason stands beside each.",
                self.kept_count,
            )
        ]

    # -- the list of refused lines ---------------------------------------------------

    def action_download_refused(self):
        """Return the download of the refused lines as XLSX."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/gift/import/{self.id}/refused.xlsx",
            "target": "download",
        }

    def _write_refused(self, path):
        """Write the refused lines as XLSX to ``path``, in the reader's language."""
        self.ensure_one()
        _ = self.env._
        columns = [
            Column(_("Line"), "integer", 8),
            Column(_("Field"), width=18),
            Column(_("Value"), width=24),
            Column(_("Reason"), width=60),
            Column(_("Row"), width=80),
        ]
        write_workbook(path, _("Refused lines"), columns, self._refused_rows())

    def _refused_rows(self):
        labels = dict(self.env["gift.import.mapping"]._field_labels())
        lines = self.env["gift.import.refused"]
        last = 0
        while batch := lines.search(
            [("import_id", "=", self.id), ("id", ">", last)], order="id", limit=BATCH
        ):
            for line in batch:
                label = str(labels.get(line.field_key, ""))
                yield [line.line_no, label, line.value, line.reason, line.cells]
            last = batch[-1].id
            batch.invalidate_recordset()
