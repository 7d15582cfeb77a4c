"""The job that tells chat robots; it never holds anybody's transaction up."""

import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import str2bool

from ..tools.webhook_post import WebhookError, post
from ..tools.webhook_robot import build_request, judge_answer
from .gift_job_run import logged_job

_logger = logging.getLogger(__name__)

#: Minutes until the next try after each failure; then the alert has failed.
RETRY_MINUTES = (1, 5, 15, 60, 240)
EXPIRES = timedelta(hours=24)
LOCAL_PARAM = "crm_gift_retail.alert_allow_local"
LASTING = ("redirect", "refused")


class GiftAlertRobot(models.AbstractModel):
    """Part of ``gift.alert`` that takes waiting rows to the company's robot.

    One row, one POST, one commit. A kill between POST and commit repeats that POST
    with the same ``X-Delivery``. A robot that does not answer ends its company's turn,
    so that one company's trouble never holds up another's alerts.
    """

    _name = "gift.alert.robot"
    _description = "Sending of Alerts"

    @api.model
    @logged_job("crm_gift_retail.ir_cron_gift_alert_send")
    def _cron_send(self):
        """Send what waits, oldest first, in turns of the companies.

        :return: number of alerts looked at.
        """
        cron = self.env["ir.cron"]
        if not self.env["gift.outbox"]._is_sending():
            self._hold_waiting()
            return 0
        done = 0
        waiting = self._get_due()
        cron._commit_progress(remaining=len(waiting))
        for rows in waiting.grouped("company_id").values():
            for number, row in enumerate(rows, start=1):
                answered = row._send_one()
                done += 1
                settled = 1
                if not answered:
                    settled += rows[number:]._postpone(row)
                if not cron._commit_progress(settled):
                    return done
                if not answered:
                    break
        self._trigger_next()
        return done

    @api.model
    def _get_due(self):
        now = fields.Datetime.now()
        domain = [("state", "=", "waiting"), ("next_try", "<=", now)]
        return self.search(domain, order="company_id, id", limit=200)

    @api.model
    def _hold_waiting(self):
        """While sending is off nothing waits: it would leave weeks late."""
        self.search([("state", "=", "waiting")]).write({"state": "held"})

    @api.model
    def _trigger_next(self):
        """Ask for the run that the earliest next try needs."""
        following = self.search([("state", "=", "waiting")], order="next_try", limit=1)
        if following:
            self._trigger_sending(max(following.next_try, fields.Datetime.now()))

    def _send_one(self):
        """Send one alert and write what became of it; does not commit.

        :return: whether the robot can be asked for more in this run.
        :rtype: bool
        """
        self.ensure_one()
        row = self.try_lock_for_update()
        if not row or row.state != "waiting":
            return True  # somebody gave it up meanwhile
        if fields.Datetime.now() - row.create_date > EXPIRES:
            row.write({"state": "failed", "error": self.env._("Older than a day.")})
            return True
        company = row.company_id
        if not company.gift_alert_webhook_url:
            error = self.env._("No robot: its address was removed.")
            row.write({"state": "failed", "error": error})
            return True
        try:
            outcome, detail = row._post(company)
        except WebhookError as error:
            outcome, detail = ("refused" if error.lasting else "broken"), ""
            return row._note_failure(outcome, self._get_words(error.key, detail))
        if outcome == "ok":
            row.write(
                {
                    "state": "sent",
                    "date_sent": fields.Datetime.now(),
                    "attempts": row.attempts + 1,
                    "error": False,
                }
            )
            return True
        return row._note_failure(outcome, self._get_words(outcome, detail))

    def _postpone(self, failed):
        """Let these alerts wait for the robot that has just failed; no try of theirs.

        :param failed: the alert that it did not take.
        :return: how many wait.
        """
        soon = fields.Datetime.now() + timedelta(minutes=RETRY_MINUTES[0])
        rows = self.try_lock_for_update()
        rows.write({"next_try": max(failed.next_try, soon)})
        return len(self)

    def _post(self, company):
        """POST the alert.

        :return: tuple of outcome and detail, see ``judge_answer``.
        :raise WebhookError: when there was no answer.
        """
        params = self.env["ir.config_parameter"].sudo()
        allow_local = str2bool(params.get_param(LOCAL_PARAM, "False"), False)
        kind = company.gift_alert_webhook_kind
        url, body, headers = build_request(
            kind,
            company.gift_alert_webhook_url,
            company.gift_alert_webhook_secret,
            {
                "id": self._get_delivery(),
                "title": self.title,
                "body": self.body or "",
                "url": self.url or "",
                "company": company.name,
            },
            time.time(),
        )
        return judge_answer(kind, *post(url, body, headers, allow_local=allow_local))

    def _get_delivery(self):
        """Number of the alert for the receiver: the same at every try."""
        return f"{self.env.cr.dbname}-{self.id}"

    def _note_failure(self, outcome, words):
        """Write what went wrong; plan the next try or give up.

        :return: False: the robot is left alone until the next run.
        """
        tries = self.attempts + 1
        values = {"attempts": tries, "error": words}
        if outcome in LASTING or tries > len(RETRY_MINUTES):
            values["state"] = "failed"
            # the number of the row only: addresses and texts are confidential
            _logger.info("Alert %s was given up after %s tries", self.id, tries)
        else:
            values["next_try"] = fields.Datetime.now() + timedelta(
                minutes=RETRY_MINUTES[tries - 1]
            )
        self.write(values)
        return False

    @api.model
    def _get_words(self, key, detail):
        """Say what went wrong and what helps, without quoting the address."""
        _ = self.env._
        words = {
            "bad_answer": _("The robot's answer is not HTTP. Check the address."),
            "bad_certificate": _("The robot's certificate is not valid."),
            "bad_url": _("The robot's address is no web address."),
            "broken": _("The robot's server has trouble (%(detail)s).", detail=detail),
            "busy": _("The robot takes no more for now (%(detail)s).", detail=detail),
            "garbage": _(
                "The robot answered something unknown. Check kind and address."
            ),
            "has_login": _("The robot's address holds a login, which is not allowed."),
            "no_address": _("The robot's host is not known. Check the address."),
            "no_answer": _("The robot's server cannot be reached."),
            "no_https": _("The robot's address must begin with https://."),
            "private_address": _(
                "The robot's address lies in a private network, which is not allowed."
            ),
            "redirect": _(
                "The robot's address leads to another one (%(detail)s). Enter the "
                "last one.",
                detail=detail,
            ),
            "refused": _(
                "The robot refused the message (%(detail)s). Check address, kind and "
                "secret.",
                detail=detail,
            ),
            "timeout": _("The robot did not answer in time."),
            "too_long": _("The robot's answer has no end. Check the address."),
        }
        return words[key]
