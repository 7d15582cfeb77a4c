"""The customer's answer to a proof: by link, or recorded on the customer's word."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError

COMMENT_LENGTH = 2000
ANSWERS = {"approve": "approved", "refuse": "refused"}


class GiftProofAnswer(models.AbstractModel):
    """Part of ``gift.proof`` that customers see and answer."""

    _name = "gift.proof.answer"
    _description = "Answers to Proofs"

    # ------------------------------------------------------------
    # BY LINK (hooks of gift.link.mixin)
    # ------------------------------------------------------------

    def _gift_link_values(self, link):
        """Show pictures and words, as they were held when the proof was sent."""
        words = self.shown or self.requirement_id._gift_proof_words(self.env.lang)
        return "crm_gift_retail.gift_proof_page", {
            "proof": self,
            "words": words,
            "firm": self.order_id.partner_id.commercial_partner_id.name,
            "pictures": self.artwork_ids,
        }

    def _gift_link_picture(self, link, key):
        """Give out the previews of this proof's pictures, nothing else."""
        if not (key.isascii() and key.isdecimal() and len(key) < 12):
            return None
        picture = self.artwork_ids.filtered(lambda artwork: artwork.id == int(key))
        if not picture.preview:
            return None
        data = base64.b64decode(picture.preview)
        return data, "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"

    def _gift_link_seen(self, link):
        """Note that the customer has looked; a draft was only copied, not marked."""
        if not self.date_seen:
            self.date_seen = fields.Datetime.now()

    def _gift_link_contact(self):
        """The salesperson who sent it, else that of the order."""
        return self.user_id or self.order_id.user_id

    def _gift_link_answer(self, link, post):
        """Take an approval, or a refusal with its comment."""
        state = ANSWERS.get(post.get("answer"))
        comment = self._gift_link_field(post, "comment", COMMENT_LENGTH)
        if not state:
            raise UserError(self.env._("Please tap one of the two buttons."))
        if state == "refused" and not comment:
            raise UserError(
                self.env._("Please tell us in a few words what should be different.")
            )
        if self.state == "draft" and self._gift_was_copied(link):
            # copied by hand and never marked: the customer has it all the same
            self._gift_mark_sent("copy")
        if self.state != "sent" or not self.is_current:
            raise UserError(
                self.env._(
                    "Something has changed since. Please use the latest link you got "
                    "from us, or ask us for a new one."
                )
            )
        name = self._gift_link_field(post, "name", 80) or self.partner_id.name
        self._gift_answered(state, name, comment)
        if state == "approved":
            return self.env._("Thank you. We make it as you have approved it.")
        return self.env._("Thank you. We change it and send you a new proof.")

    def _gift_was_copied(self, link):
        """Return whether a draft was shown as it is now, by a copied link."""
        return link.channel == "copy" and self.artwork_ids and self.is_current

    # ------------------------------------------------------------
    # ON THE CUSTOMER'S WORD
    # ------------------------------------------------------------

    def action_record(self):
        """Open the dialog that records what the customer said elsewhere.

        :return: window action
        :raise AccessError: for who may not change the order
        :raise UserError: when it is answered already, or has no picture
        """
        self.ensure_one()
        self._gift_check_send()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record the customer's word"),
            "res_model": "gift.proof.record",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_proof_id": self.id, "dialog_size": "medium"},
        }

    def _gift_record(self, state, name, comment, evidence):
        """Record an answer given in a chat, by phone or in person.

        :param str state: ``approved`` or ``refused``
        :param str name: who said it
        :param str comment: the words
        :param evidence: ``gift.artwork`` pictures of it
        :raise AccessError: for who may not change the order
        :raise UserError: without picture or words, or when it is answered
        """
        self.ensure_one()
        self._gift_check_send()
        if not evidence:
            raise UserError(
                self.env._(
                    "Add a picture of what the customer wrote or signed: it stands for "
                    "the approval."
                )
            )
        evidence.check_access("read")
        if state == "refused" and not comment:
            raise UserError(self.env._("Write what the customer wants changed."))
        if self.state == "draft":
            self._gift_mark_sent("shown")
        proof = self.sudo()  # rights were asked; steps write the answer
        if not proof.is_current:
            raise UserError(
                self.env._(
                    "The wish has changed since “%(proof)s” was sent. Make a new "
                    "proof.",
                    proof=self.display_name,
                )
            )
        proof.write(
            {
                "recorded_by_id": self.env.uid,
                "evidence_ids": [fields.Command.set(evidence.ids)],
            }
        )
        self._gift_answered(state, name, comment)
        self._gift_void_links()

    # ------------------------------------------------------------
    # WHAT FOLLOWS
    # ------------------------------------------------------------

    def _gift_answered(self, state, name, comment):
        """Write the answer, the trail and the order's log; tell the salespeople."""
        proof = self.sudo()  # the public and salespeople answer by steps alone
        proof.write(
            {
                "state": state,
                "answered_by": name,
                "comment": comment or False,
                "date_answered": fields.Datetime.now(),
                "date_remind": False,
            }
        )
        self._gift_trail(f"proof_{state}")
        proof.order_id._message_log(body=proof._gift_answer_words())
        users = (proof.user_id | proof.order_id.user_id).filtered("active")
        users -= self.env.user
        if users:
            self.env["gift.alert"]._send(
                users,
                proof._gift_answer_title,
                lambda env: proof.with_env(env).sudo()._gift_answer_words(),
                proof.order_id,
                urgent=False,
            )

    def _gift_answer_title(self, env):
        """Return the headline of the notice, in the reader's language."""
        order = self.order_id.name
        if self.state == "approved":
            return env._("Proof approved: %(order)s", order=order)
        return env._("Proof to be changed: %(order)s", order=order)

    def _gift_answer_words(self):
        """Return the answer in lines of plain text."""
        who, proof = self.answered_by, self.display_name
        if self.state == "approved":
            words = self.env._("%(who)s approved “%(proof)s”.", who=who, proof=proof)
        else:
            words = self.env._(
                "%(who)s wants “%(proof)s” changed.", who=who, proof=proof
            )
        lines = [words]
        if self.comment:
            lines.append(f"“{self.comment}”")
        if self.recorded_by_id:
            lines.append(
                self.env._(
                    "Recorded on the customer's word by %(user)s.",
                    user=self.recorded_by_id.name,
                )
            )
        return "\n".join(lines)

    def _gift_trail_vals(self, kind):
        """Sent by us, answered by the customer: contact with a person both ways."""
        vals = super()._gift_trail_vals(kind)
        order = self.order_id
        vals.update(
            user_id=vals.get("user_id") or order.user_id.id,
            team_id=order.team_id.id,
            direction="out" if kind == "proof" else "in",
            is_contact=True,
            date=self.date_sent if kind == "proof" else self.date_answered,
            summary=" · ".join(filter(None, [self.display_name, self.comment])),
        )
        return vals
