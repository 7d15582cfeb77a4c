"""What a document needs to be shown to a customer who has no login."""

from datetime import timedelta

from odoo import api, fields, models

DAYS = 30


class GiftLinkMixin(models.AbstractModel):
    """A document that customers see and answer by a link (decision 29).

    What to write::

        def _gift_link_values(self, link):
            return "crm_gift_retail.my_page", {"picture": …}

        def _gift_link_answer(self, link, post):
            …  # change the document; raise UserError for what is not to be accepted
            return self.env._("Thank you. …")

    The template calls ``crm_gift_retail.gift_link_page``, which brings head, contact
    and looks. All hooks run in superuser mode, in the customer's language; ``post``
    comes from anybody who has the link.
    """

    _name = "gift.link.mixin"
    _description = "Shown by a Link"

    gift_link_ids = fields.One2many(
        "gift.link",
        "res_id",
        string="Links",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
        groups="crm_gift_retail.crm_gift_retail_group_user",
    )

    def _gift_make_link(self, kind, partner=None, days=DAYS, channel=None):
        """Make a link to this document for one recipient.

        Its token is shown here only: what is kept is a fingerprint. Each message gets
        a link of its own; when one is answered, all of the document are closed.

        :param str kind: what it is for, for lists ("proof", "proposal")
        :param partner: ``res.partner`` who receives it, or None
        :param int days: how long it may be used
        :param str channel: key of ``gift_link.CHANNELS``: how it is sent, if known
        :return: (``gift.link`` in superuser mode, absolute address)
        """
        self.ensure_one()
        links = self.env["gift.link"].sudo()  # only methods make links
        token, digest = links._new_token()
        link = links.create(
            {
                "token_hash": digest,
                "kind": kind,
                "res_model": self._name,
                "res_id": self.id,
                "partner_id": partner.id if partner else False,
                "company_id": self._gift_link_company().id,
                "channel": channel,
                "date_expiry": fields.Datetime.now() + timedelta(days=days),
            }
        )
        base = self.sudo().get_base_url()
        return link, f"{base}/gift/l/{token}"

    def _gift_void_links(self):
        """Close all open links of these documents: superseded, answered elsewhere.

        :return: number of links closed
        """
        links = self._gift_open_links()
        links.state = "void"
        return len(links)

    def _gift_open_links(self):
        # sudo: whoever may change the document closes its links
        return (
            self.env["gift.link"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "open"),
                ]
            )
        )

    def _gift_link_company(self):
        """Return the company whose name and logo the customer sees."""
        company = self.company_id if "company_id" in self._fields else None
        return (company or self.env.company).sudo()

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _gift_link_values(self, link):
        """Return what the customer's page shows.

        :param link: open ``gift.link``
        :return: (xmlid of the template, dict of values); the template gets ``link``,
            ``company``, ``contact`` (the colleague to ask), ``post``, ``picture_url``
            (function of a key for :meth:`_gift_link_picture`) and ``post_url`` too
        """
        raise NotImplementedError

    def _gift_link_answer(self, link, post):
        """Take the customer's answer; the link is locked and still open.

        :param link: ``gift.link``; it keeps ``name`` of the answer, time and address
        :param dict post: fields of the form, all str, untrusted
        :return: words of thanks; everything but None closes the link and all others
            of the document, None keeps them (a remark, more may follow)
        :raise UserError: shown on the page, nothing is changed
        """
        raise NotImplementedError

    def _gift_link_picture(self, link, key):
        """Return a picture of the page: (bytes, media type), or None.

        Give out only pictures that were made anew (``gift.artwork.preview``, Odoo's
        image fields), never a customer's original.

        :param str key: as given to ``picture_url`` in the page; untrusted
        """
        return None

    def _gift_link_seen(self, link):
        """React to the first time that a person (not a scanner) saw the page."""

    def _gift_link_contact(self):
        """Return the ``res.users`` whom the customer may ask."""
        return self.user_id if "user_id" in self._fields else self.env["res.users"]

    @api.model
    def _gift_link_field(self, post, name, size):
        """Return a text field of an answer: trimmed, not longer than ``size``."""
        value = post.get(name)
        return value.strip()[:size] if isinstance(value, str) else ""

    def unlink(self):
        """Links go with their document."""
        # sudo: whoever may delete the document
        links = self.env["gift.link"].sudo()
        links = links.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        links.unlink()
        return super().unlink()
