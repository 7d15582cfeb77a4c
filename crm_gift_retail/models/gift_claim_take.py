"""What people do with claims by hand: claim, and give back."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.claim_identity import email_key, single_phone
from ..tools.phone_cn import PhoneError

#: duties that may claim customers for themselves; managers have them all
CLAIMING_GROUPS = (
    "crm_gift_retail.crm_gift_retail_group_sales",
    "crm_gift_retail.crm_gift_retail_group_caller",
)


class GiftClaimTake(models.AbstractModel):
    """The part of ``gift.claim`` that users call; every method asks for rights."""

    _name = "gift.claim.take"
    _description = "Claiming by hand"

    @api.model
    def _gift_check_may_claim(self):
        """Raise unless the user may claim customers.

        :raise AccessError: for duties that own no customers
        """
        if not self.env.su and not any(map(self.env.user.has_group, CLAIMING_GROUPS)):
            raise AccessError(
                self.env._(
                    "Salespeople and callers claim customers; you may not. Hand the "
                    "customer over to one of them."
                )
            )

    @api.model
    def claim_customer(self, partner_id=None, phone=None, email=None):
        """Claim a customer for oneself, by contact, number or address.

        A number or address that is no contact yet can be claimed too: whoever comes
        with it later belongs to the claim.

        :param int partner_id: ``res.partner`` that the user may read
        :param str phone: one private number, as typed
        :param str email: one address
        :return: dict ``claim_id``, ``partner_id`` (or False), ``owner``, ``until``
            (ISO date)
        :raise AccessError: without the duty, or a contact that one may not read
        :raise UserError: claimed by somebody else (422 through JSON-2), a number that
            identifies nobody, too many takes
        """
        self._gift_check_may_claim()
        company = self.env.company.sudo().root_id
        keys = self._gift_named_keys(phone, email)
        if partner_id:
            partner = self.env["res.partner"].browse(partner_id).exists()
            partner.check_access("read")
        else:
            partner = self._gift_partner_of(keys)
        if not partner and not keys:
            raise UserError(
                self.env._("Give a contact, a telephone number or an e-mail address.")
            )
        customer = partner.sudo().commercial_partner_id
        lookup, _own = self._gift_keys_of(customer, keys)
        found = self._gift_find(company, lookup)
        if not found:
            self.env["gift.claim.quota"].sudo()._gift_take(self.env.user, company, 1)
            self._gift_check_free(customer, company)
        claim = self._gift_claim(partner, company, owner=self.env.user, keys=keys)
        return {
            "claim_id": claim.id,
            "partner_id": claim.partner_id.id,
            "owner": claim._gift_holder_name(),
            "until": fields.Date.to_string(claim.until),
        }

    @api.model
    def _gift_named_keys(self, phone=None, email=None):
        """Return the keys of what somebody typed, or say what is wrong with it."""
        keys = []
        if phone:
            region = self.env.company.sudo().root_id._gift_region()
            try:
                number = single_phone(phone, region)
            except PhoneError as error:
                raise UserError(self._gift_phone_message(error)) from error
            if not number.identity:
                raise UserError(
                    self.env._(
                        "%(number)s reaches somebody but identifies nobody: a "
                        "platform's temporary number, a switchboard or a service "
                        "number. Ask for the customer's own number.",
                        number=number.display,
                    )
                )
            keys.append(("phone", number.e164))
        if email:
            key = email_key(email)
            if not key:
                raise UserError(
                    self.env._("“%(email)s” is no e-mail address.", email=email)
                )
            keys.append(key)
        return keys

    @api.model
    def _gift_phone_message(self, error):
        """Return what is wrong with a number, and what to do."""
        if error.code == "phone_masked":
            return self.env._(
                "“%(number)s” is masked. Give all digits.", number=error.value
            )
        if error.code == "phone_several":
            return self.env._(
                "“%(number)s” holds several numbers. Give one.", number=error.value
            )
        if error.code == "phone_rounded":
            return self.env._(
                "A spreadsheet rounded the number “%(number)s”. Give all digits.",
                number=error.value,
            )
        return self.env._(
            "“%(number)s” is no valid telephone number. Check the digits; abroad it "
            "needs its country code.",
            number=error.value,
        )

    @api.model
    def _gift_partner_of(self, keys):
        """Return the one customer with these keys; nobody when there is none.

        :raise UserError: several customers share the number or address
        """
        phones = [value for kind, value in keys if kind == "phone"]
        emails = [value for kind, value in keys if kind == "email"]
        # sudo: a number that is somebody's must be found, whoever may read the contact
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    "|",
                    ("phone_sanitized", "in", phones),
                    ("email_normalized", "in", emails),
                ],
                limit=100,
            )
        )
        customers = partners.commercial_partner_id
        if len(customers) > 1:
            raise UserError(
                self.env._(
                    "%(count)s customers share this number or address. Choose the "
                    "contact instead.",
                    count=len(customers),
                )
            )
        return customers

    @api.model
    def _gift_check_free(self, customer, company):
        """Raise when somebody looks after a customer that was never claimed.

        :raise UserError: the contact's salesperson, or the user's own wait is not over
        """
        if not customer:
            return
        history = self.sudo().with_context(active_test=False)
        ended = history.search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)],
            order="ended_on desc, id desc",
            limit=1,
        )
        seller = customer.user_id
        if not ended and seller.active and seller != self.env.user:
            raise UserError(
                self.env._(
                    "%(customer)s is looked after by %(seller)s. Ask for a transfer.",
                    customer=customer.display_name,
                    seller=seller.name,
                )
            )
        ended._gift_check_cooldown(self.env.user)

    def action_release(self):
        """Give one's own customers back to the pool.

        :return: action that reloads the screen
        :raise AccessError: when a customer is somebody else's
        """
        self._gift_check_may_end()
        self._gift_release(self.env._("Given back"))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _gift_check_may_end(self):
        """Raise unless the user owns these claims or manages.

        :raise AccessError: naming whom to ask
        """
        self.check_access("read")
        self._gift_check_may_claim()
        manager = self.env.user.has_group(
            "crm_gift_retail.crm_gift_retail_group_manager"
        )
        others = self.sudo().filtered(lambda claim: claim.owner_id != self.env.user)
        if others and not manager and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(customer)s is claimed by %(name)s; only they or a manager may "
                    "give the customer back.",
                    customer=others[0].name,
                    name=others[0]._gift_holder_name(),
                )
            )
