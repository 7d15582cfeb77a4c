"""Where a parcel is: courier and number, signed for, else come after its days."""

from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from ..tools.tracking_number import NumberProblem, join_numbers, split_numbers
from .gift_job_run import logged_job

CRON = "crm_gift_retail.ir_cron_gift_arrived"
#: parcels of one transaction of the job
BATCH = 500
#: what left earlier was asked about by nobody, and is no news now
HORIZON_DAYS = 60


class StockPicking(models.Model):
    _inherit = "stock.picking"

    gift_courier_id = fields.Many2one(
        "gift.courier",
        "Courier",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    gift_tracking_ref = fields.Char(
        "Tracking Number",
        copy=False,
        help="The courier's number; several parcels' numbers parted by commas.",
    )
    gift_parcels = fields.Integer("Parcels", copy=False, help="Empty: one.")
    gift_signed_on = fields.Datetime("Signed For", readonly=True, copy=False)
    gift_arrived_on = fields.Datetime("Arrived", readonly=True, copy=False)
    gift_arrival = fields.Selection(
        [("signed", "Signed for"), ("assumed", "Arrived by transit days")],
        "Known By",
        readonly=True,
        copy=False,
    )
    gift_arrival_due = fields.Date(
        "Arrives About",
        compute="_compute_gift_arrival_due",
        help="The day it left plus the transit days of the region.",
    )

    _gift_parcels_fit = models.Constraint(
        "CHECK (gift_parcels BETWEEN 0 AND 999)", "A transfer has 1 to 999 parcels."
    )
    # one number may stand for several parcels: found by each of them
    _gift_tracking_idx = models.Index(
        "USING gin (string_to_array(gift_tracking_ref, ', '))"
        " WHERE gift_tracking_ref IS NOT NULL"
    )
    _gift_on_the_way_idx = models.Index(
        "(date_done) WHERE state = 'done' AND gift_arrived_on IS NULL"
    )

    @api.depends("date_done", "state", "partner_id", "gift_courier_id")
    def _compute_gift_arrival_due(self):
        """One query whatever the number of transfers."""
        self.gift_arrival_due = False
        shipped = self.filtered(
            lambda p: (
                p.state == "done"
                and p.date_done
                and p.picking_type_code in ("outgoing", "dropship")
            )
        )
        days = shipped._origin._gift_transit_days()
        for picking in shipped:
            zone = pytz.timezone(picking.company_id._gift_tz())
            left = pytz.utc.localize(picking.date_done).astimezone(zone).date()
            picking.gift_arrival_due = left + timedelta(
                days=days.get(picking._origin.id, 0)
            )

    def _gift_transit_days(self):
        """Return ``{picking id: transit days}``, in one query."""
        if not self:
            return {}
        self.flush_recordset(["company_id", "gift_courier_id", "partner_id"])
        times = self.env["gift.transit.time"]
        times._gift_flush()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT k.id, %s FROM stock_picking k
                         JOIN res_company kc ON kc.id = k.company_id
                         LEFT JOIN res_partner p ON p.id = k.partner_id
                        WHERE k.id = ANY(%s)""",
                    self._gift_transit_sql(),
                    self.ids,
                )
            )
        )

    @api.model
    def _gift_transit_sql(self):
        """Return the days for transfer ``k``, address ``p``, company ``kc``."""
        return self.env["gift.transit.time"]._gift_days_sql(
            SQL("split_part(kc.parent_path, '/', 1)::int"),
            SQL("k.gift_courier_id"),
            SQL("p.country_id"),
            SQL("p.state_id"),
        )

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Keep tracking numbers in one writing, so that they are found."""
        for vals in vals_list:
            self._gift_clean_tracking(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Keep tracking numbers in one writing, so that they are found."""
        if vals.get("gift_tracking_ref"):
            vals = dict(vals)
            self._gift_clean_tracking(vals)
        return super().write(vals)

    def _gift_clean_tracking(self, vals):
        """Mend the number in values; say what is wrong with one that is none."""
        written = vals.get("gift_tracking_ref")
        if not written:
            return
        try:
            vals["gift_tracking_ref"] = join_numbers(split_numbers(written)) or False
        except NumberProblem as problem:
            raise ValidationError(
                self.env._(
                    "%(transfer)s: “%(value)s” is no tracking number. Copy it from the "
                    "waybill: letters and digits, 6 to 30 of them.",
                    transfer=", ".join(self.mapped("name")) or self.env._("Transfer"),
                    value=problem.value,
                )
            ) from problem

    def _gift_tracking_numbers(self):
        """Return the tracking numbers of this transfer, as a list."""
        return (
            (self.gift_tracking_ref or "").split(", ") if self.gift_tracking_ref else []
        )

    def _gift_where_words(self):
        """Return where a parcel that left is: number, arrived or expected."""
        self.ensure_one()
        number = self.gift_tracking_ref or self.name
        if self.gift_arrived_on:
            moment = fields.Datetime.context_timestamp(self, self.gift_arrived_on)
            day = format_date(self.env, moment.date())
            if self.gift_arrival == "signed":
                return self.env._(
                    "%(number)s signed for %(day)s", number=number, day=day
                )
            return self.env._(
                "%(number)s must have arrived %(day)s", number=number, day=day
            )
        return self.env._(
            "%(number)s on its way, about %(day)s",
            number=number,
            day=format_date(self.env, self.gift_arrival_due),
        )

    def _gift_waybill_problem(self):
        """Say why this transfer needs no waybill or cannot have one; else False.

        Seam: whoever holds goods back adds the reason.
        """
        self.ensure_one()
        _ = self.env._
        if self.location_dest_id.usage != "customer":
            return _("does not go to a customer.")
        if self.state == "draft":
            return _("is a draft. Mark it as to do first.")
        if self.state == "cancel":
            return _("is cancelled.")
        if self.gift_tracking_ref:
            return _("has the number %(number)s.", number=self.gift_tracking_ref)
        if not self.partner_id:
            return _("has no delivery address.")
        return False

    def _gift_deliver_day(self):
        """Return the day promised to the customer, in the company's zone, or False.

        The wishes that travel with the goods go before the order's delivery date.
        """
        self.ensure_one()
        own = self.sudo()  # dates alone, of goods that the user may see
        days = [
            day for day in own.move_ids.gift_revision_id.mapped("deliver_by") if day
        ]
        if days:
            return min(days)
        promise = own.sale_id.commitment_date
        if not promise:
            return False
        zone = pytz.timezone(self.company_id._gift_tz())
        return pytz.utc.localize(promise).astimezone(zone).date()

    # ------------------------------------------------------------------
    # Arrived
    # ------------------------------------------------------------------

    def _gift_trail_vals(self, kind):
        """Say when it arrived, and whether somebody signed for it."""
        vals = super()._gift_trail_vals(kind)
        if kind == "arrived" and self.gift_arrived_on:
            vals.update(date=self.gift_arrived_on, outcome=self.gift_arrival)
        return vals

    def _gift_sign(self, moment):
        """Note that somebody signed for this transfer's goods.

        A signature mends what was assumed before; a second one changes nothing.

        :param moment: naive UTC ``datetime``
        :return: whether anything changed
        """
        self.ensure_one()
        if self.gift_signed_on or self.state != "done":
            return False
        is_news = not self.gift_arrived_on
        # sudo: arrival is written by what happens, see the callers' rights
        self.sudo().write(
            {
                "gift_signed_on": moment,
                "gift_arrived_on": moment,
                "gift_arrival": "signed",
            }
        )
        if is_news:
            self._gift_trail_arrived()
            self._gift_on_arrived(self)
        return True

    @api.model
    def _gift_on_arrived(self, pickings):
        """React to goods that arrived, each transfer once. Seam.

        Called in the transaction that notes it, of a file or of the nightly job: an
        extension inserts into a queue of its own, takes no lock and never raises.

        :param pickings: ``stock.picking`` whose ``gift_arrived_on`` is new
        """

    @api.model
    @logged_job(CRON)
    def _cron_gift_arrived(self):
        """Note as arrived what left so long ago that it must have come. Twice is once.

        :return: number of transfers noted
        """
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        cron._commit_progress(remaining=len(companies))
        done = 0
        for company in companies:
            while count := self._gift_assume_arrived(company):
                done += count
                if not cron._commit_progress(0):
                    return done
            cron._commit_progress(1)
        return done

    @api.model
    def _gift_assume_arrived(self, company, limit=BATCH):
        """Note up to ``limit`` transfers of a root company as arrived; no commit.

        One statement finds and marks them. What came back is not assumed to have
        arrived; a signature is never overwritten.

        :param company: root ``res.company``
        :return: number of transfers noted
        """
        self.flush_model()
        self.env["stock.location"].flush_model(["usage"])
        self.env["gift.transit.time"]._gift_flush()
        today = company._gift_today()
        rows = self.env.execute_query(
            SQL(
                """
                WITH found AS (
                    SELECT k.id, k.date_done,
                           (k.date_done AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                               + %(days)s AS day
                      FROM stock_picking k
                      JOIN res_company kc ON kc.id = k.company_id
                      JOIN stock_location ls ON ls.id = k.location_id
                      JOIN stock_location ld ON ld.id = k.location_dest_id
                      LEFT JOIN res_partner p ON p.id = k.partner_id
                     WHERE k.state = 'done' AND k.gift_arrived_on IS NULL
                       AND k.date_done >= %(horizon)s
                       AND kc.parent_path LIKE %(root)s
                       AND ld.usage = 'customer' AND ls.usage <> 'customer'
                       AND NOT EXISTS (
                           SELECT 1 FROM stock_picking b
                            WHERE b.return_id = k.id AND b.state = 'done'))
                UPDATE stock_picking u
                   SET gift_arrival = 'assumed',
                       gift_arrived_on = GREATEST(found.date_done,
                           (found.day + time '12:00') AT TIME ZONE %(tz)s
                               AT TIME ZONE 'UTC')
                  FROM (SELECT * FROM found WHERE day < %(today)s
                         ORDER BY id LIMIT %(limit)s) found
                 WHERE u.id = found.id
             RETURNING u.id
                """,
                tz=company._gift_tz(),
                days=self._gift_transit_sql(),
                horizon=fields.Datetime.now() - timedelta(days=HORIZON_DAYS),
                root=f"{company.id}/%",
                today=today,
                limit=limit,
            )
        )
        pickings = self.browse([row[0] for row in rows])
        pickings.invalidate_recordset(["gift_arrival", "gift_arrived_on"], flush=False)
        pickings._gift_trail_arrived()
        self._gift_on_arrived(pickings)
        return len(pickings)
