"""How many customers a person holds from the pool: a row that both sides bump."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class GiftClaimQuota(models.Model):
    """One row per person and root company (decision 12).

    A count alone is no constraint under REPEATABLE READ: two takes at once would both
    see 49. Both bump this row, so the second is retried and sees the first.
    """

    _name = "gift.claim.quota"
    _description = "Customers Taken from the Pool"
    _log_access = False
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    takes = fields.Integer(help="So often did this person take a customer.")

    _user_company_uniq = models.Constraint(
        "UNIQUE (user_id, company_id)", "One row per person and company."
    )

    @api.model
    def _gift_take(self, user, company, count):
        """Count takes before they are made; refuse those above the limit.

        :param user: ``res.users`` that takes
        :param company: root ``res.company``
        :param int count: customers to take now
        :raise UserError: when the limit would be passed
        """
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO gift_claim_quota (user_id, company_id, takes)
            VALUES (%(user)s, %(company)s, %(count)s)
            ON CONFLICT (user_id, company_id)
            DO UPDATE SET takes = gift_claim_quota.takes + %(count)s
            """,
            {"user": user.id, "company": company.id, "count": count},
            log_exceptions=False,
        )
        [(held,)] = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM gift_claim
                    WHERE owner_id = %s AND company_id = %s AND active
                      AND basis = 'manual'""",
                user.id,
                company.id,
            )
        )
        limit = company.sudo().gift_claim_pool_limit
        if held + count > limit:
            raise UserError(
                self.env._(
                    "%(user)s holds %(held)s of %(limit)s customers from the pool; "
                    "%(count)s more are too many. Release some first.",
                    user=user.name,
                    held=held,
                    limit=limit,
                    count=count,
                )
            )
