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
