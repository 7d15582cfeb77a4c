"""Tier, last purchase and contact colour where people work."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .gift_customer import CONTACT_STATES
from .gift_profit_guard import STANDING_GROUPS
from .window import form_action


class GiftStandingMixin(models.AbstractModel):
    """Show a document's customer standing: not stored, searchable, one query.

    The row is that of the document's company (its root), contacts show the row
    of the current company. Class attributes:

    * ``_gift_partner_field``: many2one to ``res.partner``, or None on the partner;
    * ``_gift_company_field``: many2one to ``res.company``, or None.
    """

    _name = "gift.standing.mixin"
    _description = "Shows the customer's standing"

    _gift_partner_field = "partner_id"
    _gift_company_field = "company_id"

    gift_customer_id = fields.Many2one(
        "gift.customer",
        "Standing",
        compute="_compute_gift_standing",
        search="_search_gift_customer_id",
        groups=STANDING_GROUPS,
    )
    gift_tier_id = fields.Many2one(
        "gift.tier",
        "Tier",
        compute="_compute_gift_standing",
        search="_search_gift_tier_id",
        groups=STANDING_GROUPS,
    )
    gift_tier_name = fields.Char(
        "Tier Letter",
        compute="_compute_gift_standing",
        search="_search_gift_tier_name",
        groups=STANDING_GROUPS,
    )
    gift_tier_color = fields.Integer(
        "Tier Colour", compute="_compute_gift_standing", groups=STANDING_GROUPS
    )
    gift_tier_public_name = fields.Char(
        "Tier's Public Name", compute="_compute_gift_standing", groups=STANDING_GROUPS
    )
    gift_last_order_date = fields.Date(
        "Last Purchase",
        compute="_compute_gift_standing",
        search="_search_gift_last_order_date",
        groups=STANDING_GROUPS,
    )
    gift_next_contact_date = fields.Date(
        "Next Contact",
        compute="_compute_gift_standing",
        search="_search_gift_next_contact_date",
        groups=STANDING_GROUPS,
    )
    gift_contact_state = fields.Selection(
        CONTACT_STATES,
        "Contact State",
        compute="_compute_gift_standing",
        search="_search_gift_contact_state",
        groups=STANDING_GROUPS,
    )
    gift_owner_id = fields.Many2one(
        "res.users",
        "Looked After By",
        compute="_compute_gift_standing",
        search="_search_gift_owner_id",
        groups=STANDING_GROUPS,
    )

    gift_owner_name = fields.Char(
        "Looked After By (name)",
        compute="_compute_gift_standing",
        groups=STANDING_GROUPS,
        help="In the same query as the rest: lists show it without reading users.",
    )

    gift_claim_name = fields.Char(
        "Claimed By", compute="_compute_gift_standing", groups=STANDING_GROUPS
    )
    gift_claim_until = fields.Date(
        "Claimed Until", compute="_compute_gift_standing", groups=STANDING_GROUPS
    )

    def _gift_person(self):
        """Return the person (or firm) that this record is about; maybe nobody."""
        self.ensure_one()
        name = self._gift_partner_field
        return self[name] if name else self

    def _gift_standing_partner(self):
        """Return the commercial partner whose standing this record shows."""
        return self._gift_person().commercial_partner_id

    def _gift_standing_partner_sql(self, alias):
        """Return the SQL of the commercial partner's id; twin of the method above.

        :param SQL alias: the document's table in the query
        """
        if not self._gift_partner_field:
            return SQL("%s.commercial_partner_id", alias)
        return SQL(
            "(SELECT gp.commercial_partner_id FROM res_partner gp WHERE gp.id = %s.%s)",
            alias,
            SQL.identifier(self._gift_partner_field),
        )

    def _gift_standing_company_id(self):
        """Return the id of the root company whose standing this record shows."""
        self.ensure_one()
        name = self._gift_company_field
        company = (self[name] if name else None) or self.env.company
        return company.sudo().root_id.id

    def _gift_standing_depends(self):
        """Return the fields that the standing is computed from."""
        if self._abstract:
            return []
        if not self._gift_partner_field:
            depends = ["commercial_partner_id"]
        else:
            depends = [f"{self._gift_partner_field}.commercial_partner_id"]
        return depends + (
            [self._gift_company_field] if self._gift_company_field else []
        )

    @api.depends_context("company", "lang", "uid")
    @api.depends(lambda self: self._gift_standing_depends())
    def _compute_gift_standing(self):
        """Fill all standing fields with one query for the whole recordset."""
        keys = {
            record: (
                record._gift_standing_partner()._origin.id,
                record._gift_standing_company_id(),
            )
            for record in self
        }
        rows = self._gift_standing_rows(set(keys.values()))
        customers = self.env["gift.customer"]
        today = fields.Date.context_today(self)
        held = customers.browse(
            [row["id"] for row in rows.values()]
        )._gift_contact_holds()
        for record, key in keys.items():
            row = rows.get(key, {})
            due = row.get("next_contact_date")
            record.gift_customer_id = row.get("id")
            record.gift_tier_id = row.get("tier_id")
            record.gift_tier_name = row.get("code")
            record.gift_tier_color = row.get("color")
            record.gift_tier_public_name = row.get("public_name")
            record.gift_last_order_date = row.get("last_order_date")
            record.gift_next_contact_date = due
            record.gift_owner_id = row.get("owner_id")
            record.gift_owner_name = row.get("owner_name")
            record.gift_claim_name = row.get("claim_name")
            record.gift_claim_until = row.get("claim_until")
            record.gift_contact_state = bool(row) and (
                held.get(row["id"]) or customers._gift_contact_state_on(due, today)
            )
            record._gift_fill_extra(row)

    def _gift_fill_extra(self, row):
        """Fill further fields of a model from the row of its standing. Seam.

        :param dict row: of ``_gift_standing_rows``, empty without a standing
        """

    @api.model
    def _gift_extra_sql(self):
        """Return further (columns, joins) of ``_gift_standing_rows``. Seam.

        :return: ``SQL`` behind the select list over ``c`` (standing), beginning with a
            comma, and ``SQL`` of left joins
        """
        return SQL(), SQL()

    @api.model
    def _gift_standing_rows(self, keys):
        """Read the standing of many customers at once.

        :param set keys: pairs of commercial partner id and root company id
        :return: ``{key: {id, tier_id, code, color, dates, owner_id}}``
        """
        keys = [key for key in keys if key[0] and key[1]]
        if not keys:
            return {}
        columns, joins = self._gift_extra_sql()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT c.partner_id, c.company_id, c.id, c.tier_id, c.owner_id,
                       c.last_order_date, c.next_contact_date, t.code, t.color,
                       COALESCE(t.public_name->>%s, t.public_name->>'en_US')
                           AS public_name,
                       up.name AS owner_name, gk.until AS claim_until,
                       COALESCE(kp.name, kt.name->>%s, kt.name->>'en_US')
                           AS claim_name%s
                  FROM gift_customer c
                  LEFT JOIN gift_tier t ON t.id = c.tier_id
                  LEFT JOIN res_users u ON u.id = c.owner_id
                  LEFT JOIN res_partner up ON up.id = u.partner_id
                  LEFT JOIN gift_claim gk ON gk.partner_id = c.partner_id
                        AND gk.company_id = c.company_id AND gk.active
                  LEFT JOIN res_users ku ON ku.id = gk.owner_id
                  LEFT JOIN res_partner kp ON kp.id = ku.partner_id
                  LEFT JOIN crm_team kt ON kt.id = gk.team_id
                  %s
                 WHERE (c.partner_id, c.company_id) IN (
                       SELECT * FROM unnest(%s::int[], %s::int[]))
                """,
                self.env.lang or "en_US",
                self.env.lang or "en_US",
                columns,
                joins,
                # two arrays: a list of thousands of pairs is too deep for the parser
                [key[0] for key in keys],
                [key[1] for key in keys],
            )
        )
        return {(row["partner_id"], row["company_id"]): row for row in rows}

    def action_open_gift_customer(self):
        """Open the customer card behind this record.

        :return: window action
        :raise UserError: when the contact is no customer of the company yet
        """
        self.ensure_one()
        self.check_access("read")
        if not self.gift_customer_id:
            raise UserError(
                self.env._("%(name)s is no customer yet.", name=self.display_name)
            )
        return form_action(self.gift_customer_id)

    # ------------------------------------------------------------------
    # Search
    # ------------------------------------------------------------------

    def _search_gift_customer_id(self, operator, value):
        return self._gift_search_standing("id", operator, value)

    def _search_gift_tier_id(self, operator, value):
        return self._gift_search_standing("tier_id", operator, value)

    def _search_gift_tier_name(self, operator, value):
        return self._gift_search_standing("tier_id.code", operator, value)

    def _search_gift_last_order_date(self, operator, value):
        return self._gift_search_standing("last_order_date", operator, value)

    def _search_gift_next_contact_date(self, operator, value):
        return self._gift_search_standing("next_contact_date", operator, value)

    def _search_gift_contact_state(self, operator, value):
        return self._gift_search_standing("contact_state", operator, value)

    def _search_gift_owner_id(self, operator, value):
        return self._gift_search_standing("owner_id", operator, value)

    def _gift_search_standing(self, name, operator, value):
        """Search documents by a field of their customer's standing.

        :param str name: field of ``gift.customer``
        :param str operator: positive operator; the ORM derives the negative ones
        :param value: as for the field; False also finds documents without standing
        :return: ``Domain``
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        absent = False
        if operator == "in":
            values = set(value)
            absent = bool(values & {False, None})
            value = values - {False, None}
        found = self._gift_standing_domain(Domain(name, operator, value))
        if absent:
            found |= ~self._gift_standing_domain(Domain(name, "!=", False))
        return found

    def _gift_standing_domain(self, domain):
        """Return the domain of records whose standing matches ``domain``.

        :param Domain domain: on ``gift.customer``
        """
        customers = self.env["gift.customer"].with_context(active_test=False)
        query = customers._search(domain)
        company_field = self._gift_company_field
        root_id = self.env.company.sudo().root_id.id

        def to_sql(model, alias, _query):
            alias = SQL.identifier(alias)
            if company_field:
                company = SQL(
                    """COALESCE((SELECT split_part(gc.parent_path, '/', 1)::int
                        FROM res_company gc WHERE gc.id = %s.%s), %s)""",
                    alias,
                    SQL.identifier(company_field),
                    root_id,
                )
            else:
                company = SQL("%s", root_id)
            return SQL(
                "((%s, %s) IN (%s))",
                model._gift_standing_partner_sql(alias),
                company,
                query.select(
                    SQL("gift_customer.partner_id"), SQL("gift_customer.company_id")
                ),
            )

        def predicate(record):
            return bool(record.sudo().gift_customer_id.filtered_domain(domain))

        return Domain.custom(to_sql=to_sql, predicate=predicate)
