"""New quotations go to the owner of the customer."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _compute_user_id(self):
        """Take the claim's owner as default salesperson (decision 22)."""
        # As Odoo: what is saved with a salesperson keeps it.
        changing = self.filtered(
            lambda order: order.partner_id and not (order._origin.id and order.user_id)
        )
        res = super()._compute_user_id()
        for company in changing.company_id:
            orders = changing.filtered(lambda order, c=company: order.company_id == c)
            sellers = orders.partner_id._origin._gift_default_seller(company)
            for order in orders:
                seller = sellers.get(order.partner_id._origin)
                if seller and company in seller.sudo().company_ids:
                    order.user_id = seller
        return res
