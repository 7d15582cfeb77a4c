"""A link that is copied into a chat and marked as sent marks its document too."""

import re

from odoo import api, fields, models

from .gift_link import TOKEN_LENGTH
from .gift_message_sent import BATCH

_LINK = re.compile(rf"(/gift/l/)([\w-]{{{TOKEN_LENGTH}}})(?![\w-])")


class GiftLink(models.Model):
    _inherit = "gift.link"

    @api.model
    def _gift_in_text(self, text):
        """Return the links whose addresses stand in a text.

        :param str text: words of a colleague
        """
        links = self.sudo().browse()
        for __, token in _LINK.findall(text or ""):
            links |= self._gift_find(token)
        return links


class GiftLinkMixin(models.AbstractModel):
    _inherit = "gift.link.mixin"

    def _gift_link_copied(self, link):
        """React to a link that a colleague copied and marked as sent. Seam.

        :param link: ``gift.link`` in superuser mode; so is this document
        """

    def _gift_link_uncopied(self, link):
        """React to the colleague taking that back within ten seconds. Seam."""

    def _gift_link_settled(self, link):
        """React when it can no longer be taken back: write the trail. Seam."""


class GiftMessageSent(models.Model):
    _inherit = "gift.message.sent"

    link_id = fields.Many2one(
        "gift.link", readonly=True, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def mark_sent(self, res_model, res_id, platform_id, text):
        """Mark the documents whose links the words carry; the note keeps no secret.

        :return: as before
        """
        links = self.env["gift.link"]._gift_in_text(text)
        masked = _LINK.sub(r"\1…", text) if links else text
        sent = super().mark_sent(res_model, res_id, platform_id, masked)
        for link in links.filtered(lambda link: link._gift_is_open()):
            # the colleague's own right to the document, not that of the link
            document = self.env[link.res_model].browse(link.res_id).exists()
            if document.has_access("write"):
                document.sudo()._gift_link_copied(link)
                self.sudo().browse(sent["id"]).link_id = link
        return sent

    @api.model
    def undo(self, sent_id):
        """Take the document's mark back too.

        :return: as before
        """
        done = super().undo(sent_id)
        link = self.sudo().browse(sent_id).link_id  # one's own, checked above
        if link and link._gift_is_open():
            link._gift_document()._gift_link_uncopied(link)
        return done

    @api.model
    def _gift_settle(self):
        """Tell the documents whose links were in words that are settled now.

        :return: as before
        """
        domain = [*self._gift_ripe_domain(), ("link_id", "!=", False)]
        ripe = self.sudo().search(domain, limit=BATCH, order="id")
        done = super()._gift_settle()
        for sent in ripe.filtered(lambda row: row.state == "sent"):
            if document := sent.link_id._gift_document():
                document._gift_link_settled(sent.link_id)
        return done
