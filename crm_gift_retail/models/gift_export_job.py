"""Long exports are written by a job and kept for a week."""

import logging
from datetime import timedelta

from odoo import api, fields, models

from ..tools import xlsx_stream
from .gift_job_run import logged_job

_logger = logging.getLogger(__name__)

#: a file that the browser has not fetched by then does not come any more
LOST_AFTER = timedelta(hours=1)


class GiftExport(models.Model):
    _inherit = "gift.export"

    @api.model
    @logged_job("crm_gift_retail.ir_cron_gift_export_write")
    def _cron_write(self):
        """Prepare the waiting files, each as its own transaction."""
        self._fail_lost()
        domain = [("state", "=", "waiting"), ("is_background", "=", True)]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        for export in self.search(domain, order="id"):
            if not export.try_lock_for_update().filtered_domain(domain):
                continue
            try:
                export._write_background()
            except Exception as error:
                self.env.cr.rollback()
                _logger.info("Export %s failed", export.id, exc_info=True)
                export.write({"state": "failed", "error": str(error)[:200]})
                export._notify_asker()
            if not cron._commit_progress(1):
                break

    @api.model
    def _fail_lost(self):
        """Say of downloads that never reached us that they failed, and what to do.

        The browser was closed, or the network dropped, between asking and fetching.
        """
        lost = self.search(
            [
                ("state", "=", "waiting"),
                ("is_background", "=", False),
                ("create_date", "<", fields.Datetime.now() - LOST_AFTER),
            ]
        )
        for lang, exports in lost.grouped(lambda export: export.user_id.lang).items():
            words = self.with_context(lang=lang).env._(
                "The browser did not fetch the file: closed too early, or offline. "
                "Export again from the screen."
            )
            exports.write({"state": "failed", "error": words})

    def _write_background(self):
        """Write one file and keep it on the record."""
        with xlsx_stream.temporary_file() as path:
            count = self._write_file(path)
            with open(path, "rb") as stream:
                self.env["ir.attachment"].create(
                    {
                        "name": self.filename,
                        "res_model": self._name,
                        "res_field": "content",
                        "res_id": self.id,
                        "raw": stream.read(),
                    }
                )
        self.write({"state": "done", "row_count": count})
        self._notify_asker()

    def _notify_asker(self):
        """Tell the user who asked, in their language."""
        asker = self.with_context(lang=self.user_id.lang)
        if self.state == "done":
            message = asker.env._(
                "%(name)s is ready: Reports, Exports.", name=self.filename
            )
        else:
            message = asker.env._(
                "%(name)s could not be prepared: %(error)s",
                name=self.filename,
                error=self.error,
            )
        kind = "success" if self.state == "done" else "danger"
        self.user_id._bus_send(
            "simple_notification", {"type": kind, "message": message, "sticky": True}
        )

    @api.autovacuum
    def _gc_files(self):
        """Drop prepared files after a week; the log line stays."""
        old = self.search(
            [
                ("is_background", "=", True),
                ("create_date", "<", "today -7d"),
                ("state", "=", "done"),
            ]
        )
        # with content still there; a Binary in an attachment cannot be searched for
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "content"),
                ("res_id", "in", old.ids),
            ],
            limit=1_000,
        )
        attachments.unlink()
