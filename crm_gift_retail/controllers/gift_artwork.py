"""Files of artwork in and out."""

import json

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from ..models.gift_artwork import MAX_FILES

#: Nothing of a customer's file may run or load anything, in no browser.
ORIGINAL_CSP = "default-src 'none'; sandbox"


class GiftArtworkController(http.Controller):
    @http.route(
        "/gift/artwork/upload",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    def upload(self, partner_id=None, **__):
        """Take in files: multipart field ``ufile``, once or several times.

        :param str partner_id: id of the customer whose files they are, if known
        :return: JSON list in the order of the files: ``{id, name}``, or ``{name,
            error}`` with what is wrong and what to do
        """
        artworks = request.env["gift.artwork"]
        files = request.httprequest.files.getlist("ufile")
        if len(files) > MAX_FILES:
            error = request.env._(
                "%(count)s files at once are too many; choose at most %(limit)s.",
                count=len(files),
                limit=MAX_FILES,
            )
            return self._json([{"name": "", "error": error}])
        partner = request.env["res.partner"]
        if (partner_id or "").isdecimal():
            partner = partner.browse(int(partner_id)).exists()
            if not partner.has_access("read"):
                partner = partner.browse()
        # one byte more than allowed tells enough: the rest is never read
        limit = artworks._gift_max_bytes() + 1
        answers = []
        for file in files:
            name = (file.filename or "")[:200]
            try:
                with request.env.cr.savepoint():
                    artwork = artworks._gift_keep(
                        name, file.stream.read(limit), partner=partner
                    )
                    answers.append({"id": artwork.id, "name": artwork.name})
            except (AccessError, UserError) as error:
                answers.append({"name": name, "error": error.args[0]})
        return self._json(answers)

    @http.route(
        "/gift/artwork/<int:artwork_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def download(self, artwork_id):
        """Send the original as a download, never to be shown by the browser.

        :param int artwork_id: ``gift.artwork`` that the user may read
        :return: the file; 404 when there is none or the user may not read it
        """
        artwork = request.env["gift.artwork"].browse(artwork_id).exists()
        if not artwork or not artwork.has_access("read"):
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(
            artwork, "content", filename=artwork.name, mimetype=artwork.mimetype
        )
        response = stream.get_response(
            as_attachment=True, content_security_policy=ORIGINAL_CSP
        )
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def _json(self, answers):
        return request.make_response(
            json.dumps(answers), headers=[("Content-Type", "application/json")]
        )
