"""Freezing the cost of sold lines, set-based."""

from odoo import api, models
from odoo.tools import SQL


class GiftSaleCost(models.Model):
    _inherit = "gift.sale.cost"

    @api.model
    def _gift_freeze(self, moves=None):
        """Stamp customer, order and cost of the counted lines of posted moves.

        What was frozen stays: a line that is posted again keeps its unit cost, scaled
        to the new quantity. Invoices go first, so that a credit note posted with its
        invoice finds the cost that it reverses.

        :param moves: ``account.move`` records, or None for all of the database
        :return: number of lines frozen or scaled
        """
        self.env.flush_all()
        self.env["gift.sale.fact"]._gift_without_jit()
        count = 0
        for refunds in (False, True):
            where = SQL("TRUE") if moves is None else SQL("m.id = ANY(%s)", moves.ids)
            self.env.cr.execute(self._gift_freeze_sql(refunds, where))
            count += self.env.cr.rowcount
            if moves is None:  # many rows: the next statement needs their statistics
                self.env.cr.execute("ANALYZE gift_sale_cost")
        self.invalidate_model()
        return count

    @api.model
    def _gift_freeze_sql(self, refunds, where):
        """Return the statement that freezes invoices or credit notes.

        Unit cost, in company currency and the invoice line's unit of measure:

        1. credit notes: what the reversed invoice had for the same order line, else
           for the same product, else what all invoices of the order line had;
        2. ``purchase_price`` of the order line, at the order's rate;
        3. the product's cost price at posting: *estimated*;
        4. none: 0, *known* for services and combos, *missing* for goods.

        :param bool refunds: credit notes, else invoices and receipts
        :param SQL where: condition on ``account_move m``
        """
        lines = self.env["sale.order.line"]
        reversed_cost = self._gift_reversed_cost_sql() if refunds else SQL("NULL")
        sign = SQL("-1") if refunds else SQL("1")
        types = ["out_refund"] if refunds else ["out_invoice", "out_receipt"]
        return SQL(
            """
            INSERT INTO gift_sale_cost AS g
                   (move_line_id, company_id, partner_id, sale_line_id, order_ref,
                    quantity, cost, state, is_return, is_charge)
            SELECT x.id, x.root_id, x.partner_id, x.sale_line_id, x.order_ref,
                   x.quantity, round(x.quantity * x.unit_cost, x.dp),
                   x.state, x.is_return, x.is_charge
              FROM (
                SELECT i.id, c.root_id, c.dp, l.id AS sale_line_id,
                       %(sign)s * i.quantity AS quantity,
                       CASE WHEN o.partner_invoice_id = m.partner_id
                             AND o.partner_id = m.partner_id
                            THEN COALESCE(o.gift_commercial_partner_id,
                                          m.commercial_partner_id)
                            ELSE m.commercial_partner_id END AS partner_id,
                       CASE WHEN l.id IS NULL THEN 'I' || m.id
                            ELSE 'S' || l.order_id END AS order_ref,
                       COALESCE(r.unit_cost,
                                %(unit_cost)s * COALESCE(iu.factor, 1)
                                / COALESCE(NULLIF(lu.factor, 0), iu.factor, 1),
                                0) AS unit_cost,
                       COALESCE(r.state, %(state)s) AS state,
                       %(is_return)s AS is_return,
                       %(charge)s AS is_charge
                  FROM account_move_line i
                  JOIN account_move m ON m.id = i.move_id
                  JOIN %(company)s c ON c.id = m.company_id
                  LEFT JOIN LATERAL (
                       SELECT max(rel.order_line_id) AS id
                         FROM sale_order_line_invoice_rel rel
                        WHERE rel.invoice_line_id = i.id) rel ON TRUE
                  LEFT JOIN sale_order_line l ON l.id = rel.id
                  LEFT JOIN sale_order o ON o.id = l.order_id
                  LEFT JOIN product_product pp ON pp.id = i.product_id
                  LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
                  LEFT JOIN uom_uom iu ON iu.id = i.product_uom_id
                  LEFT JOIN uom_uom lu
                         ON lu.id = COALESCE(l.product_uom_id, pt.uom_id)
                  LEFT JOIN LATERAL (%(reversed)s) r ON TRUE
                 WHERE m.state = 'posted' AND m.move_type = ANY(%(types)s)
                   AND i.display_type = 'product'
                   AND NOT COALESCE(i.is_downpayment, FALSE)
                   AND NOT %(excluded)s
                   AND %(where)s
              ) x
            ON CONFLICT (move_line_id) DO UPDATE
               SET cost = CASE WHEN g.quantity = 0 THEN EXCLUDED.cost
                          ELSE g.cost * EXCLUDED.quantity / g.quantity END,
                   quantity = EXCLUDED.quantity
             WHERE g.quantity <> EXCLUDED.quantity
            """,
            sign=sign,
            types=types,
            where=where,
            company=self.env["gift.sale.fact"]._gift_company_sql(),
            reversed=reversed_cost
            if refunds
            else SQL("SELECT NULL::numeric AS unit_cost, NULL::varchar AS state"),
            is_return=SQL("TRUE") if refunds else SQL("(i.quantity < 0)"),
            unit_cost=lines._gift_unit_cost_sql(SQL("m.company_id")),
            state=lines._gift_cost_state_sql(SQL("m.company_id")),
            charge=lines._gift_is_charge_sql(),
            excluded=lines._gift_is_excluded_sql(),
        )

    @api.model
    def _gift_reversed_cost_sql(self):
        """Return the query of the unit cost that a credit note's line reverses.

        One row or none, in the unit of measure of the frozen lines; ``i``, ``m`` and
        ``l`` are the credit note's line, its move and its order line.
        """
        return SQL(
            """
            SELECT sum(f.cost) / sum(f.quantity) AS unit_cost,
                   CASE WHEN bool_or(f.state = 'missing') THEN 'missing'
                        WHEN bool_or(f.state = 'estimated') THEN 'estimated'
                        ELSE 'known' END AS state
              FROM (
                SELECT u.*, rank() OVER (ORDER BY
                           CASE WHEN u.move_id = m.reversed_entry_id
                                 AND u.sale_line_id = l.id THEN 1
                                WHEN u.move_id = m.reversed_entry_id THEN 2
                                ELSE 3 END) AS nearness
                  FROM (
                    SELECT f.id, f.cost, f.quantity, f.state, f.sale_line_id,
                           fl.move_id, fl.product_id
                      FROM gift_sale_cost f
                      JOIN account_move_line fl ON fl.id = f.move_line_id
                     WHERE f.sale_line_id = l.id
                     UNION
                    SELECT f.id, f.cost, f.quantity, f.state, f.sale_line_id,
                           fl.move_id, fl.product_id
                      FROM account_move_line fl
                      JOIN gift_sale_cost f ON f.move_line_id = fl.id
                     WHERE fl.move_id = m.reversed_entry_id
                  ) u
                 WHERE u.quantity > 0
                   AND u.product_id IS NOT DISTINCT FROM i.product_id
              ) f
             WHERE f.nearness = 1
            HAVING sum(f.quantity) <> 0
            """
        )
