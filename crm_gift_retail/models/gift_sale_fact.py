"""The one place money is read from."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .gift_profit_guard import OWN_PROFIT_GROUPS
from .gift_sale_cost import COST_STATES
from .window import form_action


class GiftSaleFact(models.Model):
    """One row per sold or returned line: posted, pending or brought along.

    Read-only. The rows come from ``_gift_fact_parts`` (``gift_sale_fact_parts.py``);
    the refresher of ``gift.customer`` reads the same parts, so that a figure on a
    pivot and a figure on a customer never differ.
    """

    _name = "gift.sale.fact"
    _description = "Sales Fact"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_ref"

    kind = fields.Selection(
        [
            ("posted", "Invoiced"),
            ("pending", "Delivered, not invoiced"),
            ("history", "History"),
        ],
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        help="Commercial partner at the date of the document; empty for anonymous "
        "buyers, the company's own people and pure suppliers.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    shop_company_id = fields.Many2one("res.company", "Branch", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_id = fields.Many2one("gift.customer", "Standing", readonly=True)
    tier_id = fields.Many2one("gift.tier", "Tier Today", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    date = fields.Date(readonly=True)
    quantity = fields.Float(readonly=True, digits="Product Unit")
    revenue = fields.Monetary(readonly=True, aggregator="sum")
    cost = fields.Monetary(readonly=True, aggregator="sum", groups=OWN_PROFIT_GROUPS)
    profit = fields.Monetary(readonly=True, aggregator="sum", groups=OWN_PROFIT_GROUPS)
    order_ref = fields.Char("Order Key", readonly=True, aggregator="count_distinct")
    is_return = fields.Boolean("Return", readonly=True)
    is_charge = fields.Boolean("Charge", readonly=True)
    cost_state = fields.Selection(
        COST_STATES, "Cost Is", readonly=True, groups=OWN_PROFIT_GROUPS
    )
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )

    def action_open_source(self):
        """Open the document that the fact comes from, else the customer's card.

        The document's own rights decide whether the user may read it.

        :return: window action
        :raise UserError: for anonymous history, which has neither
        """
        self.ensure_one()
        self.check_access("read")
        target = self.env["gift.customer"].browse(self.customer_id.id)
        if self.res_model in self.env and self.env[self.res_model].has_access("read"):
            document = self.env[self.res_model].browse(self.res_id)
            if document.has_access("read"):
                target = document
        if not target:
            raise UserError(
                self.env._(
                    "%(reference)s was brought along as history and has no document.",
                    reference=self.order_ref or "",
                )
            )
        return form_action(target)

    @api.model
    def _search(self, *args, **kwargs):
        self._gift_without_jit()
        return super()._search(*args, **kwargs)

    @api.model
    def _read_group(self, *args, **kwargs):
        self._gift_without_jit()
        return super()._read_group(*args, **kwargs)

    @api.model
    def _gift_without_jit(self):
        """Switch just-in-time compilation off for the rest of the transaction.

        The union has some hundred expressions: PostgreSQL spends 25 s compiling what
        then runs in 2 s (measured on 120,000 facts).
        """
        self.env.cr.execute("SET LOCAL jit = off")

    @property
    def _table_query(self):
        """Return the query behind the model: all parts, with today's standing."""
        return SQL(
            """
            SELECT f.id, f.kind, f.partner_id, f.company_id, f.shop_company_id,
                   f.product_id, t.categ_id, f.date, f.quantity, f.revenue, f.cost,
                   f.profit, f.order_ref, f.is_return, f.is_charge, f.cost_state,
                   f.user_id, f.team_id, f.medium_id, f.source_id, f.res_model,
                   f.res_id, c.id AS customer_id, c.tier_id
              FROM (%s) f
              LEFT JOIN product_product pp ON pp.id = f.product_id
              LEFT JOIN product_template t ON t.id = pp.product_tmpl_id
              LEFT JOIN gift_customer c
                ON c.partner_id = f.partner_id AND c.company_id = f.company_id
            """,
            self._gift_fact_union(),
        )

    @api.model
    def _gift_fact_union(self, scope=None):
        """Return the UNION ALL of the parts with profit and margin-less cost.

        :param scope: None for everything, else the ``FactScope`` that every part
            narrows itself to (company, customers); then outsiders keep their name (the
            refresher weeds them out once per customer, not per line) and dimensions
            are left empty
        :return: ``odoo.tools.SQL``
        """
        parts = SQL(" UNION ALL ").join(
            SQL("(%s)", part) for part in self._gift_fact_parts(scope).values()
        )
        # A charge makes no margin, and an unknown cost is never a 100 % margin:
        # profit is 0 there, cost = revenue, so that revenue - cost = profit always.
        outsider, partner = SQL("FALSE"), SQL("")
        if scope is None:
            outsider = self.env["res.partner"]._gift_outsider_sql(SQL("p"))
            partner = SQL("LEFT JOIN res_partner p ON p.id = q.partner_id")
        return SQL(
            """
            SELECT q.id, q.kind,
                   CASE WHEN %(outsider)s THEN NULL ELSE q.partner_id END AS partner_id,
                   q.company_id, q.shop_company_id, q.product_id, q.date, q.quantity,
                   q.revenue,
                   CASE WHEN q.is_charge OR q.cost_state = 'missing'
                        THEN q.revenue ELSE q.cost END AS cost,
                   CASE WHEN q.is_charge OR q.cost_state = 'missing'
                        THEN 0 ELSE q.revenue - q.cost END AS profit,
                   q.order_ref, q.is_return, q.is_charge, q.cost_state, q.user_id,
                   q.team_id, q.medium_id, q.source_id, q.res_model, q.res_id
              FROM (%(parts)s) q
              %(partner)s
            """,
            parts=parts,
            partner=partner,
            outsider=outsider,
        )
