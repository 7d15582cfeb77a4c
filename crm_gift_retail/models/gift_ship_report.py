"""How long parcels take, from the order to the door, against what was promised."""

from odoo import fields, models
from odoo.tools import SQL

STATES = [
    ("waiting", "Not ready"),
    ("ready", "Ready"),
    ("shipped", "Shipped"),
    ("arrived", "Arrived"),
]


class GiftShipReport(models.Model):
    """One row per transfer to a customer; read-only, no amounts (decision 9).

    Late is judged by whole days in the time zone of the reader, as the list of parcels
    is. What left before this addon was there has no moment at which it was ready.
    """

    _name = "gift.ship.report"
    _description = "Shipping Times"
    _auto = False
    _order = "date_promised desc, id desc"
    _rec_name = "picking_id"
    _depends = {
        "gift.customer": ["owner_id", "tier_id"],
        "gift.touchpoint": ["date", "kind", "res_id", "res_model"],
        "res.partner": ["commercial_partner_id"],
        "sale.order": [
            "date_order",
            "gift_commercial_partner_id",
            "partner_id",
            "team_id",
            "user_id",
        ],
        "stock.location": ["usage"],
        "stock.picking": [
            "date_deadline",
            "date_done",
            "gift_ready_date",
            "partner_id",
            "picking_type_id",
            "sale_id",
            "scheduled_date",
            "state",
        ],
        "stock.picking.type": ["code", "warehouse_id"],
    }

    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    tier_id = fields.Many2one("gift.tier", "Tier Today", readonly=True)
    owner_id = fields.Many2one("res.users", "Looked After By", readonly=True)
    state = fields.Selection(STATES, "How Far", readonly=True)
    date_ordered = fields.Datetime("Ordered", readonly=True)
    date_promised = fields.Datetime("Promised", readonly=True)
    date_ready = fields.Datetime("Ready On", readonly=True)
    date_shipped = fields.Datetime("Shipped On", readonly=True)
    date_arrived = fields.Datetime("Arrived On", readonly=True)
    days_to_ready = fields.Float(
        "Order to Ready (days)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    days_to_ship = fields.Float(
        "Order to Shipped (days)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    days_to_arrive = fields.Float(
        "Order to Arrived (days)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    days_late = fields.Integer(
        readonly=True,
        aggregator="sum",
        help="Whole days from the promise until the parcel left, or until today while "
        "it has not left; nought when in time.",
    )
    is_late = fields.Boolean("Late", readonly=True)
    late_count = fields.Integer("Number Late", readonly=True, aggregator="sum")
    on_time_percent = fields.Float(
        "In Time (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Of what has left, or should have left.",
    )

    @property
    def _table_query(self):
        """Return the query behind the model.

        Joins are over unique keys, so that PostgreSQL leaves out those whose columns
        a report does not show.
        """
        zone = self.env.context.get("tz") or self.env.user.tz or "UTC"
        return SQL(
            """
            SELECT q.*,
                   q.days_late > 0 AS is_late,
                   (q.days_late > 0)::int AS late_count,
                   CASE WHEN q.days_late > 0 THEN 0.0
                        WHEN q.date_shipped IS NOT NULL THEN 100.0
                   END AS on_time_percent
              FROM (
                SELECT f.*,
                       EXTRACT(EPOCH FROM f.date_ready - f.date_ordered) / 86400
                           AS days_to_ready,
                       EXTRACT(EPOCH FROM f.date_shipped - f.date_ordered) / 86400
                           AS days_to_ship,
                       EXTRACT(EPOCH FROM f.date_arrived - f.date_ordered) / 86400
                           AS days_to_arrive,
                       GREATEST(0, %(end)s - %(promise)s) AS days_late
                  FROM (%(facts)s) f
              ) q
            """,
            facts=self._get_facts_sql(),
            end=self._get_day_sql(
                SQL("COALESCE(f.date_shipped, %s)", fields.Datetime.now()), zone
            ),
            promise=self._get_day_sql(SQL("f.date_promised"), zone),
        )

    def _get_day_sql(self, moment, zone):
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)

    def _get_facts_sql(self):
        """Return the SQL of the transfers with their moments."""
        return SQL(
            """
            SELECT p.id, p.id AS picking_id, p.sale_id AS order_id, p.company_id,
                   t.warehouse_id, s.team_id, s.user_id,
                   COALESCE(s.gift_commercial_partner_id, b.commercial_partner_id)
                       AS partner_id,
                   c.tier_id, c.owner_id,
                   CASE WHEN ta.id IS NOT NULL THEN 'arrived'
                        WHEN p.state = 'done' THEN 'shipped'
                        WHEN p.state = 'assigned' THEN 'ready'
                        ELSE 'waiting' END AS state,
                   COALESCE(s.date_order, p.create_date) AS date_ordered,
                   COALESCE(p.date_deadline, p.scheduled_date) AS date_promised,
                   p.gift_ready_date AS date_ready,
                   CASE WHEN p.state = 'done' THEN p.date_done END AS date_shipped,
                   ta.date AS date_arrived
              FROM stock_picking p
              JOIN stock_picking_type t
                ON t.id = p.picking_type_id AND t.code = 'outgoing'
              JOIN stock_location d
                ON d.id = p.location_dest_id AND d.usage = 'customer'
              JOIN res_company r ON r.id = p.company_id
              LEFT JOIN sale_order s ON s.id = p.sale_id
              LEFT JOIN res_partner b ON b.id = COALESCE(s.partner_id, p.partner_id)
              LEFT JOIN gift_customer c
                ON c.partner_id = COALESCE(s.gift_commercial_partner_id,
                                           b.commercial_partner_id)
               AND c.company_id = split_part(r.parent_path, '/', 1)::int
              LEFT JOIN gift_touchpoint ta
                ON ta.res_model = 'stock.picking' AND ta.res_id = p.id
               AND ta.kind = 'arrived'
             WHERE p.state NOT IN ('draft', 'cancel')
            """
        )

    def action_open_picking(self):
        """Open the transfer; its own rights decide.

        :return: window action
        :raise AccessError: for users who may not read this row
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "views": [(False, "form")],
        }
