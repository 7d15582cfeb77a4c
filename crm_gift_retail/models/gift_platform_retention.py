"""Names and words of messages received go; their numbers stay."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: system parameter: months after which names and words are taken out
MONTHS_PARAM = "crm_gift_retail.platform_message_months"
MONTHS_KEPT = 13
GC_BATCH = 1000


class GiftPlatformRetention(models.AbstractModel):
    """The part of ``gift.platform.message`` that forgets.

    The number of a message is kept, so that none counts twice; who wrote and what goes
    after a while, or with the person. No method here is Odoo's to call on a schedule:
    it would find that on this model too, which has no table.
    """

    _name = "gift.platform.retention"
    _description = "Retention of messages received"

    @api.model
    def _gift_months_kept(self):
        """Return after how many months the words go: the parameter, at least one."""
        text = self.env["ir.config_parameter"].sudo().get_param(MONTHS_PARAM) or ""
        return int(text) if text.isdecimal() and int(text) else MONTHS_KEPT

    @api.model
    def _gift_forget_words(self):
        """Take names and words out of messages that are old enough.

        :return: (messages done, whether there may be more)
        """
        limit = fields.Datetime.subtract(
            fields.Datetime.now(), months=self._gift_months_kept()
        )
        old = self.search(
            [("sender", "!=", False), ("date", "<", limit)], limit=GC_BATCH, order="id"
        )
        old._gift_blank()
        return len(old), len(old) == GC_BATCH

    @api.model
    def _gift_erase(self, partners=None, leads=None):
        """Take the person out of what was received, before contact or lead is erased.

        :param partners: ``res.partner`` that will be deleted
        :param leads: ``crm.lead`` that will be deleted
        """
        gone = Domain.FALSE
        if partners:
            gone |= Domain("partner_id", "in", partners.ids)
            gone |= Domain("lead_id.partner_id", "in", partners.ids)
        if leads:
            gone |= Domain("lead_id", "in", leads.ids)
        # sudo: whoever may erase a person may not read what machines received
        rows = self.sudo().with_context(active_test=False).search(gone)
        rows._gift_blank()

    def _gift_blank(self):
        """Take sender and words out of these messages, wherever they were put."""
        if not self:
            return
        message_ids = self.message_id.ids
        self.env.flush_all()
        for query in (
            SQL(
                """
                UPDATE mail_message
                   SET body = '', subject = NULL,
                       email_from = CASE WHEN author_id IS NOT NULL THEN email_from END
                 WHERE id = ANY(%s)
                """,
                message_ids,
            ),
            SQL(
                """
                UPDATE gift_touchpoint SET summary = NULL
                 WHERE res_model = 'mail.message' AND res_id = ANY(%s)
                """,
                message_ids,
            ),
            SQL(
                "UPDATE gift_platform_message SET sender = NULL WHERE id IN %s",
                tuple(self.ids),
            ),
        ):
            self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)
