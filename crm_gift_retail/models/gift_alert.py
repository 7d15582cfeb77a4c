"""Telling our own people: in Odoo always, on their phones when it is urgent."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KEPT_DAYS = 30
SMS_LENGTH = 300
SEND_CRON = "crm_gift_retail.ir_cron_gift_alert_send"


class GiftAlert(models.Model):
    """One urgent alert on its way to a company's chat robot.

    Users' transactions only insert; the job alone takes, sends and marks
    (``gift.alert.robot``). Rows stay thirty days as a log.
    """

    _name = "gift.alert"
    _description = "Alert"
    _inherit = ["gift.alert.robot"]
    _order = "id desc"
    _rec_name = "title"

    title = fields.Char(required=True, readonly=True)
    body = fields.Text(readonly=True)
    url = fields.Char(string="Link", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    state = fields.Selection(
        [
            ("held", "Held"),
            ("waiting", "On its way"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime(readonly=True)
    date_sent = fields.Datetime(string="Sent on", readonly=True)
    error = fields.Char(string="What went wrong", readonly=True)

    _waiting_idx = models.Index(
        "(company_id, next_try, id) WHERE state = 'waiting'",
    )
    _failed_idx = models.Index("(create_date) WHERE state = 'failed'")

    # ------------------------------------------------------------
    # KERNEL FOR SENDERS
    # ------------------------------------------------------------

    @api.model
    def _send(self, users, title, body, record, urgent=True):
        """Tell users about a record: the one way in which Gift Retail tells them.

        An inbox message for those who read their notifications in Odoo, a mail
        through the outbox for the others, and a toast for who is online. When
        urgent, also an SMS through the outbox to who has a phone number, and one
        message to the company's chat robot, sent by a job. Nothing here waits for
        another computer, and nothing raises because of one.

        :param users: ``res.users`` to tell, each once.
        :param title: words, or a function of an environment (language and zone of
            the reader) that gives them.
        :param body: likewise; plain text, lines separated by ``\\n``.
        :param record: what it is about, one record; the link opens it.
        :param bool urgent: phones and robot too.
        :return: ``gift.alert`` row for the robot, empty without one.
        """
        users = users.sudo().filtered("active")  # addresses of colleagues
        link = record._gift_link() if hasattr(record, "_gift_link") else False
        link = link or self._get_link(record)
        for (lang, tz), same in users.grouped(lambda u: (u.lang, u.tz)).items():
            env = self.with_context(lang=lang, tz=tz).env
            words = self._in_words(env, title), self._in_words(env, body)
            self._tell_in_odoo(same, *words, record, link)
            if urgent:
                self._tell_phones(same, *words, record, link)
        if not urgent:
            return self.browse()
        return self._queue_robot(title, body, record, link)

    @api.model
    def _in_words(self, env, text):
        return (text(env) if callable(text) else text) or ""

    @api.model
    def _get_link(self, record):
        """Return the address of a record's page; a page only, nothing acts by GET."""
        return f"{record.sudo().get_base_url()}/odoo/{record._name}/{record.id}"

    @api.model
    def _get_company(self, record):
        company = record.sudo().company_id if "company_id" in record._fields else None
        return (company or self.env.company).sudo().root_id

    @api.model
    def _tell_in_odoo(self, users, title, body, record, link):
        """Inbox message or mail, and a toast."""
        html = Markup("<br/>").join(body.splitlines())
        inbox = users.filtered(lambda user: user.notification_type == "inbox")
        if inbox:
            # sudo: a notice of the system about a record that the reader may open
            self.env["mail.thread"].sudo().message_notify(
                model=record._name,
                res_id=record.id,
                partner_ids=inbox.partner_id.ids,
                author_id=self.env.ref("base.partner_root").id,
                subject=title,
                body=Markup("<p><strong>%s</strong></p><p>%s</p>") % (title, html),
            )
        mailed = (users - inbox).filtered("email")
        if mailed:
            page = Markup('<p>%s</p><p><a href="%s">%s</a></p>') % (html, link, link)
            self.env["gift.outbox"]._queue_mail(
                [
                    {
                        "subject": title,
                        "body_html": page,
                        "recipient_ids": [fields.Command.link(user.partner_id.id)],
                        "gift_company_id": self._get_company(record).id,
                        "model": record._name,
                        "res_id": record.id,
                    }
                    for user in mailed
                ]
            )
        for user in users:
            user._bus_send(
                "simple_notification",
                {"type": "info", "title": title, "message": body.split("\n")[0]},
            )

    @api.model
    def _tell_phones(self, users, title, body, record, link):
        """SMS to the users who have a number; the outbox holds or sends it."""
        text = "\n".join(filter(None, [title, body]))[:SMS_LENGTH]
        messages = [
            {
                "number": user.partner_id.phone_sanitized,
                "body": f"{text}\n{link}",
                "partner_id": user.partner_id.id,
                "gift_company_id": self._get_company(record).id,
            }
            for user in users
            if user.partner_id.phone_sanitized
        ]
        if messages:
            self.env["gift.outbox"]._queue_sms(messages)

    @api.model
    def _queue_robot(self, title, body, record, link):
        """Insert the message for the company's robot and ask for the job."""
        company = self._get_company(record)
        if not company.gift_alert_webhook_url:
            return self.browse()
        env = self.with_context(
            lang=company.partner_id.lang or self.env.lang, tz=company._gift_tz()
        ).env
        sending = self.env["gift.outbox"]._is_sending()
        # sudo: only the system writes alerts
        alert = self.sudo().create(
            {
                "title": self._in_words(env, title),
                "body": self._in_words(env, body),
                "url": link,
                "company_id": company.id,
                "res_model": record._name,
                "res_id": record.id,
                "state": "waiting" if sending else "held",
                "next_try": fields.Datetime.now(),
            }
        )
        if sending:
            self._trigger_sending()
        return alert

    @api.model
    def _trigger_sending(self, moment=None):
        cron = self.env.ref(SEND_CRON, raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(moment)  # only asks for a run

    # ------------------------------------------------------------
    # ACTIONS OF MANAGERS
    # ------------------------------------------------------------

    def action_send_again(self):
        """Put held or failed alerts of the selection on their way again.

        :return: client notification with the number.
        :raise AccessError: for anybody but a manager.
        :raise UserError: while sending is off.
        """
        outbox = self.env["gift.outbox"]
        outbox._check_manager()
        self.check_access("read")
        if not outbox._is_sending():
            raise UserError(
                self.env._(
                    "Sending is off in this database. Switch it on under "
                    "Configuration / Operations, then send the alerts."
                )
            )
        alerts = self.sudo().filtered(lambda row: row.state in ("held", "failed"))
        alerts.write(
            {
                "state": "waiting",
                "attempts": 0,
                "next_try": fields.Datetime.now(),
                "error": False,
            }
        )
        self._trigger_sending()
        return outbox._notify(
            self.env._("%(count)s alerts are on their way.", count=len(alerts))
        )

    def action_cancel(self):
        """Give up held, waiting or failed alerts of the selection.

        :return: client notification with the number.
        :raise AccessError: for anybody but a manager.
        """
        outbox = self.env["gift.outbox"]
        outbox._check_manager()
        self.check_access("read")
        alerts = self.sudo().filtered(
            lambda row: row.state in ("held", "waiting", "failed")
        )
        alerts.write({"state": "cancelled"})
        return outbox._notify(
            self.env._("%(count)s alerts cancelled.", count=len(alerts))
        )

    @api.autovacuum
    def _gc_old_alerts(self):
        """Keep thirty days of what is settled."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM gift_alert
                 WHERE state IN ('sent', 'failed', 'cancelled') AND create_date < %s
                """,
                fields.Datetime.now() - timedelta(days=KEPT_DAYS),
            )
        )
        self.env.invalidate_all(flush=False)
