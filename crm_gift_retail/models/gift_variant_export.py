"""The matrix of variants as a workbook: one sheet per warehouse (decision 28)."""

import xlsxwriter

from odoo import api, fields, models

from ..tools import variant_matrix
from ..tools.xlsx_stream import FORMATS, OPTIONS, sheet_name

MODEL = "gift.variant.report"
#: columns before the values of the column attribute
HEADINGS = 5


class GiftExport(models.Model):
    _inherit = "gift.export"

    @api.model
    def _check_export(self, res_model):
        """The matrix has options in place of fields and asks its rights itself."""
        if res_model != MODEL:
            return super()._check_export(res_model)
        self._check_export_role()
        self.env[MODEL]._check_duty()
        return self.env[MODEL], []

    def _write_file(self, path):
        """Write the workbook of variants; other exports as ever."""
        if self.res_model != MODEL:
            return super()._write_file(path)
        asker = self._as_asker()
        options = self.sudo().domain
        return asker.env[MODEL]._write_workbook(path, **options)


class GiftVariantReport(models.AbstractModel):
    _inherit = "gift.variant.report"

    @api.model
    def start_export(
        self,
        template_ids=None,
        row_id=None,
        column_id=None,
        place=None,
        dealer_id=None,
        day=None,
        split=True,
    ):
        """Log an export of the matrix and say where its file is.

        :param list template_ids: products; all goods by default
        :param int row_id: attribute of the rows
        :param int column_id: attribute of the columns
        :param str place: key of a place: its warehouses, a sheet each
        :param int dealer_id: sold and awaited by this customer alone
        :param str day: ISO date of a past day
        :param bool split: whether values of further attributes split the rows
        :return: an action, as ``gift.export.start_export``
        :raise AccessError: for roles that export nothing
        :raise UserError: for a place or date that is none
        """
        self._check_duty()
        exports = self.env["gift.export"]
        exports._check_export_role()
        where = self._get_place(place)
        past = self._parse_day(day)
        templates = self._get_export_templates(template_ids)
        if dealer_id:
            self._get_orders(dealer_id)
        count = self.env["product.product"].search_count(
            [("product_tmpl_id", "in", templates.ids)]
        )
        return exports._start(
            MODEL,
            self.env._("Stock by variant"),
            {
                "template_ids": templates.ids if template_ids else [],
                "row_id": row_id or False,
                "column_id": column_id or False,
                "place": where["key"],
                "dealer_id": dealer_id or False,
                "day": fields.Date.to_string(past) if past else False,
                "split": bool(split),
            },
            count * max(len(where["warehouse_ids"]), 1),
        )

    @api.model
    def _get_export_templates(self, template_ids):
        """Return the products of an export that the user may read."""
        if template_ids:
            templates = self.env["product.template"].browse(template_ids).exists()
            templates.check_access("read")
            return templates
        return self.env["product.template"].search([("type", "=", "consu")])

    @api.model
    def _write_workbook(
        self, path, template_ids, row_id, column_id, place, dealer_id, day, split
    ):
        """Write the workbook as the user of the environment.

        :return: number of lines
        """
        self._check_duty()
        self.env["gift.export"]._check_export_role()
        where = self._get_place(place)
        past = self._parse_day(day)
        orders = self._get_orders(dealer_id) if dealer_id else None
        templates = self._get_export_templates(template_ids)
        variants = self._get_variants(templates)
        sheets = [(where["name"], where)]
        if len(where["warehouse_ids"]) > 1:
            keys = {f"warehouse:{house_id}" for house_id in where["warehouse_ids"]}
            sheets += [(p["name"], p) for p in self._get_places() if p["key"] in keys]
        found = [self._get_figures(variants, p, past, orders) for _name, p in sheets]
        kept = self.env["product.product"]
        for figures in found:
            kept |= self._leave_out_empty(variants, figures)
        shape = self._get_shape(kept, templates, row_id, column_id, split)
        with xlsxwriter.Workbook(path, OPTIONS) as workbook:
            book = _VariantBook(self, workbook, shape, kept, past)
            for (name, _place), figures in zip(sheets, found, strict=True):
                book.write_sheet(name, figures)
            if not past and self.env["sale.order"].has_access("read"):
                if orders is None:
                    orders = self.env["sale.order"]._search([])
                book.write_awaiting(self._get_awaiting_lines(kept, where, orders))
            return book.count

    @api.model
    def _get_awaiting_lines(self, products, place, orders):
        """Return ``(product, customer, quantity, next day)`` of what is awaited."""
        rows = self._get_awaiting_rows(products, place, orders, by_product=True)
        waited = products.browse({row["product_id"] for row in rows})
        names = {product.id: product.display_name for product in waited}
        return [
            (
                names[row["product_id"]],
                row["name"],
                row["quantity"],
                fields.Date.to_date(row["next_date"]),
            )
            for row in rows
        ]


class _VariantBook:
    """Writes the sheets line by line; a line is one figure of one row of a product."""

    def __init__(self, report, workbook, shape, variants, past):
        self.report = report
        self.env = report.env
        self.workbook = workbook
        self.shape = shape
        self.past = past
        self.count = 0
        self.names = set()
        self.bold = workbook.add_format({"bold": True, "bottom": 1})
        self.number = workbook.add_format({"num_format": FORMATS["float"]})
        self.sum = workbook.add_format(
            {"num_format": FORMATS["float"], "bold": True, "top": 1}
        )
        self.date = workbook.add_format({"num_format": FORMATS["date"]})
        labels = report._get_labels()
        self.figures = [
            (name, labels[name])
            for name in variant_matrix.FIGURES
            if not past or name in variant_matrix.PAST
        ]
        self.lines = self._get_lines(variants)

    def _get_lines(self, variants):
        """Return the rows of each product: words, and the variants of each column."""
        columns = self.shape["matrix"].columns
        place = {column: index for index, column in enumerate(columns)}
        cells = self.shape["matrix"].cells
        product = {variant.id: variant.product_tmpl_id for variant in variants}
        by_template = {}
        for row in self.shape["matrix"].rows:
            for column in columns:
                for variant_id in cells.get((row, column), []):
                    template = product[variant_id]
                    line = by_template.setdefault(template, {}).setdefault(
                        row, [[] for _column in columns]
                    )
                    line[place[column]].append(variant_id)
        return [
            (
                template.default_code or "",
                template.name,
                *self.report._get_row_words(self.shape, row),
                ids,
            )
            for template in sorted(by_template, key=lambda t: (t.name or "", t.id))
            for row, ids in by_template[template].items()
        ]

    def _open(self, title, headings, widths):
        """Add a sheet with a heading that stays; two of one name get a number."""
        number = 1
        while (name := sheet_name(title, number)).lower() in self.names:
            number += 1
        self.names.add(name.lower())
        sheet = self.workbook.add_worksheet(name)
        for index, heading in enumerate(headings):
            sheet.set_column(index, index, widths[min(index, len(widths) - 1)])
            sheet.write_string(0, index, heading, self.bold)
        return sheet

    def _attribute(self, key):
        """Return the name of the attribute of rows or columns."""
        return next(
            (a["name"] for a in self.shape["attributes"] if a["id"] == self.shape[key]),
            "",
        )

    def write_sheet(self, title, figures):
        """Write the matrix of one place, totals of each figure at the end."""
        env = self.env
        names = self.shape["names"]
        headings = [
            env._("Reference"),
            env._("Product"),
            self._attribute("row_id") or env._("Value"),
            env._("Further values"),
            env._("Figure"),
            *(names.get(column, "–") for column in self.shape["matrix"].columns),
            env._("Total"),
        ]
        sheet = self._open(title, headings, [14, 36, 16, 16, 22, 11])
        sheet.freeze_panes(1, HEADINGS)
        line = 1
        columns = [[] for _column in self.shape["matrix"].columns]
        for *words, ids in self.lines:
            self._write_figures(sheet, line, words, ids, figures, self.number)
            line += len(self.figures)
            for index, variant_ids in enumerate(ids):
                columns[index] += variant_ids
        words = ["", env._("Total"), "", ""]
        self._write_figures(sheet, line, words, columns, figures, self.sum)
        self.count += line - 1
        sheet.autofilter(0, 0, max(line - 1, 1), HEADINGS - 1)

    def _write_figures(self, sheet, line, words, ids, figures, style):
        cells = [
            variant_matrix.add_up(figures[variant_id] for variant_id in own)
            for own in ids
        ]
        cells = [cell if own else {} for cell, own in zip(cells, ids, strict=True)]
        cells.append(variant_matrix.add_up(figures[v] for own in ids for v in own))
        for offset, (name, label) in enumerate(self.figures):
            for index, word in enumerate((*words, label)):
                if word:
                    sheet.write_string(line + offset, index, word)
            for index, cell in enumerate(cells, HEADINGS):
                if cell.get(name) is not None:
                    sheet.write_number(line + offset, index, cell[name], style)

    def write_awaiting(self, rows):
        """Write who awaits what."""
        env = self.env
        headings = [
            env._("Product"),
            env._("Customer"),
            env._("Awaited"),
            env._("Next promised day"),
        ]
        sheet = self._open(env._("Awaited by customer"), headings, [40, 36, 12, 18])
        sheet.freeze_panes(1, 0)
        for line, (product, customer, quantity, day) in enumerate(rows, 1):
            sheet.write_string(line, 0, product)
            sheet.write_string(line, 1, customer)
            sheet.write_number(line, 2, quantity, self.number)
            if day:
                sheet.write_datetime(line, 3, day, self.date)
