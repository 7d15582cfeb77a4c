from odoo import models


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "gift.profit.guard"]

    # the figures of Odoo's optional report "Product margins"
    _gift_profit_fields = frozenset(
        {
            "expected_margin",
            "expected_margin_rate",
            "normal_cost",
            "purchase_avg_price",
            "purchase_gap",
            "total_cost",
            "total_margin",
            "total_margin_rate",
        }
    )
