from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """A quotation that is sent, answered or valid for longer moves the heat."""
        moving = not {"state", "validity_date", "date_order"}.isdisjoint(vals)
        before = self.filtered(lambda o: o.state == "sent") if moving else self.browse()
        res = super().write(vals)
        if moving:
            (before | self.filtered(lambda o: o.state == "sent"))._gift_touch()
        return res
