"""The figures of variants: what customers await, what is there, what is sold."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.variant_matrix import PAST, SUMS, WEIGHT


class GiftVariantFigures(models.AbstractModel):
    """One question to the database per figure, however many variants.

    Stock is Odoo's own calculation, so that it agrees with every other screen, kits
    included; what is sold and awaited is what ``sale.report`` counts.
    """

    _name = "gift.variant.figures"
    _description = "Figures of Variants"

    @api.model
    def _get_figures(self, products, place, day=None, orders=None):
        """Return the sums of each product in one place.

        The caller has checked that the user may see the place.

        :param products: ``product.product``
        :param dict place: of ``gift.variant.report._get_place``: warehouses, companies
            and shop
        :param date day: the end of this day in the company's time zone; None is now.
            A past day knows on hand and sold alone (decision 27).
        :param orders: Query of ``sale.order``: sold and awaited of these alone
        :return: ``{product id: {figure: number or None}}``, in the product's own unit
        """
        moment = self._get_end(day, place)
        # sudo: figures of whole warehouses, as Odoo shows them on any product
        products = products.sudo()
        figures = {
            product.id: dict.fromkeys((*SUMS, WEIGHT), None if day else 0.0)
            for product in products
        }
        if day:
            for values in figures.values():
                values.update(dict.fromkeys(PAST, 0.0))
        if not products:
            return figures
        self._fill_stock(figures, products, place, day and moment)
        for days in (30, 90):
            sold = self._get_sold(products, place, moment, days, orders)
            for product_id, quantity in sold:
                figures[product_id][f"sold_{days}"] = quantity
        if not day:
            for product_id, quantity in self._get_awaited(products, place, orders):
                figures[product_id]["awaited"] = quantity
            for product_id, weight in self._get_ages(products, place):
                figures[product_id][WEIGHT] = weight
        return figures

    @api.model
    def _get_end(self, day, place):
        """Return the naive UTC moment at which a day ends, or now."""
        if not day:
            return fields.Datetime.now()
        company = self.env["res.company"].browse(place["company_ids"][0])
        zone = pytz.timezone(company._gift_tz())
        end = zone.localize(datetime.combine(day + timedelta(days=1), time.min))
        return end.astimezone(pytz.utc).replace(tzinfo=None) - timedelta(seconds=1)

    @api.model
    def _fill_stock(self, figures, products, place, to_date):
        """On hand, free, reserved and incoming by Odoo's own calculation."""
        if not place["warehouse_ids"]:
            return
        goods = products.filtered(lambda product: product.type != "service")
        goods = goods.with_context(
            warehouse_id=place["warehouse_ids"],
            allowed_company_ids=place["company_ids"],
        )
        found = goods._compute_quantities_dict(None, None, None, to_date=to_date)
        for product_id, values in found.items():
            own = figures[product_id]
            own["on_hand"] = values["qty_available"]
            if not to_date:
                own["free"] = values["free_qty"]
                own["reserved"] = values["qty_available"] - values["free_qty"]
                own["incoming"] = values["incoming_qty"]

    @api.model
    def _get_line_condition(self, place, orders):
        """Return the condition on lines ``l`` of orders ``o`` of a place."""
        for name in ("sale.order", "sale.order.line", "stock.quant"):
            self.env[name].flush_model()  # the statements name no fields to the ORM
        conditions = [
            SQL("o.state = 'sale' AND l.display_type IS NULL"),
            SQL("o.company_id = ANY(%s)", place["company_ids"]),
        ]
        if place["team_id"]:
            conditions.append(SQL("o.team_id = %s", place["team_id"]))
        elif place["kind"] == "warehouse":
            conditions.append(SQL("o.warehouse_id = ANY(%s)", place["warehouse_ids"]))
        if orders is not None:
            conditions.append(SQL("o.id IN %s", orders.subselect()))
        return SQL(" AND ").join(conditions)

    @api.model
    def _get_sold(self, products, place, moment, days, orders):
        """Return ``[(product id, quantity)]`` ordered in the days up to a moment."""
        return self.env.execute_query(
            SQL(
                """
                SELECT l.product_id, sum(l.product_uom_qty * lu.factor / pu.factor)
                  FROM sale_order o
                  JOIN sale_order_line l ON l.order_id = o.id
                  JOIN product_product p ON p.id = l.product_id
                  JOIN product_template t ON t.id = p.product_tmpl_id
                  JOIN uom_uom lu ON lu.id = l.product_uom_id
                  JOIN uom_uom pu ON pu.id = t.uom_id
                 WHERE l.product_id = ANY(%(products)s) AND %(condition)s
                   AND o.date_order > %(begin)s AND o.date_order <= %(end)s
                 GROUP BY l.product_id
                """,
                products=products.ids,
                condition=self._get_line_condition(place, orders),
                begin=moment - timedelta(days=days),
                end=moment,
            )
        )

    @api.model
    def _get_awaited(self, products, place, orders):
        """Return ``[(product id, quantity)]`` that customers ordered and still await.

        Orders whose delivery was given up await nothing.
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT l.product_id,
                       sum((l.product_uom_qty - l.qty_delivered) * lu.factor
                           / pu.factor)
                  FROM %(lines)s
                 WHERE l.product_id = ANY(%(products)s) AND %(condition)s
                 GROUP BY l.product_id
                """,
                lines=self._get_awaited_from(),
                products=products.ids,
                condition=self._get_awaited_condition(place, orders),
            )
        )

    @api.model
    def _get_awaited_from(self):
        """Return the tables behind what is awaited."""
        return SQL(
            """sale_order o
               JOIN sale_order_line l ON l.order_id = o.id
               JOIN product_product p ON p.id = l.product_id
               JOIN product_template t ON t.id = p.product_tmpl_id
               JOIN uom_uom lu ON lu.id = l.product_uom_id
               JOIN uom_uom pu ON pu.id = t.uom_id"""
        )

    @api.model
    def _get_awaited_condition(self, place, orders):
        """Return the condition of lines that are still awaited."""
        return SQL(
            """%s AND t.type <> 'service' AND l.product_uom_qty > l.qty_delivered
               AND o.delivery_status IN ('pending', 'started', 'partial')""",
            self._get_line_condition(place, orders),
        )

    @api.model
    def _get_ages(self, products, place):
        """Return ``[(product id, units times days in stock)]``."""
        return self.env.execute_query(
            SQL(
                """
                SELECT q.product_id,
                       sum(q.quantity * extract(epoch FROM %(now)s - q.in_date)
                           / 86400)
                  FROM stock_quant q
                  JOIN stock_location s ON s.id = q.location_id
                 WHERE q.product_id = ANY(%(products)s) AND q.quantity > 0
                   AND s.warehouse_id = ANY(%(warehouses)s)
                 GROUP BY q.product_id
                """,
                now=fields.Datetime.now(),
                products=products.ids,
                warehouses=place["warehouse_ids"],
            )
        )
