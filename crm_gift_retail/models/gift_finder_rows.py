"""What a search result needs of a contact, in one query, masked where it must be."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.phone_cn import PhoneError, parse_phone

#: duties that serve whoever stands there: nothing is masked for them (decision 20)
SERVING = ("clerk", "service", "manager")
#: Rows looked at before the best are chosen: a switchboard with thousands of people
#: behind it costs no more than a family.
CANDIDATES = 64
COLUMNS = (
    "id",
    "name",
    "type",
    "phone",
    "phone_sanitized",
    "active",
    "commercial_partner_id",
    "gift_salutation",
    "function",
)


def get_user_name_sql(user_id):
    """Return the SQL of a user's name, for queries that join many tables already.

    :param SQL user_id: column that holds the user's id
    """
    return SQL(
        """(SELECT up.name FROM res_users uu JOIN res_partner up
               ON up.id = uu.partner_id WHERE uu.id = %s)""",
        user_id,
    )


class GiftFinderRows(models.AbstractModel):
    """Rows and results of the finder; calls use them as well."""

    _name = "gift.finder.rows"
    _description = "Rows of the customer finder"

    @api.model
    def _get_masks(self, partners):
        """Return what the user may not know of these customers before first contact.

        Service roles are never masked. Seam for the rules of claims.

        :param partners: ``res.partner`` records
        :return: ``{partner id: words to show instead of the number}``
        """
        return {}

    @api.model
    def _get_rows(self, match, domain, limit, active=True):
        """Return what a result needs of the contacts in a domain, in one query.

        The rights of the user are part of it; at most ``CANDIDATES`` contacts are
        looked at, the last buyers among them come first.

        :param str match: kind of match of these rows
        :param Domain domain: on ``res.partner``
        :param int limit: number of rows
        :param bool active: False finds archived contacts only
        """
        partners = self.env["res.partner"].with_context(active_test=False)
        self.env.flush_all()
        query = partners._search(
            domain & Domain("partner_share", "=", True) & Domain("active", "=", active),
            limit=CANDIDATES,
            order="id",
        )
        query.order = None  # any: sorting all matches would undo the limit
        found = query.select(
            *(SQL.identifier(partners._table, column) for column in COLUMNS)
        )
        # Few joins, the rest by subselects: planning costs more than finding.
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT p.id AS partner_id, p.name, p.type, p.phone, p.phone_sanitized,
                       p.active, cp.id AS commercial_partner_id,
                       CASE WHEN p.id <> cp.id THEN cp.name END AS firm,
                       p.gift_salutation AS salutation, p.function, cp.is_company,
                       c.id AS customer_id, c.last_order_date,
                       (SELECT jsonb_build_object(
                                   'letter', t.code, 'color', t.color,
                                   'publicName', COALESCE(t.public_name->>%(lang)s,
                                                          t.public_name->>'en_US', ''))
                          FROM gift_tier t WHERE t.id = c.tier_id) AS tier,
                       %(owner)s AS owner,
                       (SELECT jsonb_build_array(
                                   COALESCE(%(claimer)s, (
                                       SELECT COALESCE(kt.name->>%(lang)s,
                                                       kt.name->>'en_US')
                                         FROM crm_team kt WHERE kt.id = kc.team_id)),
                                   kc.until)
                          FROM gift_claim kc
                         WHERE kc.partner_id = cp.id AND kc.company_id = %(root)s
                           AND kc.active
                         ORDER BY kc.since, kc.id LIMIT 1) AS claim
                  FROM (%(found)s) p
                  JOIN res_partner cp
                    ON cp.id = COALESCE(p.commercial_partner_id, p.id)
                  LEFT JOIN gift_customer c
                    ON c.partner_id = cp.id AND c.company_id = %(root)s
                 ORDER BY c.last_order_date DESC NULLS LAST, p.type <> 'contact', p.id
                 LIMIT %(limit)s
                """,
                found=found,
                lang=self.env.lang or "en_US",
                root=self.env.company.sudo().root_id.id,
                owner=get_user_name_sql(SQL("c.owner_id")),
                claimer=get_user_name_sql(SQL("kc.owner_id")),
                limit=limit,
            )
        )
        for row in rows:
            row["match"] = match
        return rows

    @api.model
    def _drop_addresses(self, rows):
        """Leave out the delivery addresses of a customer that was found itself."""
        people = {
            row["commercial_partner_id"] for row in rows if row["type"] == "contact"
        }
        return [
            row
            for row in rows
            if row["type"] == "contact" or row["commercial_partner_id"] not in people
        ]

    @api.model
    def _get_results(self, rows, masked=True):
        """Return rows as ``find`` answers, masked as the user's duties ask.

        :param list rows: of :meth:`_get_rows`
        :param bool masked: False for somebody who calls: that is service
        """
        partners = self.env["res.partner"].browse([row["partner_id"] for row in rows])
        masks = {}
        if masked and rows and not self._is_serving():
            masks = self._get_masks(partners)
        return [self._get_result(row, masks) for row in rows]

    @api.model
    def _get_result(self, row, masks):
        """Return one row as ``find`` answers."""
        owner, until = row["claim"] or (None, None)
        bought = row["last_order_date"]
        return {
            "partner_id": row["partner_id"],
            "customer_id": row["customer_id"] or False,
            "name": row["name"] or row["firm"] or "",
            "firm": row["firm"] or "",
            "tier": row["tier"] or False,
            "phone": masks.get(row["partner_id"])
            or self._get_display_phone(row["phone"]),
            "match": row["match"],
            "owner": owner or row["owner"] or "",
            "claimed_until": until or False,
            "last_order_date": bool(bought) and bought.isoformat(),
            "is_recipient": row["type"] != "contact",
        }

    @api.model
    def _is_serving(self):
        """Tell whether the user serves customers: nothing is masked then."""
        return self.env.su or any(
            self.env.user.has_group(f"crm_gift_retail.crm_gift_retail_group_{duty}")
            for duty in SERVING
        )

    @api.model
    def _get_display_phone(self, phone):
        """Return a number as people read it, as it stands when it is none."""
        if not phone:
            return ""
        try:
            return parse_phone(phone, self.env.company._gift_region()).display
        except PhoneError:
            return phone
