"""The wish travels with the goods; nobody ships past a change of it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: fields of a move that name the wish it was made for
CARRIED = ("gift_revision_id", "gift_order_revision_id")


class StockMove(models.Model):
    _inherit = "stock.move"

    gift_revision_id = fields.Many2one(
        "gift.requirement.revision",
        "Gift Wish",
        readonly=True,
        copy=True,
        index="btree_not_null",
        ondelete="set null",
        help="The wish that these goods are made for: of the order line, else of the "
        "whole order; as of the procurement or the last acknowledgement.",
    )
    gift_order_revision_id = fields.Many2one(
        "gift.requirement.revision",
        "Wish of the Whole Order",
        readonly=True,
        copy=True,
        index="btree_not_null",
        ondelete="set null",
        help="Besides the wish of the order line.",
    )
    gift_requirement_id = fields.Many2one(
        related="gift_revision_id.requirement_id",
        string="Chain of the Wish",
    )

    # ------------------------------------------------------------
    # TRAVEL (decision 23)
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Give moves that come with an order line, but not from it, its wish.

        A dropshipped move is made by the purchase; a copy (back order, push, return)
        says what it carries and is left alone.
        """
        orphans = [
            vals
            for vals in vals_list
            if vals.get("sale_line_id") and "gift_revision_id" not in vals
        ]
        if orphans:
            lines = self.env["sale.order.line"].browse(
                {vals["sale_line_id"] for vals in orphans}
            )
            carried = lines._gift_revision_vals()
            for vals in orphans:
                vals.update(carried[vals["sale_line_id"]])
        return super().create(vals_list)

    def _prepare_procurement_values(self):
        """Hand the wish on to the step before."""
        values = super()._prepare_procurement_values()
        values.update({name: self[name].id for name in CARRIED})
        return values

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Goods of different wishes stay apart."""
        return [*super()._prepare_merge_moves_distinct_fields(), *CARRIED]

    @api.model
    def _prepare_merge_negative_moves_excluded_distinct_fields(self):
        """What is ordered less is taken from the goods, whatever they know."""
        excluded = super()._prepare_merge_negative_moves_excluded_distinct_fields()
        return [*excluded, *CARRIED]

    def _gift_touch_for_wish(self):
        """Write these moves' rows, so that shipping them now is tried again.

        A wish noted for the first time has no row yet that a shipment could raise.
        """
        if self:
            self.env.execute_query(
                SQL(
                    "UPDATE stock_move SET write_date = %s WHERE id = ANY(%s) "
                    "RETURNING id",
                    self.env.cr.now(),
                    self.ids,
                )
            )

    def _gift_apply_deadline(self):
        """Set the deadline of open moves to what their wishes say now."""
        moves = self.sudo().filtered(lambda m: m.state not in ("done", "cancel"))
        for line, deadline in moves.sale_line_id._gift_deadline().items():
            own = moves.filtered(lambda m, line=line: m.sale_line_id == line)
            lead = timedelta(days=line.company_id.security_lead)
            own.write({"date_deadline": deadline, "date": deadline - lead})

    # ------------------------------------------------------------
    # ACKNOWLEDGEMENT (decision 24)
    # ------------------------------------------------------------

    def _gift_wish_rows(self, condition):
        """Return which wishes hold for moves, and whether the moves know them.

        A move knows the revisions that it carries. One query.

        :param SQL condition: on ``m``, the move; only moves still to be done count
        :return: list of dicts ``move_id``, ``picking_id``, ``requirement_id``,
            ``revision_id``, ``is_missing``; a line's own wish before the order's
        """
        for model, names in (
            ("stock.move", ["picking_id", "sale_line_id", "state", *CARRIED]),
            ("gift.requirement", None),
            ("sale.order.line", ["order_id", "combo_item_id", "linked_line_id"]),
        ):
            self.env[model].flush_model(names)
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT m.id AS move_id, m.picking_id, q.id AS requirement_id,
                       q.revision_id, m.origin_returned_move_id IS NULL
                       AND q.revision_id IS DISTINCT FROM m.gift_revision_id
                       AND q.revision_id IS DISTINCT FROM m.gift_order_revision_id
                           AS is_missing
                  FROM stock_move m
                  LEFT JOIN gift_requirement_revision r ON r.id = m.gift_revision_id
                  LEFT JOIN gift_requirement h ON h.id = r.requirement_id
                  LEFT JOIN sale_order_line l
                         ON l.id = COALESCE(m.sale_line_id, h.line_id)
                  JOIN gift_requirement q
                    ON q.order_id = COALESCE(l.order_id, h.order_id)
                   AND (q.line_id IS NULL OR q.line_id = CASE
                        WHEN l.combo_item_id IS NULL THEN l.id
                        ELSE l.linked_line_id END)
                 WHERE q.state IN ('frozen', 'made') AND q.revision_id IS NOT NULL
                   AND m.state NOT IN ('done', 'cancel') AND %s
                 ORDER BY m.picking_id, m.id, q.line_id
                """,
                condition,
            )
        )

    @api.model
    def _gift_carry(self, rows):
        """Let moves carry the present wishes; superuser mode.

        :param list rows: of :meth:`_gift_wish_rows`, all rows of each move
        """
        wanted = {}
        for row in rows:
            wanted.setdefault(row["move_id"], []).append(row["revision_id"])
        by_vals = {}
        for move_id, revisions in wanted.items():
            by_vals.setdefault(tuple(revisions), []).append(move_id)
        for revisions, move_ids in by_vals.items():
            values = zip(CARRIED, (*revisions, False, False), strict=False)
            self.browse(move_ids).write(dict(values))

    def _gift_is_leaving(self):
        """Tell whether this move brings goods to a customer now.

        Returns, scrap and steps inside the warehouse do not.
        """
        return (
            self.state not in ("done", "cancel")
            and self.picked
            and self.quantity > 0
            and self.location_dest_id._is_outgoing()
            and not self.location_id._is_outgoing()
            and not self.origin_returned_move_id
        )

    def _gift_check_acknowledged(self):
        """Refuse to ship past a change that the warehouse has not acknowledged.

        Shipping raises the counters of the wishes: a change at the same moment makes
        one of the two transactions try again, and see the other.

        :raise UserError: naming all pickings at once
        """
        leaving = self.filtered(lambda move: move._gift_is_leaving())
        if not leaving:
            return
        rows = self._gift_wish_rows(SQL("m.id = ANY(%s)", leaving.ids))
        # sudo: whoever ships raises the counter and reads the name of a changed wish
        wishes = self.env["gift.requirement"].sudo()
        wishes.browse({row["requirement_id"] for row in rows})._gift_bump()
        missing = [row for row in rows if row["is_missing"]]
        if not missing:
            return
        names = {}
        for row in missing:
            wish = wishes.browse(row["requirement_id"]).name
            move = self.browse(row["move_id"])
            place = move.sudo().picking_id.name or move.reference or ""
            names.setdefault(place, []).append(wish)
        raise UserError(
            self.env._(
                "The customer's wish was changed. Open “Changed wishes” on these "
                "transfers, look at the difference and acknowledge it, then ship:\n"
                "%(pickings)s",
                pickings="\n".join(
                    f"- {place}: {', '.join(dict.fromkeys(wish))}"
                    for place, wish in sorted(names.items())
                ),
            )
        )

    def _action_done(self, *args, **kwargs):
        """Ship nothing past an unacknowledged change of a wish."""
        self._gift_check_acknowledged()
        return super()._action_done(*args, **kwargs)
