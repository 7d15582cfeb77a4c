from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    gift_revenue_kind = fields.Selection(
        [
            ("sale", "Sale"),
            ("charge", "Charge: revenue without margin"),
            ("none", "No revenue: tips, vouchers sold"),
        ],
        "Counts for Tiers as",
        help="How sales of this product count in profit and tiers. Empty is a sale.",
    )

    def action_gift_variants(self):
        """Open stock and sales of this product by variant.

        :return: the client action
        :raise AccessError: without a duty
        """
        self.ensure_one()
        self.env["gift.variant.report"]._check_duty()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_gift_retail.gift_variant_action"
        )
        action["context"] = {"gift_template_id": self.id}
        return action
