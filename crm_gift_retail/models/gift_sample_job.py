"""The work on samples that runs by itself: orders, time, reminders, returns."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.sample_rules import WITH_CUSTOMER
from .gift_job_run import logged_job

_logger = logging.getLogger(__name__)

CRON = "crm_gift_retail.ir_cron_gift_sample_follow"
ACTIVITY = "crm_gift_retail.mail_activity_type_sample"
BATCH = 200
#: remind of a return so many days before it is due
DAYS_BEFORE_RETURN = 3
#: ask what they say so many days after it arrived
DAYS_FOR_WORD = 2


class GiftSampleJob(models.AbstractModel):
    """Part of ``gift.sample`` that runs by itself. Twice changes nothing."""

    _name = "gift.sample.job"
    _description = "Samples by Themselves"

    # what was done already: each thing once per sample
    date_arrival_asked = fields.Date(readonly=True, copy=False)
    date_word_asked = fields.Date(readonly=True, copy=False)
    date_return_reminded = fields.Date(readonly=True, copy=False)
    date_return_made = fields.Date("Return Made On", readonly=True, copy=False)

    @api.model
    @logged_job(CRON)
    def _cron_follow(self):
        """Follow the samples of every root company: orders, reminders, returns."""
        cron = self.env["ir.cron"]
        companies = self.env["gift.customer"]._gift_root_companies()
        cron._commit_progress(remaining=len(companies))
        done = 0
        for company in companies:
            done += self._gift_follow(company)
            if not cron._commit_progress(1):
                break
        return done

    @api.model
    def _gift_follow(self, company):
        """Do what is due for a root company's samples; does not commit.

        :param company: root ``res.company``
        :return: number of samples that something was done for
        """
        samples = self.env["gift.sample"].sudo()  # the job looks after everybody's
        changed = samples.browse(samples._gift_link_orders(company))
        changed |= samples.search(self._gift_kept_domain(company), limit=BATCH)
        changed._gift_settle()
        done = len(changed)
        today = company._gift_today()
        for field, domain, summary, deadline in self._gift_reminders(company, today):
            due = samples.search(domain, limit=BATCH, order="id")
            due = due.try_lock_for_update().filtered_domain(domain)
            due._gift_remind(summary, deadline)
            due.write({field: today})
            done += len(due)
        return done + self._gift_fetch_back(company, today)

    @api.model
    def _gift_kept_domain(self, company):
        """Return the samples that were kept: no order followed in time."""
        border = fields.Datetime.now() - timedelta(days=company.gift_sample_order_days)
        return [
            ("company_id", "=", company.id),
            ("terms", "=", "keep"),
            ("state", "in", WITH_CUSTOMER),
            ("outcome", "=", False),
            ("is_outcome_manual", "=", False),
            ("sent_date", "<", border),
        ]

    @api.model
    def _gift_reminders(self, company, today):
        """Return what people are reminded of: (mark, domain, summary, deadline).

        ``deadline`` is the name of a date field, or None for today.
        """
        now = fields.Datetime.now()
        base = [("company_id", "=", company.id), ("sent_date", "!=", False)]
        return [
            (
                "date_arrival_asked",
                [
                    *base,
                    ("state", "=", "sent"),
                    ("date_arrival_asked", "=", False),
                    (
                        "sent_date",
                        "<=",
                        now - timedelta(days=company.gift_sample_ask_days),
                    ),
                ],
                self.env._("Did the sample arrive?"),
                None,
            ),
            (
                "date_word_asked",
                [
                    *base,
                    ("state", "=", "arrived"),
                    ("date_word_asked", "=", False),
                    ("arrived_date", "<=", now - timedelta(days=DAYS_FOR_WORD)),
                ],
                self.env._("What do they say of the sample?"),
                None,
            ),
            (
                "date_return_reminded",
                [
                    *base,
                    ("terms", "=", "return"),
                    ("quantity_out", ">", 0),
                    ("state", "in", WITH_CUSTOMER),
                    ("date_return_reminded", "=", False),
                    ("return_by", "<=", today + timedelta(days=DAYS_BEFORE_RETURN)),
                ],
                self.env._("The sample has to come back"),
                "return_by",
            ),
        ]

    def _gift_remind(self, summary, deadline=None):
        """Put a reminder on the desk of whoever looks after these samples.

        :param str summary: what to do
        :param deadline: name of a date field, or None for today
        """
        for sample in self:
            user = sample.user_id._gift_deputy()
            if not user.active:
                user = sample.gift_owner_id  # who left is reminded of nothing
            if user:
                sample.activity_schedule(
                    ACTIVITY,
                    sample[deadline] if deadline else None,
                    summary=summary,
                    user_id=user.id,
                )

    def _gift_end_reminders(self):
        """Settle the reminders of these samples: what they ask is answered."""
        if self.activity_ids:
            self.activity_feedback([ACTIVITY])

    @api.model
    def _gift_fetch_back(self, company, today):
        """Make the returns of samples that are due: once for each.

        :return: number of samples
        """
        domain = [
            ("company_id", "=", company.id),
            ("terms", "=", "return"),
            ("quantity_out", ">", 0),
            ("state", "in", WITH_CUSTOMER),
            ("date_return_made", "=", False),
            ("return_by", "<=", today),
        ]
        samples = self.env["gift.sample"].sudo()
        due = samples.search(domain, limit=BATCH, order="id")
        due = due.try_lock_for_update().filtered_domain(domain)
        for sample in due:
            try:
                with self.env.cr.savepoint():
                    sample._gift_make_returns()
            except UserError as error:
                # one that Odoo refuses must not keep the others from coming back
                _logger.warning("No return for sample %s: %s", sample.id, error)
                sample._gift_remind(
                    self.env._("Make the return by hand: %(why)s", why=str(error))
                )
            sample.date_return_made = today
        return len(due)
