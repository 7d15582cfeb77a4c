"""Copied and sent: words that a person sends in another app, noted in one tap."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools.platform_text import clean_text
from .gift_job_run import logged_job

#: Seconds in which a tap may be taken back.
UNDO_SECONDS = 10
BATCH = 100
CRON = "crm_gift_retail.ir_cron_gift_message_sent"
#: What may be written to: the person on the document.
DOCUMENTS = ("crm.lead", "gift.customer", "res.partner")


class GiftMessageSent(models.Model):
    """A message that somebody says they sent.

    The trail is append-only, so a tap that may be taken back waits here for ten
    seconds; then a job writes note and touchpoint, once. State is the row that tap
    back and job both change (decision 12).
    """

    _name = "gift.message.sent"
    _description = "Message Marked as Sent"
    _order = "id desc"
    _rec_name = "text"

    partner_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    platform_id = fields.Many2one(
        "gift.platform", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    text = fields.Text(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("pending", "May be taken back"), ("sent", "Sent"), ("undone", "Taken back")],
        required=True,
        readonly=True,
        default="pending",
    )

    _pending_idx = models.Index("(date) WHERE state = 'pending'")

    @api.model
    def mark_sent(self, res_model, res_id, platform_id, text):
        """Note that the user has sent these words on a platform.

        :param str res_model: ``crm.lead``, ``gift.customer`` or ``res.partner``
        :param int res_id: the document, which the user may read
        :param int platform_id: ``gift.platform``
        :param str text: the words as they were copied
        :return: dict ``id`` (for :meth:`undo`) and ``seconds`` in which it may be
        :raise AccessError: when the user may not read the document
        :raise ValidationError: for another model, an unknown platform, no words
        """
        self.browse().check_access("read")
        if res_model not in DOCUMENTS:
            raise ValidationError(
                self.env._("Words are sent from a lead, a contact or a customer.")
            )
        record = self.env[res_model].browse(res_id).exists()
        record.check_access("read")
        platform = self.env["gift.platform"].browse(platform_id).exists()
        body = clean_text(text)[0]
        if not record or not platform or not body:
            raise ValidationError(
                self.env._("Choose the platform and write the words first.")
            )
        lead = record if res_model == "crm.lead" else self.env["crm.lead"]
        # sudo: marks are written by methods only; the document was checked above
        document = record.sudo()
        partner = document if res_model == "res.partner" else document.partner_id
        company = ("company_id" in document and document.company_id) or self.env.company
        sent = self.sudo().create(
            {
                "partner_id": partner.id,
                "lead_id": lead.id,
                "company_id": company.sudo().root_id.id,
                "platform_id": platform.id,
                "user_id": self.env.uid,
                "text": body,
                "date": fields.Datetime.now(),
            }
        )
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            at = fields.Datetime.now() + timedelta(seconds=UNDO_SECONDS + 1)
            # sudo: whoever marks may not write jobs; this only asks for a run
            cron.sudo()._trigger(at=at)
        return {"id": sent.id, "seconds": UNDO_SECONDS}

    @api.model
    def undo(self, sent_id):
        """Take back what the user has marked as sent within the last ten seconds.

        :param int sent_id: from :meth:`mark_sent`
        :return: True
        :raise UserError: when it is too late, or somebody else's
        """
        self.browse().check_access("read")
        # sudo: as above; only one's own
        sent = self.sudo().search(
            [("id", "=", sent_id), ("user_id", "=", self.env.uid)]
        )
        limit = fields.Datetime.now() - timedelta(seconds=UNDO_SECONDS)
        if not sent or sent.state != "pending" or sent.date < limit:
            raise UserError(
                self.env._(
                    "Too late: it is on the customer's trail. Add a note there instead."
                )
            )
        sent.state = "undone"
        return True

    # ------------------------------------------------------------------
    # Job
    # ------------------------------------------------------------------

    @api.model
    @logged_job(CRON)
    def _cron_settle(self):
        """Write note and touchpoint of what was not taken back."""
        cron = self.env["ir.cron"]
        done = 0
        cron._commit_progress(remaining=self.search_count(self._gift_ripe_domain()))
        while True:
            try:
                count = self._gift_settle()
                self.env.flush_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # somebody has just taken one back: the next run has the rest
                self.env.cr.rollback()
                self.env.ref(CRON)._trigger()
                break
            done += count
            if not count or not cron._commit_progress(count):
                break
        return done

    @api.model
    def _gift_ripe_domain(self):
        """Return the domain of what can no longer be taken back."""
        limit = fields.Datetime.now() - timedelta(seconds=UNDO_SECONDS)
        return [("state", "=", "pending"), ("date", "<", limit)]

    @api.model
    def _gift_settle(self):
        """Settle one batch; does not commit.

        :return: number of messages that are on the trail now
        """
        ripe = self.sudo().search(self._gift_ripe_domain(), limit=BATCH, order="id")
        touchpoints = []
        for sent in ripe:
            sent.state = "sent"
            thread = sent.lead_id or sent.partner_id
            if not thread:
                continue
            author = sent.user_id.partner_id
            message = thread.with_context(gift_trail_elsewhere=True).message_post(
                body=sent.text,  # a plain string: Odoo escapes it
                subject=sent.platform_id.name,
                author_id=author.id,
                email_from=author.email_formatted,
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )
            touchpoints.append(
                {
                    "partner_id": sent.partner_id.id,
                    "lead_id": sent.lead_id.id,
                    "company_id": sent.company_id.id,
                    "kind": "message_out",
                    "is_contact": True,
                    "direction": "out",
                    "date": sent.date,
                    "user_id": sent.user_id.id,
                    "team_id": sent.user_id.sale_team_id.id,
                    "res_model": "mail.message",
                    "res_id": message.id,
                    "summary": f"{sent.platform_id.name}: {sent.text}"[:80],
                    **sent.platform_id._gift_utm_vals(),
                }
            )
            if sent.partner_id:
                self.env["gift.care.action"].sudo()._gift_open_for(
                    sent.partner_id, sent.company_id
                )._close("done", "contact")
        self.env["gift.touchpoint"]._gift_register(touchpoints)
        return len(ripe)
