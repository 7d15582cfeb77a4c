"""How a proposal gets to the customer: by mail, or copied into a chat."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .gift_link_mixin import DAYS
from .window import form_action


class GiftProposalSend(models.AbstractModel):
    """Part of ``gift.proposal`` that sends; mails go through the outbox."""

    _name = "gift.proposal.send"
    _description = "Sends Proposals"

    def action_send_mail(self):
        """Send the link by mail.

        :return: notification
        :raise AccessError: for who may not write the proposal
        :raise UserError: without options or address, or when it is answered
        """
        self._gift_check_send()
        for proposal in self:
            if not proposal._gift_email():
                raise UserError(
                    self.env._(
                        "“%(proposal)s”: the customer has no e-mail address. Enter "
                        "one, or copy the link into your chat.",
                        proposal=proposal.display_name,
                    )
                )
            proposal._gift_mark_sent("mail")
            proposal._gift_queue_mail()
        words = self.env._("The proposal is on its way. You are told of the answer.")
        if not self.env["gift.outbox"]._is_sending():
            words = self.env._(
                "Sending is off in this database: the proposal waits in the outbox "
                "until a manager releases it."
            )
        return self.env["gift.outbox"]._notify(words)

    def action_copy_link(self):
        """Open words with the link to copy into a chat; copying marks it as sent.

        :return: window action of the words
        :raise AccessError: for who may not write the proposal
        :raise UserError: without options, or when it is answered
        """
        self.ensure_one()
        self._gift_check_send()
        url = self._gift_make_link("proposal", self.partner_id, DAYS, "copy")[1]
        words = self.env["gift.message.compose"]
        action = words._get_action(self.partner_id or self.lead_id)
        action["context"].update(
            default_text=self._gift_chat_text(url), default_words=False
        )
        return action

    def action_mark_sent(self):
        """Note that the customer has it: shown on a screen, printed, sent elsewhere.

        :return: True
        :raise AccessError: for who may not write the proposal
        :raise UserError: without options, or when it is answered
        """
        self._gift_check_send()
        for proposal in self:
            proposal._gift_mark_sent("shown")
        return True

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _gift_check_send(self):
        """Refuse what cannot be sent, naming proposal and remedy."""
        self.check_access("write")
        for proposal in self:
            if proposal.state in ("chosen", "lost"):
                raise UserError(
                    self.env._(
                        "“%(proposal)s” is chosen or lost. Take it up again, or "
                        "duplicate it.",
                        proposal=proposal.display_name,
                    )
                )
            if not proposal.option_ids:
                raise UserError(
                    self.env._(
                        "“%(proposal)s” has no options. Suggest some, or add one.",
                        proposal=proposal.display_name,
                    )
                )
            for option in proposal.option_ids:
                if not option.line_ids or not option.price > 0:
                    raise UserError(
                        self.env._(
                            "“%(option)s” has nothing inside, or no price. Complete "
                            "or remove it before you send the proposal.",
                            option=option.name,
                        )
                    )

    def _gift_mark_sent(self, channel):
        """Note that it was sent.

        :param str channel: key of ``gift_proposal.CHANNELS``
        """
        self.ensure_one()
        now = fields.Datetime.now()
        # sudo: rights were asked; steps write the state
        self.sudo().write(
            {
                "state": "seen" if self.state == "seen" else "sent",
                "channel": channel,
                "date_sent": now,
                "date_expiry": now + timedelta(days=DAYS),
            }
        )
        self._gift_trail("proposal")

    def _gift_lang(self):
        """Return the language that the customer reads, if it is installed."""
        langs = [code for code, __ in self.env["res.lang"].get_installed()]
        # sudo: a language
        proposal = self.sudo()
        lang = proposal.partner_id.lang or proposal.company_id.partner_id.lang
        return lang if lang in langs else self.env.lang

    def _gift_email(self):
        """Return the address to send to, or False."""
        # sudo: the customer of a proposal that the user may write
        proposal = self.sudo()
        return proposal.partner_id.email or proposal.lead_id.email_from

    def _gift_salutation(self):
        """Return how the customer is addressed, "" when nobody knows."""
        proposal = self.sudo()  # as above
        partner = proposal.partner_id
        return (
            partner.gift_salutation
            or partner.name
            or proposal.lead_id.contact_name
            or ""
        )

    def _gift_chat_text(self, url):
        """Return the words for a chat, in the customer's language."""
        proposal = self.with_context(lang=self._gift_lang())
        return proposal.env._(
            "%(name)s, here is what we propose. Have a look and tap what you like: "
            "%(url)s",
            name=proposal._gift_salutation() or proposal.env._("Hello"),
            url=url,
        )

    def _gift_queue_mail(self):
        """Queue one mail with a link of its own, through the outbox."""
        self.ensure_one()
        # sudo: customer and company of a proposal that the user may write
        proposal = self.sudo().with_context(lang=self._gift_lang())
        partner, company = proposal.partner_id, proposal.company_id
        url = proposal._gift_make_link("proposal", partner, DAYS, "mail")[1]
        sender = proposal.user_id
        body = proposal.env["ir.qweb"]._render(
            "crm_gift_retail.gift_proposal_mail",
            {"proposal": proposal, "url": url, "sender": sender},
        )
        to = (
            {"recipient_ids": [fields.Command.link(partner.id)]}
            if partner.email
            else {"email_to": proposal._gift_email()}
        )
        self.env["gift.outbox"]._queue_mail(
            [
                {
                    **to,
                    "subject": proposal.env._(
                        "Our proposal for your gifts, %(company)s", company=company.name
                    ),
                    "body_html": body,
                    "email_from": sender.email_formatted or company.email_formatted,
                    "author_id": sender.partner_id.id,
                    "model": proposal._name,
                    "res_id": proposal.id,
                    "gift_company_id": company.root_id.id,
                }
            ]
        )

    # ------------------------------------------------------------
    # COPIED INTO A CHAT (hooks of gift.link.mixin)
    # ------------------------------------------------------------

    def _gift_link_copied(self, link):
        """The link was copied into a chat and marked as sent."""
        if self.state in ("draft", "sent", "seen", "expired"):
            self._gift_mark_sent("copy")

    def _gift_link_uncopied(self, link):
        """The tap was taken back: nothing was sent."""
        if self.state == "sent" and not self.date_seen:
            self.write({"state": "draft", "channel": False, "date_sent": False})

    # ------------------------------------------------------------
    # STARTED FROM LEADS, CUSTOMERS, QUOTATIONS
    # ------------------------------------------------------------

    @api.model
    def _get_start_action(self, record, domain, values):
        """Return the action of the latest open proposal of a document, or a new one.

        :param record: document that the user may read
        :param list domain: which proposals are of this document
        :param dict values: defaults of a new one
        """
        self.browse().check_access("read")
        found = self.search([*domain, ("state", "not in", ("chosen", "lost"))], limit=1)
        if found:
            return form_action(found)
        self.browse().check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proposal"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }
