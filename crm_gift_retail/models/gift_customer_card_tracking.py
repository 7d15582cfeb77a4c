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
        """Return the tracking numbers of orders, ours and the carriers' addon's.

        A card asks once for all its parcels, see its context.
        """
        found = super()._get_card_tracking(orders)
        if not orders:
            return found
        parcels = self.env.context.get("gift_card_parcels")
        if parcels is None:
            parcels = self._get_card_parcels()
        mine = {row["id"]: row["numbers"] for row in parcels if row["numbers"]}
        return {**found, **{key: mine[key] for key in orders.ids if key in mine}}

    def _get_card_orders(self):
        """Show what is on its way too: it is asked about most, and copied."""
        parcels = self._get_card_parcels()
        asking = self.with_context(gift_card_parcels=parcels)
        card = super(GiftCustomer, asking)._get_card_orders()
        shown = {order["id"] for order in card["orders"]}
        for row in parcels:
            if len(card["orders"]) >= SHOWN_ORDERS:
                break
            if row["id"] in shown or row["is_open"]:
                continue
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

    def _get_card_parcels(self):
        """Return the orders that have parcels on their way, the newest parcel first.

        Looks at the newest orders and at the open ones that the card shows.

        :return: list of ``{id, name, commitment_date, is_open, numbers, can_open}``
        """
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT o.id, o.name, o.commitment_date, k.numbers,
                       COALESCE(o.delivery_status IN %(open)s, FALSE) AS is_open,
                       %(readable)s AS can_open
                  FROM ((SELECT s.id, s.name, s.commitment_date, s.delivery_status
                           FROM sale_order s JOIN res_company c ON c.id = s.company_id
                          WHERE s.gift_commercial_partner_id = %(partner)s AND %(root)s
                            AND s.state = 'sale'
                          ORDER BY s.date_order DESC, s.id DESC LIMIT %(newest)s)
                        UNION
                        (SELECT s.id, s.name, s.commitment_date, s.delivery_status
                           FROM sale_order s JOIN res_company c ON c.id = s.company_id
                          WHERE s.gift_commercial_partner_id = %(partner)s AND %(root)s
                            AND s.state = 'sale' AND s.delivery_status IN %(open)s
                          ORDER BY s.commitment_date, s.id LIMIT %(shown)s)) o
                  JOIN LATERAL (
                       SELECT string_agg(p.gift_tracking_ref, ', ' ORDER BY p.id)
                                  AS numbers,
                              max(p.date_done) FILTER (WHERE p.state = 'done')
                                  AS left_on
                         FROM stock_picking p
                         JOIN stock_picking_type y ON y.id = p.picking_type_id
                        WHERE p.sale_id = o.id AND y.code IN ('outgoing', 'dropship')
                          AND p.state <> 'cancel' AND p.gift_arrived_on IS NULL
                          AND (p.state <> 'done' OR p.date_done > %(since)s)
                       HAVING count(*) > 0) k ON TRUE
                 WHERE k.numbers IS NOT NULL OR k.left_on IS NOT NULL
                 ORDER BY k.left_on DESC NULLS LAST, o.id DESC
                """,
                open=OPEN_DELIVERY,
                partner=self.partner_id.id,
                root=self._get_root_sql(SQL("c")),
                readable=self._get_readable_orders_sql(),
                newest=NEWEST,
                shown=SHOWN_ORDERS,
                since=fields.Datetime.now() - timedelta(days=ON_THE_WAY_DAYS),
            )
        )
