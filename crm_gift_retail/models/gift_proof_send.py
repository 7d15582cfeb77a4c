"""How a proof gets to the customer: by mail, by SMS, or copied into a chat."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class GiftProofSend(models.AbstractModel):
    """Part of ``gift.proof`` that sends; whatever leaves goes through the outbox."""

    _name = "gift.proof.send"
    _description = "Sends Proofs"

    def action_send_mail(self):
        """Send the link by mail.

        :return: notification
        :raise AccessError: for who may not change the order
        :raise UserError: without pictures or address, or when it is answered
        """
        self._gift_check_send()
        for proof in self:
            if not proof.partner_id.email:
                raise UserError(
                    self.env._(
                        "%(name)s has no e-mail address. Enter one, send an SMS, or "
                        "copy the link into your chat.",
                        name=proof.partner_id.display_name,
                    )
                )
            proof._gift_mark_sent("mail")
            proof._gift_queue("mail")
        return self._gift_sent_notice()

    def action_send_sms(self):
        """Send the link by SMS.

        :return: notification
        :raise AccessError: for who may not change the order
        :raise UserError: without pictures or phone number, or when it is answered
        """
        self._gift_check_send()
        for proof in self:
            if not proof._gift_phone():
                raise UserError(
                    self.env._(
                        "%(name)s has no phone number that an SMS can be sent to. "
                        "Correct it, send a mail, or copy the link into your chat.",
                        name=proof.partner_id.display_name,
                    )
                )
            proof._gift_mark_sent("sms")
            proof._gift_queue("sms")
        return self._gift_sent_notice()

    def action_copy_link(self):
        """Open words with the link to copy into a chat; copying marks it as sent.

        :return: window action of the words
        :raise AccessError: for who may not change the order
        :raise UserError: without pictures, or when it is answered
        """
        self.ensure_one()
        self._gift_check_send()
        url = self._gift_proof_link("copy")
        action = self.env["gift.message.compose"]._get_action(self.partner_id)
        action["context"].update(
            default_text=self._gift_chat_text(url), default_words=False
        )
        return action

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _gift_check_send(self):
        """Refuse what cannot be sent, naming proof and remedy."""
        self.check_access("write")
        for proof in self:
            wish = proof.requirement_id
            wish._gift_check_order_write()
            if proof.state not in ("draft", "sent"):
                raise UserError(
                    self.env._(
                        "“%(proof)s” is answered or replaced. Make a new proof.",
                        proof=proof.display_name,
                    )
                )
            if wish.sudo().order_id.state == "cancel":
                raise UserError(
                    self.env._(
                        "%(order)s is cancelled: there is nothing to approve.",
                        order=proof.order_id.name,
                    )
                )
            if not proof.artwork_ids:
                raise UserError(
                    self.env._(
                        "“%(proof)s” has no picture. Add a photo or a drawing of what "
                        "will be made: the customer approves what is seen.",
                        proof=proof.display_name,
                    )
                )

    def _gift_mark_sent(self, channel, trail=True):
        """Hold what the customer is shown; other proofs of the wish are replaced.

        :param str channel: key of ``gift.proof.channel``
        :param bool trail: False when it may still be taken back
        """
        self.ensure_one()
        proof = self.sudo()  # rights were asked; steps write the state
        wish = proof.requirement_id
        others = wish.gift_proof_ids.filtered(lambda p: p.state == "sent") - proof
        others._gift_void(self.env._("A newer proof was sent."))
        now = fields.Datetime.now()
        days = proof.company_id.gift_proof_remind_days
        proof.env.flush_all()  # the old one's state first: one may be sent at a time
        proof.write(
            {
                "state": "sent",
                "channel": channel,
                "date_sent": now,
                "date_remind": now + timedelta(days=days) if days else False,
                "revision_id": wish.revision_id.id,
                "content_key": wish._gift_proof_key(),
                "shown": wish._gift_proof_words(proof._gift_lang()),
            }
        )
        if trail:
            self._gift_trail("proof")

    def _gift_proof_link(self, channel):
        """Return the address for one message."""
        days = 30
        return self._gift_make_link("proof", self.partner_id, days, channel)[1]

    def _gift_lang(self):
        """Return the language that the customer reads, if it is installed."""
        langs = [code for code, __ in self.env["res.lang"].get_installed()]
        # sudo: a language
        lang = self.sudo().partner_id.lang or self.sudo().company_id.partner_id.lang
        return lang if lang in langs else self.env.lang

    def _gift_phone(self):
        """Return the customer's number as E.164, or False."""
        partner = self.sudo().partner_id  # the number of who is asked
        return partner._phone_format(fname="phone", force_format="E164")

    def _gift_chat_text(self, url):
        """Return the words for a chat or SMS, in the customer's language."""
        proof = self.with_context(lang=self._gift_lang())
        partner = proof.sudo().partner_id
        return proof.env._(
            "%(name)s, this is how your gift will look. Please check it and approve "
            "here, or tell us what to change: %(url)s",
            name=partner.gift_salutation or partner.name,
            url=url,
        )

    def _gift_queue(self, channel, reminder=False):
        """Queue one mail or SMS with a link of its own, through the outbox.

        :param str channel: ``mail`` or ``sms``
        :param bool reminder: the customer got one before
        """
        self.ensure_one()
        proof = self.sudo().with_context(lang=self._gift_lang())
        url = proof._gift_proof_link(channel)
        company = proof.company_id.root_id
        outbox = self.env["gift.outbox"]
        if channel == "sms":
            outbox._queue_sms(
                [
                    {
                        "number": proof._gift_phone(),
                        "body": proof._gift_chat_text(url),
                        "partner_id": proof.partner_id.id,
                        "gift_company_id": company.id,
                    }
                ]
            )
            return
        sender = proof.user_id or proof.order_id.user_id
        body = proof.env["ir.qweb"]._render(
            "crm_gift_retail.gift_proof_mail",
            {"proof": proof, "url": url, "reminder": reminder, "sender": sender},
        )
        subject = proof.env._(
            "Please approve: your gift %(order)s", order=proof.order_id.name
        )
        outbox._queue_mail(
            [
                {
                    "subject": subject,
                    "body_html": body,
                    "recipient_ids": [fields.Command.link(proof.partner_id.id)],
                    "email_from": sender.email_formatted
                    or proof.company_id.email_formatted,
                    "author_id": sender.partner_id.id,
                    "model": "sale.order",
                    "res_id": proof.order_id.id,
                    "gift_company_id": company.id,
                }
            ]
        )

    @api.model
    def _gift_sent_notice(self):
        words = self.env._(
            "The proof is on its way. You are told when the customer answers."
        )
        if not self.env["gift.outbox"]._is_sending():
            words = self.env._(
                "Sending is off in this database: the proof waits in the outbox until "
                "a manager releases it."
            )
        return self.env["gift.outbox"]._notify(words)

    # ------------------------------------------------------------
    # COPIED (see gift_link_sent.py)
    # ------------------------------------------------------------

    def _gift_link_copied(self, link):
        """The link was copied into a chat and marked as sent."""
        if self.state in ("draft", "sent"):
            self._gift_mark_sent("copy", trail=False)

    def _gift_link_uncopied(self, link):
        """The tap was taken back: nothing was sent, unless by another way before."""
        if self.state != "sent" or self.date_seen:
            return
        other = (self.gift_link_ids - link).filtered(
            lambda sent: sent.channel in ("mail", "sms")
        )
        if other:
            self.channel = other[0].channel
        else:
            self.write(
                {
                    "state": "draft",
                    "channel": False,
                    "date_sent": False,
                    "date_remind": False,
                    "content_key": False,
                    "shown": False,
                }
            )

    def _gift_link_settled(self, link):
        """It can no longer be taken back: it is on the trail."""
        if self.date_sent:
            self._gift_trail("proof")
