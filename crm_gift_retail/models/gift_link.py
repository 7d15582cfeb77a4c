"""Links for customers without a login: one per recipient and message."""

import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CHANNELS = [
    ("mail", "Mail"),
    ("sms", "SMS"),
    ("copy", "Copied (WeChat and others)"),
]
STATES = [
    ("open", "Open"),
    ("answered", "Answered"),
    ("void", "Closed"),
    ("expired", "Expired"),
]
TOKEN_BYTES = 32
TOKEN_LENGTH = 43
NAME_LENGTH = 80
#: Closed links are forgotten after so many days; the document keeps the answer.
KEPT_DAYS = 730


class GiftLink(models.Model):
    """A secret address that shows one document to one recipient for 30 days.

    The token itself is in no table: a copy of the database opens nothing. Looking
    changes nothing, so scanners and previews of messengers are harmless; an answer is
    a POST. The row's state is what two answers at once both update (decision 12): the
    later one is tried again and finds the link closed.
    """

    _name = "gift.link"
    _description = "Link for a Customer"
    _order = "id desc"
    _rec_name = "kind"

    token_hash = fields.Char(required=True, readonly=True, groups="base.group_system")
    kind = fields.Char(required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Recipient",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    channel = fields.Selection(CHANNELS, "Sent by", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="open")
    date_expiry = fields.Datetime("Valid until", required=True, readonly=True)
    date_seen = fields.Datetime("Seen", readonly=True)
    date_answered = fields.Datetime("Answered on", readonly=True)
    answer = fields.Char(readonly=True, help="What the customer read after answering.")
    answer_name = fields.Char("Answered by", readonly=True)
    answer_ip = fields.Char(
        "Address of the Answer",
        readonly=True,
        groups="crm_gift_retail.crm_gift_retail_group_manager",
    )

    _token_uniq = models.UniqueIndex("(token_hash)", "This link exists already.")
    _document_idx = models.Index("(res_model, res_id)")
    _open_idx = models.Index("(date_expiry) WHERE state = 'open'")

    @api.model
    def _new_token(self):
        """Return (token for the address, what is kept of it)."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        return token, self._digest(token)

    @api.model
    def _digest(self, token):
        # 256 random bits need no salt and no slow hash
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _gift_find(self, token):
        """Return the link of a token, whatever its state, or none.

        :param str token: as it stands in the address; untrusted
        :return: ``gift.link`` in superuser mode
        """
        links = self.sudo()  # whoever has the token is let in
        if len(token) != TOKEN_LENGTH or not token.isascii():
            return links
        return links.search([("token_hash", "=", self._digest(token))])

    def _gift_document(self):
        """Return the document of this link, empty when it is gone.

        In superuser mode, in the recipient's language, with the document's company.
        """
        self.ensure_one()
        if self.res_model not in self.env:
            return self.env["gift.link.mixin"]
        # sudo: the link is the right to this one document
        document = self.env[self.res_model].sudo().browse(self.res_id).exists()
        return document.with_context(lang=self._gift_lang()).with_company(
            self.company_id
        )

    def _gift_lang(self):
        """Return the code of the language that the recipient reads."""
        langs = [code for code, __ in self.env["res.lang"].get_installed()]
        wanted = self.sudo().partner_id.lang or self.sudo().company_id.partner_id.lang
        return wanted if wanted in langs else (langs or ["en_US"])[0]

    def _gift_is_open(self):
        """Return whether this link may still be used."""
        self.ensure_one()
        return self.state == "open" and self.date_expiry > fields.Datetime.now()

    def _gift_mark_seen(self):
        """Note the first time that a person saw the page."""
        self.ensure_one()
        if self._gift_is_open() and not self.date_seen:
            self.date_seen = fields.Datetime.now()
            self._gift_document()._gift_link_seen(self)

    def _gift_take_answer(self, post, address):
        """Let the document take an answer, once.

        :param dict post: fields of the form; ``name`` is who answers
        :param str address: IP address of the answer
        :return: words for the customer
        :raise UserError: when the link is closed meanwhile, or what the document says
        """
        self.ensure_one()
        self._gift_lock()
        document = self._gift_document()
        if not document or not self._gift_is_open():
            raise UserError(self.env._("This link is no longer valid."))
        name = document._gift_link_field(post, "name", NAME_LENGTH)
        self.write(
            {
                "answer_name": name or self.partner_id.name,
                "answer_ip": address,
                "date_seen": self.date_seen or fields.Datetime.now(),
            }
        )
        words = document._gift_link_answer(self, post)
        if words is None:
            return document.env._("Thank you, we have got it.")
        self.write(
            {
                "state": "answered",
                "answer": words,
                "date_answered": fields.Datetime.now(),
            }
        )
        document._gift_void_links()
        return words

    def _gift_lock(self):
        """Wait for whoever answers the same document now, by whichever link.

        When somebody just has, PostgreSQL refuses the lock (the snapshot is older)
        and Odoo runs the request again, which then finds the link closed.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM gift_link WHERE res_model = %s AND res_id = %s"
                " ORDER BY id FOR UPDATE",
                self.res_model,
                self.res_id,
            ),
            log_exceptions=False,  # to be second is no error
        )

    @api.autovacuum
    def _gc_links(self):
        """Mark what has expired, forget what is closed for two years."""
        now = fields.Datetime.now()
        self.search(
            [("state", "=", "open"), ("date_expiry", "<=", now)], limit=5000
        ).write({"state": "expired"})
        old = now - timedelta(days=KEPT_DAYS)
        self.search(
            [("state", "!=", "open"), ("date_expiry", "<=", old)], limit=5000
        ).unlink()
