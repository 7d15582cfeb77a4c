from odoo import api, models
from odoo.tools import SQL


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "gift.foreign.guard", "gift.profit.guard"]

    _gift_foreign_partner = "order_partner_id"
    _gift_foreign_user = "salesman_id"
    _gift_profit_fields = frozenset({"margin", "margin_percent", "purchase_price"})

    # Lines that still differ are few in a company that invoices in Odoo.
    _gift_pending_idx = models.Index(
        "(order_id) WHERE state = 'sale' "
        "AND qty_delivered IS DISTINCT FROM qty_invoiced"
    )

    def write(self, vals):
        """Look again at the customer when what was delivered or its price changes."""
        res = super().write(vals)
        if not {"qty_delivered", "price_unit", "discount", "purchase_price"}.isdisjoint(
            vals
        ):
            self.order_id.filtered(lambda order: order.state == "sale")._gift_touch()
        return res

    # ------------------------------------------------------------------
    # Fragments for the facts. Aliases: l order line, o order, pp product,
    # pt template; l and o may be absent (NULL) on invoices without an order.
    # ------------------------------------------------------------------

    @api.model
    def _gift_rate_sql(self):
        """Return the order's own rate: order currency per unit of company currency.

        Odoo takes the last rate on or before the order's date, else the first one
        after it, else 1; what it took is stored on the order, and used here.
        """
        return SQL("COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric")

    @api.model
    def _gift_unit_price_sql(self):
        """Return the untaxed price of one unit, in order currency."""
        return SQL(
            """CASE WHEN l.product_uom_qty <> 0
                    THEN l.price_subtotal / l.product_uom_qty::numeric
                    ELSE l.price_unit::numeric * (1 - COALESCE(l.discount, 0)::numeric
                                                      / 100)
               END"""
        )

    @api.model
    def _gift_standard_price_sql(self, company):
        """Return the product's cost price in a company.

        :param SQL company: column of the company id
        """
        return SQL("COALESCE((pp.standard_price ->> (%s)::text)::numeric, 0)", company)

    @api.model
    def _gift_unit_cost_sql(self, company=None):
        """Return the cost of one unit, in company currency.

        The unit is the order line's, else the product's own.

        :param SQL company: column of the company id, the order's by default
        """
        return SQL(
            """CASE WHEN pt.type = 'combo' THEN 0
                    WHEN COALESCE(l.purchase_price, 0) <> 0
                    THEN l.purchase_price::numeric / %s
                    ELSE %s * COALESCE(
                        (SELECT lu.factor / NULLIF(pu.factor, 0)
                           FROM uom_uom lu, uom_uom pu
                          WHERE lu.id = l.product_uom_id AND pu.id = pt.uom_id), 1)
               END""",
            self._gift_rate_sql(),
            self._gift_standard_price_sql(company or SQL("o.company_id")),
        )

    @api.model
    def _gift_cost_state_sql(self, company=None):
        """Return how sure the cost of ``_gift_unit_cost_sql`` is.

        :param SQL company: column of the company id, the order's by default
        """
        return SQL(
            """CASE WHEN pt.type = 'combo' OR COALESCE(l.purchase_price, 0) <> 0
                    THEN 'known'
                    WHEN %s <> 0 THEN 'estimated'
                    WHEN pt.type = 'service' THEN 'known'
                    ELSE 'missing' END""",
            self._gift_standard_price_sql(company or SQL("o.company_id")),
        )

    @api.model
    def _gift_is_charge_sql(self):
        """Return whether a line is a charge: revenue without margin."""
        charge = SQL("COALESCE(pt.gift_revenue_kind = 'charge', FALSE)")
        if "is_delivery" in self._fields:  # shipping costs, when installed
            charge = SQL("(%s OR COALESCE(l.is_delivery, FALSE))", charge)
        return charge

    @api.model
    def _gift_is_excluded_sql(self):
        """Return whether a line is no revenue at all: down payments, tips."""
        return SQL(
            """(COALESCE(l.is_downpayment, FALSE)
                OR COALESCE(pt.gift_revenue_kind = 'none', FALSE))"""
        )

    @api.model
    def _gift_draft_quantity_sql(self):
        """Return ``order_line_id, quantity`` of what is on draft invoices."""
        return SQL(
            """
            SELECT rel.order_line_id,
                   sum(CASE WHEN im.move_type = 'out_refund' THEN -1 ELSE 1 END
                       * i.quantity * COALESCE(iu.factor / NULLIF(lu.factor, 0), 1)
                   ) AS quantity
              FROM account_move_line i
              JOIN account_move im ON im.id = i.move_id
              JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = i.id
              JOIN sale_order_line dl ON dl.id = rel.order_line_id
              LEFT JOIN uom_uom iu ON iu.id = i.product_uom_id
              LEFT JOIN uom_uom lu ON lu.id = dl.product_uom_id
             WHERE i.parent_state = 'draft' AND i.display_type = 'product'
               AND im.move_type IN ('out_invoice', 'out_refund')
             GROUP BY rel.order_line_id
            """
        )
