"""What samples cost and what they bring."""

from odoo import api, fields, models
from odoo.tools import SQL

from .gift_profit_guard import OWN_PROFIT_GROUPS
from .gift_sample import OUTCOMES, PURPOSES, STATES


class GiftSampleReport(models.Model):
    """One row per product of a sample that was asked for."""

    _name = "gift.sample.report"
    _description = "Analysis of Samples"
    _auto = False
    _order = "date_asked desc, id desc"
    _rec_name = "sample_id"

    sample_id = fields.Many2one("gift.sample", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    customer_id = fields.Many2one("gift.customer", "Standing", readonly=True)
    tier_id = fields.Many2one("gift.tier", "Tier Today", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    purpose = fields.Selection(PURPOSES, readonly=True)
    state = fields.Selection(STATES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    feedback_id = fields.Many2one("gift.sample.feedback", readonly=True)
    date_asked = fields.Datetime("Asked On", readonly=True)
    sent_date = fields.Datetime("Sent On", readonly=True)
    quantity = fields.Float("Sent", readonly=True, digits="Product Unit")
    quantity_out = fields.Float(
        "With Customers", readonly=True, digits="Product Unit", aggregator="sum"
    )
    sent = fields.Integer("Products Sent", readonly=True, aggregator="sum")
    ordered = fields.Integer("Ordered After", readonly=True, aggregator="sum")
    conversion = fields.Float(
        "Conversion (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Of the products sent, how many the firm ordered then; in percent.",
    )
    days_to_order = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    cost = fields.Monetary(
        readonly=True,
        aggregator="sum",
        groups=OWN_PROFIT_GROUPS,
        help="What left less what came back, at the cost of the day.",
    )
    cost_per_order = fields.Monetary(
        readonly=True,
        aggregator="avg",
        groups=OWN_PROFIT_GROUPS,
        help="Average cost of the samples that an order followed.",
    )

    def action_open_sample(self):
        """Open the sample of a row; its own rights decide.

        :return: window action
        :raise AccessError: when the user may not read the report
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "gift.sample",
            "res_id": self.sample_id.id,
            "views": [(False, "form")],
        }

    @property
    def _table_query(self):
        """Return the rows; an order set by hand stands for all products."""
        return SQL(
            """
            SELECT l.id, s.id AS sample_id, s.firm_id AS partner_id, s.company_id,
                   c.id AS customer_id, c.tier_id, l.product_id, t.categ_id, s.user_id,
                   s.team_id, s.medium_id, s.source_id, s.purpose, s.state, s.outcome,
                   s.feedback_id, s.date_asked, s.sent_date,
                   COALESCE(g.quantity, 0) AS quantity,
                   COALESCE(g.quantity_out, 0) AS quantity_out,
                   (g.quantity > 0)::int AS sent,
                   (w.days IS NOT NULL)::int AS ordered,
                   CASE WHEN g.quantity > 0
                        THEN 100.0 * (w.days IS NOT NULL)::int END AS conversion,
                   w.days AS days_to_order, COALESCE(g.cost, 0) AS cost,
                   CASE WHEN w.days IS NOT NULL THEN g.cost END AS cost_per_order
              FROM gift_sample_line l
              JOIN gift_sample s ON s.id = l.sample_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              LEFT JOIN gift_customer c
                ON c.partner_id = s.firm_id AND c.company_id = s.company_id
              LEFT JOIN (
                   SELECT gc.line_id, sum(gc.cost) AS cost,
                          sum(gc.quantity) AS quantity_out,
                          sum(gc.quantity) FILTER (WHERE NOT gc.is_return) AS quantity
                     FROM gift_sample_cost gc GROUP BY gc.line_id) g
                ON g.line_id = l.id
              LEFT JOIN LATERAL (
                   SELECT GREATEST(extract(epoch FROM o.date_order - s.sent_date)
                                   / 86400, 0)::numeric AS days
                     FROM sale_order o
                    WHERE o.id = s.won_order_id AND s.outcome = 'ordered'
                      AND g.quantity > 0
                      AND (s.is_outcome_manual OR EXISTS (
                           SELECT 1 FROM sale_order_line ol
                             JOIN product_product op ON op.id = ol.product_id
                            WHERE ol.order_id = o.id
                              AND op.product_tmpl_id = p.product_tmpl_id))) w ON TRUE
             WHERE s.date_asked IS NOT NULL
            """
        )

    @api.model
    def _gift_flush(self):
        """Write what is waiting: the query reads tables the ORM does not know of."""
        self.env.flush_all()

    @api.model
    def _search(self, *args, **kwargs):
        self._gift_flush()
        return super()._search(*args, **kwargs)

    @api.model
    def _read_group(self, *args, **kwargs):
        self._gift_flush()
        return super()._read_group(*args, **kwargs)
