"""What customers do with a proposal's link: look, say something, choose."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

COMMENT_LENGTH = 2000
#: words that a link takes; who has more to say phones
COMMENTS = 30
CHOOSE = "choose-"


class GiftProposalAnswer(models.AbstractModel):
    """Part of ``gift.proposal`` that customers see (hooks of ``gift.link.mixin``).

    All of it runs in superuser mode for somebody who has the link.
    """

    _name = "gift.proposal.answer"
    _description = "Answers to Proposals"

    def _gift_link_values(self, link):
        """Show up to three cards."""
        return "crm_gift_retail.gift_proposal_page", {
            "proposal": self,
            "options": self.option_ids,
            "prefix": CHOOSE,
        }

    def _gift_link_picture(self, link, key):
        """Give out the pictures of this proposal's options, nothing else."""
        option = self._gift_option_of(key)
        if not option or not option.picture:
            return None
        data = base64.b64decode(option.picture)
        return data, guess_mimetype(data)

    def _gift_option_of(self, key):
        """Return the option of this proposal that an untrusted key names."""
        if not (key.isascii() and key.isdecimal() and len(key) < 12):
            return self.option_ids.browse()
        return self.option_ids.filtered(lambda option: option.id == int(key))

    def _gift_link_seen(self, link):
        """Note that the customer has looked, and tell the trail."""
        self._gift_was_copied(link)
        if self.state == "sent":
            self.write({"state": "seen", "date_seen": fields.Datetime.now()})
            self._gift_trail("proposal_seen")

    def _gift_was_copied(self, link):
        """A link copied by hand and never marked: the customer has it all the same."""
        if self.state == "draft" and link.channel == "copy":
            self._gift_mark_sent("copy")

    def _gift_link_answer(self, link, post):
        """Take a choice, or a word that leaves the link open."""
        self._gift_was_copied(link)
        if self.state not in ("sent", "seen"):
            raise UserError(
                self.env._(
                    "Something has changed since. Please use the latest link you got "
                    "from us, or ask us for a new one."
                )
            )
        answer = post.get("answer") or ""
        comment = self._gift_link_field(post, "comment", COMMENT_LENGTH)
        if answer == "comment":
            if not comment:
                raise UserError(self.env._("Please write what you would like to say."))
            self._gift_take_comment(link, comment)
            return None
        option = self.option_ids.browse()
        if answer.startswith(CHOOSE):
            option = self._gift_option_of(answer.removeprefix(CHOOSE))
        if not option:
            raise UserError(self.env._("Please tap the gift that you choose."))
        if comment:
            self._gift_take_comment(link, comment)
        self._gift_choose(option, link.answer_name, by_link=True)
        return self.env._(
            "Thank you! You have chosen “%(option)s”. We send you the quotation.",
            option=option.name,
        )

    def _gift_take_comment(self, link, comment):
        """Keep a word of the customer: on the thread, on the trail, and tell."""
        if self.comment_count >= COMMENTS:
            raise UserError(
                self.env._("You have written a lot already. Please give us a call.")
            )
        self.write({"comment": comment, "comment_count": self.comment_count + 1})
        author = link.partner_id or self.partner_id
        message = self.with_context(gift_trail_elsewhere=True).message_post(
            body=comment,  # a plain string: Odoo escapes it
            author_id=author.id or self.env.ref("base.partner_root").id,
            email_from=author.email_formatted or False,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        # each word is a touchpoint of its own: the message is its document
        self._gift_trail(
            "proposal_comment",
            res_model="mail.message",
            res_id=message.id,
            summary=comment[:80],
        )
        self._gift_tell(
            lambda env: env._(
                "%(who)s says something about your proposal",
                who=link.answer_name or self._gift_salutation(),
            ),
            comment,
        )

    def _gift_tell(self, title, body):
        """Tell the salesperson; nobody is told of proposals without one."""
        # sudo: notices are made by what happens
        if self.user_id:
            self.env["gift.alert"].sudo()._send(
                self.user_id, title, body, self, urgent=False
            )

    # ------------------------------------------------------------
    # TRAIL
    # ------------------------------------------------------------

    def _gift_trail_vals(self, kind):
        """Say from which enquiry it came, and who spoke to whom."""
        vals = super()._gift_trail_vals(kind)
        vals["lead_id"] = self.lead_id.id
        vals["team_id"] = (self.lead_id.team_id or self.user_id.sale_team_id).id
        for name in ("medium_id", "source_id", "campaign_id"):
            vals[name] = self.lead_id[name].id
        vals["direction"] = "out" if kind == "proposal" else "in"
        # whoever looks says nothing
        vals["is_contact"] = kind != "proposal_seen"
        return vals
