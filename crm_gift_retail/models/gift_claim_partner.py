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
    def _gift_claim_owners_sql(self, company, chosen):
        """Return who has claimed which customers: the owner, or the team's leader.

        People who have left do not count. The key makes sure of one active claim per
        customer; the grouping, that a customer never comes twice.

        :param company: root ``res.company``
        :param chosen: as in the seam
        :return: SQL query of (partner_id, owner_id)
        """
        return SQL(
            """SELECT kc.partner_id, min(ku.id) AS owner_id
                 FROM gift_claim kc
                 LEFT JOIN crm_team kt ON kt.id = kc.team_id
                 JOIN res_users ku
                   ON ku.id = COALESCE(kc.owner_id, kt.user_id) AND ku.active
                WHERE kc.active AND kc.company_id = %s
                  AND kc.partner_id IS NOT NULL AND %s
                GROUP BY kc.partner_id""",
            company.id,
            chosen(SQL("kc.partner_id")),
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
        ids = self.sudo().commercial_partner_id.ids

        def chosen(partner):
            return SQL("%s = ANY(%s)", partner, ids)

        rows = self.env.execute_query(
            SQL(
                """SELECT p.id, COALESCE(wc.owner_id, wu.id)
                     FROM res_partner p %s WHERE %s""",
                self._gift_seller_joins_sql(SQL("p"), company.sudo().root_id, chosen),
                chosen(SQL("p.id")),
            )
        )
        found = dict(rows)
        return {
            partner: users.browse(
                found.get(partner.sudo().commercial_partner_id.id) or []
            )
            for partner in self
        }
