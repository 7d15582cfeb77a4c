"""What samples cost, frozen when they left and given back when they returned."""

from odoo import api, fields, models

from .gift_sale_cost import COST_STATES


class GiftSampleCost(models.Model):
    """One row per stock move of a sample that is done: a part of ``gift.sale.fact``.

    The firm of the day is stamped, and the cost: what the goods cost later, or where
    the customer moves, changes nothing. What comes back takes back exactly what it had
    cost. Out and back are rows of their own, each on its day.
    """

    _name = "gift.sample.cost"
    _description = "Frozen Cost of a Sample"
    _log_access = False
    _rec_name = "move_id"

    move_id = fields.Many2one("stock.move", required=True, ondelete="cascade")
    sample_id = fields.Many2one(
        "gift.sample", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "gift.sample.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    shop_company_id = fields.Many2one("res.company", "Branch", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Commercial partner on the day that the goods moved.",
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    quantity = fields.Float(
        digits="Product Unit", help="In the product's unit; negative when it came back."
    )
    cost = fields.Monetary(help="In company currency, signed as the quantity.")
    state = fields.Selection(COST_STATES, required=True)
    is_return = fields.Boolean()

    _move_uniq = models.Constraint(
        "UNIQUE (move_id)", "The cost of a move is frozen once."
    )

    @api.model
    def _gift_freeze(self, moves):
        """Freeze the cost of sample moves that are done; doing it twice adds nothing.

        Goods that leave: Odoo's own value of the move (so by the product's costing
        method), else the cost price of the day. Goods that come back: what they had
        cost, by the move they return, else by all that left of the line.

        :param moves: ``stock.move`` in sudo, done, with a sample's line
        :return: the rows that are new
        """
        frozen = self.search([("move_id", "in", moves.ids)]).move_id
        rows = self.browse()
        # what left first: a return of the same batch finds what it takes back
        for move in (moves - frozen).sorted(
            lambda move: (move.location_id.usage == "customer", move.id)
        ):
            vals = self._gift_prepare(move)
            if vals["quantity"]:
                rows |= self.create(vals)
        return rows

    @api.model
    def _gift_prepare(self, move):
        """Return the values of a move's row."""
        line = move.gift_sample_line_id
        sample = line.sample_id
        back = move.location_id.usage == "customer"
        quantity = move.product_uom._compute_quantity(
            move.quantity, move.product_id.uom_id
        )
        if back:
            cost, state = self._gift_returned_cost(move, quantity)
            quantity = -quantity
        else:
            cost = move.value or (
                move.product_id.with_company(move.company_id).standard_price * quantity
            )
            state = "known" if cost else "missing"
        return {
            "move_id": move.id,
            "sample_id": sample.id,
            "line_id": line.id,
            "company_id": sample.company_id.id,
            "shop_company_id": move.company_id.id,
            "partner_id": sample.firm_id.id,
            "product_id": move.product_id.id,
            "quantity": quantity,
            "cost": sample.currency_id.round(cost),
            "state": state,
            "is_return": back,
        }

    @api.model
    def _gift_returned_cost(self, move, quantity):
        """Return (cost, state) of what a move brings back; the last one, all the rest.

        :param move: ``stock.move`` from the customer
        :param float quantity: in the product's unit
        """
        own = self.search([("line_id", "=", move.gift_sample_line_id.id)])
        out, cost = sum(own.mapped("quantity")), sum(own.mapped("cost"))
        state = "missing" if "missing" in own.mapped("state") or not own else "known"
        unit = move.product_id.uom_id
        if unit.compare(quantity, out) >= 0:
            return -cost, state
        left = own.filtered(lambda row: not row.is_return)
        exact = left.filtered(lambda row: row.move_id == move.origin_returned_move_id)
        left = exact or left
        each = sum(left.mapped("cost")) / sum(left.mapped("quantity"))
        return -each * quantity, state
