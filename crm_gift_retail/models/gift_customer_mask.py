"""How to reach a customer, for those who may know it."""

from odoo import api, fields, models
from odoo.fields import Domain

from .gift_claim_rights import masked_domain


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    phone = fields.Char(related=None, compute="_compute_reach", search="_search_phone")
    email = fields.Char(related=None, compute="_compute_reach", search="_search_email")
    is_masked = fields.Boolean(
        "Claimed by Somebody Else",
        compute="_compute_is_masked",
        search="_search_is_masked",
        help="You have not spoken with this customer yet, and somebody else claimed "
        "them: phone, e-mail and last words are theirs.",
    )

    can_dispute = fields.Boolean(compute="_compute_can_dispute")

    @api.depends("partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_can_dispute(self):
        """Somebody else holds the customer."""
        for customer in self:
            claim = customer.claim_id.sudo()  # whose customer it is may be known
            customer.can_dispute = bool(claim) and claim.owner_id != self.env.user

    def action_gift_dispute(self):
        """Say "I dispute this"; see ``gift.claim.dispute._gift_dialog``."""
        return self.env["gift.claim.dispute"]._gift_dialog(self)

    def _gift_disputed_claim(self):
        """Return the claim on this customer."""
        return self.claim_id

    @api.depends("partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_masked(self):
        masks = self._gift_masks()
        for customer in self:
            customer.is_masked = customer.id in masks

    def _gift_masks(self):
        """Return the claims behind which these customers are masked.

        :return: ``{gift.customer id: gift.claim in sudo}``
        """
        claims = self.env["gift.claim"]
        masks = {}
        for company, rows in self.grouped("company_id").items():
            found = claims._gift_mask(rows.partner_id, company=company)
            for row in rows:
                if row.partner_id.id in found:
                    masks[row.id] = found[row.partner_id.id]
        return masks

    @api.model
    def _search_is_masked(self, operator, value):
        if operator != "in":
            return NotImplemented
        return masked_domain(self, value, "partner_id")

    @api.depends("partner_id.phone", "partner_id.email", "is_masked")
    @api.depends_context("uid")
    def _compute_reach(self):
        """Show how to reach a customer, unless the customer is masked."""
        for customer in self:
            # sudo: as the related field did; the mask decides
            partner = customer.sudo().partner_id
            hidden = customer.is_masked and not self.env.su
            customer.phone = False if hidden else partner.phone
            customer.email = False if hidden else partner.email

    @api.model
    def _search_phone(self, operator, value):
        """Search numbers; a masked customer is found by the whole number alone."""
        return self._gift_search_reach("phone", "phone_sanitized", operator, value)

    @api.model
    def _search_email(self, operator, value):
        """Search addresses; a masked customer is found by the whole address alone."""
        return self._gift_search_reach("email", "email_normalized", operator, value)

    @api.model
    def _gift_search_reach(self, name, normal, operator, value):
        found = Domain(f"partner_id.{name}", operator, value)
        if self.env.su or not self.env["gift.claim"]._gift_is_prospecting(
            self.env.user
        ):
            return found
        keys = self.env["gift.claim.key"]
        texts = [value] if isinstance(value, str) else list(value or ())
        typed = []
        for text in filter(lambda text: isinstance(text, str), texts):
            typed += keys._gift_typed_keys(
                text if name == "phone" else None,
                text if name == "email" else None,
                self.env.company,
            )
        whole = Domain(f"partner_id.{normal}", "in", [key for _kind, key in typed])
        return (found & Domain("is_masked", "=", False)) | whole

    @api.depends_context("uid", "lang", "tz")
    def _compute_card(self):
        """Say on the card of a masked customer whose it is, and nothing else."""
        masks = {} if self.env.su else self._gift_masks()
        masked = self.filtered(lambda customer: customer.id in masks)
        for customer in masked:
            customer.card = {
                "salutation": "",
                "stoppers": [
                    self.env._(
                        "%(claim)s. Phone and last words are hidden until you have "
                        "spoken with the customer.",
                        claim=masks[customer.id]._gift_mask_text(),
                    )
                ],
                "orders": [],
                "more": 0,
                "last_contact": False,
                "care": False,
            }
        return super(GiftCustomer, self - masked)._compute_card()
