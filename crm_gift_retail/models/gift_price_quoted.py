"""What was sent stays what was sent, however the quotation is edited later."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.price_install import stamp_firms


class GiftPriceQuoted(models.Model):
    """One line of a quotation as it went out, by anyone, on any channel.

    Written by the system when a quotation reaches "sent", and again when it is sent
    anew with another price. Expired and cancelled quotations keep theirs: the firm
    has heard the price.
    """

    _name = "gift.price.quoted"
    _inherit = ["gift.price.row"]
    _description = "Price Quoted"
    _rec_name = "order_name"

    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="set null"
    )
    line_id = fields.Many2one(
        "sale.order.line", index="btree_not_null", ondelete="set null"
    )
    order_name = fields.Char("Quotation", required=True)
    channel = fields.Char(help="Door of the quotation.")

    _last_idx = models.Index(
        "(commercial_partner_id, product_id, company_id, date DESC, id DESC)"
    )
    _firm_idx = models.Index("(commercial_partner_id, company_id, date DESC)")

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: what was sent does not change; merges go by SQL."""
        raise UserError(
            self.env._("What was sent does not change. Send a new quotation instead.")
        )

    @api.model
    def _gift_freeze(self, orders):
        """Remember the prices of quotations that go out now.

        What was remembered with the same price, quantity and validity already is not
        written twice. A fixed number of queries, whatever the number of lines.

        :param orders: ``sale.order`` in state "sent", in sudo
        :return: the new ``gift.price.quoted`` rows
        """
        lines = orders.order_line.filtered(lambda line: line._gift_is_comparable())
        firms = self.env["gift.touchpoint"]._gift_customers_of(orders.partner_id.ids)
        lines = lines.filtered(lambda line: line.order_id.partner_id.id in firms)
        known = self._gift_frozen(lines)
        kept = {order: order._gift_kept_share() for order in lines.order_id}
        vals_list = []
        for line in lines:
            order = line.order_id
            net = line._gift_net_price(kept[order])
            said = (
                round(net, 6),
                line.product_uom_qty,
                line.product_uom_id.id,
                order.currency_id.id,
                order.validity_date or None,
            )
            if net < 0 or known.get(line.id) == said:
                continue
            vals_list.append(
                {
                    "partner_id": order.partner_id.id,
                    "commercial_partner_id": firms[order.partner_id.id],
                    "company_id": order.company_id.root_id.id,
                    "product_id": line.product_id.id,
                    "quantity": line.product_uom_qty,
                    "uom_id": line.product_uom_id.id,
                    "currency_id": order.currency_id.id,
                    "price_unit": max(line.price_unit, 0.0),
                    "discount": min(max(line.discount, 0.0), 100.0),
                    "price_net": net,
                    "valid_until": order.validity_date,
                    "user_id": order.user_id.id,
                    "date": order._gift_sent_moment(),
                    "order_id": order.id,
                    "line_id": line.id,
                    "order_name": order.name,
                    "channel": order.gift_channel or "unknown",
                }
            )
        # sudo: only what happens writes here
        return self.sudo().create(vals_list)

    @api.model
    def _gift_frozen(self, lines):
        """Return what was remembered last of each of these lines."""
        if not lines:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (line_id) line_id, price_net, quantity, uom_id,
                          currency_id, valid_until
                     FROM gift_price_quoted WHERE line_id = ANY(%s)
                    ORDER BY line_id, id DESC""",
                lines.ids,
            )
        )
        return {
            row[0]: (round(row[1], 6), float(row[2]), row[3], row[4], row[5])
            for row in rows
        }

    @api.model
    def _gift_install(self):
        """Do what a database needs that already has orders; again changes nothing."""
        self.env.flush_all()
        stamp_firms(self.env.cr)
        self.env["sale.order.line"].invalidate_model(["gift_firm_id"], flush=False)
        self._gift_backfill()

    @api.model
    def _gift_backfill(self):
        """Remember what was out before the addon, or this version of it, came.

        Quotations in state sent, and those that the trail knows as sent whatever
        became of them. One statement; running it again changes nothing.

        :return: number of rows written
        """
        self.env.flush_all()
        nobody = self.env["res.partner"]._gift_nobody_sql(SQL("f"))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_price_quoted
                       (partner_id, commercial_partner_id, company_id, product_id,
                        quantity, uom_id, currency_id, price_unit, discount,
                        tax_included, price_net, valid_until, user_id, date, order_id,
                        line_id, order_name, channel)
                SELECT o.partner_id, f.id, split_part(c.parent_path, '/', 1)::int,
                       l.product_id, l.product_uom_qty, l.product_uom_id,
                       o.currency_id, GREATEST(l.price_unit, 0),
                       LEAST(GREATEST(COALESCE(l.discount, 0), 0), 100), FALSE,
                       %(net)s, o.validity_date, o.user_id,
                       COALESCE(t.date, o.date_order), o.id, l.id, o.name, 'unknown'
                  FROM sale_order o
                  JOIN res_company c ON c.id = o.company_id
                  JOIN res_partner p ON p.id = o.partner_id
                  LEFT JOIN gift_touchpoint t ON t.res_model = 'sale.order'
                   AND t.res_id = o.id AND t.kind = 'quotation'
                  JOIN res_partner f
                    ON f.id = COALESCE(t.commercial_partner_id,
                                       o.gift_commercial_partner_id,
                                       p.commercial_partner_id, p.id)
                  JOIN sale_order_line l ON l.order_id = o.id
                  JOIN product_product pp ON pp.id = l.product_id
                  JOIN product_template pt ON pt.id = pp.product_tmpl_id
                 WHERE (o.state = 'sent' OR t.id IS NOT NULL) AND NOT %(nobody)s
                   AND %(comparable)s
                   AND NOT EXISTS (SELECT 1 FROM gift_price_quoted q
                                    WHERE q.line_id = l.id)
                 ORDER BY o.id, l.id
                """,
                net=self.env["sale.order.line"]._gift_net_sql(),
                comparable=self.env["sale.order.line"]._gift_comparable_sql(),
                nobody=nobody,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return count
