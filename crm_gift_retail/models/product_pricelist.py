from odoo import api, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        """Propose the price list of the customer's tier.

        A price list set on the contact itself wins; the tier's wins over country and
        default. Nothing is written on the partner, and an order keeps the list that it
        was made with.
        """
        result = super()._get_partner_pricelist_multi(partner_ids)
        if not partner_ids or not self.env["res.groups"]._is_feature_enabled(
            "product.group_product_pricelist"
        ):
            return result
        # sudo: asks which list applies, for portal and website users as well
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        free = partners.browse(partner_ids).filtered(
            lambda partner: (
                not partner.specific_property_product_pricelist.filtered("active")
            )
        )
        for partner_id, pricelist in free._gift_tier_pricelists().items():
            result[partner_id] = self.browse(pricelist.id)
        return result
