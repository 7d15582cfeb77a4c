from odoo import fields, models

from .gift_profit_guard import PROFIT_GROUPS


class GiftSaleHistory(models.Model):
    """One sold, returned or charged line that a company brought from elsewhere.

    Written by ``gift.import`` alone (set-based, see ``gift_import_write.py``), read
    as the part "history" of ``gift.sale.fact``. No fake sale orders (decision 41).
    """

    _name = "gift.sale.history"
    _description = "Sales History Line"
    _order = "date desc, id desc"
    _rec_name = "reference"
    _log_access = False  # a narrow row; who and when stand on the import

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    import_id = fields.Many2one("gift.import", ondelete="cascade", index=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        ondelete="restrict",
        index="btree_not_null",
        help="Commercial customer at the date of the line; empty: anonymous.",
    )
    product_id = fields.Many2one(
        "product.product",
        ondelete="set null",
        index="btree_not_null",
    )
    code = fields.Char(string="Product Code")
    name = fields.Char(string="Text")
    date = fields.Datetime(string="Time", required=True, help="In UTC.")
    date_day = fields.Date(
        string="Date", required=True, help="The day in the company's own time zone."
    )
    quantity = fields.Float(digits=0, help="Negative on returns.")
    revenue = fields.Monetary(
        currency_field="company_currency_id",
        help="Untaxed, in company currency; negative on returns.",
    )
    cost = fields.Monetary(
        currency_field="company_currency_id",
        groups=PROFIT_GROUPS,
        help="Of the whole line, in company currency.",
    )
    cost_state = fields.Selection(
        [
            ("known", "Known"),
            ("estimated", "Estimated"),
            ("missing", "Missing"),
        ],
        string="Cost Is",
        required=True,
        default="missing",
        groups=PROFIT_GROUPS,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    currency_id = fields.Many2one(
        "res.currency", string="Currency in the File", ondelete="restrict"
    )
    amount_currency = fields.Monetary(
        string="Amount in the File's Currency", currency_field="currency_id"
    )
    kind = fields.Selection(
        [("sale", "Sale"), ("return", "Return"), ("charge", "Charge")],
        required=True,
        default="sale",
        help="A charge (postage, fee, discount) is revenue without margin.",
    )
    channel_medium_id = fields.Many2one(
        "utm.medium", string="Channel", ondelete="set null"
    )
    source_id = fields.Many2one("utm.source", ondelete="set null")
    reference = fields.Char(help="Number of the order or invoice in the other system.")
    seller_name = fields.Char(string="Sold by (as written)")
    user_id = fields.Many2one("res.users", string="Salesperson", ondelete="set null")
    line_key = fields.Char(
        required=True,
        readonly=True,
        help="Tells a line again when the same or an overlapping file comes twice.",
    )

    # what a firm paid last for a product
    _last_price_idx = models.Index(
        "(partner_id, product_id, date DESC) WHERE kind = 'sale'"
    )
    _line_key_unique = models.UniqueIndex(
        "(company_id, line_key)", "This line of the history is already there."
    )
    _customer_day_idx = models.Index("(company_id, partner_id, date_day)")
