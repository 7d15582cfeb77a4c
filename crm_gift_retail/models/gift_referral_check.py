"""Looks up what the rules of referrals need, for many at once."""

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.referral import Party, address_key, email_key, refusal

#: Furthest that a circle is looked for.
LONGEST_CHAIN = 1000


class GiftReferralCheck(models.AbstractModel):
    """Part of ``gift.referral`` that asks ``tools/referral.py``."""

    _name = "gift.referral.check"
    _description = "Rules of Referrals"

    def _gift_refusals(self):
        """Return why these referrals cannot count: ``{id: reason or None}``.

        The same number of queries for one and for many. In sudo.
        """
        self.flush_model()
        parties = self._gift_parties()
        reasons = {}
        for company in self.company_id:
            mine = self.filtered(lambda referral, c=company: referral.company_id == c)
            chains = mine._gift_chains(company)
            buyers = mine._gift_buyers(company)
            for referral in mine.sorted("id"):
                referred = referral.referred_firm_id
                others = {
                    low: high
                    for low, (high, own) in chains.items()
                    if own != referral.id
                }
                reasons[referral.id] = refusal(
                    parties[referral.referrer_firm_id.id],
                    parties[referred.id]
                    if referred
                    else self._gift_lead_party(referral.lead_id),
                    others,
                    referred.id in buyers,
                )
        return reasons

    def _gift_parties(self):
        """Return the :class:`Party` of every firm in these referrals."""
        firms = self.referrer_firm_id | self.referred_firm_id
        found = defaultdict(lambda: ([], [], []))
        self.env["res.partner"].flush_model(
            [
                "city",
                "commercial_partner_id",
                "email_normalized",
                "phone_sanitized",
                "street",
                "zip",
            ]
        )
        for firm_id, phone, email, street, city, postcode in self.env.execute_query(
            SQL(
                """SELECT commercial_partner_id, phone_sanitized, email_normalized,
                          street, city, zip
                     FROM res_partner
                    WHERE commercial_partner_id = ANY(%s) AND active""",
                firms.ids,
            )
        ):
            phones, emails, addresses = found[firm_id]
            phones.append(phone)
            emails.append(email_key(email))
            addresses.append(address_key(street, city, postcode))
        parties = {}
        for firm in firms:
            phones, emails, addresses = found[firm.id]
            parties[firm.id] = Party(
                firm.id, frozenset(phones), frozenset(emails), frozenset(addresses)
            )
        return parties

    @api.model
    def _gift_lead_party(self, lead):
        """Return the :class:`Party` of a lead that is nobody's yet."""
        return Party(
            None,
            frozenset([lead.phone_sanitized]),
            frozenset([email_key(lead.email_normalized)]),
            frozenset([address_key(lead.street, lead.city, lead.zip)]),
        )

    def _gift_chains(self, company):
        """Return who brought those who bring: ``{firm: (brought by, referral)}``.

        Also who else brought the same customer.

        :param company: root ``res.company``
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE above AS (
                    SELECT r.id, r.referred_firm_id, r.referrer_firm_id, 1 AS depth
                      FROM gift_referral r
                     WHERE r.company_id = %(company)s AND r.state <> 'refused'
                       AND r.referred_firm_id = ANY(%(firms)s)
                     UNION
                    SELECT r.id, r.referred_firm_id, r.referrer_firm_id, a.depth + 1
                      FROM gift_referral r
                      JOIN above a ON a.referrer_firm_id = r.referred_firm_id
                     WHERE r.company_id = %(company)s AND r.state <> 'refused'
                       AND a.depth < %(longest)s
                )
                SELECT DISTINCT ON (referred_firm_id)
                       referred_firm_id, referrer_firm_id, id
                  FROM above ORDER BY referred_firm_id, id
                """,
                company=company.id,
                firms=(self.referrer_firm_id | self.referred_firm_id).ids,
                longest=LONGEST_CHAIN,
            )
        )
        return {low: (high, own) for low, high, own in rows}

    def _gift_buyers(self, company):
        """Return the ids of those who bought before they were brought.

        :param company: root ``res.company``
        """
        for name in ("sale.order", "account.move", "gift.sale.history"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.referred_firm_id
                  FROM gift_referral r
                 WHERE r.id = ANY(%(ids)s) AND r.referred_firm_id IS NOT NULL
                   AND (EXISTS (
                        SELECT FROM sale_order o
                          JOIN res_company b ON b.id = o.company_id
                         WHERE o.gift_commercial_partner_id = r.referred_firm_id
                           AND o.state = 'sale' AND o.date_order < r.create_date
                           AND split_part(b.parent_path, '/', 1)::int = %(root)s)
                     OR EXISTS (
                        SELECT FROM account_move m
                          JOIN res_company b ON b.id = m.company_id
                         WHERE m.commercial_partner_id = r.referred_firm_id
                           AND m.move_type = 'out_invoice' AND m.state = 'posted'
                           AND m.invoice_date < r.date_invited
                           AND split_part(b.parent_path, '/', 1)::int = %(root)s)
                     OR EXISTS (
                        SELECT FROM gift_sale_history h
                          JOIN res_partner p ON p.id = h.partner_id
                         WHERE p.commercial_partner_id = r.referred_firm_id
                           AND h.company_id = %(root)s
                           AND h.date_day < r.date_invited))
                """,
                ids=self.ids,
                root=company.id,
            )
        )
        return {row[0] for row in rows}
