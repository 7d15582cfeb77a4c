"""Health check for monitoring: GET /gift/health."""

from odoo import SUPERUSER_ID, http
from odoo.http import request
from odoo.tools import consteq

from ..models.gift_job import TOKEN_PARAM
from ..models.gift_outbox import MANAGER


class GiftHealth(http.Controller):
    @http.route(
        "/gift/health",
        type="http",
        auth="public",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=True,
        sitemap=False,
    )
    def health(self, token=None, **__):
        """Tell whether our jobs and queues keep up.

        :param str token: the token of the settings page, here or as
            ``Authorization: Bearer``; a manager who is logged in needs none.
        :return: 200 when all is well, 503 when a job or queue is stale, both with
            technical figures as JSON (never business data); 403 without figures
            for everybody else.
        """
        if not self._is_allowed(token):
            return request.make_json_response({"status": "forbidden"}, status=403)
        # figures of jobs only; whoever asks was checked above
        jobs = request.env["gift.job"].with_user(SUPERUSER_ID)
        health = jobs._get_health()
        return request.make_json_response(
            health,
            status=200 if health["status"] == "ok" else 503,
            headers=[("Cache-Control", "no-store")],
        )

    def _is_allowed(self, token):
        bearer = request.httprequest.headers.get("Authorization", "")
        given = token or bearer.removeprefix("Bearer ").strip()
        # a parameter that only the system reads
        wanted = request.env["ir.config_parameter"].sudo().get_param(TOKEN_PARAM)
        if given and wanted and consteq(given, wanted):
            return True
        user = request.env.user
        return not user._is_public() and user.has_group(MANAGER)
