"""Variants as rows and columns: which attributes, in which order, in which words."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import variant_matrix


class GiftVariantReport(models.AbstractModel):
    _inherit = "gift.variant.report"

    @api.model
    def _get_values(self, variants):
        """Return the values of variants as the kernel reads them.

        :return: (list of ``variant_matrix.Variant``, ``product.attribute.value`` all)
        """
        # sudo: names of values are on every product that the user reads
        links = variants.sudo().product_template_attribute_value_ids
        links.mapped("product_attribute_value_id.attribute_id.sequence")
        rows = [
            variant_matrix.Variant(
                variant.id,
                {
                    link.attribute_id.id: link.product_attribute_value_id.id
                    for link in variant.sudo().product_template_attribute_value_ids
                },
            )
            for variant in variants
        ]
        return rows, links.product_attribute_value_id

    @api.model
    def _get_shape(self, variants, templates, row_id, column_id, split):
        """Return the matrix of variants with the words of its rows and columns."""
        rows, values = self._get_values(variants)
        # sudo: as above; lines with one value make no variants but stand on each
        lines = templates.sudo().attribute_line_ids
        attributes = lines.attribute_id | values.attribute_id
        counts = [
            (
                attribute.id,
                len(values.filtered(lambda v, a=attribute: v.attribute_id == a)),
            )
            for attribute in attributes
        ]
        counts = [(attribute, count) for attribute, count in counts if count]
        known = {attribute for attribute, _count in counts}
        first, second = variant_matrix.default_pair(counts)
        row_id = row_id if row_id in known else first
        if column_id not in known or column_id == row_id:
            rest = [(a, c) for a, c in counts if a != row_id]
            column_id = second if second != row_id else None
            column_id = column_id or variant_matrix.default_pair(rest)[0]
        rank = {
            value.id: (value.attribute_id.sequence, value.sequence, value.id)
            for value in values
        }
        return {
            "attributes": [
                {"id": attribute.id, "name": attribute.name}
                for attribute in attributes
                if attribute.id in known
            ],
            "row_id": row_id,
            "column_id": column_id,
            "names": {value.id: value.name for value in values},
            "matrix": variant_matrix.arrange(rows, row_id, column_id, rank, split),
        }

    @api.model
    def _get_row_words(self, shape, row):
        """Return (value, further values) of a row in words."""
        value, others = row
        names = shape["names"]
        return names.get(value, ""), ", ".join(names[other] for other in others)

    @api.model
    def _fill_matrix(self, shape, figures):
        """Return the matrix as the screen reads it, with totals of rows and columns."""
        matrix = shape["matrix"]

        def cell(ids):
            return {
                "ids": ids,
                "figures": self._round(
                    variant_matrix.add_up(figures[variant_id] for variant_id in ids)
                ),
            }

        rows = []
        for row in matrix.rows:
            cells = [matrix.cells.get((row, column), []) for column in matrix.columns]
            value, others = self._get_row_words(shape, row)
            rows.append(
                {
                    "name": value,
                    "others": others,
                    "cells": [cell(ids) for ids in cells],
                    "total": cell([variant_id for ids in cells for variant_id in ids]),
                }
            )
        by_column = [
            [
                variant_id
                for row in matrix.rows
                for variant_id in matrix.cells.get((row, column), [])
            ]
            for column in matrix.columns
        ]
        return {
            "attributes": shape["attributes"],
            "row_id": shape["row_id"] or False,
            "column_id": shape["column_id"] or False,
            "columns": [shape["names"].get(column, "") for column in matrix.columns],
            "rows": rows,
            "totals": [cell(ids) for ids in by_column],
            "total": cell([variant_id for ids in by_column for variant_id in ids]),
        }

    @api.model
    def _round(self, figures):
        """Return the figures for the screen: whole days, quantities as in Odoo."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return {
            name: None
            if figures[name] is None
            else round(figures[name], 0 if name in variant_matrix.DERIVED else digits)
            for name in variant_matrix.FIGURES
        }

    # ------------------------------------------------------------- who awaits it
    @api.model
    @api.readonly
    def get_awaiting(self, variant_ids, place=None, dealer_id=None):
        """List the customers who await these variants, most first.

        Orders that the user may not read are one line without a name.

        :param list variant_ids: of one cell
        :param str place: key of a place
        :param int dealer_id: this customer alone
        :return: list of dicts: partner_id (or False), name, quantity, next_date
        :raise AccessError: without a duty, or without the right to read orders
        """
        self._check_duty()
        where = self._get_place(place)
        products = self.env["product.product"].browse(variant_ids).exists()
        products.check_access("read")
        visible = (
            self._get_orders(dealer_id)
            if dealer_id
            else self.env["sale.order"]._search([])
        )
        rows = self._get_awaiting_rows(products, where, visible)
        if not dealer_id:
            total = sum(q for _p, q in self._get_awaited(products, where, None))
            hidden = total - sum(row["quantity"] for row in rows)
            if hidden > 1e-6:
                rows.append(
                    {
                        "partner_id": False,
                        "name": self.env._("Orders that you may not see"),
                        "quantity": hidden,
                        "next_date": False,
                    }
                )
        return rows

    @api.model
    def _get_awaiting_rows(self, products, place, orders, by_product=False):
        """Return the awaited quantity per firm, with the next promised day.

        :param orders: Query of the ``sale.order`` that the user may read
        :param bool by_product: a row per product and firm
        :return: list of dicts: product_id (or None), partner_id, name, quantity,
            next_date (ISO, or None)
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT %(product)s AS product_id,
                       COALESCE(o.gift_commercial_partner_id, o.partner_id)
                           AS partner_id,
                       sum((l.product_uom_qty - l.qty_delivered) * lu.factor
                           / pu.factor)::float AS quantity,
                       min(o.commitment_date) AS next_date
                  FROM %(lines)s
                 WHERE l.product_id = ANY(%(products)s) AND %(condition)s
                 GROUP BY 1, 2
                 ORDER BY 1, 3 DESC, 2
                """,
                product=SQL("l.product_id") if by_product else SQL("NULL::int"),
                lines=self._get_awaited_from(),
                products=products.ids,
                condition=self._get_awaited_condition(place, orders),
            )
        )
        # sudo: the name of a customer whose order the user may read
        partners = self.env["res.partner"].sudo()
        partners = partners.browse([row["partner_id"] for row in rows])
        for row, partner in zip(rows, partners, strict=True):
            row["name"] = partner.display_name
            row["next_date"] = row["next_date"] and fields.Date.to_string(
                fields.Datetime.context_timestamp(self, row["next_date"]).date()
            )
        return rows
