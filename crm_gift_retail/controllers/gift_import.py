"""The route that sends the refused lines of an import."""

import os

from odoo import http
from odoo.http import content_disposition, request

from ..tools import xlsx_stream

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class GiftImportController(http.Controller):
    @http.route(
        "/gift/import/<int:import_id>/refused.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def refused_lines(self, import_id):
        """Send the refused lines of an import: line, field, value, reason, the row.

        Asks the rights of the screen (manager duty, company of the user).
        """
        record = request.env["gift.import"].browse(import_id).exists()
        if not record or not record.has_access("read"):
            raise request.not_found()
        with xlsx_stream.temporary_file() as path:
            record._write_refused(path)
            size = os.path.getsize(path)
            chunks = xlsx_stream.read_chunks(path)
        name = request.env._("Refused lines of %s.xlsx", record.name)
        headers = [
            ("Content-Type", XLSX),
            ("Content-Length", str(size)),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(chunks, headers=headers)
