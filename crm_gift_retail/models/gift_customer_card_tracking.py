"""Where is it: tracking numbers to copy, and what is on its way, on the card."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .gift_customer_card import OPEN_DELIVERY, SHOWN_ORDERS

#: the newest orders looked at for parcels on their way
NEWEST = 5
#: a parcel that left longer ago is no answer to "where is it?"
ON_THE_WAY_DAYS = 30


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    def _get_card_tracking(self, orders):
        """Return the tracking numbers of orders, ours and the carriers' addon's."""
        found = super()._get_card_tracking(orders)
        mine = {
            row["id"]: row["numbers"]
            for row in self.env.context.get("gift_card_parcels", ())
            if row["numbers"]
        }
        return {**found, **{key: mine[key] for key in orders.ids if key in mine}}

    def _get_card_orders(self):
        """Show what is on its way too: it is asked about most, and copied."""
        parcels = self._get_card_parcels()
        asking = self.with_context(gift_card_parcels=parcels)
        card = super(GiftCustomer, asking)._get_card_orders()
        away = [row for row in parcels if row["left_on"] and not row["is_open"]]
        away.sort(key=lambda row: (row["left_on"], row["id"]), reverse=True)
        for row in away[: SHOWN_ORDERS - len(card["orders"])]:
            card["orders"].append(
                {
                    "id": row["id"],
                    "name": row["name"],
                    "word": self.env._("On its way"),
                    "tracking": row["numbers"] or "",
                    "can_open": row["can_open"],
                    **self._get_promise(row["commitment_date"]),
                }
            )
        return card

    def _get_card_order_rows(self):
        """Take the open orders out of what :meth:`_get_card_parcels` has asked."""
        parcels = self.env.context.get("gift_card_parcels")
        if parcels is None:
            return super()._get_card_order_rows()
        return [row for row in parcels if row["is_shown"]]

    def _get_card_parcels(self):
        """Return the open orders of the card and the newest ones, in one query.

        :return: list of dicts as :meth:`_get_card_order_rows`, besides ``is_shown`` (an
            open one of the card), ``is_open``, ``numbers`` and ``left_on`` of parcels
            that have not arrived
        """
        return self.env.execute_query_dict(
            SQL(
                """
                WITH mine AS MATERIALIZED (
                SELECT i.id, bool_or(i.is_shown) AS is_shown, max(i.number) AS number
                  FROM ((SELECT s.id, FALSE AS is_shown, NULL::bigint AS number
                           FROM sale_order s
                           JOIN res_company c ON c.id = s.company_id
                          WHERE s.gift_commercial_partner_id = %(partner)s
                            AND %(root)s AND s.state = 'sale'
                          ORDER BY s.date_order DESC, s.id DESC LIMIT %(newest)s)
                        UNION ALL
                        (SELECT s.id, TRUE, count(*) OVER ()
                           FROM sale_order s
                           JOIN res_company c ON c.id = s.company_id
                          WHERE s.gift_commercial_partner_id = %(partner)s
                            AND %(root)s AND s.state = 'sale'
                            AND s.delivery_status IN %(open)s
                          ORDER BY s.commitment_date, s.id LIMIT %(shown)s)) i
                 GROUP BY i.id)
                SELECT o.id, o.name, o.delivery_status, o.commitment_date, m.number,
                       m.is_shown, p.scheduled, p.packed, p.numbers, p.left_on,
                       COALESCE(o.delivery_status IN %(open)s, FALSE) AS is_open,
                       %(readable)s AS can_open
                  FROM mine m
                  JOIN sale_order o ON o.id = m.id
                  LEFT JOIN LATERAL (
                       SELECT min(k.scheduled_date) FILTER (
                                  WHERE k.state <> 'done' AND y.code = 'outgoing')
                                  AS scheduled,
                              bool_or(k.state = 'assigned') FILTER (
                                  WHERE y.code = 'outgoing') AS packed,
                              string_agg(k.gift_tracking_ref, ', ' ORDER BY k.id)
                                  FILTER (WHERE %(away)s) AS numbers,
                              max(k.date_done) FILTER (
                                  WHERE k.state = 'done' AND %(away)s) AS left_on
                         FROM stock_picking k
                         JOIN stock_picking_type y ON y.id = k.picking_type_id
                        WHERE k.sale_id = o.id AND y.code IN ('outgoing', 'dropship')
                          AND k.state <> 'cancel') p ON TRUE
                 ORDER BY o.commitment_date, o.id
                """,
                open=OPEN_DELIVERY,
                partner=self.partner_id.id,
                root=self._get_root_sql(SQL("c")),
                readable=self._get_readable_orders_sql(),
                newest=NEWEST,
                shown=SHOWN_ORDERS,
                away=SQL(
                    "k.gift_arrived_on IS NULL AND (k.state <> 'done' OR "
                    "k.date_done > %s)",
                    fields.Datetime.now() - timedelta(days=ON_THE_WAY_DAYS),
                ),
            )
        )
