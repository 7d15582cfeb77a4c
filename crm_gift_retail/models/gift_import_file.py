import datetime

import pytz

from odoo import api, fields, models

from ..tools import import_headings
from ..tools.import_errors import FileRefusal
from ..tools.import_reader import open_table
from ..tools.import_rows import Options, RowParser


class GiftImportFile(models.Model):
    """The file of an import: opening it, what its columns mean, how rows are read."""

    _inherit = "gift.import"

    def _open(self):
        """Return the opened :class:`~..tools.import_reader.Table` of the file.

        :raises FileRefusal: the file cannot be taken, with the reason
        """
        self.ensure_one()
        attachment = (
            self.sudo()
            .env["ir.attachment"]
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "data"),
                    ("res_id", "=", self.id),
                ],
                limit=1,
            )
        )
        if not attachment:
            raise FileRefusal("file_missing", value=self.filename or self.name)
        return open_table(attachment.raw or b"", sheet=self.sheet)

    def _parser(self):
        """Return the row parser for the mapping and options of this import."""
        self.ensure_one()
        tz = pytz.timezone(self.tz)
        today = fields.Datetime.now().replace(tzinfo=datetime.timezone.utc)
        return RowParser(
            {
                line.field_key: line.sequence
                for line in self.mapping_ids
                if line.field_key
            },
            Options(
                preset=self.preset,
                today=today.astimezone(tz).date(),
                tz=tz,
                date_order=self.date_order or "",
                anonymous=self.missing_customer == "anonymous",
                region=self._phone_region(),
            ),
        )

    def _read_headings(self, table):
        """Propose what each column means from the table's headings and first cells."""
        self.ensure_one()
        keys = import_headings.recognise(table.headings, self.preset)
        samples = [""] * len(table.headings)
        for _line, cells in self._first_rows(table, 5):
            for index, cell in enumerate(cells):
                samples[index] = samples[index] or str(cell if cell is not None else "")
        self.mapping_ids.unlink()
        self.env["gift.import.mapping"].create(
            [
                {
                    "import_id": self.id,
                    "sequence": index,
                    "heading": heading or self.env._("Column %s", index + 1),
                    "sample": samples[index][:80],
                    "field_key": keys[index] or False,
                }
                for index, heading in enumerate(table.headings)
            ]
        )
        kind = " · ".join(filter(None, [table.kind, table.encoding, table.sheet]))
        self.sudo().write({"file_format": kind, "heading_line": table.heading_line})
        if not self.phone_country_id:
            is_chinese = any(
                "\u4e00" <= char <= "\u9fff" for char in "".join(table.headings)
            )
            country = self.env.ref("base.cn") if is_chinese else False
            self.phone_country_id = country or self.company_id.country_id

    def _phone_region(self):
        """Return the ISO country of telephone numbers without prefix."""
        return self.phone_country_id.code or self.company_id._gift_region()

    @api.model
    def _first_rows(self, table, count):
        rows = []
        for line, cells in table.rows():
            if isinstance(cells, list):
                rows.append((line, cells))
            if len(rows) >= count:
                break
        return rows
