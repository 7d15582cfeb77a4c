"""The last day on which goods leave for a festival, by region and year."""

from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from ..tools import festival as festivals


class LastDay(NamedTuple):
    """The last day to ship for a promise.

    ``day`` counts transit days and festivals; ``row_id`` and ``row_date`` name the
    festival's last-ship date where one covers the promise, else they are None.
    """

    day: date
    row_id: int | None = None
    row_date: date | None = None


class GiftLastShip(models.Model):
    """For a festival and region: goods that leave later do not arrive in time.

    Covers promises after ``date`` and up to ``until``. Of several rows of one festival
    the closest counts: a courier's own before all couriers', a province before a
    country before anywhere.
    """

    _name = "gift.last.ship"
    _description = "Last-Ship Date"
    _order = "date, festival, courier_id, country_id, state_id, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        default=lambda self: self.env.company.root_id,
    )
    festival = fields.Selection(selection="_selection_festival", required=True)
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: fields.Date.context_today(self).year,
    )
    day = fields.Date(
        "Festival's Day", compute="_compute_day", store=True, precompute=True
    )
    courier_id = fields.Many2one(
        "gift.courier",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all couriers.",
    )
    country_id = fields.Many2one(
        "res.country", index="btree_not_null", help="Empty: anywhere."
    )
    state_id = fields.Many2one(
        "res.country.state",
        "Province",
        index="btree_not_null",
        domain="[('country_id', '=?', country_id)]",
        help="Empty: the whole country.",
    )
    date = fields.Date(
        "Last Day to Ship", required=True, help="What leaves later comes too late."
    )
    until = fields.Date(
        "For Promises Until",
        required=True,
        help="Promises after the last day to ship and up to this day need goods that "
        "leave by it. Later ones are not concerned. Spring Festival: until couriers "
        "bring parcels again.",
    )
    note = fields.Char(help="Where the date is from, such as the courier's notice.")

    _region_uniq = models.UniqueIndex(
        "(company_id, festival, year, COALESCE(courier_id, 0),"
        " COALESCE(country_id, 0), COALESCE(state_id, 0))"
    )
    _dates_follow = models.Constraint(
        "CHECK (date <= until)",
        "The last day to ship lies before the promises that it is for.",
    )

    @api.model
    def _selection_festival(self):
        _ = self.env._
        words = {
            "newyear": _("New Year"),
            "spring": _("Spring Festival"),
            "lantern": _("Lantern Festival"),
            "valentine": _("Valentine's Day"),
            "women": _("Women's Day"),
            "may20": _("20 May"),
            "mother": _("Mother's Day"),
            "children": _("Children's Day"),
            "dragonboat": _("Dragon Boat Festival"),
            "qixi": _("Qixi"),
            "teachers": _("Teachers' Day"),
            "midautumn": _("Mid-Autumn Festival"),
            "national": _("National Day"),
            "ninth": _("Double Ninth Festival"),
            "christmas": _("Christmas"),
        }
        return list(words.items())

    @api.depends("festival", "year")
    def _compute_day(self):
        for row in self:
            try:
                row.day = festivals.festival(row.festival, row.year).day
            except ValueError:
                row.day = False

    @api.depends("festival", "year", "state_id", "country_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["festival"]._description_selection(self.env))
        for row in self:
            row.display_name = self.env._(
                "%(festival)s %(year)s, %(region)s",
                festival=names.get(row.festival, ""),
                year=row.year,
                region=row._get_region_name(),
            )

    def _get_key(self):
        """Return what may exist once per company."""
        return (
            self.festival,
            self.year,
            self.courier_id.id,
            self.country_id.id,
            self.state_id.id,
        )

    def _get_region_name(self):
        """Return where the row is for, in words."""
        return self.state_id.name or self.country_id.name or self.env._("anywhere")

    @api.onchange("state_id")
    def _onchange_state_id(self):
        if self.state_id:
            self.country_id = self.state_id.country_id

    @api.constrains("festival", "year", "date", "until", "company_id", "state_id")
    def _check_row(self):
        for row in self:
            if not row.day:
                raise ValidationError(
                    self.env._(
                        "The calendar knows festivals from %(first)s to %(last)s, not "
                        "in %(year)s.",
                        first=str(festivals.FIRST_YEAR),
                        last=str(festivals.LAST_YEAR),
                        year=str(row.year),
                    )
                )
            if abs((row.date - row.day).days) > 120:
                raise ValidationError(
                    self.env._(
                        "%(row)s is on %(day)s: %(date)s is too far away to be its "
                        "last day to ship. Check year and date.",
                        row=row.display_name,
                        day=format_date(self.env, row.day),
                        date=format_date(self.env, row.date),
                    )
                )
            if row.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Last-ship dates belong to the whole company: choose %(root)s, "
                        "not the branch %(branch)s.",
                        root=row.company_id.root_id.name,
                        branch=row.company_id.name,
                    )
                )
            if row.state_id and row.state_id.country_id != row.country_id:
                raise ValidationError(
                    self.env._(
                        "%(state)s lies in %(country)s: choose that country.",
                        state=row.state_id.name,
                        country=row.state_id.country_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    def _gift_last_day(self, partner, company, deliver_by, courier=None):
        """Return the last day on which goods may leave to arrive by a day.

        Counts transit days of the address and the festivals' last-ship dates of the
        company. No right is asked: a date to promise is no secret.

        :param partner: ``res.partner`` of the delivery address, may be empty
        :param company: ``res.company`` that ships; its root's dates count
        :param datetime.date deliver_by: day promised to the customer
        :param courier: ``gift.courier``, or nothing
        :return: :class:`datetime.date`, or False without ``deliver_by``
        """
        if not deliver_by:
            return False
        wish = self._gift_wish("x", partner, company, deliver_by, courier)
        return self._gift_last_days([wish])["x"].day

    @api.model
    def _gift_wish(self, key, partner, company, deliver_by, courier=None):
        """Return one row of what :meth:`_gift_last_days` is asked."""
        return (
            key,
            partner._origin.id or None,
            courier.id if courier else None,
            company.sudo().root_id.id,
            deliver_by,
        )

    @api.model
    def _gift_last_days(self, wishes):
        """Return the last days to ship for many promises, in one query.

        :param list wishes: of :meth:`_gift_wish`; keys are text or numbers, all alike
        :return: ``{key: LastDay}``
        """
        if not wishes:
            return {}
        times = self.env["gift.transit.time"]
        times._gift_flush()
        self.flush_model()
        keys = [str(wish[0]) for wish in wishes]
        values = SQL(", ").join(
            SQL("(%s, %s::int, %s::int, %s::int, %s::date)", key, *wish[1:])
            for key, wish in zip(keys, wishes, strict=True)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT w.key, LEAST(w.day - t.days, b.date), b.id, b.date
                  FROM (VALUES %(values)s)
                       AS w (key, partner_id, courier_id, root_id, day)
                  LEFT JOIN res_partner p ON p.id = w.partner_id
                 CROSS JOIN LATERAL (SELECT %(days)s AS days) t
                  LEFT JOIN LATERAL (
                       SELECT f.id, f.date FROM (%(closest)s) f
                        WHERE f.date < w.day AND w.day <= f.until
                        ORDER BY f.date, f.id LIMIT 1) b ON TRUE
                """,
                values=values,
                days=times._gift_days_sql(
                    SQL("w.root_id"),
                    SQL("w.courier_id"),
                    SQL("p.country_id"),
                    SQL("p.state_id"),
                ),
                closest=self._gift_closest_sql(),
            )
        )
        found = {key: LastDay(*rest) for key, *rest in rows}
        return {wish[0]: found[key] for key, wish in zip(keys, wishes, strict=True)}

    @api.model
    def _gift_closest_sql(self):
        """Return the query of one row per festival for wish ``w`` and address ``p``."""
        return SQL(
            """SELECT DISTINCT ON (l.festival, l.year) l.id, l.date, l.until
                 FROM gift_last_ship l
                WHERE l.company_id = w.root_id
                  AND l.year BETWEEN date_part('year', w.day) - 1
                                 AND date_part('year', w.day) + 1
                  AND (l.courier_id IS NULL OR l.courier_id = w.courier_id)
                  AND (l.country_id IS NULL OR l.country_id = COALESCE(p.country_id,
                        (SELECT hp.country_id FROM res_company hc
                           JOIN res_partner hp ON hp.id = hc.partner_id
                          WHERE hc.id = w.root_id)))
                  AND (l.state_id IS NULL OR l.state_id = p.state_id)
                ORDER BY l.festival, l.year, l.courier_id IS NULL,
                         l.state_id IS NULL, l.country_id IS NULL, l.id"""
        )

    @api.model
    def _gift_earliest_day(self, partner, company, courier=None, start=None):
        """Return the earliest day that can be promised when goods leave on a day.

        :param partner: ``res.partner`` of the delivery address, may be empty
        :param company: ``res.company`` that ships
        :param courier: ``gift.courier``, or nothing
        :param datetime.date start: day on which goods can leave; today by default
        :return: :class:`datetime.date`
        """
        start = start or company._gift_today()
        days = partner._gift_transit_days(company, courier).get(partner.id)
        if days is None:
            days = company.sudo().root_id.gift_transit_default
        day = start + timedelta(days=days)
        key = "x"
        for _step in range(len(festivals.FESTIVALS) * 2):
            found = self._gift_last_days(
                [self._gift_wish(key, partner, company, day, courier)]
            )[key]
            if not found.row_id or found.row_date >= start:
                return day
            # sudo: the day after a festival is no secret
            day = self.sudo().browse(found.row_id).until + timedelta(days=1)
        return day
