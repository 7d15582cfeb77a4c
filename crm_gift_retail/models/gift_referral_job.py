"""Moves referrals along: who became known, who paid, whose return window is over."""

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.referral import closes_circle
from .gift_job_run import logged_job

CRON = "crm_gift_retail.ir_cron_gift_referral_move"
BATCH = 500
#: The further a referral is, the more it counts when two become one.
RANK = ("invited", "identified", "ordered", "due", "rewarded", "reversed")


class GiftReferralJob(models.AbstractModel):
    """Part of ``gift.referral`` that runs by itself. Twice changes nothing."""

    _name = "gift.referral.job"
    _description = "Progress of Referrals"

    @api.model
    @logged_job(CRON)
    def _cron_move(self):
        """Bring the referrals of every root company up to date."""
        cron = self.env["ir.cron"]
        companies = self.env["gift.customer"]._gift_root_companies()
        cron._commit_progress(remaining=len(companies))
        done = 0
        for company in companies:
            try:
                done += self._gift_move(company)
                self.env.flush_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # somebody notes a referral right now: the next run has these
                self.env.cr.rollback()
                self.env.ref(CRON)._trigger()
            if not cron._commit_progress(1):
                break
        return done

    @api.model
    def _gift_follow_leads(self, leads):
        """Whom a lead has become is looked at soon, by the job.

        :param leads: ``crm.lead`` whose customer is known now
        """
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            cron._trigger()

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Keep who brought the leads that become one; of several the first counts.

        :param sources: ``crm.lead`` records that go away
        :param target: ``crm.lead`` that stays
        """
        counting = self.search(
            [
                ("lead_id", "in", (sources | target).ids),
                ("state", "!=", "refused"),
            ],
            order="id",
        )
        counting[1:].write({"state": "refused", "refusal": "merged"})
        counting.flush_recordset()  # one counts per lead, before they get one lead
        counting[:1].write({"lead_id": target.id})

    @api.model
    def _gift_move(self, company):
        """Move the referrals of a root company; does not commit.

        :param company: root ``res.company``
        :return: number of referrals that moved
        """
        moved = self._gift_identify(company)
        self.env.flush_all()
        for statement in (
            self._gift_ordered_sql(company),
            self._gift_reversed_sql(company),
            self._gift_due_sql(company),
        ):
            self.env.cr.execute(statement)
            moved += self.env.cr.rowcount
        self.env["gift.referral"].invalidate_model(flush=False)
        return moved

    @api.model
    def _gift_identify(self, company):
        """Make known whom leads have become; whoever cannot count is refused.

        :return: number of referrals looked at
        """
        # sudo: states are written by methods only
        waiting = (
            self.env["gift.referral"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "invited"),
                    ("lead_id.partner_id", "!=", False),
                ],
                limit=BATCH,
                order="id",
            )
        )
        if not waiting:
            return 0
        waiting._gift_guard(company)
        today = company._gift_today()
        for referral in waiting:  # each may close a circle or take a customer
            partner = referral.lead_id.partner_id
            firm = partner.commercial_partner_id
            taken = waiting.search_count(
                [
                    ("company_id", "=", company.id),
                    ("referred_firm_id", "=", firm.id),
                    ("state", "!=", "refused"),
                ],
                limit=1,
            )
            referral.write(
                {
                    "referred_id": partner.id,
                    "referred_firm_id": firm.id,
                    "date_identified": today,
                    **(
                        {"state": "refused", "refusal": "taken"}
                        if taken
                        else {"state": "identified"}
                    ),
                }
            )
            reason = None if taken else referral._gift_refusals()[referral.id]
            if reason:
                referral.write({"state": "refused", "refusal": reason})
        return len(waiting)

    @api.model
    def _gift_ordered_sql(self, company):
        """First invoice that is paid, not older than the referral."""
        return SQL(
            """
            UPDATE gift_referral r
               SET state = 'ordered', invoice_id = x.move_id,
                   date_ordered = x.invoice_date,
                   date_due = x.invoice_date + %(days)s::int,
                   write_date = now() AT TIME ZONE 'UTC'
              FROM (
                SELECT DISTINCT ON (o.id) o.id, m.id AS move_id, m.invoice_date
                  FROM gift_referral o
                  JOIN account_move m
                    ON m.commercial_partner_id = o.referred_firm_id
                   AND m.move_type = 'out_invoice' AND m.state = 'posted'
                   AND m.payment_state IN ('paid', 'in_payment')
                   AND m.amount_untaxed > 0 AND m.invoice_date >= o.date_invited
                  JOIN res_company b ON b.id = m.company_id
                   AND split_part(b.parent_path, '/', 1)::int = o.company_id
                 WHERE o.company_id = %(company)s AND o.state = 'identified'
                 ORDER BY o.id, m.invoice_date, m.id
              ) x
             WHERE r.id = x.id
            """,
            company=company.id,
            days=company.gift_referral_return_days,
        )

    @api.model
    def _gift_reversed_sql(self, company):
        """The first order was given back: wholly credited, cancelled or deleted.

        A part that came back does not matter while something paid is left. Credit notes
        count that reverse the invoice, and those made from its orders, which do not say
        which invoice they belong to; so orders count with all that was invoiced.
        """
        return SQL(
            """
            UPDATE gift_referral r
               SET state = 'reversed', write_date = now() AT TIME ZONE 'UTC'
             WHERE r.company_id = %(company)s
               AND r.state IN ('ordered', 'due', 'rewarded')
               AND NOT EXISTS (
                    SELECT FROM account_move m
                     WHERE m.id = r.invoice_id AND m.state = 'posted'
                       AND m.payment_state <> 'reversed'
                       AND m.amount_total > COALESCE((
                            SELECT sum(c.amount_total) FROM account_move c
                             WHERE c.reversed_entry_id = m.id
                               AND c.state = 'posted'), 0)
                       AND COALESCE((
                            SELECT sum(CASE WHEN c.move_type = 'out_refund'
                                       THEN -l.price_total ELSE l.price_total END)
                              FROM sale_order_line s
                              JOIN sale_order_line_invoice_rel i
                                ON i.order_line_id = s.id
                              JOIN account_move_line l ON l.id = i.invoice_line_id
                              JOIN account_move c
                                ON c.id = l.move_id AND c.state = 'posted'
                             WHERE s.order_id IN (
                                SELECT ms.order_id
                                  FROM account_move_line ml
                                  JOIN sale_order_line_invoice_rel mi
                                    ON mi.invoice_line_id = ml.id
                                  JOIN sale_order_line ms
                                    ON ms.id = mi.order_line_id
                                 WHERE ml.move_id = m.id)), m.amount_total) > 0)
            """,
            company=company.id,
        )

    @api.model
    def _gift_due_sql(self, company):
        """The return window is over and the order stands."""
        return SQL(
            """
            UPDATE gift_referral
               SET state = 'due', write_date = now() AT TIME ZONE 'UTC'
             WHERE company_id = %(company)s AND state = 'ordered'
               AND date_due <= %(today)s
            """,
            company=company.id,
            today=company._gift_today(),
        )

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    @api.model
    def _gift_merge(self, sources, target):
        """Settle referrals of contacts that become one, before the keys collide.

        Who brought themselves no longer counts; of two who brought the same customer
        the one that is further stays; a circle is opened at its youngest link.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        ids = [*sources.ids, target.id]
        referrals = self.sudo().search(
            [
                ("state", "!=", "refused"),
                "|",
                ("referrer_firm_id", "in", ids),
                ("referred_firm_id", "in", ids),
            ],
            order="id",
        )

        def merged(partner):
            return target.id if partner.id in ids else partner.id

        for company in referrals.company_id:
            mine = referrals.filtered(lambda r, c=company: r.company_id == c)
            alone = mine.filtered(
                lambda r: (
                    r.referred_firm_id
                    and merged(r.referrer_firm_id) == merged(r.referred_firm_id)
                )
            )
            alone.write({"state": "refused", "refusal": "same_entity"})
            rivals = (mine - alone).filtered(
                lambda r: r.referred_firm_id and merged(r.referred_firm_id) == target.id
            )
            rivals = rivals.sorted(lambda r: (-RANK.index(r.state), r.id))
            rivals[1:].write({"state": "refused", "refusal": "merged"})
            self._gift_open_circles(company, ids, target)
        self.flush_model()

    @api.model
    def _gift_open_circles(self, company, ids, target):
        """Refuse the youngest link of a circle that a merge would close."""
        links = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "!=", "refused"),
                ("referred_firm_id", "!=", False),
            ],
            order="id",
        )
        brought_by = {}
        for link in links:
            high, low = link.referrer_firm_id.id, link.referred_firm_id.id
            high = target.id if high in ids else high
            low = target.id if low in ids else low
            if closes_circle(high, low, brought_by):
                link.write({"state": "refused", "refusal": "circle"})
            else:
                brought_by[low] = high
