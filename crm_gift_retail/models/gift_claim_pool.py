"""The public pool: customers that nobody holds, and how one takes them."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .pair_domain import pair_domain


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    claim_id = fields.Many2one(
        "gift.claim", compute="_compute_claim", search="_search_claim_id"
    )
    claim_name = fields.Char("Claimed By", compute="_compute_claim")
    claim_until = fields.Date("Claimed Until", compute="_compute_claim")
    in_pool = fields.Boolean(
        "In the Public Pool",
        compute="_compute_in_pool",
        search="_search_in_pool",
        help="No active claim, and no salesperson who always had the customer.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_claim(self):
        """Read the claims of all these customers in one query."""
        self.env["gift.claim"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (g.id) g.id, c.id, c.until,
                       COALESCE(up.name, t.name->>%s, t.name->>'en_US')
                  FROM gift_customer g
                  JOIN gift_claim c ON c.partner_id = g.partner_id
                   AND c.company_id = g.company_id AND c.active
                  LEFT JOIN res_users u ON u.id = c.owner_id
                  LEFT JOIN res_partner up ON up.id = u.partner_id
                  LEFT JOIN crm_team t ON t.id = c.team_id
                 WHERE g.id = ANY(%s)
                 ORDER BY g.id, c.since, c.id
                """,
                self.env.lang or "en_US",
                self.ids,
            )
        )
        found = {row[0]: row[1:] for row in rows}
        for customer in self:
            claim_id, until, name = found.get(customer.id, (False, False, False))
            customer.claim_id = claim_id
            customer.claim_until = until
            customer.claim_name = name

    @api.model
    def _search_claim_id(self, operator, value):
        """Search customers by their active claim; False finds those without one."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        claims = self.env["gift.claim"]
        absent = operator == "in" and bool({False, None} & set(value))
        if operator == "in":
            value = [item for item in value if item]

        def held(query):
            return pair_domain(query, ("partner_id", "company_id"), "claim_id")

        found = held(claims._search([("id", operator, value)]))
        if absent:
            # sudo: that somebody holds a customer is no secret
            found |= ~held(claims.sudo()._search([]))
        return found

    @api.model
    def _gift_pool_sql(self, alias):
        """Return whether a customer is in the public pool.

        Who has a salesperson in Odoo and never had a claim is not: installing this
        addon gives nobody's customers away.

        :param SQL alias: ``gift_customer`` in the query
        """
        return SQL(
            """(%(a)s.active
                AND NOT EXISTS (
                    SELECT 1 FROM gift_claim oc
                     WHERE oc.partner_id = %(a)s.partner_id
                       AND oc.company_id = %(a)s.company_id AND oc.active)
                AND (NOT EXISTS (
                        SELECT 1 FROM res_partner op
                          JOIN res_users ou ON ou.id = op.user_id AND ou.active
                         WHERE op.id = %(a)s.partner_id)
                     OR EXISTS (
                        SELECT 1 FROM gift_claim hc
                         WHERE hc.partner_id = %(a)s.partner_id
                           AND hc.company_id = %(a)s.company_id)))""",
            a=alias,
        )

    @api.depends("partner_id", "company_id", "active")
    def _compute_in_pool(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT g.id FROM gift_customer g WHERE g.id = ANY(%s) AND %s",
                self.ids,
                self._gift_pool_sql(SQL("g")),
            )
        )
        pool = {row[0] for row in rows}
        for customer in self:
            customer.in_pool = customer.id in pool

    @api.model
    def _search_in_pool(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        pool = Domain.custom(
            to_sql=lambda _model, alias, _query: self._gift_pool_sql(
                SQL.identifier(alias)
            ),
            predicate=lambda customer: customer.in_pool,
        )
        return pool if True in value else ~pool

    def action_take_from_pool(self):
        """Take these customers for oneself: one click, up to the company's limit.

        :return: action that reloads the screen and says what was taken
        :raise AccessError: without the duty to claim, or a customer one may not read
        :raise UserError: taken meanwhile ("claimed by NAME until DATE"), not in the
            pool, too many
        """
        self.check_access("read")
        claims = self.env["gift.claim"]
        claims._gift_check_may_claim()
        user = self.env.user
        for company in self.company_id:
            mine = self.filtered(lambda row, c=company: row.company_id == c)
            mine = mine.sorted(lambda row: row.partner_id.id)
            self.env["gift.claim.quota"].sudo()._gift_take(user, company, len(mine))
            for customer in mine:
                # sudo: the contact of a customer that one may read
                partner = customer.sudo().partner_id
                if customer.in_pool:
                    claims._gift_check_free(partner, company.sudo())
                taken = claims._gift_claim(partner, company, owner=user)
                if not customer.in_pool and taken.owner_id == user:
                    raise UserError(
                        self.env._(
                            "%(name)s is your customer already.",
                            name=partner.display_name,
                        )
                    )
        self.invalidate_recordset(["claim_id", "claim_name", "claim_until", "in_pool"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s taken from the pool. You find them under My claims.",
                    count=len(self),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
