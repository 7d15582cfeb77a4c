"""The badge of an order line: is there a wish, and does it wait for somebody?"""

from odoo import api, fields, models
from odoo.tools import SQL, format_date


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    gift_wish = fields.Json(
        "Wish",
        compute="_compute_gift_wish",
        groups="crm_gift_retail.crm_gift_retail_group_user",
        help="State and a few words of the line's wish.",
    )

    @api.depends("order_id.state", "gift_requirement_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_gift_wish(self):
        """One query for all lines, whatever they wish."""
        badges = self._origin._gift_wish_badges() if self._origin.ids else {}
        for line in self:
            line.gift_wish = badges.get(line._origin.id, False)

    def _gift_wish_badges(self):
        """Return ``{line id: {id, state, words, waiting}}`` of lines with a wish."""
        self.env["gift.requirement"].flush_model()
        self.env["stock.move"].flush_model(
            ["state", "sale_line_id", "gift_revision_id", "gift_order_revision_id"]
        )
        lang = self.env.lang or "en_US"
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT l.id AS line_id, q.id, q.state, q.event, q.deliver_by,
                       COALESCE(o.name->>%(lang)s, o.name->>'en_US') AS occasion,
                       q.state IN ('frozen', 'made') AND EXISTS (
                           SELECT 1 FROM stock_move m
                            WHERE m.sale_line_id = l.id
                              AND m.state NOT IN ('done', 'cancel')
                              AND m.origin_returned_move_id IS NULL
                              AND q.revision_id IS DISTINCT FROM m.gift_revision_id
                              AND q.revision_id
                                  IS DISTINCT FROM m.gift_order_revision_id
                       ) AS waiting
                  FROM sale_order_line l
                  JOIN gift_requirement q ON q.line_id = CASE
                       WHEN l.combo_item_id IS NULL THEN l.id
                       ELSE l.linked_line_id END
                  LEFT JOIN gift_occasion o ON o.id = q.occasion_id
                 WHERE l.id = ANY(%(lines)s)
                """,
                lang=lang,
                lines=self.ids,
            )
        )
        return {
            row["line_id"]: {
                "id": row["id"],
                "state": row["state"],
                "waiting": row["waiting"],
                "words": " · ".join(
                    filter(
                        None,
                        [
                            row["occasion"] or row["event"],
                            row["deliver_by"]
                            and format_date(self.env, row["deliver_by"]),
                        ],
                    )
                ),
            }
            for row in rows
        }
