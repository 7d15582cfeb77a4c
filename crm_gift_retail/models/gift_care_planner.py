"""Planning of care: one statement per rule and company, and nothing twice."""

import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .gift_job_run import gift_job

_logger = logging.getLogger(__name__)

PLAN_CRON = "crm_gift_retail.ir_cron_gift_care_plan"
RETRIES = 3
BATCH = 1000


class GiftCarePlanner(models.AbstractModel):
    """Part of ``gift.care.action`` that decides what is due and what no longer is.

    The unique key (rule, partner, occurrence) is what makes planning idempotent.
    The occurrence of the trigger "last contact" is the day of the last contact:
    one silence, one action, however often the job runs.
    """

    _name = "gift.care.planner"
    _description = "Planning of care actions"

    # ------------------------------------------------------------
    # JOB
    # ------------------------------------------------------------

    @api.model
    def _cron_plan(self):
        """Plan care for every root company; each is a transaction of its own."""
        with gift_job(self.env, PLAN_CRON) as job:
            companies = self._get_care_companies()
            cron = self.env["ir.cron"]
            cron._commit_progress(remaining=len(companies))
            for company in companies:
                job.add(self._run_with_retries(lambda c=company: self._plan(c)) or 0)
                if not cron._commit_progress(1):
                    break
        self._trigger_dispatch()

    @api.model
    def _get_care_companies(self):
        """Root companies that have at least one active rule."""
        # a handful of rows
        rules = self.env["gift.care.rule"].search([])  # pylint: disable=no-search-all
        return rules.company_id.sorted("id")

    @api.model
    def _trigger_dispatch(self):
        cron = self.env.ref(
            "crm_gift_retail.ir_cron_gift_care_dispatch", raise_if_not_found=False
        )
        if cron:
            # whoever plans may not write ir.cron; this only asks for a run
            cron.sudo()._trigger()

    @api.model
    def _run_with_retries(self, work):
        """Run one batch; on a clash with another transaction, again (decision 7).

        Only for jobs: it rolls back and so forgets what is not committed.

        :param work: callable without arguments, one batch.
        :return: what ``work`` returns; None when it was left for the next run.
        """
        for attempt in range(1, RETRIES + 1):
            try:
                result = work()
                self.env.flush_all()
                return result
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                self.env.cr.rollback()
                _logger.info(
                    "Care batch met another transaction (%s), attempt %s of %s",
                    type(error).__name__,
                    attempt,
                    RETRIES,
                )
        return None

    # ------------------------------------------------------------
    # PLAN
    # ------------------------------------------------------------

    @api.model
    def _plan(self, company):
        """Settle what is no longer due, then plan what is, for one root company.

        Running it twice changes nothing. Does not commit.

        :param company: root ``res.company``.
        :return: number of actions newly planned or opened again.
        :rtype: int
        """
        self._settle(company)
        planned = 0
        rules = self.env["gift.care.rule"].search([("company_id", "=", company.id)])
        for rule in rules:
            source = self._plan_sources()[rule.trigger](rule)
            planned += self._reopen_lapsed(rule, source)
            planned += self._insert_planned(rule, source)
        self.invalidate_model()
        return planned

    @api.model
    def _plan_sources(self):
        """Method per trigger; a later trigger adds its own.

        :return: dict of trigger to a method that takes the rule and returns a
            SELECT of (partner_id, customer_id, occurrence, date_due, priority).
        """
        return {"last_contact": self._source_last_contact}

    @api.model
    def _source_last_contact(self, rule):
        """SELECT of the customers whose contact interval is over."""
        return SQL(
            """
            SELECT customer.partner_id AS partner_id,
                   customer.id AS customer_id,
                   %(occurrence)s AS occurrence,
                   customer.next_contact_date AS date_due,
                   COALESCE(tier.priority, 0) AS priority
              FROM gift_customer AS customer
              JOIN res_partner AS partner
                ON partner.id = customer.partner_id AND partner.active
              JOIN gift_tier AS tier ON tier.id = customer.tier_id
             WHERE customer.company_id = %(company)s
               AND customer.active IS NOT FALSE
               AND customer.next_contact_date <= %(today)s
               AND %(tiers)s
            """,
            occurrence=self._occurrence_last_contact_sql(SQL("customer")),
            company=rule.company_id.id,
            today=rule.company_id._gift_today(),
            tiers=(
                SQL("customer.tier_id IN %s", tuple(rule.tier_ids.ids))
                if rule.tier_ids
                else SQL("TRUE")
            ),
        )

    @api.model
    def _occurrence_last_contact_sql(self, alias):
        """Key of a silence: the day (UTC) of the contact that it began with."""
        return SQL(
            "COALESCE(to_char(%s.last_contact_date, 'YYYY-MM-DD'), 'never')", alias
        )

    @api.model
    def _insert_planned(self, rule, source):
        """INSERT … SELECT … ON CONFLICT DO NOTHING for one rule."""
        self._flush_sources()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_care_action (
                    rule_id, partner_id, customer_id, company_id, occurrence, state,
                    date_planned, date_due, priority, attempts,
                    create_uid, write_uid, create_date, write_date)
                SELECT %(rule)s, source.partner_id, source.customer_id, %(company)s,
                       source.occurrence, 'planned', source.date_due,
                       source.date_due, source.priority, 0,
                       %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM (%(source)s) AS source
                ON CONFLICT (rule_id, partner_id, occurrence) DO NOTHING
                """,
                rule=rule.id,
                company=rule.company_id.id,
                uid=self.env.uid,
                source=source,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _reopen_lapsed(self, rule, source):
        """Open again what had lapsed within the same silence.

        A customer was archived and came back, a tier's interval was lengthened and
        shortened: the key exists already, so that no second action can be made.
        """
        self._flush_sources()
        self.env.cr.execute(
            SQL(
                """
                UPDATE gift_care_action AS action
                   SET state = 'planned', cause = NULL, date_closed = NULL,
                       customer_id = source.customer_id,
                       date_due = source.date_due, priority = source.priority,
                       write_date = now() AT TIME ZONE 'UTC', write_uid = %(uid)s
                  FROM (%(source)s) AS source
                 WHERE action.rule_id = %(rule)s
                   AND action.partner_id = source.partner_id
                   AND action.occurrence = source.occurrence
                   AND action.state = 'cancelled'
                   AND action.cause = 'lapsed'
                """,
                rule=rule.id,
                uid=self.env.uid,
                source=source,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _flush_sources(self):
        """Write what the statements above read."""
        for name in ("gift.care.action", "gift.care.rule", "gift.customer"):
            self.env[name].flush_model()
        self.env["gift.tier"].flush_model(["priority"])
        self.env["res.partner"].flush_model(["active"])

    # ------------------------------------------------------------
    # SETTLE
    # ------------------------------------------------------------

    @api.model
    def _settle(self, company, partner_ids=None):
        """Close open actions whose reason is gone, and follow a change of owner.

        * spoken with in another way: cancelled, cause "elsewhere";
        * archived, merged away, or no longer due: cancelled, cause "lapsed"
          (comes back if it is due again within the same silence).

        Called by the jobs of care for all, and by the refresher for the few
        customers that it just looked at.

        :param company: root ``res.company``.
        :param partner_ids: ids of commercial partners, or None for all.
        :return: number of actions closed.
        :rtype: int
        """
        self._flush_sources()
        chosen = (
            SQL("TRUE")
            if partner_ids is None
            else SQL("action.partner_id = ANY(%s)", list(partner_ids))
        )
        rows = self.env.execute_query(self._settle_sql(company, chosen))
        for cause in ("elsewhere", "lapsed"):
            ids = [row[0] for row in rows if row[1] == cause]
            self.browse(ids)._close("cancelled", cause)
        self._follow_owners(company, chosen)
        return len(rows)

    @api.model
    def _settle_sql(self, company, chosen):
        """SELECT of (id, cause) of the open actions that are to be closed."""
        return SQL(
            """
            SELECT action.id,
                   CASE WHEN customer.id IS NULL OR customer.active IS FALSE
                          OR NOT partner.active THEN 'lapsed'
                        WHEN action.occurrence <> %(occurrence)s THEN 'elsewhere'
                        ELSE 'lapsed'
                   END AS cause
              FROM gift_care_action AS action
              JOIN gift_care_rule AS rule ON rule.id = action.rule_id
              JOIN res_partner AS partner ON partner.id = action.partner_id
              LEFT JOIN gift_customer AS customer ON customer.id = action.customer_id
             WHERE action.company_id = %(company)s
               AND action.state IN ('planned', 'due', 'held')
               AND %(chosen)s
               AND rule.trigger = 'last_contact'
               AND (customer.id IS NULL
                    OR customer.active IS FALSE
                    OR NOT partner.active
                    OR action.occurrence <> %(occurrence)s
                    -- a manager's hand-over stands although nothing is due
                    OR (action.handover_token IS NULL
                        AND (customer.next_contact_date IS NULL
                             OR customer.next_contact_date > %(today)s)))
             ORDER BY action.id
            """,
            occurrence=self._occurrence_last_contact_sql(SQL("customer")),
            company=company.id,
            chosen=chosen,
            today=company._gift_today(),
        )

    @api.model
    def _follow_owners(self, company, chosen):
        """Give tasks on a desk to the customer's new owner, without a mail.

        Tasks of who is away lie on the deputy's desk and come back afterwards; what
        was passed on by hand stays where it is.
        """
        self.env["gift.care.action"].flush_model()
        deputies = self.env["res.users"]._gift_deputies(company._gift_today(), company)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT owner.id, array_agg(action.id ORDER BY action.id)
                  FROM gift_care_action AS action
                  JOIN gift_customer AS customer ON customer.id = action.customer_id
                  LEFT JOIN unnest(%(absent)s::int[], %(deputies)s::int[])
                            AS away(user_id, deputy_id)
                    ON away.user_id = customer.owner_id
                  JOIN res_users AS owner
                    ON owner.id = COALESCE(away.deputy_id, customer.owner_id)
                   AND owner.active
                 WHERE action.company_id = %(company)s
                   AND action.state = 'due'
                   AND action.given_to_id <> owner.id
                   AND NOT (action.given_to_id = customer.owner_id
                            AND action.user_id <> action.given_to_id)
                   AND %(chosen)s
                 GROUP BY owner.id
                 ORDER BY owner.id
                """,
                absent=list(deputies),
                deputies=list(deputies.values()),
                company=company.id,
                chosen=chosen,
            )
        )
        for owner_id, ids in rows:
            actions = self.browse(ids)
            actions.write({"user_id": owner_id, "given_to_id": owner_id})
            actions.activity_id.with_context(
                mail_activity_quick_update=True, gift_care_silent=True
            ).user_id = owner_id
