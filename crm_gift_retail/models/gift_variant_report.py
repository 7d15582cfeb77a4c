"""Stock and sales by variant: two attributes as a matrix (W6)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import variant_matrix
from .gift_export import EXPORT_GROUPS
from .gift_finder import DUTY_GROUP

#: products of one page of the list to choose from
PAGE = 40


class GiftVariantReport(models.AbstractModel):
    """What the screen "By Variant" asks; reads alone, holds no money.

    Everybody with a duty may look, as at stock on any product. What is narrowed to one
    customer's orders follows the record rules of orders.
    """

    _name = "gift.variant.report"
    _description = "Stock by Variant"
    _inherit = ["gift.variant.figures"]

    # ------------------------------------------------------------------ rights
    @api.model
    def _check_duty(self):
        """Raise unless the user has a duty in Gift Retail."""
        if not self.env.su and not self.env.user.has_group(DUTY_GROUP):
            raise AccessError(
                self.env._("This needs a duty in Gift Retail. Ask a manager.")
            )

    @api.model
    def _get_orders(self, dealer_id):
        """Return the Query of the orders of one customer that the user may read.

        :param int dealer_id: any contact of the firm
        """
        self.env["sale.order"].check_access("read")
        dealer = self.env["res.partner"].browse(dealer_id).exists()
        dealer.check_access("read")
        if not dealer:
            raise MissingError(
                self.env._("This customer does not exist any more. Choose another one.")
            )
        firm = dealer.commercial_partner_id
        return self.env["sale.order"]._search(
            Domain("gift_commercial_partner_id", "=", firm.id)
            | Domain("gift_commercial_partner_id", "=", False)
            & Domain("partner_id.commercial_partner_id", "=", firm.id)
        )

    # ------------------------------------------------------------------ places
    @api.model
    def _get_places(self):
        """Return the places of the user's companies: company, warehouses, shops.

        :return: list of dicts: key, name, kind, company_ids, warehouse_ids, team_id
        """
        companies = self.env.companies
        # sudo: names of places in the companies that the user has open
        warehouses = self.env["stock.warehouse"].sudo()
        warehouses = warehouses.search([("company_id", "in", companies.ids)])
        shops = self.env["crm.team"].sudo()
        shops = shops.search(
            [
                ("gift_is_shop", "=", True),
                ("gift_warehouse_id", "in", warehouses.ids),
            ]
        )
        places = []
        if len(companies) > 1:
            places.append(
                self._make_place("all", self.env._("All companies"), warehouses)
            )
        for company in companies:
            own = warehouses.filtered(lambda w, c=company: w.company_id == c)
            key = f"company:{company.id}"
            places.append(self._make_place(key, company.name, own, company))
            places += [
                self._make_place(f"warehouse:{house.id}", house.name, house, company)
                for house in own
            ]
            places += [
                self._make_place(
                    f"shop:{shop.id}", shop.name, shop.gift_warehouse_id, company, shop
                )
                for shop in shops
                if shop.gift_warehouse_id in own
            ]
        return places

    @api.model
    def _make_place(self, key, name, warehouses, company=None, shop=None):
        """Return one place; a shop's stock is its warehouse's, its sales its own."""
        return {
            "key": key,
            "name": name,
            "kind": key.split(":", 1)[0],
            "company_ids": (company or self.env.companies).ids,
            "warehouse_ids": warehouses.ids,
            "team_id": shop.id if shop else False,
        }

    @api.model
    def _get_place(self, key):
        """Return the place of a key; the first one when none is given."""
        places = self._get_places()
        if not key:
            return places[0]
        for place in places:
            if place["key"] == key:
                return place
        raise UserError(
            self.env._(
                "This warehouse or shop is not in the companies you have open. "
                "Choose another one."
            )
        )

    # ------------------------------------------------------------------ screen
    @api.model
    @api.readonly
    def load(self):
        """Return what the screen needs before a product is chosen.

        :return: dict: places, figures (key, label, whether a past day knows it),
            can_export, can_narrow (to one customer), today
        :raise AccessError: without a duty
        """
        self._check_duty()
        labels = self._get_labels()
        return {
            "places": [
                {name: place[name] for name in ("key", "name", "kind")}
                for place in self._get_places()
            ],
            "figures": [
                {
                    "key": name,
                    "label": labels[name],
                    "past": name in variant_matrix.PAST,
                }
                for name in variant_matrix.FIGURES
            ],
            "can_export": any(self.env.user.has_group(g) for g in EXPORT_GROUPS),
            "can_narrow": self.env["sale.order"].has_access("read"),
            "today": fields.Date.to_string(self.env.company._gift_today()),
        }

    @api.model
    def _get_labels(self):
        """Return the name of each figure."""
        return {
            "awaited": self.env._("Awaited by customers"),
            "on_hand": self.env._("On hand"),
            "reserved": self.env._("Reserved"),
            "free": self.env._("Free"),
            "incoming": self.env._("Incoming"),
            "sold_30": self.env._("Sold in 30 days"),
            "sold_90": self.env._("Sold in 90 days"),
            "cover": self.env._("Days of cover"),
            "age": self.env._("Age in days"),
        }

    @api.model
    @api.readonly
    def find_products(self, term="", place=None, offset=0):
        """List the products to choose from, what customers await most first.

        :param str term: part of the name or reference; empty lists all goods
        :param str place: key of a place
        :param int offset: products already shown
        :return: dict: products (id, name, variants, awaited, on_hand, free, image),
            more (bool)
        :raise AccessError: without a duty
        """
        self._check_duty()
        where = self._get_place(place)
        if not isinstance(offset, int) or offset < 0:
            raise UserError(self.env._("The list starts at 0 or later."))
        domain = Domain("type", "=", "consu")
        if term and str(term).strip():
            domain &= Domain("display_name", "ilike", str(term).strip())
        query = self.env["product.template"]._search(domain)
        rows = self.env.execute_query_dict(
            self._get_product_list_sql(query, where, offset)
        )
        templates = self.env["product.template"].browse([row["id"] for row in rows])
        for row, template in zip(rows, templates, strict=True):
            row["name"] = template.display_name
            row["uom"] = template.uom_id.name
        return {"products": rows[:PAGE], "more": len(rows) > PAGE}

    @api.model
    def _get_product_list_sql(self, query, place, offset):
        """Return the statement behind ``find_products``."""
        return SQL(
            """
            WITH awaited AS (
                SELECT p.product_tmpl_id AS id,
                       sum((l.product_uom_qty - l.qty_delivered) * lu.factor
                           / pu.factor) AS quantity
                  FROM %(lines)s
                 WHERE %(condition)s
                 GROUP BY p.product_tmpl_id
            ), stock AS (
                SELECT p.product_tmpl_id AS id, sum(q.quantity) AS on_hand,
                       sum(q.quantity - q.reserved_quantity) AS free
                  FROM stock_quant q
                  JOIN stock_location s ON s.id = q.location_id
                  JOIN product_product p ON p.id = q.product_id
                 WHERE s.warehouse_id = ANY(%(warehouses)s)
                 GROUP BY p.product_tmpl_id
            )
            SELECT t.id, COALESCE(a.quantity, 0)::float AS awaited,
                   COALESCE(k.on_hand, 0)::float AS on_hand,
                   COALESCE(k.free, 0)::float AS free,
                   (SELECT count(*) FROM product_product v
                     WHERE v.product_tmpl_id = t.id AND v.active) AS variants
              FROM product_template t
              LEFT JOIN awaited a ON a.id = t.id
              LEFT JOIN stock k ON k.id = t.id
             WHERE t.id IN %(templates)s
             ORDER BY COALESCE(a.quantity, 0) DESC, COALESCE(k.on_hand, 0) DESC, t.id
             LIMIT %(limit)s OFFSET %(offset)s
            """,
            lines=self._get_awaited_from(),
            condition=self._get_awaited_condition(place, None),
            warehouses=place["warehouse_ids"],
            templates=query.subselect(),
            limit=PAGE + 1,
            offset=offset,
        )

    @api.model
    @api.readonly
    def get_matrix(
        self,
        template_id,
        row_id=None,
        column_id=None,
        place=None,
        dealer_id=None,
        day=None,
        split=True,
    ):
        """Return one product as a matrix of two attributes.

        :param int template_id: the product
        :param int row_id: attribute of the rows; the product's first by default
        :param int column_id: attribute of the columns; the product's second by default
        :param str place: key of a place
        :param int dealer_id: sold and awaited by this customer alone
        :param str day: ISO date, the end of that day in the company's time zone; today
            and later are now. A past day knows on hand and sold alone.
        :param bool split: whether values of further attributes split the rows
        :return: dict: product, attributes, row_id, column_id, columns, rows with cells
            (figures and variant ids) and totals
        :raise AccessError: without a duty
        :raise UserError: for a product that is gone, or a date that is none
        """
        self._check_duty()
        where = self._get_place(place)
        template = self._get_template(template_id)
        past = self._parse_day(day)
        orders = self._get_orders(dealer_id) if dealer_id else None
        variants = self._get_variants(template)
        figures = self._get_figures(variants, where, past, orders)
        variants = self._leave_out_empty(variants, figures)
        shape = self._get_shape(variants, template, row_id, column_id, split)
        return {
            "product": {
                "id": template.id,
                "name": template.display_name,
                "uom": template.uom_id.name,
            },
            "past": fields.Date.to_string(past) if past else False,
            **self._fill_matrix(shape, figures),
        }

    @api.model
    def _get_template(self, template_id):
        template = self.env["product.template"].browse(template_id).exists()
        if not template:
            raise UserError(
                self.env._("This product does not exist any more. Choose another one.")
            )
        template.check_access("read")
        return template

    @api.model
    def _parse_day(self, day):
        """Return a past date, or None for today and later."""
        if not day:
            return None
        try:
            parsed = fields.Date.to_date(day)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("“%(day)s” is no date. Choose one.", day=str(day)[:40])
            ) from error
        return parsed if parsed < self.env.company._gift_today() else None

    @api.model
    def _get_variants(self, templates):
        """Return all variants of products, those that were archived too."""
        return self.env["product.product"].search(
            [
                ("product_tmpl_id", "in", templates.ids),
                ("active", "in", (True, False)),
            ]
        )

    @api.model
    def _leave_out_empty(self, variants, figures):
        """Drop archived variants of which nothing is there, awaited or sold."""
        return variants.filtered(
            lambda variant: variant.active or any(figures[variant.id].values())
        )
