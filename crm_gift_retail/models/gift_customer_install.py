"""What a database that already has customers and orders needs at install."""

from odoo import api, models
from odoo.tools import SQL


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    @api.model
    def _gift_install(self):
        """Make ladders, stamp the past, and have all customers looked at.

        Set-based: the orders' firms and the costs of posted invoices are filled in one
        statement each. Running it again changes nothing.
        """
        for company in self._gift_root_companies():
            self.env["gift.tier.ladder"].sudo()._gift_setup_company(company)
        self._gift_stamp_orders()
        self.env["gift.touchpoint"]._gift_backfill()
        self.env["gift.sale.cost"].sudo()._gift_freeze()
        for company in self._gift_root_companies():
            self._refresh(company)
        self._gift_touch_all(self._gift_root_companies())

    @api.model
    def _gift_stamp_orders(self):
        """Note the present firm on the confirmed orders that have none yet."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order o
                   SET gift_commercial_partner_id = p.commercial_partner_id
                  FROM res_partner p
                 WHERE p.id = o.partner_id AND o.state = 'sale'
                   AND o.gift_commercial_partner_id IS NULL
                """
            )
        )
        self.env["sale.order"].invalidate_model(["gift_commercial_partner_id"])
