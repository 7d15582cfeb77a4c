from odoo import models

from ..tools.person_name import contradicts
from .gift_import_customer import QUIET


class GiftImportMatch(models.Model):
    """Who is already known."""

    _inherit = "gift.import"

    def _matcher_of(self, customers):
        """Return the :class:`Matcher` that holds what checked customers may match."""
        return Matcher(self, customers)

    def _several_companies(self):
        """Whether customers are kept apart: two root companies never share (3)."""
        return bool(
            self.env["res.company"]
            .sudo()
            .search_count(
                [("parent_id", "=", False), ("id", "!=", self.company_id.id)], limit=1
            )
        )


class Matcher:
    """Finds known customers for a batch with one query per kind of mark."""

    def __init__(self, record, customers):
        self.env = record.env
        self.company = record.company_id
        self.partners = record.env["res.partner"].sudo().with_context(**QUIET)
        self._codes = self._by_code([c["customer_code"] for c in customers])
        emails = [customer["email"] for customer in customers if customer["email"]]
        phones = [c["phone_key"] for c in customers if c["phone_key"]]
        self._emails = self._group("email_normalized", emails)
        self._phones = self._group("phone_sanitized", phones)
        known = self.partners.union(*self._emails.values(), *self._phones.values())
        codes = (
            record.env["gift.customer.code"]
            .sudo()
            .search(
                [("company_id", "=", self.company.id), ("partner_id", "in", known.ids)]
            )
        )
        self._numbered = set(codes.partner_id.ids)

    def marks(self, customer):
        """Return what makes two new customers of one batch the same."""
        pairs = (
            ("code", customer["customer_code"]),
            ("email", customer["email"]),
            ("phone", customer["phone_key"]),
        )
        return {pair for pair in pairs if pair[1]}

    def find(self, customer):
        """Return ``(partner, how, possible)`` for a checked customer.

        ``possible`` is a customer that may be the same but must not be taken for it:
        shared number, contradicting name, several with that address.
        """
        none = self.partners.browse()
        if found := self._codes.get(customer["customer_code"]):
            return self.partners.browse(found), "code", none
        possible = none
        known = self._emails.get(customer["email"], none)
        if len(known) == 1 and self._may_be(known, customer):
            return known, "email", none
        possible = possible or known[:1]
        known = self._phones.get(customer["phone_key"], none)
        if (
            len(known) == 1
            and self._may_be(known, customer)
            and not self._name_contradicts(known, customer)
        ):
            return known, "phone", none
        return none, "", possible or known[:1]

    def _may_be(self, partner, customer):
        """Tell apart two customers to whom the other system gave two numbers.

        One buyer may order for four firms with one address and one telephone.
        """
        return not customer["customer_code"] or partner.id not in self._numbered

    def _name_contradicts(self, partner, customer):
        names = [partner.name, *partner.child_ids.mapped("name")]
        given = [one for one in (customer["name"], customer["contact"]) if one]
        return bool(given) and all(
            contradicts(name, one) for name in names if name for one in given
        )

    def _by_code(self, codes):
        rows = (
            self.env["gift.customer.code"]
            .sudo()
            .search([("company_id", "=", self.company.id), ("code", "in", codes)])
        )
        return {row.code: row.partner_id.commercial_partner_id.id for row in rows}

    def _group(self, field, values):
        """Return mark -> commercial customers that have it, active ones first.

        The own companies and employees are no customers (5); a number with an
        extension belongs to everybody behind the switchboard.
        """
        if not values:
            return {}
        found = self.partners.search(
            [
                (field, "in", values),
                ("company_id", "in", (False, self.company.id)),
                ("partner_share", "=", True),
            ],
            order="active desc, id",
        )
        own = self.env["res.company"].sudo().search([]).partner_id  # pylint: disable=no-search-all
        groups = {}
        for partner in found:
            commercial = partner.commercial_partner_id
            if commercial in own:
                continue
            if field == "phone_sanitized" and "ext" in (partner.phone or ""):
                continue
            mark = partner[field]
            if commercial.active or not groups.get(mark):
                groups[mark] = groups.get(mark, self.partners) | commercial
        return {
            mark: partners.filtered("active") or partners[:1]
            for mark, partners in groups.items()
        }
