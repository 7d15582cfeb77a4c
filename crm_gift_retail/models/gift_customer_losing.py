"""The manager's first sentence: who brings the profit, and who of them went quiet."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .gift_profit_guard import PROFIT_GROUPS


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    @api.model
    def _gift_losing_customers(self, company, days=120, share=0.8):
        """Return the figures of "41 customers brought 80 % of profit; 9 are quiet".

        The top are the fewest customers that together bring the share of the twelve
        months' profit. Quiet: neither bought nor spoken with for more than ``days``.

        :param company: ``res.company``; its root counts
        :param int days: silence that worries, in days
        :param float share: share of the profit, above 0 and up to 1
        :return: dict with ``top_count``, ``share``, ``silent_count``, ``silent_value``
            (their profit of twelve months, company currency), ``currency_id``,
            ``days``, ``customer_ids`` (the quiet ones, best first)
        :raise AccessError: for users who may not see everybody's profit
        """
        if not self.env.su and not any(
            self.env.user.has_group(group) for group in PROFIT_GROUPS.split(",")
        ):
            raise AccessError(
                self.env._("Profit is shown to managers and service leads only.")
            )
        root = company.sudo().root_id
        silent_since = root._gift_today() - timedelta(days=days)
        self.env["gift.customer"].flush_model()
        top_count, silent_count, silent_value, ids = self.env.execute_query(
            SQL(
                """
                SELECT count(*), count(*) FILTER (WHERE r.silent),
                       COALESCE(sum(r.profit_12m) FILTER (WHERE r.silent), 0),
                       array_agg(r.id ORDER BY r.profit_12m DESC, r.id)
                           FILTER (WHERE r.silent)
                  FROM (
                    SELECT c.id, c.profit_12m,
                           sum(c.profit_12m) OVER () AS total,
                           sum(c.profit_12m) OVER (ORDER BY c.profit_12m DESC, c.id)
                               - c.profit_12m AS before,
                           GREATEST(c.last_order_date,
                                    (c.last_contact_date AT TIME ZONE 'UTC'
                                     AT TIME ZONE %(tz)s)::date
                           ) < %(since)s AS silent
                      FROM gift_customer c
                     WHERE c.company_id = %(root)s AND c.active AND c.profit_12m > 0
                  ) r
                 WHERE r.before < %(share)s * r.total
                """,
                tz=root._gift_tz(),
                since=silent_since,
                root=root.id,
                share=share,
            )
        )[0]
        return {
            "top_count": top_count,
            "share": share,
            "silent_count": silent_count,
            "silent_value": float(silent_value),
            "currency_id": root.currency_id.id,
            "days": days,
            "customer_ids": ids or [],
        }
