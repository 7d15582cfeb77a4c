"""The route that sends an export in chunks."""

import json
import os

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from ..tools import xlsx_stream

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class GiftExportController(http.Controller):
    @http.route("/gift/export/<int:export_id>", type="http", auth="user")
    def download_export(self, export_id):
        """Send the file of an export that the user has just asked for.

        Rights are asked again here: the address may be opened later, or by another.

        :param int export_id: a ``gift.export`` of the user
        """
        # sudo: users cannot write the log of exports themselves
        log = request.env["gift.export"].sudo()
        try:
            export = request.env["gift.export"].browse(export_id).exists()
            if not export or export.sudo().user_id != request.env.user:
                raise MissingError(
                    request.env._("This export is not yours. Start it from the screen.")
                )
            log = export.sudo()
            with xlsx_stream.temporary_file() as path:
                count = export._write_file(path)
                size = os.path.getsize(path)
                chunks = xlsx_stream.read_chunks(path)
        except (AccessError, MissingError, UserError) as error:
            log.write({"state": "failed", "error": str(error)[:200]})
            payload = {
                "code": 0,
                "message": "Odoo Server Error",
                "data": http.serialize_exception(error),
            }
            return request.make_response(
                json.dumps(payload),
                headers=[("Content-Type", "application/json")],
                status=403,
            )
        log.write({"state": "done", "row_count": count, "error": False})
        headers = [
            ("Content-Type", XLSX),
            ("Content-Length", str(size)),
            ("Content-Disposition", content_disposition(export.filename)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(chunks, headers=headers)
