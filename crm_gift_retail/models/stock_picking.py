from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Order in which to pack: first the day it was promised for, then the tier.
SHIP_ORDER = "gift_ship_day, gift_priority desc, scheduled_date, id"


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "gift.standing.mixin", "gift.touchpoint.mixin"]

    gift_priority = fields.Integer(
        "Tier Priority",
        readonly=True,
        copy=False,
        index=True,
        help="Shipping priority of the customer's tier, as of confirmation; kept up "
        "to date while the picking is open.",
    )

    gift_ship_day = fields.Date(
        "Ship By",
        compute="_compute_gift_ship_day",
        search="_search_gift_ship_day",
        help="Day of the deadline, else of the schedule, in your time zone.",
    )

    @api.depends("date_deadline", "scheduled_date")
    @api.depends_context("tz")
    def _compute_gift_ship_day(self):
        """Judge by whole days: within a day the tier decides, not the minute."""
        for picking in self:
            moment = picking.date_deadline or picking.scheduled_date
            picking.gift_ship_day = (
                moment and fields.Datetime.context_timestamp(picking, moment).date()
            )

    gift_ready_date = fields.Datetime(
        "Ready On",
        compute="_compute_gift_ready_date",
        store=True,
        copy=False,
        help="When everything lay there to be packed; empty while it does not.",
    )

    @api.depends("state")
    def _compute_gift_ready_date(self):
        """Note the moment; a transfer whose goods were taken away is not ready."""
        now = fields.Datetime.now()
        for picking in self:
            if picking.state in ("assigned", "done"):
                picking.gift_ready_date = picking.gift_ready_date or now
            elif picking.state != "cancel":
                picking.gift_ready_date = False

    def _search_gift_ship_day(self, operator, value):
        """Search by the day, as it is in the time zone of the user."""
        if operator == "in":
            days = [day for day in value if day]
            return Domain.OR(self._get_ship_day_domain(day) for day in days)
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        # up to and including a day means before the next one
        day = value + timedelta(days=operator in ("<=", ">"))
        moment = self._get_day_start(day)
        operator = "<" if operator in ("<", "<=") else ">="
        return Domain("date_deadline", operator, moment) | (
            Domain("date_deadline", "=", False)
            & Domain("scheduled_date", operator, moment)
        )

    def _get_ship_day_domain(self, day):
        return Domain("gift_ship_day", ">=", day) & Domain("gift_ship_day", "<=", day)

    def _get_day_start(self, day):
        """Return the moment in UTC at which a day begins for the user."""
        zone = self.env.context.get("tz") or self.env.user.tz or "UTC"
        local = datetime.combine(day, time.min, ZoneInfo(zone))
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name != "gift_ship_day":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        return SQL(
            "(COALESCE(%s, %s) AT TIME ZONE 'UTC' AT TIME ZONE %s)::date %s %s",
            self._field_to_sql(alias, "date_deadline", query),
            self._field_to_sql(alias, "scheduled_date", query),
            self.env.context.get("tz") or self.env.user.tz or "UTC",
            direction,
            nulls,
        )

    def action_confirm(self):
        """Take the priority of the customer's tier when the picking is confirmed."""
        res = super().action_confirm()
        self._gift_snapshot_priority()
        return res

    def _gift_snapshot_priority(self):
        """Copy the tier's priority onto outgoing pickings that are still open.

        Pickings of one customer get one value, so one write per value is made.
        """
        by_priority = {}
        for picking in self.sudo():
            if picking.state in ("done", "cancel"):
                continue
            priority = picking.gift_tier_id.priority
            if picking.gift_priority != priority:
                by_priority.setdefault(priority, self.browse())
                by_priority[priority] |= picking
        for priority, pickings in by_priority.items():
            pickings.sudo().gift_priority = priority

    # ------------------------------------------------------------------
    # Trail
    # ------------------------------------------------------------------

    def _gift_trail_done(self):
        """Leave the touchpoints of transfers that are done: shipped, or returned.

        Only what leaves for a customer is shipped, and only what comes from one is a
        return; steps inside the warehouse are none of the customer's business.
        """
        # sudo: whoever moves goods need not see where they go
        done = self.sudo().filtered(lambda picking: picking.state == "done")
        to_customer = done.filtered(lambda p: p.location_dest_id.usage == "customer")
        from_customer = done.filtered(lambda p: p.location_id.usage == "customer")
        (to_customer - from_customer).with_env(self.env)._gift_trail("shipped")
        (from_customer - to_customer).with_env(self.env)._gift_trail("return")

    def _gift_trail_arrived(self, **values):
        """Leave the touchpoint "arrived" for shipped transfers. Seam.

        Who knows that a parcel arrived (a signature, the carrier's file, transit days)
        calls it, with ``date`` where it was not just now.

        :param values: override what the touchpoint says, for all transfers
        :return: ids of the touchpoints that are new
        """
        shipped = self.sudo().filtered(
            lambda p: p.state == "done" and p.location_dest_id.usage == "customer"
        )
        return shipped.with_env(self.env)._gift_trail("arrived", **values)

    def _gift_trail_vals(self, kind):
        """Say whose goods they are: the buyer's, not the recipient's.

        A recipient is no customer; the order knows who bought, and from where.
        """
        vals = super()._gift_trail_vals(kind)
        order = self.sale_id
        if order:
            source = order._gift_trail_vals(kind)
            for name in (
                "partner_id", "lead_id", "team_id", "medium_id", "source_id",
                "campaign_id",
            ):  # fmt: skip
                vals[name] = source[name]
        vals["direction"] = "in" if kind == "return" else "out"
        return vals
