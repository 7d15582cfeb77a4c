"""What a claim holds: no two active claims of a company share a key."""

from typing import NamedTuple

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..tools.claim_identity import (
    email_key,
    find_order,
    partner_key,
    phone_keys,
)

#: contacts of these kinds are recipients or addresses, they identify no buyer
NO_BUYERS = ("delivery", "other")


class Identity(NamedTuple):
    """Keys of one customer: those to look for a claim with, and those to hold."""

    lookup: list
    own: list


class GiftClaimKey(models.Model):
    """One key of a claim; active with its claim."""

    _name = "gift.claim.key"
    _description = "Key of a Claim"
    _log_access = False
    _rec_name = "value"

    claim_id = fields.Many2one(
        "gift.claim", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("partner", "Customer"), ("phone", "Phone"), ("email", "E-mail")],
        required=True,
    )
    value = fields.Char(required=True)
    active = fields.Boolean(default=True)

    # The one guarantee that a customer is claimed once, whoever comes at the same time.
    _identity_uniq = models.UniqueIndex(
        "(company_id, kind, value) WHERE active",
        "This customer is claimed already.",
    )

    @api.model
    def _gift_insert(self, rows):
        """Hold keys for claims, in sorted order so that nobody deadlocks.

        :param rows: iterable of (claim id, root company id, kind, value)
        :raise ConcurrencyError: when somebody holds one of them since this transaction
            began; a retry finds the winner
        """
        rows = sorted(set(rows), key=lambda row: (row[1], row[2], row[3]))
        if not rows:
            return
        self.env.flush_all()
        try:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO gift_claim_key
                           (claim_id, company_id, kind, value, active)
                    SELECT v.* , TRUE
                      FROM (VALUES %s) AS v (claim_id, company_id, kind, value)
                    """,
                    SQL(", ").join(SQL("(%s, %s, %s, %s)", *row) for row in rows),
                ),
                log_exceptions=False,
            )
        except UniqueViolation as error:
            raise ConcurrencyError("claimed meanwhile") from error
        self.env["gift.claim"].invalidate_model(["key_ids"], flush=False)

    @api.model
    def _gift_identities(self, partner_ids, lead_ids=()):
        """Return the keys of commercial partners and of leads without customer.

        A firm is known by its own numbers and addresses and those of its people. A
        number or address that several customers have is looked for and never held
        (decision 19): families, agents, reception desks.

        :param partner_ids: ids of commercial ``res.partner``
        :param lead_ids: ids of ``crm.lead``
        :return: ``({partner id: Identity}, {lead id: Identity})``
        """
        self.env.flush_all()
        partners = {partner_id: [partner_key(partner_id)] for partner_id in partner_ids}
        leads = {lead_id: [] for lead_id in lead_ids}
        for owner_id, phone, email, region in self._gift_read_partners(partner_ids):
            keys = partners.setdefault(owner_id, [])
            keys += phone_keys(phone, region or "CN") if phone else []
            keys += [key] if (key := email_key(email)) else []
        for lead_id, phone, email, region in self._gift_read_leads(lead_ids):
            leads[lead_id] += phone_keys(phone, region or "CN") if phone else []
            leads[lead_id] += [key] if (key := email_key(email)) else []
        found = {key for keys in [*partners.values(), *leads.values()] for key in keys}
        shared = self._gift_shared(found)

        def identity(keys):
            lookup = sorted(set(keys), key=find_order)
            return Identity(lookup, [key for key in lookup if key not in shared])

        return (
            {key: identity(keys) for key, keys in partners.items()},
            {key: identity(keys) for key, keys in leads.items()},
        )

    @api.model
    def _gift_typed_keys(self, phone, email, company):
        """Return the keys of what a form or a mail says; wrong ones are nothing.

        :param str phone: as typed, or nothing
        :param str email: likewise
        :param company: ``res.company``, for numbers without a country
        """
        region = company._gift_region()
        keys = phone_keys(phone, region) if phone else []
        address = email_key(email) if email else None
        return [*keys, address] if address else keys

    @api.model
    def _gift_read_partners(self, partner_ids):
        """Read numbers and addresses of customers and their people: four columns."""
        if not partner_ids:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT p.commercial_partner_id, p.phone, p.email, c.code
                  FROM res_partner p
                  LEFT JOIN res_country c ON c.id = p.country_id
                 WHERE p.commercial_partner_id = ANY(%s) AND p.active
                   AND (p.id = p.commercial_partner_id
                        OR p.type IS NULL OR p.type != ALL(%s))
                   AND (p.phone IS NOT NULL OR p.email IS NOT NULL)
                 ORDER BY p.commercial_partner_id, p.id
                """,
                list(partner_ids),
                list(NO_BUYERS),
            )
        )

    @api.model
    def _gift_read_leads(self, lead_ids):
        """Read number and address of leads: four columns."""
        if not lead_ids:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT l.id, l.phone, l.email_from, c.code
                  FROM crm_lead l
                  LEFT JOIN res_country c ON c.id = l.country_id
                 WHERE l.id = ANY(%s)
                """,
                list(lead_ids),
            )
        )

    @api.model
    def _gift_shared(self, keys):
        """Return those of these keys that more than one customer has.

        :param keys: iterable of (kind, value)
        """
        phones = [value for kind, value in keys if kind == "phone"]
        emails = [value for kind, value in keys if kind == "email"]
        if not phones and not emails:
            return set()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 'phone', p.phone_sanitized
                  FROM res_partner p
                 WHERE p.phone_sanitized = ANY(%(phones)s) AND p.active
                   AND %(buyer)s
                 GROUP BY 2 HAVING count(DISTINCT p.commercial_partner_id) > 1
                 UNION ALL
                SELECT 'email', p.email_normalized
                  FROM res_partner p
                 WHERE p.email_normalized = ANY(%(emails)s) AND p.active
                   AND %(buyer)s
                 GROUP BY 2 HAVING count(DISTINCT p.commercial_partner_id) > 1
                """,
                phones=phones,
                emails=emails,
                buyer=SQL(
                    """(p.id = p.commercial_partner_id
                        OR p.type IS NULL OR p.type != ALL(%s))""",
                    list(NO_BUYERS),
                ),
            )
        )
        return set(rows)

    @api.model
    def _gift_holders(self, company, keys):
        """Return which active claim holds each of these keys; one query.

        :param company: root ``res.company``
        :param keys: set of (kind, value)
        :return: ``{(kind, value): id of gift.claim}``
        """
        if not keys:
            return {}
        kinds, values = zip(*sorted(keys), strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT k.kind, k.value, k.claim_id
                  FROM gift_claim_key k
                  JOIN unnest(%s::varchar[], %s::varchar[]) AS w (kind, value)
                    ON w.kind = k.kind AND w.value = k.value
                 WHERE k.company_id = %s AND k.active
                """,
                list(kinds),
                list(values),
                company.id,
            )
        )
        return {(kind, value): claim_id for kind, value, claim_id in rows}
