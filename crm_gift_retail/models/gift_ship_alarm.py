"""Parcels that get short of time or are late: told once, to those who can help."""

import logging

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_date

from ..tools.ship_alarm import SHORT_SHARE
from .gift_job_run import logged_job

_logger = logging.getLogger(__name__)

ALARM_CRON = "crm_gift_retail.ir_cron_gift_ship_alarm"
WAREHOUSE_DUTY = "crm_gift_retail.crm_gift_retail_group_warehouse"
MANAGER_DUTY = "crm_gift_retail.crm_gift_retail_group_manager"
KINDS = [("short", "Short of time"), ("late", "Late")]
#: parcels that a notice names; the others are counted
NAMED = 10


class GiftShipAlarm(models.Model):
    """One row per transfer and kind of trouble, unique: nobody is told twice.

    Rows, notices and mails are of one transaction per company: killed before its
    commit nothing was told, after it everything was.
    """

    _name = "gift.ship.alarm"
    _description = "Alarm of a Transfer"
    _order = "id desc"
    _rec_name = "picking_id"

    picking_id = fields.Many2one(
        "stock.picking",
        "Transfer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    kind = fields.Selection(KINDS, "Trouble", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    owner_id = fields.Many2one(
        "res.users",
        "Looked After By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who looked after the customer when the alarm was given.",
    )
    date_promised = fields.Datetime(
        "Promised", readonly=True, help="The promise when the alarm was given."
    )
    create_date = fields.Datetime("Alarm On", readonly=True)
    sale_id = fields.Many2one(related="picking_id.sale_id", string="Order")
    partner_id = fields.Many2one(related="picking_id.partner_id", string="Ship To")
    picking_state = fields.Selection(related="picking_id.state", string="Transfer Is")

    _picking_kind_uniq = models.Constraint(
        "UNIQUE (picking_id, kind)",
        "A transfer gives one alarm of each kind.",
    )

    # ------------------------------------------------------------
    # THE JOB
    # ------------------------------------------------------------

    @api.model
    @logged_job(ALARM_CRON)
    def _cron_alarm(self):
        """Give the alarms that are due, company by company.

        :return: number of new alarms
        """
        cron = self.env["ir.cron"]
        companies = self.env["gift.customer"]._gift_root_companies()
        cron._commit_progress(remaining=len(companies))
        given = 0
        for company in companies:
            try:
                count = len(self._give_alarms(company))
                self.env.flush_all()
                given += count
            except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY) as error:
                # somebody worked on the same rows: the next run has them
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.info("Alarms of parcels: disturbed: %s", str(error).strip())
            if not cron._commit_progress(1):
                break
        return given

    @api.model
    def _give_alarms(self, company):
        """Insert the alarms of a root company that are new, and tell of them.

        :param company: root ``res.company``
        :return: the new rows
        """
        self.env.flush_all()
        rows = self.env.execute_query(self._get_insert_sql(company))
        self.invalidate_model(flush=False)
        alarms = self.sudo().browse([row[0] for row in rows])  # notices of the system
        if alarms:
            alarms._stamp_owners(company)
            alarms._tell(company)
        return alarms

    @api.model
    def _get_insert_sql(self, company):
        """Return the statement that inserts what is due; twin of ``alarm_kind``.

        What is late when it is first looked at is late, and no longer short.
        """
        now = fields.Datetime.now()
        return SQL(
            """
            INSERT INTO gift_ship_alarm (picking_id, kind, company_id, warehouse_id,
                                         date_promised, create_uid, create_date,
                                         write_uid, write_date)
            SELECT x.id, x.kind, x.company_id, x.warehouse_id, x.promised,
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM (
                SELECT q.*,
                       CASE WHEN %(promise_day)s < %(today)s THEN 'late'
                            WHEN q.state <> 'assigned' AND q.promised > q.ordered
                             AND %(now)s >= q.promised
                                          - (q.promised - q.ordered) / %(share)s
                            THEN 'short' END AS kind
                  FROM (%(open)s) q
              ) x
             WHERE x.kind IS NOT NULL
               AND NOT EXISTS (SELECT FROM gift_ship_alarm a
                                WHERE a.picking_id = x.id AND a.kind = x.kind)
             ORDER BY x.promised, x.id
            RETURNING id
            """,
            uid=self.env.uid,
            now=now,
            today=company.sudo()._gift_today(),
            share=SHORT_SHARE,
            promise_day=SQL(
                "(q.promised AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
                company.sudo()._gift_tz(),
            ),
            open=self._get_open_sql(company),
        )

    @api.model
    def _get_open_sql(self, company):
        """Return the SQL of the open transfers to customers of a root company."""
        return SQL(
            """
            SELECT p.id, p.state, p.company_id, t.warehouse_id,
                   COALESCE(s.date_order, p.create_date) AS ordered,
                   COALESCE(p.date_deadline, p.scheduled_date) AS promised
              FROM stock_picking p
              JOIN stock_picking_type t
                ON t.id = p.picking_type_id AND t.code = 'outgoing'
              JOIN stock_location d
                ON d.id = p.location_dest_id AND d.usage = 'customer'
              JOIN res_company r
                ON r.id = p.company_id
               AND split_part(r.parent_path, '/', 1)::int = %s
              LEFT JOIN sale_order s ON s.id = p.sale_id
             WHERE p.state NOT IN ('draft', 'done', 'cancel')
            """,
            company.id,
        )

    def _stamp_owners(self, company):
        """Write who looks after the buyers, else who sold: one query for all."""
        buyers = {
            alarm: alarm.sale_id.partner_id or alarm.picking_id.partner_id
            for alarm in self
        }
        partners = self.env["res.partner"].union(*buyers.values())
        owners = partners._gift_owner(company)
        rows = {}
        for alarm, buyer in buyers.items():
            owner = owners.get(buyer) or alarm.sale_id.user_id
            rows.setdefault(owner.id, self.browse())
            rows[owner.id] |= alarm
        for owner_id, alarms in rows.items():
            alarms.owner_id = owner_id

    # ------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------

    def _tell(self, company):
        """Tell owners and warehouse: one notice per person, one for the robot."""
        rows_by_user = self._get_listeners(company)
        batches = {}
        for user, rows in rows_by_user.items():
            batches.setdefault(rows, self.env["res.users"])
            batches[rows] |= user
        alerts = self.env["gift.alert"]
        for rows, users in batches.items():
            alerts._send(users, *rows._get_words(), rows[0], urgent=False)
        # the phones of the company's people hear of it once, whoever they are
        alerts._queue_robot(*self._get_words(), self[0], self[0]._gift_link())

    def _get_listeners(self, company):
        """Return who hears of which alarms: ``{res.users: alarms}``.

        Who is away is represented by the deputy. A warehouse that names nobody tells
        all who have the duty there; where nobody has, the managers.
        """
        deputies = self.env["res.users"]._gift_deputies(company._gift_today(), company)
        ids_by_user = {}

        def add(users, rows):
            for user in users:
                listener = deputies.get(user.id, user.id)
                ids_by_user.setdefault(listener, set()).update(rows.ids)

        for owner, rows in self.grouped("owner_id").items():
            add(owner, rows)
        for (branch, warehouse), rows in self.grouped(
            lambda alarm: (alarm.company_id, alarm.warehouse_id)
        ).items():
            add(warehouse._gift_alarm_users(branch), rows)
        users = self.env["res.users"].sudo()
        return {
            user: self.filtered(lambda row, ids=ids_by_user[user.id]: row.id in ids)
            for user in users.browse(ids_by_user)
            if user.active
        }

    def _get_words(self):
        """Return title and body as functions of the reader's environment."""
        return (
            lambda env: self.with_env(env).sudo()._get_title(),
            lambda env: self.with_env(env).sudo()._get_body(),
        )

    def _get_title(self):
        late = sum(alarm.kind == "late" for alarm in self)
        short = len(self) - late
        if len(self) == 1:
            name = self.picking_id.name
            return (
                self.env._("Late: %(name)s", name=name)
                if late
                else self.env._("Short of time: %(name)s", name=name)
            )
        if not short:
            return self.env._("%(count)s parcels are late", count=late)
        if not late:
            return self.env._("%(count)s parcels get short of time", count=short)
        return self.env._(
            "%(late)s parcels are late, %(short)s get short of time",
            late=late,
            short=short,
        )

    def _get_body(self):
        """Name the most urgent ones; customers' names, no amounts."""
        lines = []
        urgent = self.sorted(lambda alarm: (alarm.date_promised, alarm.id))
        for alarm in urgent[:NAMED]:
            day = fields.Datetime.context_timestamp(alarm, alarm.date_promised).date()
            values = {
                "name": alarm.picking_id.name,
                "customer": (alarm.sale_id or alarm).partner_id.display_name or "",
                "day": format_date(alarm.env, day),
            }
            if alarm.picking_state == "assigned":
                text = self.env._(
                    "%(name)s, %(customer)s: promised for %(day)s, ready to pack",
                    **values,
                )
            else:
                text = self.env._(
                    "%(name)s, %(customer)s: promised for %(day)s, not ready", **values
                )
            lines.append(text)
        if len(self) > NAMED:
            more = len(self) - NAMED
            lines.append(self.env._("and %(count)s more", count=more))
        return "\n".join(lines)

    def _gift_link(self):
        """Return the address of the list of alarms; a page, nothing acts by GET."""
        return f"{self.sudo()[:1].get_base_url()}/odoo/gift-ship-alarms"

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
