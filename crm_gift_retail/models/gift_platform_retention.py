"""Names and words of messages received go; their numbers stay."""

from html import escape

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
        self._gift_blank_leads()
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

    def _gift_blank_leads(self):
        """Take the sender out of leads that were made of these messages.

        Asked before the words go: the subject of a message is what its lead was called.
        What a colleague wrote since stays, and so does everything while newer words of
        the lead are kept: somebody may be at work on it.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT g.lead_id, g.sender, m.subject,
                       COALESCE(p.name->>%(lang)s, p.name->>'en_US')
                  FROM gift_platform_message g
                  JOIN gift_platform p ON p.id = g.platform_id
                  JOIN mail_message m ON m.id = g.message_id
                 WHERE g.id = ANY(%(ids)s) AND g.lead_id IS NOT NULL
                   AND g.sender IS NOT NULL AND m.subject IS NOT NULL
                   AND NOT EXISTS (
                        SELECT FROM gift_platform_message o
                         WHERE o.lead_id = g.lead_id AND o.sender IS NOT NULL
                           AND o.id <> ALL(%(ids)s))
                """,
                ids=self.ids,
                lang=self.env.lang or "en_US",
            )
        )
        if not rows:
            return
        made = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s)",
                lead_id,
                sender,
                subject,
                platform,
                f": {escape(sender, quote=False)}<",  # in the description, HTML
            )
            for lead_id, sender, subject, platform in rows
        )
        for query in (
            SQL(
                """
                UPDATE gift_touchpoint t SET summary = NULL
                  FROM (VALUES %s) AS v (id, sender, subject, platform, html)
                 WHERE t.res_model = 'crm.lead' AND t.res_id = v.id
                   AND t.summary = v.subject
                """,
                made,
            ),
            SQL(
                """
                UPDATE crm_lead l SET contact_name = NULL
                  FROM (VALUES %s) AS v (id, sender, subject, platform, html)
                 WHERE l.id = v.id AND l.contact_name <> ''
                   AND (l.contact_name = v.sender
                        OR right(v.subject, length(l.contact_name)) = l.contact_name)
                """,
                made,
            ),
            SQL(
                """
                UPDATE crm_lead l SET description = replace(l.description, v.html, '<')
                  FROM (VALUES %s) AS v (id, sender, subject, platform, html)
                 WHERE l.id = v.id AND strpos(l.description, v.html) > 0
                """,
                made,
            ),
            SQL(
                """
                UPDATE crm_lead l SET name = v.platform
                  FROM (VALUES %s) AS v (id, sender, subject, platform, html)
                 WHERE l.id = v.id AND l.name = v.subject
                """,
                made,
            ),
        ):
            self.env.cr.execute(query)
