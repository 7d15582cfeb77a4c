"""Proofs that nobody answers: the customer is reminded, then the salesperson told."""

import logging
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .gift_job_run import logged_job

_logger = logging.getLogger(__name__)

CRON = "crm_gift_retail.ir_cron_gift_proof_remind"
BATCH = 100
#: Reminders to a customer; after them the salesperson phones.
REMINDERS = 2
#: Hours of the company's day in which a customer may be written to.
FIRST_HOUR, LAST_HOUR = 9, 18


class GiftProofRemind(models.AbstractModel):
    """Part of ``gift.proof`` that reminds. A date that is past is the work to do;
    reminding moves or clears it in the same transaction."""

    _name = "gift.proof.remind"
    _description = "Reminds of Proofs"

    date_remind = fields.Datetime("Next Reminder", readonly=True, copy=False)
    reminder_count = fields.Integer("Reminders", readonly=True, copy=False)

    @api.model
    @logged_job(CRON)
    def _cron_remind(self):
        """Remind of each proof that is due, one commit each; tell each colleague once.

        :return: number of proofs handled
        """
        cron = self.env["ir.cron"]
        due = self.search(self._gift_due_domain(), order="date_remind, id")
        due = due.filtered(lambda proof: proof._gift_is_daytime())
        cron._commit_progress(remaining=len(due))
        done = 0
        for proof in due[:BATCH]:
            done += self._gift_remind_safely(proof)
            if not cron._commit_progress(1):
                break
        return done

    @api.model
    def _gift_due_domain(self):
        return [("state", "=", "sent"), ("date_remind", "<=", fields.Datetime.now())]

    def _gift_is_daytime(self):
        """Return whether the company's clock says that one may write now."""
        zone = pytz.timezone(self.company_id._gift_tz())
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(zone)
        return FIRST_HOUR <= now.hour < LAST_HOUR

    @api.model
    def _gift_remind_safely(self, proof):
        """Remind of one proof; trouble with one keeps no other waiting."""
        try:
            done = proof._gift_remind()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # the customer answers at this very moment
            self.env.cr.rollback()
            return 0
        except Exception:
            self.env.cr.rollback()
            _logger.exception("No reminder of proof %s", proof.id)
            # tomorrow again, so that a poisoned row is not tried for ever today
            proof.date_remind = fields.Datetime.now() + timedelta(days=1)
            return 0
        return done

    def _gift_remind(self):
        """Remind the customer, or tell the salesperson; does not commit.

        :return: 1 when something was done
        """
        self.ensure_one()
        proof = self.try_lock_for_update().filtered_domain(self._gift_due_domain())
        if not proof:
            return 0
        company = proof.company_id
        proof = proof.with_company(company)
        days = company.gift_proof_remind_days
        count = proof.reminder_count + 1
        reachable = {
            "mail": bool(proof.partner_id.email),
            "sms": bool(proof._gift_phone()),
        }
        if count <= REMINDERS and reachable.get(proof.channel):
            try:
                with self.env.cr.savepoint():
                    proof._gift_queue(proof.channel, reminder=True)
            except UserError as error:
                # what the outbox refuses is a colleague's to solve
                proof._gift_tell_unanswered(error.args[0])
        else:
            proof._gift_tell_unanswered()
        more = days and count <= REMINDERS and reachable.get(proof.channel)
        proof.write(
            {
                "reminder_count": count,
                "date_remind": (
                    fields.Datetime.now() + timedelta(days=days) if more else False
                ),
            }
        )
        return 1

    def _gift_tell_unanswered(self, problem=None):
        """Give the salesperson the customer to phone or to write to."""
        user = self.user_id or self.order_id.user_id
        if not user:
            return
        self.env["gift.alert"]._send(
            user,
            lambda env: env._(
                "No answer to a proof: %(order)s", order=self.order_id.name
            ),
            lambda env: "\n".join(
                filter(
                    None,
                    [
                        env._(
                            "%(customer)s has not answered since %(day)s. Please ask.",
                            customer=self.partner_id.display_name,
                            day=fields.Date.to_string(self.date_sent),
                        ),
                        problem,
                    ],
                )
            ),
            self.order_id,
            urgent=False,
        )
