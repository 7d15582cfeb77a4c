"""New leads go to the owner of the customer."""

from odoo import api, models

#: a change of one of these may change whom a claim on a lead belongs to
IDENTITY_FIELDS = {"email_from", "partner_id", "phone"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.onchange("partner_id")
    def _onchange_gift_seller(self):
        """Propose the customer's owner as salesperson of a lead that is new."""
        if not self.partner_id or self._origin:
            return
        company = self.company_id or self.env.company
        seller = self.partner_id._gift_default_seller(company)[self.partner_id]
        if seller and self._gift_may_work(seller, company):
            self.user_id = seller

    @api.model_create_multi
    def create(self, vals_list):
        """Give leads that name no salesperson to the owner of their customer."""
        self._gift_propose_sellers(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Have the claim looked at when the lead gets a customer or a number."""
        res = super().write(vals)
        if not IDENTITY_FIELDS.isdisjoint(vals):
            self.env["gift.claim.queue"]._gift_add("lead", self.ids, wake=False)
        return res

    @api.model
    def _gift_may_work(self, user, company):
        """Return whether a user may be salesperson of a lead that we make now.

        Whoever sees only own documents could not save one of somebody else: it stays
        theirs, and is an assist.
        """
        return company in user.sudo().company_ids and (
            user == self.env.user or self.env["res.partner"]._gift_sees_all_sales()
        )

    @api.model
    def _gift_propose_sellers(self, vals_list):
        """Fill ``user_id`` in where the caller leaves it to us (decision 22).

        By the contact, else by number and address: a mail from a claimed customer goes
        to the owner. Nothing is refused here, and nobody waits.

        :param list vals_list: of ``create``, changed in place
        """
        open_vals = [vals for vals in vals_list if "user_id" not in vals]
        if not open_vals:
            return
        partner_ids = {vals.get("partner_id") for vals in open_vals} - {None, False}
        partners = self.env["res.partner"].browse(sorted(partner_ids)).exists()
        by_company, by_keys = {}, {}
        for vals in open_vals:
            company = self.env["res.company"].browse(vals.get("company_id") or [])
            company = company or self.env.company
            if company not in by_company:
                by_company[company] = {
                    partner.id: user
                    for partner, user in partners._gift_default_seller(company).items()
                }
            seller = by_company[company].get(vals.get("partner_id"))
            if not seller and not vals.get("partner_id"):
                by_keys.setdefault(company, []).append(vals)
            if seller and self._gift_may_work(seller, company):
                vals["user_id"] = seller.id
        for company, company_vals in by_keys.items():
            self._gift_propose_sellers_by_keys(company_vals, company)

    @api.model
    def _gift_propose_sellers_by_keys(self, vals_list, company):
        """Give leads to the owner of the claim on their number or address, if any.

        A list of ten thousand leads asks once for all of them.
        """
        claim_keys = self.env["gift.claim.key"]
        claims = self.env["gift.claim"]._gift_find_each(
            company.sudo().root_id,
            [
                claim_keys._gift_typed_keys(
                    vals.get("phone"), vals.get("email_from"), company
                )
                for vals in vals_list
            ],
        )
        for vals, claim in zip(vals_list, claims, strict=True):
            seller = claim.owner_id.filtered("active")
            if seller and self._gift_may_work(seller, company):
                vals["user_id"] = seller.id
