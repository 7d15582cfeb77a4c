import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.import_errors import FileRefusal


class GiftImportActions(models.Model):
    """What people and programs call: check, run, undo, import a file."""

    _inherit = "gift.import"

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(
            "crm_gift_retail.crm_gift_retail_group_manager"
        ):
            raise AccessError(
                self.env._("Only a Gift Retail manager brings in or undoes history.")
            )

    def action_preview(self):
        """Read headings (once) and first lines, and show what would happen.

        Changes nothing but this record. Needs the manager's duty.

        :raises UserError: the file cannot be taken, with the reason and remedy
        """
        self._check_manager()
        for record in self:
            if record.state not in ("draft", "previewed"):
                raise UserError(self.env._("This import has been started already."))
            try:
                with record._open() as table:
                    if not record.mapping_ids:
                        record._read_headings(table)
                    record._make_preview(table)
            except FileRefusal as refusal:
                raise UserError(record._refusal_text(refusal)) from refusal
            record.sudo().state = "previewed"
        return True

    def action_reread(self):
        """Forget the meaning of the columns and read the headings again."""
        self._check_manager()
        self.mapping_ids.unlink()
        return self.action_preview()

    def action_run(self):
        """Queue the import; the job takes it within seconds, browser open or not.

        Needs the manager's duty.

        :raises UserError: a column or an option is missing, named
        """
        self._check_manager()
        for record in self:
            if record.state == "draft":
                record.action_preview()
            if record.state not in ("previewed", "failed", "undone"):
                raise UserError(self.env._("This import has been started already."))
            record._check_ready()
            record._start()
        self._trigger_job()
        return True

    def action_undo(self):
        """Queue the undoing: history lines go, and customers that nothing else uses.

        Needs the manager's duty. What is kept is listed with the reason.
        """
        self._check_manager()
        for record in self:
            if record.state not in ("done", "failed"):
                raise UserError(
                    self.env._("Only an import that has ended can be undone.")
                )
            record.sudo().write(
                {
                    "state": "undoing",
                    "phase": "undo_lines",
                    "position": 0,
                    "error_code": False,
                    "error_params": False,
                }
            )
        self._trigger_job()
        return True

    def _check_ready(self):
        self.ensure_one()
        labels = dict(self.env["gift.import.mapping"]._field_labels())
        for group in self._parser().missing_fields():
            raise UserError(
                self.env._(
                    "No column is read as “%(fields)s”. Give a column this meaning, or "
                    "choose another kind of file.",
                    fields=" / ".join(str(labels[key]) for key in group),
                )
            )
        if not self.medium_id or not self.source_id:
            raise UserError(
                self.env._(
                    "Say from which channel and source these customers came; "
                    "“Unknown” is a value too."
                )
            )

    def _start(self):
        """Set an import to run, anew or from where it stopped."""
        self.ensure_one()
        vals = {"state": "running", "error_code": False, "error_params": False}
        if self.state != "failed" or not self.phase:
            vals.update(self._reset_values())
            self._clear_staging()
        elif self.phase.startswith("undo"):
            vals["state"] = "undoing"
        self.sudo().write(vals)

    @api.model
    def _reset_values(self):
        counters = {
            name: 0
            for name, field in self._fields.items()
            if name.endswith("_count") and field.type == "integer"
        }
        return counters | {
            "phase": "read",
            "position": 0,
            "started_at": fields.Datetime.now(),
            "finished_at": False,
            "first_day": False,
            "last_day": False,
        }

    def _trigger_job(self):
        self.env.ref("crm_gift_retail.ir_cron_gift_import_run").sudo()._trigger()

    @api.private
    def import_file(
        self, source, preset, *, company=None, run=True, commit=True, **values
    ):
        """Import a file from the server's disk, or its content, and wait for the end.

        For programs on the server (the command ``gift_import``, demo data, tests); not
        callable from outside, since it reads any path of the server.

        :param source: path of the file, or its content as bytes
        :param preset: ``customer_list``, ``purchases`` or ``online_retail``
        :param company: ``res.company``; its root company gets the history. By default
            the current one
        :param run: False to stop after the preview
        :param commit: commit after every block; False keeps all in the transaction of
            the caller (tests)
        :param values: further fields of the import (``filename``, ``medium_id``,
            ``shift_mode``, ``cost_percent`` …); ``mapping`` is a dictionary
            heading -> field key for headings that are not recognised
        :returns: the ``gift.import``, state ``done`` (or ``failed`` with its ``error``)
        :raises UserError: the file or an option cannot be taken
        """
        content = source
        if not isinstance(source, bytes):
            values.setdefault("filename", str(source).rsplit("/", 1)[-1])
            with open(source, "rb") as file:
                content = file.read()
        mapping = values.pop("mapping", None)
        company = (company or self.env.company).root_id
        unknown = self._unknown_utm()
        record = self.create(
            {
                "tz": company.partner_id.tz or self._default_tz(),
                **unknown,
                **values,
                "preset": preset,
                "company_id": company.id,
                "data": base64.b64encode(content),
            }
        )
        record.action_preview()
        if mapping:
            for line in record.mapping_ids:
                if line.heading in mapping:
                    line.field_key = mapping[line.heading]
            record.action_preview()
        if run:
            record._check_ready()
            record._start()
            record.sudo()._run_to_end(commit=commit)
        return record

    @api.model
    def _unknown_utm(self):
        """Return medium and source "Unknown" as values of an import (L1)."""
        medium = self.env.ref("crm_gift_retail.utm_medium_unknown")
        source = self.env.ref("crm_gift_retail.utm_source_unknown")
        return {"medium_id": medium.id, "source_id": source.id}

    def _clear_staging(self):
        for table in (
            "gift_import_row",
            "gift_import_product",
            "gift_import_customer",
            "gift_import_refused",
        ):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE import_id IN %s",
                    SQL.identifier(table),
                    tuple(self.ids),
                )
            )
        self.invalidate_recordset(["customer_ids", "refused_ids"])
