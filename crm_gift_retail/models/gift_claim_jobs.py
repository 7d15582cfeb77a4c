"""The daily job: purchases renew, owners are warned, what is over ends."""

import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_date

from .gift_job_run import logged_job

_logger = logging.getLogger(__name__)

#: tries of a batch that somebody's own claim disturbed, before the next run has it
TRIES = 3
#: claims ended per transaction
BATCH = 1000
#: tier whose customers never return to the pool by themselves
KEPT_TIER = "A"


class GiftClaimJobs(models.AbstractModel):
    """The part of ``gift.claim`` that time moves; every step is set-based.

    Running twice on a day changes nothing: each step's condition is made false by it.
    """

    _name = "gift.claim.jobs"
    _description = "Daily course of claims"

    @api.model
    @logged_job("crm_gift_retail.ir_cron_gift_claim_expire")
    def _cron_expire(self):
        """Each company by its own day: renew, ask, warn, end."""
        cron = self.env["ir.cron"]
        companies = self.env["gift.customer"]._gift_root_companies()
        cron._commit_progress(remaining=len(companies))
        ended = 0
        for company in companies:
            self._gift_retried(lambda c=company: self._gift_renew_purchases(c) or True)
            cron._commit_progress()
            self._gift_retried(lambda c=company: self._gift_warn(c) or True)
            cron._commit_progress()
            self._gift_retried(lambda c=company: self._gift_ask_idle(c) or True)
            cron._commit_progress()
            while count := self._gift_retried(lambda c=company: self._gift_expire(c)):
                ended += count
                cron._commit_progress()
            cron._commit_progress(1)
        return ended

    @api.model
    def _gift_retried(self, batch):
        """Run a batch again with a fresh snapshot when somebody disturbed it.

        :param batch: callable without arguments
        :return: what it returned, or None when it failed each time
        """
        for attempt in range(1, TRIES + 1):
            try:
                result = batch()
                self.env.flush_all()
                return result
            except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY) as error:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.info(
                    "Claims: disturbed, try %s of %s: %s",
                    attempt,
                    TRIES,
                    str(error).strip(),
                )
        return None

    @api.model
    def _gift_today_of(self, company):
        """Return the company's day, by which claims end."""
        return company.sudo()._gift_today()

    @api.model
    def _gift_renew_purchases(self, company):
        """Count the year of a purchase from the last invoice (retail's default).

        Only claims that would soon end are looked at.

        :param company: root ``res.company``
        :return: number of claims renewed
        """
        self.env.flush_all()
        today = self._gift_today_of(company)
        self.env.cr.execute(
            SQL(
                """
                UPDATE gift_claim c
                   SET until = x.until, write_date = now() AT TIME ZONE 'UTC'
                  FROM (
                    SELECT k.id, max(m.invoice_date) + %(days)s::int AS until
                      FROM gift_claim k
                      JOIN account_move m ON m.commercial_partner_id = k.partner_id
                       AND m.move_type = 'out_invoice' AND m.state = 'posted'
                       AND m.company_id = ANY(%(branches)s)
                     WHERE k.company_id = %(root)s AND k.active
                       AND k.basis = 'purchase' AND k.until <= %(soon)s
                     GROUP BY k.id
                  ) x
                 WHERE c.id = x.id AND x.until > c.until
                """,
                days=company.gift_claim_days_purchase,
                branches=list(
                    self.env["gift.customer"]._gift_scope(company).company_ids
                ),
                root=company.id,
                soon=fields.Date.add(today, days=company.gift_claim_warn_days),
            ),
            log_exceptions=False,
        )
        count = self.env.cr.rowcount
        if count:
            self.env["gift.claim"].invalidate_model(flush=False)
        return count

    @api.model
    def _gift_kept_sql(self, alias):
        """Return whether a claim stays beyond its end: tier A of somebody present.

        :param SQL alias: ``gift_claim`` in the query
        """
        return SQL(
            """(EXISTS (SELECT 1 FROM gift_customer kc
                          JOIN gift_tier kt ON kt.id = kc.tier_id
                         WHERE kc.partner_id = %(a)s.partner_id
                           AND kc.company_id = %(a)s.company_id AND kt.code = %(tier)s)
                AND NOT %(left)s)""",
            a=alias,
            tier=KEPT_TIER,
            left=self._gift_inactive_owner_sql(alias),
        )

    @api.model
    def _gift_warn(self, company):
        """Tell owners which claims end soon: one notice per person.

        :param company: root ``res.company``
        :return: number of claims warned of
        """
        today = self._gift_today_of(company)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE gift_claim c SET warned_until = c.until
                 WHERE c.company_id = %s AND c.active
                   AND c.until BETWEEN %s AND %s
                   AND c.warned_until IS DISTINCT FROM c.until
                   AND NOT %s
             RETURNING c.id
                """,
                company.id,
                today,
                fields.Date.add(today, days=company.gift_claim_warn_days),
                self._gift_kept_sql(SQL("c")),
            )
        )
        if not rows:
            return 0
        self.env["gift.claim"].invalidate_model(flush=False)
        claims = self.sudo().browse(sorted(row[0] for row in rows))
        for user, mine in claims._gift_by_person().items():
            env = self.with_context(lang=user.lang).env
            self._gift_tell(
                user,
                env._("Claims that end soon"),
                env._(
                    "%(count)s of your customers return to the pool within %(days)s "
                    "days, %(name)s first. A logged contact keeps them.",
                    count=len(mine),
                    days=company.gift_claim_warn_days,
                    name=mine.sorted("until")[0].name,
                ),
                mine.sorted("until")[0],
            )
        return len(rows)

    @api.model
    def _gift_expire(self, company):
        """End a batch of claims that are over; the customers return to the pool.

        :param company: root ``res.company``
        :return: number of claims ended
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id FROM gift_claim c
                 WHERE c.company_id = %s AND c.active AND c.until < %s AND NOT %s
                 ORDER BY c.id LIMIT %s
                """,
                company.id,
                self._gift_today_of(company),
                self._gift_kept_sql(SQL("c")),
                BATCH,
            )
        )
        claims = self.sudo().browse([row[0] for row in rows])
        ended = claims._gift_end("expired", self.env._("The time was over"))
        for user, mine in ended._gift_by_person().items():
            env = self.with_context(lang=user.lang).env
            self._gift_tell(
                user,
                env._("Back in the pool"),
                env._(
                    "%(count)s of your claims are over, among them %(name)s. The "
                    "customers are in the public pool.",
                    count=len(mine),
                    name=mine[0].name,
                ),
                mine[0],
            )
        return len(ended)

    @api.model
    def _gift_ask_idle(self, company):
        """Have the manager decide about customers nobody spoke with for long.

        Also tier A (decision 21). Asked once per silence: a later contact of the owner
        lets a new one begin.

        :param company: root ``res.company``
        :return: number of claims asked about
        """
        days = company.gift_claim_idle_days
        if not days:
            return 0
        today = self._gift_today_of(company)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE gift_claim c SET idle_asked_on = %(today)s
                 WHERE c.company_id = %(root)s AND c.active
                   AND c.owner_id IS NOT NULL
                   AND GREATEST(c.since, c.last_contact) < %(before)s
                   AND (c.idle_asked_on IS NULL
                        OR c.idle_asked_on < GREATEST(c.since, c.last_contact))
             RETURNING c.id
                """,
                today=today,
                root=company.id,
                before=fields.Date.subtract(today, days=days),
            )
        )
        if rows:
            self.env["gift.claim"].invalidate_model(flush=False)
            self.sudo().browse(sorted(row[0] for row in rows))._gift_on_idle()
        return len(rows)

    def _gift_on_idle(self):
        """Ask in the inbox, in the owner's name, whether these go to the pool."""
        for claim in self:
            owner = claim.owner_id
            # sudo: the claim's own owner asks, whom the answer concerns
            asking = claim.with_user(owner).sudo() if owner.active else claim
            facts = [
                [self.env._("Customer"), claim.name],
                [self.env._("Owner"), claim._gift_holder_name()],
                [
                    self.env._("Last logged contact"),
                    format_date(self.env, claim.last_contact)
                    if claim.last_contact
                    else self.env._("none"),
                ],
            ]
            asking._gift_ask(
                "claim_idle",
                self.env._(
                    "%(customer)s, left alone: to the pool?", customer=claim.name
                ),
                facts,
                team=claim.team_id,
                limit=self.env._(
                    "%(days)s days without a logged contact",
                    days=claim.company_id.gift_claim_idle_days,
                ),
            )

    def _gift_on_decided(self, approval):
        """Do what the manager decided about a customer that was left alone.

        Silence means that the owner keeps the customer (decision 21).

        :param approval: ``gift.approval`` of kind ``claim_idle``
        """
        res = super()._gift_on_decided(approval)
        if approval.kind == "claim_idle" and approval.state == "approved":
            self._gift_release(self.env._("Left alone; the manager decided"))
        return res

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    def _gift_person_in_charge(self):
        """Return who is told about a claim: owner, deputy, team leader, or nobody."""
        self.ensure_one()
        claim = self.sudo()
        user = claim.owner_id.filtered("active") or claim.team_id.user_id
        return user.filtered("active")._gift_deputy(claim.company_id._gift_today())

    def _gift_by_person(self):
        """Return these claims by the person to tell: ``{res.users: gift.claim}``."""
        same = defaultdict(list)
        for claim in self.sudo():
            same[claim.owner_id, claim.team_id, claim.company_id].append(claim.id)
        groups = defaultdict(list)
        for ids in same.values():  # one answer for each owner, team and company
            if user := self.browse(ids[:1])._gift_person_in_charge():
                groups[user] += ids
        return {user: self.browse(sorted(ids)) for user, ids in groups.items()}

    @api.model
    def _gift_tell_assists(self, notices):
        """Tell owners who else talked to their customers: one notice per person.

        :param dict notices: user id to ids of the claims, one per new assist
        """
        for user in self.env["res.users"].browse(sorted(notices)):
            env = self.with_context(lang=user.lang).env
            claims = self.sudo().browse(notices[user.id])
            self._gift_tell(
                user,
                env._("Help with your customers"),
                env._(
                    "%(count)s new touches by others on customers that are yours, the "
                    "last on %(name)s; see the list of assists.",
                    count=len(notices[user.id]),
                    name=claims[-1].name,
                ),
                claims[-1],
            )

    @api.model
    def _gift_tell(self, user, title, message, claim):
        """Tell a person in Odoo; once per run and matter, never per record.

        :param user: ``res.users``
        :param str title: in the user's language
        :param str message: likewise
        :param claim: ``gift.claim`` that the notice opens
        """
        self.env["gift.alert"]._send(user, title, message, claim, urgent=False)
