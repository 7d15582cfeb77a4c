"""The safe outbox (decision 33): nothing of ours leaves before a manager says so."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .gift_outbox_gate import RELEASED_PARAM

MANAGER = "crm_gift_retail.crm_gift_retail_group_manager"
QUEUE_CRONS = ("mail.ir_cron_mail_scheduler_action", "sms.ir_cron_sms_scheduler_action")


class GiftOutbox(models.Model):
    """Every mail and SMS that Gift Retail made, to read, release or cancel.

    The messages stay Odoo's own ``mail.mail`` and ``sms.sms``. While sending is
    off, ours have a state that Odoo's queues do not look at, so that they are
    never sent and never in the way of Odoo's own. Sending is off in a new
    database and in every copy: the release is bound to the database's uuid *and*
    name, and ``data/neutralize.sql`` takes it back too.

    Whatever Gift Retail or a bridge sends must go through ``_queue_mail`` or
    ``_queue_sms``; that is the only contract.
    """

    _name = "gift.outbox"
    _description = "Gift Retail outbox"
    _inherit = ["gift.outbox.gate"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "subject"
    _depends = {
        "mail.mail": [
            "body_html",
            "create_date",
            "email_to",
            "failure_reason",
            "gift_company_id",
            "gift_is_outbox",
            "mail_message_id",
            "recipient_ids",
            "state",
        ],
        "mail.message": ["author_id", "model", "res_id", "subject"],
        "res.partner": ["name"],
        "sms.sms": [
            "body",
            "create_date",
            "failure_type",
            "gift_company_id",
            "gift_is_outbox",
            "mail_message_id",
            "number",
            "partner_id",
            "state",
        ],
    }

    channel = fields.Selection([("mail", "Mail"), ("sms", "SMS")], readonly=True)
    state = fields.Selection(
        [
            ("held", "Held"),
            ("outgoing", "On its way"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        readonly=True,
    )
    date = fields.Datetime(string="Written", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    recipient = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    body_html = fields.Html(string="Mail", readonly=True)
    body_text = fields.Text(string="SMS", readonly=True)
    failure = fields.Char(readonly=True)
    author_id = fields.Many2one("res.partner", readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    source_id = fields.Integer(string="Message", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._select_mail(), self._select_sms())

    @api.model
    def _select_mail(self):
        """SELECT of the mails; even ids, so that ids stay stable and distinct."""
        return SQL(
            """
            SELECT mail.id * 2 AS id,
                   'mail' AS channel,
                   CASE mail.state
                        WHEN 'gift_held' THEN 'held'
                        WHEN 'outgoing' THEN 'outgoing'
                        WHEN 'exception' THEN 'failed'
                        WHEN 'cancel' THEN 'cancelled'
                        ELSE 'sent'
                   END AS state,
                   mail.create_date AS date,
                   mail.gift_company_id AS company_id,
                   concat_ws(', ', NULLIF(mail.email_to, ''), (
                        SELECT string_agg(partner.name, ', ' ORDER BY partner.id)
                          FROM mail_mail_res_partner_rel AS rel
                          JOIN res_partner AS partner
                            ON partner.id = rel.res_partner_id
                         WHERE rel.mail_mail_id = mail.id)) AS recipient,
                   message.subject AS subject,
                   mail.body_html AS body_html,
                   NULL AS body_text,
                   mail.failure_reason AS failure,
                   message.author_id AS author_id,
                   message.model AS res_model,
                   message.res_id AS res_id,
                   mail.id AS source_id
              FROM mail_mail AS mail
              JOIN mail_message AS message ON message.id = mail.mail_message_id
             WHERE mail.gift_is_outbox IS TRUE
            """
        )

    @api.model
    def _select_sms(self):
        """SELECT of the SMS; odd ids."""
        return SQL(
            """
            SELECT sms.id * 2 + 1 AS id,
                   'sms' AS channel,
                   CASE sms.state
                        WHEN 'gift_held' THEN 'held'
                        WHEN 'outgoing' THEN 'outgoing'
                        WHEN 'error' THEN 'failed'
                        WHEN 'canceled' THEN 'cancelled'
                        ELSE 'sent'
                   END AS state,
                   sms.create_date AS date,
                   sms.gift_company_id AS company_id,
                   concat_ws(', ', partner.name, sms.number) AS recipient,
                   left(sms.body, 60) AS subject,
                   NULL AS body_html,
                   sms.body AS body_text,
                   sms.failure_type AS failure,
                   message.author_id AS author_id,
                   message.model AS res_model,
                   message.res_id AS res_id,
                   sms.id AS source_id
              FROM sms_sms AS sms
              LEFT JOIN res_partner AS partner ON partner.id = sms.partner_id
              LEFT JOIN mail_message AS message ON message.id = sms.mail_message_id
             WHERE sms.gift_is_outbox IS TRUE AND sms.to_delete IS NOT TRUE
            """
        )

    # ------------------------------------------------------------
    # KERNEL FOR SENDERS
    # ------------------------------------------------------------

    @api.model
    def _queue_mail(self, vals_list):
        """Queue mails of ours: the one way in which Gift Retail sends mail.

        Exactly one ``mail.mail`` per entry, in the caller's transaction
        (decision 13); the caller keeps the returned record on its action.

        :param list vals_list: dicts of ``mail.mail`` values; ``subject``,
            ``body_html`` and ``email_to`` or ``recipient_ids`` are needed;
            ``gift_company_id`` is the root company (default: of the current one).
        :return: ``mail.mail`` records in the order given, held or outgoing.
        :raise ValidationError: naming the entry that has no recipient or text.
        """
        for number, vals in enumerate(vals_list, start=1):
            if not (vals.get("email_to") or vals.get("recipient_ids")):
                raise ValidationError(
                    self.env._(
                        "Mail %(number)s “%(subject)s” has no recipient. Give an "
                        "e-mail address or a contact.",
                        number=number,
                        subject=vals.get("subject") or "",
                    )
                )
            if not vals.get("subject") or not vals.get("body_html"):
                raise ValidationError(
                    self.env._(
                        "Mail %(number)s “%(subject)s” needs both a subject and a "
                        "text.",
                        number=number,
                        subject=vals.get("subject") or "",
                    )
                )
        mails = self.env["mail.mail"].sudo()  # only the system writes mail.mail
        mails = mails.create(self._prepare_queue_vals(vals_list))
        self._trigger_queues()
        return mails

    @api.model
    def _queue_sms(self, vals_list):
        """Queue SMS of ours: the one way in which Gift Retail sends SMS.

        :param list vals_list: dicts of ``sms.sms`` values; ``number`` (E.164) and
            ``body`` are needed; ``gift_company_id`` as in :meth:`_queue_mail`.
        :return: ``sms.sms`` records in the order given, held or outgoing.
        :raise ValidationError: naming the entry that has no number or text.
        """
        for number, vals in enumerate(vals_list, start=1):
            if not vals.get("number") or not vals.get("body"):
                raise ValidationError(
                    self.env._(
                        "SMS %(number)s to “%(recipient)s” needs both a phone number "
                        "and a text.",
                        number=number,
                        recipient=vals.get("number") or "",
                    )
                )
        sms = self.env["sms.sms"].sudo()  # only the system writes sms.sms
        return sms.create(self._prepare_queue_vals(vals_list))

    @api.model
    def _prepare_queue_vals(self, vals_list):
        company = self.env.company.root_id
        return [
            {"gift_company_id": company.id, **vals, "gift_is_outbox": True}
            for vals in vals_list
        ]

    @api.model
    def _trigger_queues(self):
        for xmlid in QUEUE_CRONS:
            # the queues are Odoo's jobs: nobody of ours may write ir.cron
            cron = self.env.ref(xmlid, raise_if_not_found=False)
            if cron:
                cron.sudo()._trigger()

    # ------------------------------------------------------------
    # THE SWITCH
    # ------------------------------------------------------------

    @api.model
    def action_start_sending(self):
        """Let messages of ours leave from now on; what is held stays held.

        A greeting may have waited for weeks: what waits is read first, then
        released or cancelled. Managers only.

        :return: client notification with the number that waits.
        :raise AccessError: for anybody but a manager.
        """
        self._check_manager()
        params = self.env["ir.config_parameter"].sudo()
        params.set_param(RELEASED_PARAM, self._release_key())
        waiting = self.search_count([("state", "=", "held")])
        return self._notify(
            self.env._(
                "Sending is on. %(count)s held messages wait to be released or "
                "cancelled.",
                count=waiting,
            )
        )

    @api.model
    def action_pause_sending(self):
        """Stop all sending of ours at once and hold what is on its way.

        :return: client notification with the number of messages held.
        :raise AccessError: for anybody but a manager.
        """
        self._check_manager()
        self.env["ir.config_parameter"].sudo().set_param(RELEASED_PARAM, False)
        held = 0
        for model_name in ("mail.mail", "sms.sms"):
            messages = self.env[model_name].sudo()  # the manager's switch, above
            messages = messages.search(
                [("gift_is_outbox", "=", True), ("state", "=", "outgoing")]
            )
            messages.write({"state": "gift_held"})
            held += len(messages)
        return self._notify(
            self.env._(
                "Sending is paused. %(count)s messages were put on hold.", count=held
            )
        )

    # ------------------------------------------------------------
    # ACTIONS ON MESSAGES
    # ------------------------------------------------------------

    def action_release(self):
        """Hand the held messages of the selection to Odoo's queues.

        :return: client notification with the number released.
        :raise AccessError: for anybody but a manager.
        :raise UserError: while sending is off.
        """
        self._check_manager()
        if not self._is_sending():
            raise UserError(
                self.env._(
                    "Sending is off in this database. Switch it on under "
                    "Configuration / Operations, then release the messages."
                )
            )
        released = 0
        for messages in self._held_messages():
            messages.write({"state": "outgoing"})
            released += len(messages)
        self._trigger_queues()
        return self._notify(self.env._("%(count)s messages released.", count=released))

    def action_cancel(self):
        """Cancel the held messages of the selection; they are never sent.

        :return: client notification with the number cancelled.
        :raise AccessError: for anybody but a manager.
        """
        self._check_manager()
        mails, sms = self._held_messages()
        mails.cancel()
        sms.action_set_canceled()
        return self._notify(
            self.env._("%(count)s messages cancelled.", count=len(mails) + len(sms))
        )

    def _held_messages(self):
        """Return held mails and held SMS of the selection, locked for change."""
        self.check_access("read")  # includes the rule of companies
        result = []
        for channel, model_name in (("mail", "mail.mail"), ("sms", "sms.sms")):
            rows = self.filtered(lambda row, channel=channel: row.channel == channel)
            messages = self.env[model_name].sudo()  # rights checked above
            messages = messages.browse(rows.mapped("source_id")).exists()
            result.append(
                messages.try_lock_for_update().filtered_domain(
                    [("gift_is_outbox", "=", True), ("state", "=", "gift_held")]
                )
            )
        return result

    @api.model
    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Only a manager of Gift Retail decides what is sent. Ask your "
                    "manager to release, cancel or pause messages."
                )
            )

    @api.model
    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
