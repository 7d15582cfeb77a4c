"""How the rows of an export are read: in blocks, through a cursor of the database."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import xlsx_stream

BLOCK = 1_000


class GiftExportRows(models.AbstractModel):
    """Reads any number of rows with the memory of one block."""

    _name = "gift.export.rows"
    _description = "Rows of an Export"

    @api.model
    def _get_column_kind(self, field):
        """Return the kernel's kind of a field."""
        known = (*xlsx_stream.FORMATS, "boolean")
        return field.type if field.type in known else "char"

    def _iter_ids(self, select):
        """Yield blocks of rows of a SELECT through a cursor of the database."""
        cr = self.env.cr
        cr.execute(SQL("DECLARE gift_export_rows NO SCROLL CURSOR FOR %s", select))
        try:
            while True:
                cr.execute(SQL("FETCH %s FROM gift_export_rows", BLOCK))
                block = cr.fetchall()
                if not block:
                    break
                yield block
        finally:
            cr.execute("CLOSE gift_export_rows")

    def _iter_sql(self, model, domain, names):
        """Yield the rows of a model that is a query: its columns are read as they are.

        Reading such a model by ids would compute the whole query once per block.
        """
        query = model._search(domain, order="date desc, id desc")
        select = query.select(
            *(model._field_to_sql(query.table, name, query) for name in names)
        )
        readers = [self._get_reader(model._fields[name]) for name in names]
        for block in self._iter_ids(select):
            columns = [
                read(column)
                for read, column in zip(readers, zip(*block, strict=True), strict=True)
            ]
            yield from zip(*columns, strict=True)

    def _get_reader(self, field):
        """Return a function from a column of raw values to a column of shown ones."""
        if field.type == "many2one":
            names = {}

            def read_names(values):
                new = {value for value in values if value} - names.keys()
                # sudo: like Odoo's own lists, a name is shown although its record
                # belongs to a room that the user does not enter
                for record in self.env[field.comodel_name].sudo().browse(new):
                    names[record.id] = record.display_name
                return [names.get(value, "") for value in values]

            return read_names
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda values: [labels.get(value, value) for value in values]
        return lambda values: values

    def _iter_records(self, model, domain, names):
        """Yield the rows of an ordinary model, computed fields too."""
        query = model._search(domain, order=model._order)
        id_column = SQL.identifier(query.table, "id")
        for block in self._iter_ids(query.select(id_column)):
            records = model.browse([row[0] for row in block])
            columns = [self._read_column(records, name) for name in names]
            yield from zip(*columns, strict=True)
            records.invalidate_recordset()

    def _read_column(self, records, name):
        """Return one field of all records as shown."""
        field = records._fields[name]
        if field.type == "many2one":
            return [record[name].sudo().display_name for record in records]
        if field.type == "datetime":
            return [
                record[name]
                and fields.Datetime.context_timestamp(records, record[name]).replace(
                    tzinfo=None
                )
                for record in records
            ]
        return self._get_reader(field)([record[name] for record in records])
