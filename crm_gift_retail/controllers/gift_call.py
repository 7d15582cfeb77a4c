"""The door of telephones: GET /gift/call?number=… opens the caller card."""

from urllib.parse import quote

from werkzeug.exceptions import Forbidden, TooManyRequests

from odoo import http
from odoo.http import request

from ..models.gift_finder import DUTY_GROUP

#: longer than any number that a telephone sends
NUMBER_SIZE = 80


class GiftCallController(http.Controller):
    @http.route(
        "/gift/call",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def call(self, number="", **__):
        """Open the caller card of a number in the web client.

        Softphones and exchanges open this address in the user's browser. Changes
        nothing but the counter of calls; the page asks the rights again.

        :param str number: who calls, in any writing, or what the exchange says when
            the number is withheld
        :return: 303 to the call page; 403 without a duty; 429 with ``Retry-After``
            beyond 120 calls a minute
        """
        if not request.env.user.has_group(DUTY_GROUP):
            raise Forbidden(
                request.env._("This needs a duty in Gift Retail. Ask a manager.")
            )
        rate = request.env["gift.call.rate"]
        if seconds := rate._count("page"):
            raise TooManyRequests(rate._get_words(seconds), retry_after=seconds)
        # "tel:" keeps the browser from reading a number as a quantity
        address = quote(f"tel:{number[:NUMBER_SIZE]}", safe="")
        return request.redirect(f"/odoo/gift-call?number={address}", code=303)
