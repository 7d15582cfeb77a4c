"""What a sold line had cost, frozen when its invoice was posted."""

from odoo import fields, models

COST_STATES = [
    ("known", "Known"),
    ("estimated", "Estimated"),
    ("missing", "Missing"),
]


class GiftSaleCost(models.Model):
    """One row per counted line of a posted customer invoice or credit note.

    Cost and the customer of the document's date are stamped here: ``sale.order.
    line.purchase_price`` and ``account.move.commercial_partner_id`` both change
    later (stock valuation rewrites the one, a contact that changes firm the other).
    """

    _name = "gift.sale.cost"
    _description = "Frozen Cost of a Sale"
    _log_access = False
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one(
        "account.move.line", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Commercial partner at the date of the document.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", index="btree_not_null", ondelete="set null"
    )
    order_ref = fields.Char(help="Distinct key of the order or the invoice.")
    quantity = fields.Float(
        digits="Product Unit", help="Quantity frozen; negative on credit notes."
    )
    cost = fields.Monetary(help="In company currency, signed as the quantity.")
    state = fields.Selection(COST_STATES, required=True)
    is_return = fields.Boolean()
    is_charge = fields.Boolean(help="Delivery and other charges: no margin is made.")

    _move_line_uniq = models.Constraint(
        "UNIQUE (move_line_id)", "The cost of a line is frozen once."
    )
