from odoo import fields, models


class GiftImport(models.Model):
    """A file of purchases or customers that comes in, and how far it has come."""

    _name = "gift.import"
    _description = "Import of History or Customers"
    _order = "id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
