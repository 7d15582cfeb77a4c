"""Putting care on people's desks: few at a time, the best customers first."""

from collections import Counter

from odoo import api, models
from odoo.tools import SQL, split_every

from .gift_care_planner import BATCH
from .gift_job_run import gift_job

DISPATCH_CRON = "crm_gift_retail.ir_cron_gift_care_dispatch"


class GiftCareDispatch(models.AbstractModel):
    """Part of ``gift.care.action`` that gives planned actions to their people."""

    _name = "gift.care.dispatch"
    _description = "Dispatch of care actions"

    # ------------------------------------------------------------
    # JOB
    # ------------------------------------------------------------

    @api.model
    def _cron_dispatch(self):
        """Put due actions on desks, in batches, one notice per person and run."""
        with gift_job(self.env, DISPATCH_CRON) as job:
            cron = self.env["ir.cron"]
            companies = self._get_care_companies()
            cron._commit_progress(remaining=len(companies))
            for company in companies:
                self._run_with_retries(lambda c=company: self._settle(c))
                notices = Counter()
                for batch in split_every(BATCH, self._get_dispatchable(company)):
                    given = self._run_with_retries(
                        lambda b=batch: self._dispatch_batch(b)
                    )
                    notices.update(given or {})
                    time_left = cron._commit_progress()
                    if not time_left:
                        break
                job.add(notices.total())
                self._notify_people(notices)
                if not cron._commit_progress(1):
                    break

    # ------------------------------------------------------------
    # WHO GETS WHAT TODAY
    # ------------------------------------------------------------

    @api.model
    def _get_dispatchable(self, company):
        """Choose the actions that go on desks now (decision 32).

        A person's load is what lies on the desk for today plus what was done
        today; it never exceeds the company's daily limit. Handed-over customers
        come first, then tier priority, profit of twelve months, and age. What is
        due to an absent owner goes to the deputy, within the deputy's own limit.

        :param company: root ``res.company``.
        :return: list of (action id, user id), ordered so that a person's are
            together.
        """
        self._flush_sources()
        self.env["gift.care.action"].flush_model()
        today = company._gift_today()
        deputies = self.env["res.users"]._gift_deputies(today, company)
        return self.env.execute_query(
            SQL(
                """
                WITH load AS (
                    SELECT user_id, count(*) AS number
                      FROM gift_care_action
                     WHERE (state = 'due' AND date_due <= %(today)s)
                        OR (state = 'done' AND date_dispatched = %(today)s)
                     GROUP BY user_id),
                rule_load AS (
                    SELECT user_id, rule_id, count(*) AS number
                      FROM gift_care_action
                     WHERE (state = 'due' AND date_due <= %(today)s)
                        OR (state = 'done' AND date_dispatched = %(today)s)
                     GROUP BY user_id, rule_id),
                candidate AS (
                    SELECT action.id, action.rule_id, owner.id AS user_id,
                           row_number() OVER (
                               PARTITION BY owner.id, action.rule_id
                               ORDER BY %(order)s) AS rule_rank,
                           rule.daily_limit,
                           %(order_columns)s
                      FROM gift_care_action AS action
                      JOIN gift_care_rule AS rule
                        ON rule.id = action.rule_id AND rule.active
                      JOIN gift_customer AS customer
                        ON customer.id = action.customer_id
                      LEFT JOIN unnest(%(absent)s::int[], %(deputies)s::int[])
                                AS away(user_id, deputy_id)
                        ON away.user_id = customer.owner_id
                      JOIN res_users AS owner
                        ON owner.id = COALESCE(away.deputy_id, customer.owner_id)
                       AND owner.active
                     WHERE action.company_id = %(company)s
                       AND action.state = 'planned'
                       AND action.date_due <= %(today)s),
                ranked AS (
                    SELECT candidate.id, candidate.user_id,
                           row_number() OVER (
                               PARTITION BY candidate.user_id
                               ORDER BY handed_over DESC, priority DESC,
                                        worth DESC, date_due, candidate.id) AS rank
                      FROM candidate
                      LEFT JOIN rule_load
                        ON rule_load.user_id = candidate.user_id
                       AND rule_load.rule_id = candidate.rule_id
                     WHERE candidate.daily_limit = 0
                        OR candidate.rule_rank
                           <= candidate.daily_limit - COALESCE(rule_load.number, 0))
                SELECT ranked.id, ranked.user_id
                  FROM ranked
                  LEFT JOIN load ON load.user_id = ranked.user_id
                 WHERE ranked.rank <= %(limit)s - COALESCE(load.number, 0)
                 ORDER BY ranked.user_id, ranked.rank
                """,
                today=today,
                company=company.id,
                absent=list(deputies),
                deputies=list(deputies.values()),
                limit=company.gift_care_daily_limit,
                order=SQL(
                    "(action.handover_token IS NOT NULL) DESC, action.priority DESC,"
                    " COALESCE(customer.profit_12m, 0) DESC, action.date_due,"
                    " action.id"
                ),
                order_columns=SQL(
                    "(action.handover_token IS NOT NULL) AS handed_over,"
                    " action.priority, COALESCE(customer.profit_12m, 0) AS worth,"
                    " action.date_due"
                ),
            )
        )

    @api.model
    def _dispatch_batch(self, pairs):
        """Make one activity per action and mark the action due; does not commit.

        Rows that another transaction holds, or that are no longer planned, are
        left out: they come back in the next run.

        :param pairs: iterable of (action id, user id), at most a batch.
        :return: ``Counter`` of user id to the number given.
        """
        owners = dict(pairs)
        actions = self.browse(owners).exists().try_lock_for_update()
        actions = actions.filtered_domain([("state", "=", "planned")])
        if not actions:
            return Counter()
        model_id = self.env["ir.model"]._get_id("res.partner")
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    action._prepare_activity_vals(owners[action.id], model_id)
                    for action in actions
                ]
            )
        )
        self._mark_due(actions, activities, owners)
        return Counter(owners[action.id] for action in actions)

    def _prepare_activity_vals(self, user_id, model_id):
        """Values of the activity that stands for this action on a desk.

        :param int user_id: whose desk.
        :param int model_id: ``ir.model`` of contacts.
        """
        self.ensure_one()
        lang = self.env["res.users"].browse(user_id).lang or self.env.user.lang
        rule = self.rule_id.with_context(lang=lang)
        return {
            "res_model_id": model_id,
            "res_id": self.partner_id.id,
            "activity_type_id": rule.activity_type_id.id,
            "summary": rule.name,
            "note": rule.note,
            "user_id": user_id,
            "date_deadline": self.company_id._gift_today(),
            "automated": True,
        }

    @api.model
    def _mark_due(self, actions, activities, owners):
        """Link actions and activities in one statement."""
        today = {company.id: company._gift_today() for company in actions.company_id}
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE gift_care_action AS action
                   SET state = 'due', user_id = given.user_id,
                       given_to_id = given.user_id,
                       activity_id = given.activity_id,
                       date_dispatched = given.today,
                       write_date = now() AT TIME ZONE 'UTC', write_uid = %(uid)s
                  FROM unnest(%(ids)s::int[], %(users)s::int[],
                              %(activities)s::int[], %(days)s::date[])
                       AS given(id, user_id, activity_id, today)
                 WHERE action.id = given.id
                """,
                uid=self.env.uid,
                ids=actions.ids,
                users=[owners[action.id] for action in actions],
                activities=activities.ids,
                days=[today[action.company_id.id] for action in actions],
            )
        )
        actions.invalidate_recordset()

    @api.model
    def _notify_people(self, notices):
        """Send one summary notice per person, whatever the number of actions.

        :param dict notices: user id to number of new actions.
        """
        for user in self.env["res.users"].browse(notices):
            env = self.with_context(lang=user.lang).env
            user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": env._("My care today"),
                    "message": env._(
                        "%(count)s customers would be glad to hear from you.",
                        count=notices[user.id],
                    ),
                },
            )
