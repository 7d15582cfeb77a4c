"""New quotations go to the owner of the customer."""

from odoo import models

#: may quote, for others' customers as well, and see own quotations only
SELLING_GROUP = "crm_gift_retail.crm_gift_retail_group_user"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _compute_user_id(self):
        """Take the claim's owner as default salesperson (decision 22).

        Whoever sees only own quotations could not save one of somebody else: by default
        everybody may quote (decision 21), so it stays theirs, as an assist.
        """
        # As Odoo: what is saved with a salesperson keeps it.
        changing = self.filtered(
            lambda order: order.partner_id and not (order._origin.id and order.user_id)
        )
        res = super()._compute_user_id()
        sees_all = self.env["res.partner"]._gift_sees_all_sales()
        if not sees_all and not self.env.user.has_group(SELLING_GROUP):
            return res
        for company in changing.company_id:
            orders = changing.filtered(lambda order, c=company: order.company_id == c)
            sellers = orders.partner_id._origin._gift_default_seller(company)
            for order in orders:
                seller = sellers.get(order.partner_id._origin)
                if seller and company in seller.sudo().company_ids:
                    order.user_id = seller if sees_all else self.env.user
        return res
