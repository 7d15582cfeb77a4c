from odoo import api, fields, models

from ..tools.import_reader import neutralise


class GiftImportRow(models.Model):
    """A purchase line that was read and waits to become history. Technical.

    Ids are plain numbers: checking five foreign keys per row would cost more than the
    rest of the reading, and the rows live for a minute. ``gift.import`` removes them.
    """

    _name = "gift.import.row"
    _description = "Line Waiting to Be Imported"
    _log_access = False
    _rec_name = "reference"

    import_id = fields.Integer(required=True)
    line_no = fields.Integer(required=True)
    base_key = fields.Char(required=True)
    occurrence = fields.Integer(required=True)
    line_key = fields.Char(required=True)
    row_hash = fields.Char()
    kind = fields.Char(required=True)
    reference = fields.Char()
    code = fields.Char()
    name = fields.Char()
    moment = fields.Datetime(required=True, help="As in the file: local time.")
    quantity = fields.Float(digits=0, required=True)
    amount = fields.Float(digits=0, required=True)
    price = fields.Float(digits=0, required=True)
    cost = fields.Float(digits=0)
    rate = fields.Float(digits=0, required=True)
    currency_id = fields.Integer()
    customer_key = fields.Char()
    medium_id = fields.Integer()
    source_id = fields.Integer()
    user_id = fields.Integer()
    seller_name = fields.Char()

    _line_unique = models.UniqueIndex("(import_id, line_no)")
    _base_key_idx = models.Index("(import_id, base_key)")


class GiftImportProduct(models.Model):
    """A product code of a file: what it is with us, and its estimated unit cost."""

    _name = "gift.import.product"
    _description = "Product Code in an Import"
    _log_access = False
    _rec_name = "code"

    import_id = fields.Many2one("gift.import", required=True, ondelete="cascade")
    code = fields.Char(required=True)
    product_id = fields.Many2one("product.product", ondelete="cascade")
    unit_cost = fields.Float(digits=0)

    _code_unique = models.UniqueIndex("(import_id, code)")


class GiftImportRefused(models.Model):
    """A line that was not taken, with number, value and reason."""

    _name = "gift.import.refused"
    _description = "Refused Line"
    _inherit = ["gift.import.reason"]
    _log_access = False
    _order = "import_id, line_no, id"
    _rec_name = "line_no"

    import_id = fields.Many2one(
        "gift.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="import_id.company_id")
    line_no = fields.Integer(string="Line", required=True)
    code = fields.Char(required=True)
    field_key = fields.Char(string="Field")
    value = fields.Char()
    params = fields.Json()
    cells = fields.Text(string="Row", help="The cells as read, divided by |.")
    reason = fields.Char(compute="_compute_reason")

    @api.depends("code", "field_key", "value", "params")
    @api.depends_context("lang")
    def _compute_reason(self):
        for line in self:
            line.reason = self._reason_text(
                line.code, line.field_key, line.value, line.params
            )


class GiftImportPreview(models.Model):
    """One of the first lines, and what would happen to it."""

    _name = "gift.import.preview"
    _description = "Preview of a Line"
    _log_access = False
    _order = "import_id, line_no"
    _rec_name = "content"

    import_id = fields.Many2one(
        "gift.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="import_id.company_id")
    line_no = fields.Integer(string="Line")
    content = fields.Char()
    outcome = fields.Char(string="What Would Happen")
    level = fields.Selection(
        [("taken", "Taken"), ("known", "Known"), ("refused", "Refused")]
    )


class GiftImportMapping(models.Model):
    """A column of the file and what it means."""

    _name = "gift.import.mapping"
    _description = "Column of an Import"
    _order = "import_id, sequence"
    _rec_name = "heading"

    import_id = fields.Many2one(
        "gift.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="import_id.company_id")
    sequence = fields.Integer(required=True, help="Index of the column, from 0.")
    heading = fields.Char(required=True, readonly=True)
    sample = fields.Char(readonly=True, string="First Value")
    field_key = fields.Selection(lambda self: self._field_labels(), string="Is Read As")

    _column_unique = models.UniqueIndex("(import_id, sequence)")

    @api.constrains("field_key")
    def _check_field_key(self):
        self.import_id._check_mapping()

    def write(self, vals):
        self.import_id._check_open_inputs()
        return super().write(vals)

    @api.model
    def _field_labels(self):
        """Return the kernel's fields with their labels, in the order of a list."""
        _ = self.env._
        labels = {
            "reference": _("Order or invoice number"),
            "date": _("Date of purchase"),
            "code": _("Product code"),
            "description": _("Product name"),
            "quantity": _("Quantity"),
            "unit_price": _("Unit price"),
            "amount": _("Amount of the line"),
            "unit_cost": _("Unit cost"),
            "cost": _("Cost of the line"),
            "currency": _("Currency code"),
            "channel": _("Channel or shop"),
            "customer_code": _("Customer number"),
            "name": _("Customer name"),
            "contact": _("Contact person"),
            "customer_type": _("Firm or private"),
            "phone": _("Phone"),
            "phone_other": _("Other phone"),
            "email": _("E-mail"),
            "wechat": _("WeChat"),
            "sex": _("Sex"),
            "salutation": _("Salutation"),
            "birthday": _("Birthday"),
            "birthday_lunar": _("Birthday (lunar)"),
            "birthday_calendar": _("Calendar of the birthday"),
            "source": _("Source"),
            "remark": _("Remark"),
            "street": _("Street"),
            "district": _("District"),
            "city": _("City"),
            "state": _("Province"),
            "zip": _("Postcode"),
            "country": _("Country"),
            "vat": _("Tax number"),
            "seller": _("Salesperson"),
        }
        return list(labels.items())


def cells_text(cells, size=1000):
    """Return a row's cells as one harmless text for the list of refused lines."""
    if not isinstance(cells, list):
        return ""
    text = " | ".join("" if cell is None else str(cell) for cell in cells)
    return neutralise(text.replace("\0", "")[:size])
