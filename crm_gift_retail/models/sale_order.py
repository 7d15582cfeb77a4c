from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .gift_profit_guard import STANDING_GROUPS


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = [
        "sale.order",
        "gift.firm.choice",
        "gift.profit.guard",
        "gift.source.mixin",
        "gift.standing.mixin",
        "gift.touchpoint.mixin",
    ]

    _gift_profit_fields = frozenset({"margin", "margin_percent"})

    gift_commercial_partner_id = fields.Many2one(
        "res.partner",
        "Customer at Confirmation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The firm that bought. A contact who changes firm later leaves the "
        "order with the firm of its date.",
    )
    gift_channel = fields.Selection(
        related="medium_id.gift_channel",
        groups=STANDING_GROUPS,
        help="The door that the medium belongs to.",
    )

    _gift_client_ref_idx = models.Index(
        "(client_order_ref) WHERE client_order_ref IS NOT NULL"
    )
    # The caller card asks for what is open, of customers with thousands of orders.
    _gift_open_idx = models.Index(
        """(gift_commercial_partner_id, commitment_date)
        WHERE state = 'sale' AND delivery_status IN ('pending', 'started', 'partial')"""
    )
    _gift_newest_idx = models.Index(
        "(gift_commercial_partner_id, date_order DESC) WHERE state = 'sale'"
    )
    _gift_quoted_idx = models.Index("(partner_id, date_order) WHERE state = 'sent'")

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._gift_stamp_customer()
        orders._gift_fill_source()
        orders._gift_trail_state()
        return orders

    def write(self, vals):
        """Stamp the firm at confirmation and ask for a refresh of its standing."""
        before = self.browse()
        if "state" in vals or "partner_id" in vals:
            before = self.filtered(lambda order: order.state == "sale")
        before._gift_touch()
        res = super().write(vals)
        if "state" in vals:
            now = self.filtered(lambda order: order.state == "sale")
            (now - before)._gift_stamp_customer()
            (self - before)._gift_trail_state()
        if "partner_id" in vals:
            before.filtered(lambda o: o.state == "sale")._gift_stamp_customer()
        return res

    def unlink(self):
        self._gift_touch()
        return super().unlink()

    def _gift_stamp_customer(self):
        """Note the commercial partner of this moment on confirmed orders."""
        for order in self:
            order.sudo().gift_commercial_partner_id = (
                order.partner_id.commercial_partner_id
            )
        self._gift_touch()

    def _gift_trail_state(self):
        """Leave the touchpoint of the state that these orders have reached.

        However a quotation goes out (mail, "mark as sent", a link), its state says so.
        """
        for state, kind in (("sent", "quotation"), ("sale", "order")):
            self.filtered(lambda o, state=state: o.state == state)._gift_trail(kind)

    def _gift_trail_vals(self, kind):
        """Say from which lead the order came; a confirmed one has its own date."""
        vals = super()._gift_trail_vals(kind)
        vals["lead_id"] = self.opportunity_id.id
        if kind == "quotation":
            vals["direction"] = "out"
        elif kind == "order":
            vals.update(direction="in", date=self.date_order)
        return vals

    def _gift_touch(self):
        """Ask for a refresh of the customers of these orders."""
        queue = self.env["gift.customer.queue"]
        for order in self:
            partner = order.gift_commercial_partner_id or order.partner_id
            queue._touch(partner, order.company_id)

    def _gift_standing_partner(self):
        """Show the firm of the order's date once it is confirmed."""
        return self.sudo().gift_commercial_partner_id or (
            super()._gift_standing_partner()
        )

    def _gift_standing_partner_sql(self, alias):
        return SQL(
            "COALESCE(%s.gift_commercial_partner_id, %s)",
            alias,
            super()._gift_standing_partner_sql(alias),
        )

    def _gift_standing_depends(self):
        return [*super()._gift_standing_depends(), "gift_commercial_partner_id"]

    # ------------------------------------------------------------------
    # For which company today?
    # ------------------------------------------------------------------

    def _is_gift_firm_open(self):
        """A confirmed order keeps the firm of its date."""
        return self.state in ("draft", "sent") and super()._is_gift_firm_open()

    def _gift_set_firm(self, person, firm):
        """Change the firm of a quotation; its prices follow the firm's price list."""
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(order)s is confirmed and stays with %(firm)s. Cancel it and "
                    "make a new quotation for the other company.",
                    order=self.name,
                    firm=self.partner_id.commercial_partner_id.display_name,
                )
            )
        pricelist = self.pricelist_id
        res = super()._gift_set_firm(person, firm)
        if self.pricelist_id != pricelist:
            self._recompute_prices()
        return res
