"""Who a walk-in is: somebody known, one of a family, or somebody new."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.person_name import NEUTRAL_GREETING, contradicts, parse_name

#: nobody is told by Odoo that a shop wrote something down
QUIET = {
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}


class GiftCaptureCustomer(models.AbstractModel):
    """Finds or makes the contact of a walk-in."""

    _name = "gift.capture.customer"
    _inherit = ["gift.capture.words"]
    _description = "Finds who walked in"

    @api.model
    def _get_partner(self, checked, company):
        """Return who it is, empty for a new customer, and remarks for the clerk.

        A new customer with a number of their own whose name does not contradict is the
        one who has that number. Families share numbers: another name, another person.

        :raise UserError: when a new customer has no name or no way to be reached
        """
        partners = self.env["res.partner"]
        words = []
        if checked["partner_id"]:
            partner = partners.browse(checked["partner_id"]).exists()
            if not partner:
                raise UserError(
                    self.env._(
                        "The customer you chose was merged or deleted meanwhile. "
                        "Search again."
                    )
                )
            partner.check_access("read")
            self._check_customer(partner)
        else:
            partner = partners
            if not checked["name"]:
                raise UserError(
                    self.env._(
                        "Ask for the name: a surname with title is enough, 王总."
                    )
                )
        reading = self._read_number(checked["phone"])
        if reading["kind"] == "wrong":
            raise UserError(reading["words"])
        checked["reading"] = reading
        if not partner and not reading["e164"] and not checked["wechat"]:
            raise UserError(
                self.env._(
                    "Ask %(name)s for a number or the WeChat name.",
                    name=checked["name"],
                )
            )
        if reading["words"]:
            words.append(reading["words"])
        if not partner and reading["e164"]:
            partner, sharing = self._find_same(checked["name"], reading, company)
            if sharing:
                words.append(
                    self.env._(
                        "%(names)s use this number too: kept as different people.",
                        names=", ".join(sharing.mapped("name")),
                    )
                )
        return partner, words

    @api.model
    def _check_customer(self, partner):
        """Refuse our own people, our companies and the till's anonymous buyer."""
        # sudo: which contacts are our companies is no secret
        ours = (
            self.env["res.company"]
            .sudo()
            .search_count(
                [("partner_id", "=", partner.commercial_partner_id.id)], limit=1
            )
        )
        if not partner.partner_share or partner.gift_is_anonymous or ours:
            raise UserError(
                self.env._(
                    "%(name)s is no customer: one of us, or many buyers in one "
                    "contact. Register a new customer.",
                    name=partner.display_name,
                )
            )

    @api.model
    def _find_same(self, name, reading, company):
        """Return (the same person, others with the number) among known contacts."""
        # sudo: contacts of colleagues count as well
        known = (
            self.env["res.partner"]
            .sudo()
            .search(
                Domain("phone_sanitized", "=", reading["e164"])
                & Domain("gift_is_anonymous", "=", False)
                & self._get_company_domain(company),
                order="id",
                limit=20,
            )
        )
        agreeing = known.filtered(
            lambda partner: not contradicts(partner.name or "", name)
        )
        if reading["identity"] and len(agreeing) == 1:
            return agreeing.with_env(self.env), self.env["res.partner"]
        return self.env["res.partner"], known

    def _create_partner(self, checked):
        """Create the contact of a new customer, in sudo."""
        name = parse_name(checked["name"])
        company = self.company_id
        roots = self.env["res.company"].search_count(
            [("parent_id", "=", False)], limit=2
        )
        greeting = name.salutation
        return (
            self.env["res.partner"]
            .with_context(**QUIET)
            .create(
                {
                    "name": name.full,
                    "gift_salutation": greeting
                    if greeting != NEUTRAL_GREETING
                    else False,
                    "phone": checked["reading"]["phone"] or False,
                    "gift_wechat": checked["wechat"] or False,
                    "company_id": company.id if roots > 1 else False,
                    "lang": company.partner_id.lang or self.env.lang,
                }
            )
        )

    def _fill_partner(self, checked):
        """Complete a known customer: what is empty is filled, nothing overwritten."""
        partner = self.partner_id
        wanted = {
            "phone": checked["reading"]["phone"],
            "gift_wechat": checked["wechat"],
        }
        fresh = {
            name: value for name, value in wanted.items() if value and not partner[name]
        }
        if fresh:
            partner.with_context(**QUIET).write(fresh)
        other = wanted["phone"]
        if (
            other
            and not fresh.get("phone")
            and partner.phone_sanitized != (checked["reading"]["e164"])
        ):
            partner.message_post(
                body=self.env._("Another number, told in the shop: %s", other),
                author_id=self.env.user.partner_id.id,
            )
