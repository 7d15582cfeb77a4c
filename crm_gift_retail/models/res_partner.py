from odoo import api, fields, models
from odoo.tools import SQL

#: A change of one of these changes who bought, who looks after whom, or the ladder.
STANDING_FIELDS = {
    "active",
    "company_id",
    "employee",
    "gift_is_anonymous",
    "is_company",
    "parent_id",
    "supplier_rank",
    "team_id",
    "user_id",
}


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "gift.standing.mixin",
        "gift.partner.firms",
        "gift.touchpoint.mixin",
    ]

    _gift_partner_field = None
    _gift_company_field = None

    gift_is_anonymous = fields.Boolean(
        "Anonymous Buyer",
        help="A walk-in, the till's default customer: many buyers in one contact. It "
        "gets no tier, no care and no owner.",
    )
    gift_customer_ids = fields.One2many("gift.customer", "partner_id", "Standings")

    @api.model_create_multi
    def create(self, vals_list):
        """Contacts of firms change nothing; new customers come with their money."""
        partners = super().create(vals_list)
        owned = partners.filtered(lambda partner: partner.user_id)
        self.env["gift.customer.queue"]._touch(owned)
        return partners

    def write(self, vals):
        """Ask for a refresh of both sides when a contact moves or changes kind."""
        relevant = not STANDING_FIELDS.isdisjoint(vals)
        queue = self.env["gift.customer.queue"]
        employers = self._gift_employers() if "parent_id" in vals else {}
        if relevant:
            queue._touch(self.sudo().commercial_partner_id | self)
        res = super().write(vals)
        if relevant:
            queue._touch(self.sudo().commercial_partner_id)
        self._gift_note_moves(employers)
        return res

    def unlink(self):
        """Erase the person from the trail; what happened stays, without a name."""
        # sudo: the trail is nobody's to write, and goes with what it is about
        self.env["gift.touchpoint"].sudo()._gift_anonymise(partners=self)
        return super().unlink()

    def _gift_trail_vals(self, kind):
        """Say whom it was with; the colleague's sales team is the door."""
        vals = super()._gift_trail_vals(kind)
        team = self.env.user.sudo().sale_team_id or self.user_id.sale_team_id
        vals.update(
            partner_id=self.id,
            company_id=self._gift_standing_company_id(),
            team_id=team.id,
        )
        return vals

    # ------------------------------------------------------------------
    # Who is a customer
    # ------------------------------------------------------------------

    @api.model
    def _gift_nobody_sql(self, alias):
        """Return whether a commercial partner is nobody's customer, whatever it does.

        Anonymous buyers, the companies themselves, our people, public users.

        :param SQL alias: ``res_partner`` in the query
        :return: SQL condition, false (never NULL) for partners that may be customers
        """
        public_group = self.env.ref("base.group_public").id
        return SQL(
            """(COALESCE(%(p)s.gift_is_anonymous, FALSE)
                OR COALESCE(%(p)s.employee, FALSE)
                OR COALESCE(
                    %(p)s.id IN (SELECT oc.partner_id FROM res_company oc), FALSE)
                OR COALESCE(%(p)s.id IN (
                    SELECT ou.partner_id FROM res_users ou
                     WHERE (NOT ou.share AND (ou.active OR ou.id = 1))
                        OR ou.id IN (SELECT og.uid FROM res_groups_users_rel og
                                      WHERE og.gid = %(public)s)), FALSE))""",
            p=alias,
            public=public_group,
        )

    @api.model
    def _gift_outsider_sql(self, alias):
        """Return whether a commercial partner never gets a standing.

        Who is nobody's customer, and suppliers that never bought.

        :param SQL alias: ``res_partner`` in the query
        :return: SQL condition, false (never NULL) for partners that are customers
        """
        return SQL(
            """(%(nobody)s
                OR (COALESCE(%(p)s.supplier_rank, 0) > 0
                    AND COALESCE(%(p)s.customer_rank, 0) = 0
                    AND NOT EXISTS (
                        SELECT 1 FROM sale_order os
                         WHERE os.gift_commercial_partner_id = %(p)s.id)))""",
            nobody=self._gift_nobody_sql(alias),
            p=alias,
        )

    # ------------------------------------------------------------------
    # Who looks after whom
    # ------------------------------------------------------------------

    @api.model
    def _gift_claim_owners_sql(self, company, chosen):
        """Return who has claimed which customers. Seam: no claims yet.

        :param company: root ``res.company``
        :param chosen: callable(SQL partner column) that returns the condition of the
            customers that are looked at
        :return: SQL query of (partner_id, owner_id), one row per customer
        """
        return SQL("SELECT NULL::int AS partner_id, NULL::int AS owner_id WHERE FALSE")

    @api.model
    def _gift_owner_sql(self, alias, company, chosen):
        """Return who looks after customers; one rule for SQL and ``_gift_owner``.

        The active claim's owner, else the contact's salesperson (if still active),
        else the service team's leader, else its first member. Claims and salespeople
        are joined, each once for all customers, instead of asked for one by one.

        :param SQL alias: ``res_partner`` (commercial) in the query
        :param company: root ``res.company``
        :param chosen: as for ``_gift_claim_owners_sql``
        :return: (SQL of a ``res_users`` id or NULL, SQL of the joins that it reads,
            to follow ``alias`` in the query)
        """
        team = company.sudo().gift_service_team_id
        members = team.crm_team_member_ids.user_id.filtered("active").sorted("id")
        service = (team.user_id.filtered("active") or members)[:1]
        owner = SQL("COALESCE(wc.owner_id, wu.id, %s::int)", service.id or None)
        return owner, self._gift_seller_joins_sql(alias, company, chosen)

    @api.model
    def _gift_seller_joins_sql(self, alias, company, chosen):
        """Return the joins of claims (``wc``) and active salespeople (``wu``).

        The parameters are those of ``_gift_owner_sql``.
        """
        return SQL(
            """LEFT JOIN (%(claims)s) wc ON wc.partner_id = %(p)s.id
               LEFT JOIN res_users wu ON wu.id = %(p)s.user_id AND wu.active""",
            claims=self._gift_claim_owners_sql(company, chosen),
            p=alias,
        )

    def _gift_owner(self, company):
        """Return who looks after each of these customers.

        :param company: ``res.company``; its root counts
        :return: ``{partner: res.users}``, an empty user where nobody does
        """
        if not self:
            return {}
        users = self.env["res.users"]
        commercial = self.commercial_partner_id
        commercial.flush_recordset(["user_id"])

        def chosen(partner):
            return SQL("%s = ANY(%s)", partner, commercial.ids)

        owner, joins = self._gift_owner_sql(SQL("p"), company.sudo().root_id, chosen)
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id, %s FROM res_partner p %s WHERE %s",
                owner,
                joins,
                chosen(SQL("p.id")),
            )
        )
        owners = dict(rows)
        return {
            partner: users.browse(owners.get(partner.commercial_partner_id.id) or [])
            for partner in self
        }

    # ------------------------------------------------------------------
    # Price list
    # ------------------------------------------------------------------

    def _gift_tier_pricelists(self):
        """Return the active price lists of these customers' tiers.

        :return: ``{partner id: product.pricelist}``; those without one are left out
        """
        company = self.env.company
        keys = {
            partner.id: (partner.commercial_partner_id.id, company.sudo().root_id.id)
            for partner in self.sudo()
        }
        # sudo: a price list is proposed to whoever may quote, portal included
        rows = self._gift_standing_rows(set(keys.values()))
        tiers = self.env["gift.tier"].sudo()
        result = {}
        for partner_id, key in keys.items():
            tier = tiers.browse(rows.get(key, {}).get("tier_id") or [])
            pricelist = tier.pricelist_id.filtered("active")
            if pricelist and pricelist.company_id.id in (False, company.id):
                result[partner_id] = pricelist
        return result
