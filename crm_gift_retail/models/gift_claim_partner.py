"""What contacts have to do with claims."""

from odoo import api, models
from odoo.tools import SQL

#: a change of one of these may change what identifies a customer
IDENTITY_FIELDS = {"active", "email", "is_company", "parent_id", "phone", "type"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Shared numbers and addresses are looked for in every batch of claims.
    _gift_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A contact's number may be claimed already, or become its firm's."""
        partners = super().create(vals_list)
        known = partners.filtered(lambda partner: partner.phone or partner.email)
        self.env["gift.claim.queue"]._gift_add("partner", known.ids, wake=False)
        return partners

    def write(self, vals):
        """Have the keys of both sides looked at when identity or firm changes."""
        relevant = not IDENTITY_FIELDS.isdisjoint(vals)
        queue = self.env["gift.claim.queue"]
        if relevant and "parent_id" in vals:
            ids = self.sudo().commercial_partner_id.ids
            queue._gift_add("partner", ids, wake=False)
        res = super().write(vals)
        if relevant:
            queue._gift_add("partner", self.ids, wake=False)
        return res

    @api.model
    def _gift_claim_owner_sql(self, alias, company):
        """Return who has claimed a customer: the owner, or the leader of the team.

        People who have left do not count. One look into a partial index per row.

        :param SQL alias: ``res_partner`` (commercial) in the query
        :param company: root ``res.company``
        :return: SQL of a ``res_users`` id or NULL
        """
        # One active claim per customer is sure (its key); who is still here is asked
        # once for all rows, not row by row.
        holder = SQL(
            """COALESCE(kc.owner_id, (SELECT kt.user_id FROM crm_team kt
                                       WHERE kt.id = kc.team_id))"""
        )
        return SQL(
            """(SELECT %(holder)s
                  FROM gift_claim kc
                 WHERE kc.partner_id = %(alias)s.id AND kc.company_id = %(company)s
                   AND kc.active
                   AND %(holder)s IN (SELECT ku.id FROM res_users ku WHERE ku.active)
                 LIMIT 1)""",
            holder=holder,
            alias=alias,
            company=company.id,
        )

    @api.model
    def _gift_sees_all_sales(self):
        """Return whether the user may make leads and orders of somebody else.

        Asked of the user and not of the environment: stored fields are computed as the
        system. What the web shop or the gateway makes is the system's own.
        """
        user = self.env.user
        return (
            user._is_superuser()
            or not user._is_internal()
            or user.has_group("sales_team.group_sale_salesman_all_leads")
        )

    def _gift_default_seller(self, company):
        """Return whom a new document for these customers belongs to by default.

        The claim's owner, else the contact's salesperson (decision 22); the service
        team only where there would be nobody, which the caller knows.

        :param company: ``res.company``; its root counts
        :return: ``{partner: res.users}``, an empty user where nobody does
        """
        users = self.env["res.users"]
        if not self:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, COALESCE(%s, (SELECT wu.id FROM res_users wu
                                            WHERE wu.id = p.user_id AND wu.active))
                  FROM res_partner p WHERE p.id = ANY(%s)
                """,
                self._gift_claim_owner_sql(SQL("p"), company.sudo().root_id),
                self.sudo().commercial_partner_id.ids,
            )
        )
        found = dict(rows)
        return {
            partner: users.browse(
                found.get(partner.sudo().commercial_partner_id.id) or []
            )
            for partner in self
        }
