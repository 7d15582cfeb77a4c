"""How many samples a person sent in a month: a row that all of them update."""

from odoo import api, fields, models
from odoo.tools import SQL


class GiftSampleQuota(models.Model):
    """One row per salesperson, root company and month (decision 12).

    A count of samples is no constraint under REPEATABLE READ: two requests at once
    would both be the tenth. Both bump this row, so the second is tried again.
    """

    _name = "gift.sample.quota"
    _description = "Samples of a Month"
    _log_access = False
    _order = "month desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", "Salesperson", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True)
    count = fields.Integer("Samples", readonly=True)
    cost = fields.Monetary(readonly=True)

    _month_uniq = models.Constraint(
        "UNIQUE (user_id, company_id, month)", "One row per person and month."
    )

    @api.model
    def _gift_add(self, user, company, month, count, cost):
        """Add samples to a month; return what it stands at then.

        :param user: ``res.users``
        :param company: root ``res.company``
        :param datetime.date month: first day of the month
        :param int count: samples, negative to give back
        :param float cost: in company currency, negative to give back
        :return: (count, cost)
        """
        self.env.flush_all()
        # a lost race is Odoo's business: it tries the request again
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_sample_quota AS q
                       (user_id, company_id, month, count, cost)
                VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (user_id, company_id, month)
                DO UPDATE SET count = q.count + EXCLUDED.count,
                              cost = q.cost + EXCLUDED.cost
             RETURNING count, cost
                """,
                user.id,
                company.id,
                month,
                count,
                cost,
            ),
            log_exceptions=False,
        )
        total = self.env.cr.fetchone()
        self.invalidate_model(flush=False)
        return total[0], float(total[1])

    @api.model
    def _gift_month(self, user, company, month):
        """Return (count, cost) of a person's month, (0, 0) without samples."""
        row = self.search(
            [
                ("user_id", "=", user.id),
                ("company_id", "=", company.id),
                ("month", "=", month),
            ]
        )
        return row.count, row.cost
