"""Working time of a company: Odoo's calendars for the kernel in ``tools/``."""

from datetime import timedelta

import pytz

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.working_time import (
    HORIZON,
    NoWorkingTime,
    add_working_time,
    measure_working_time,
    merge_intervals,
    next_working_moment,
)

#: A deadline further away than this is a typing error, not a deadline.
MAX_HOURS = 10_000
#: Stretches of the horizon that are asked for at most: about eight years.
MAX_STRETCHES = 50


class GiftWorkingTime(models.AbstractModel):
    """Deadlines in working hours; intervals are fetched once per batch and calendar.

    Lunch, two-week calendars, public holidays and summer time are the calendar's.
    """

    _name = "gift.working.time"
    _description = "Working Time"

    @api.model
    def _deadline(self, company, start, hours):
        """Return the moment at which so many working hours have passed.

        :param company: ``res.company``; the calendar of its root counts.
        :param datetime start: naive UTC.
        :param float hours: working hours, not negative.
        :return: naive UTC ``datetime``.
        :raise UserError: naming company or calendar, see :meth:`_get_calendar`.
        """
        return self._deadlines(company, [(start, hours)])[0]

    @api.model
    def _deadlines(self, company, clocks, calendar=None):
        """Return the deadlines of many clocks of one company.

        :param company: ``res.company``.
        :param list clocks: pairs of start (naive UTC) and working hours.
        :param calendar: ``resource.calendar`` other than the company's.
        :return: list of naive UTC ``datetime`` in the order given.
        :raise UserError: see :meth:`_deadline`.
        """
        if not clocks:
            return []
        root = company.sudo().root_id  # hours of the company are no secret
        calendar = self._get_calendar(root, calendar)
        for _start, hours in clocks:
            if not 0 <= hours <= MAX_HOURS:
                raise UserError(
                    self.env._(
                        "%(hours)s working hours are no deadline. Give a number from "
                        "0 to %(most)s.",
                        hours=hours,
                        most=MAX_HOURS,
                    )
                )
        first = min(start for start, _hours in clocks)
        until = max(start for start, _hours in clocks) + HORIZON
        intervals = self._get_intervals(root, calendar, first, until)
        for _stretch in range(MAX_STRETCHES):
            try:
                return [
                    add_working_time(intervals, start, timedelta(hours=hours))
                    for start, hours in clocks
                ]
            except NoWorkingTime as error:
                if until - error.moment > HORIZON:
                    self._raise_no_time(calendar, error.moment)
            following = until + HORIZON
            intervals = merge_intervals(
                intervals + self._get_intervals(root, calendar, until, following)
            )
            until = following
        self._raise_no_time(calendar, until)
        return []

    @api.model
    def _measure(self, company, stretches, calendar=None):
        """Return the working hours between pairs of moments.

        :param company: ``res.company``.
        :param list stretches: pairs of naive UTC ``datetime``.
        :param calendar: ``resource.calendar`` other than the company's.
        :return: list of floats, hours; negative where the end is before the start.
        :raise UserError: see :meth:`_get_calendar`.
        """
        if not stretches:
            return []
        root = company.sudo().root_id  # hours of the company are no secret
        calendar = self._get_calendar(root, calendar)
        moments = [moment for stretch in stretches for moment in stretch]
        intervals = self._get_intervals(root, calendar, min(moments), max(moments))
        return [
            measure_working_time(intervals, start, end) / timedelta(hours=1)
            for start, end in stretches
        ]

    @api.model
    def _next_moment(self, company, moment, calendar=None):
        """Return the first working moment at or after a moment.

        :param company: ``res.company``.
        :param datetime moment: naive UTC.
        :param calendar: ``resource.calendar`` other than the company's.
        :return: naive UTC ``datetime``.
        :raise UserError: see :meth:`_get_calendar`; without working time within 60
            days.
        """
        root = company.sudo().root_id  # hours of the company are no secret
        calendar = self._get_calendar(root, calendar)
        until = moment + HORIZON + timedelta(days=1)
        try:
            return next_working_moment(
                self._get_intervals(root, calendar, moment, until), moment
            )
        except NoWorkingTime as error:
            return self._raise_no_time(calendar, error.moment)

    # ------------------------------------------------------------
    # CALENDARS
    # ------------------------------------------------------------

    @api.model
    def _get_calendar(self, company, calendar=None):
        """Return the calendar to count by, in superuser mode.

        :raise UserError: when there is none, or it has no fixed hours.
        """
        calendar = calendar and calendar.sudo() or company.resource_calendar_id
        if not calendar:
            raise UserError(
                self.env._(
                    "%(company)s has no working hours. Choose them in the settings "
                    "of the company.",
                    company=company.name,
                )
            )
        if calendar.flexible_hours:
            raise UserError(
                self.env._(
                    "The working hours “%(calendar)s” of %(company)s are flexible: "
                    "nobody can say when a deadline ends. Choose hours with fixed "
                    "times.",
                    calendar=calendar.name,
                    company=company.name,
                )
            )
        return calendar

    @api.model
    def _get_intervals(self, company, calendar, start, end):
        """Return merged working intervals of a calendar, naive UTC.

        Seam: exceptional working days (make-up Saturdays) join here.

        :param company: root ``res.company``, for its public holidays.
        :param calendar: ``resource.calendar``, in superuser mode.
        :param datetime start: naive UTC.
        :param datetime end: naive UTC.
        """
        found = calendar._work_intervals_batch(
            pytz.utc.localize(start),
            pytz.utc.localize(end),
            # a holiday without a calendar is one of its company only
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", (company.id, False)),
            ],
        )[False]
        return merge_intervals(
            (self._to_utc(first), self._to_utc(last))
            for first, last, _attendance in found
        )

    @api.model
    def _to_utc(self, moment):
        """Return a moment as naive UTC; Odoo's midnight is a microsecond early."""
        moment = moment.astimezone(pytz.utc).replace(tzinfo=None)
        if moment.microsecond == 999_999:
            moment += timedelta(microseconds=1)
        return moment

    @api.model
    def _raise_no_time(self, calendar, moment):
        raise UserError(
            self.env._(
                "The working hours “%(calendar)s” have no working time within 60 days "
                "after %(day)s. Add working hours, or end the holidays.",
                calendar=calendar.name,
                day=moment.date(),
            )
        )
