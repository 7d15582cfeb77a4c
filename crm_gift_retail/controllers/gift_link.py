"""The customer's door: ``/gift/l/<token>``. Looking is GET, answering is POST."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

#: A page of ours alone: nothing from elsewhere, in no frame, nothing inline.
CSP = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    ("Content-Security-Policy", CSP),
    ("Cache-Control", "no-store"),
    # the address is the secret: it must not travel to other sites
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("X-Content-Type-Options", "nosniff"),
]
PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


class GiftLinkController(http.Controller):
    @http.route(
        "/gift/l/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def show(self, token, **__):
        """Show the document; changes nothing, whoever looks (decision 15).

        :param str token: of a ``gift.link``
        :return: 200 with the page, or with the thanks when it is answered; 404 when
            unknown, 410 when closed or expired (the same page, which names nobody);
            429 beyond 120 looks a minute
        """
        link, refusal = self._open(token)
        return refusal or self._page(link, token)

    @http.route(
        "/gift/l/<string:token>", type="http", auth="public", methods=["POST"],
        sitemap=False,
    )  # fmt: skip
    def answer(self, token, **post):
        """Take the customer's answer.

        :param post: fields of the page's form, with Odoo's CSRF token
        :return: 200 with thanks, 200 with the page and what is missing, or as above
        """
        link, refusal = self._open(token)
        if refusal:
            return refusal
        if link.state == "answered":
            return self._closed(410, link)
        if self._is_colleague():
            return self._page(link, token)  # which says why and has no buttons
        try:
            with request.env.cr.savepoint():
                words = link._gift_take_answer(post, request.httprequest.remote_addr)
                request.env.flush_all()
        except UserError as error:
            return self._page(link, token, error=error.args[0], post=post)
        return self._thanks(link, words)

    @http.route(
        "/gift/l/<string:token>/seen",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def seen(self, token, **__):
        """Note that a person saw the page: sent by its script, not by scanners.

        :return: 204; 404, 410, 429 as for the page
        """
        link, refusal = self._open(token)
        if refusal:
            return refusal
        if not self._is_colleague():
            link._gift_mark_seen()
        return request.make_response("", headers=HEADERS, status=204)

    @http.route(
        "/gift/l/<string:token>/picture/<string:key>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def picture(self, token, key, **__):
        """Send a picture of the page.

        :return: the picture; 404 when the link is closed or has none of that key
        """
        link, refusal = self._open(token)
        found = None
        if not refusal and link._gift_is_open():
            found = link._gift_document()._gift_link_picture(link, key)
        if not found or found[1] not in PICTURE_TYPES:
            return request.make_response("", headers=HEADERS, status=404)
        data, mimetype = found
        headers = [
            ("Content-Type", mimetype),
            ("Content-Length", str(len(data))),
            ("Content-Security-Policy", "default-src 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Robots-Tag", "noindex"),
            ("Cache-Control", "private, max-age=3600"),
        ]
        return request.make_response(data, headers=headers)

    # ------------------------------------------------------------
    # PAGES
    # ------------------------------------------------------------

    def _open(self, token):
        """Return (link, None), or (none, the page that says why not)."""
        rate = request.env["gift.call.rate"]
        if seconds := rate._count(f"link:{request.httprequest.remote_addr}"):
            response = self._render(
                "crm_gift_retail.gift_link_busy", {"seconds": seconds}, 429
            )
            response.headers["Retry-After"] = str(seconds)
            return None, response
        link = request.env["gift.link"]._gift_find(token)
        if not link:
            return None, self._closed(404)
        link = link.with_context(lang=link._gift_lang())
        if link.state == "answered":
            return link, None
        if not link._gift_is_open() or not link._gift_document():
            return None, self._closed(410)
        return link, None

    def _is_colleague(self):
        """Return whether somebody of ours looks: what they tap is no answer."""
        return request.env.user._is_internal()

    def _page(self, link, token, error=None, post=None):
        """Return the document's page, or the thanks when it is answered."""
        if link.state == "answered":
            return self._thanks(link, link.answer)
        document = link._gift_document()
        template, values = document._gift_link_values(link)
        url = f"/gift/l/{token}"
        return self._render(
            template,
            {
                "link": link,
                "company": document._gift_link_company(),
                "contact": document._gift_link_contact(),
                "error": error,
                "is_colleague": self._is_colleague(),
                "post": post or {},
                "post_url": url,
                "picture_url": lambda key: f"{url}/picture/{key}",
                **values,
            },
            lang=document.env.lang,
        )

    def _thanks(self, link, words):
        document = link._gift_document()
        values = {
            "link": link,
            "company": link.company_id,
            "contact": document._gift_link_contact() if document else None,
            "words": words,
        }
        return self._render(
            "crm_gift_retail.gift_link_thanks", values, lang=link._gift_lang()
        )

    def _closed(self, status, link=None):
        """Return the page for links that are no longer, or never were, valid."""
        return self._render(
            "crm_gift_retail.gift_link_closed",
            {},
            status,
            lang=link._gift_lang() if link else None,
        )

    def _render(self, template, values, status=200, lang=None):
        """Return a page of ours, in the recipient's language, with all headers."""
        lang = lang or request.env.lang or "en_US"
        # sudo: the public may not read company and contact, the page names them
        views = request.env["ir.qweb"].sudo().with_context(lang=lang)
        html = views._render(
            template,
            {
                "company": None,
                "contact": None,
                "csrf_token": request.csrf_token,
                "page_lang": lang.replace("_", "-"),
                **values,
            },
        )
        headers = [*HEADERS, ("Content-Type", "text/html; charset=utf-8")]
        return request.make_response(html.strip(), headers=headers, status=status)
