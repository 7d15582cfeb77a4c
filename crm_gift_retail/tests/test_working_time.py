"""The clock of working time, against one that counts minute by minute."""

import random
from datetime import datetime, timedelta

import pytz

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..tools.working_time import (
    HORIZON,
    NoWorkingTime,
    add_working_time,
    measure_working_time,
    merge_intervals,
    next_working_moment,
)
from .common import GiftRetailCommon

START = datetime(2026, 3, 2)
MINUTE = timedelta(minutes=1)

SPAN = 3 * 24 * 60
CASES = 400


def _at(minute):
    return START + timedelta(minutes=minute)


def _build(raw):
    return merge_intervals((_at(a), _at(a + length)) for a, length in raw)


def _worked(raw):
    """The minutes that are worked, as a set: no merging, no cleverness."""
    return {
        minute
        for first, length in raw
        for minute in range(first, first + length)
        if length > 0
    }


@tagged("post_install", "-at_install")
class TestWorkingTimeKernel(BaseCase):
    def _cases(self):
        """Give random intervals, overlapping, touching, empty and upside down."""
        dice = random.Random(34)
        for _case in range(CASES):
            grain = dice.choice((1, 30, 60))
            raw = [
                (dice.randrange(0, SPAN, grain), dice.randrange(-30, 600, grain))
                for _interval in range(dice.randrange(12))
            ]
            with self.subTest(raw=raw):
                yield dice, raw, _build(raw), sorted(_worked(raw))

    def test_merged_covers_the_same_minutes(self):
        for _dice, _raw, merged, worked in self._cases():
            covered = [
                minute
                for start, end in merged
                for minute in range((start - START) // MINUTE, (end - START) // MINUTE)
            ]
            self.assertEqual(worked, covered)
            for (_start, end), (following, _end) in zip(
                merged, merged[1:], strict=False
            ):
                self.assertLess(end, following)

    def test_adding_counts_each_minute(self):
        for dice, _raw, merged, worked in self._cases():
            moment = dice.randrange(SPAN)
            duration = dice.randrange(1, 2000)
            left = [minute for minute in worked if minute >= moment]
            if len(left) < duration:
                with self.assertRaises(NoWorkingTime):
                    add_working_time(merged, _at(moment), duration * MINUTE)
                duration = len(left)
            if not duration:
                continue
            end = add_working_time(merged, _at(moment), duration * MINUTE)
            # the end of the last minute that is needed
            self.assertEqual(end, _at(left[duration - 1] + 1))
            self.assertEqual(
                measure_working_time(merged, _at(moment), end), duration * MINUTE
            )

    def test_measuring_counts_each_minute(self):
        for dice, _raw, merged, worked in self._cases():
            start, end = dice.randrange(SPAN), dice.randrange(SPAN)
            low, high = min(start, end), max(start, end)
            number = len([minute for minute in worked if low <= minute < high])
            self.assertEqual(
                measure_working_time(merged, _at(start), _at(end)),
                number * MINUTE * (1 if start <= end else -1),
            )

    def test_next_moment_is_the_first_worked_minute(self):
        for dice, _raw, merged, worked in self._cases():
            moment = _at(dice.randrange(SPAN))
            left = [minute for minute in worked if _at(minute) >= moment]
            if not left:
                with self.assertRaises(NoWorkingTime):
                    next_working_moment(merged, moment)
                continue
            found = next_working_moment(merged, moment)
            self.assertEqual(found, _at(left[0]))
            self.assertEqual(found, add_working_time(merged, moment, 0 * MINUTE))

    def test_long_gap_is_an_error(self):
        near = (START, START + timedelta(hours=1))
        edge = START + timedelta(hours=1) + HORIZON
        at_edge = [near, (edge, edge + timedelta(hours=1))]
        self.assertEqual(
            add_working_time(at_edge, START, timedelta(hours=2)),
            edge + timedelta(hours=1),
        )
        later = edge + MINUTE
        beyond = [near, (later, later + timedelta(hours=1))]
        with self.assertRaises(NoWorkingTime) as caught:
            add_working_time(beyond, START, timedelta(hours=2))
        self.assertEqual(caught.exception.moment, near[1])
        with self.assertRaises(NoWorkingTime):
            next_working_moment(beyond, near[1])
        self.assertEqual(
            measure_working_time(beyond, START, later + timedelta(days=1)),
            timedelta(hours=2),
            "measuring looks back over any gap",
        )
        with self.assertRaises(ValueError):
            add_working_time(at_edge, START, -MINUTE)


@tagged("post_install", "-at_install")
class TestWorkingTime(GiftRetailCommon):
    """The model side: calendars with lunch, holidays, zones and summer time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock = cls.env["gift.working.time"]
        cls.calendar = cls._make_calendar("Europe/Brussels")
        cls.company.resource_calendar_id = cls.calendar

    @classmethod
    def _make_calendar(cls, tz, hours=((8, 12), (13, 17)), days=range(5)):
        return cls.env["resource.calendar"].create(
            {
                "name": f"Hours of {tz}",
                "tz": tz,
                "company_id": cls.company.id,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": "x",
                            "dayofweek": str(day),
                            "hour_from": first,
                            "hour_to": last,
                            "day_period": "morning" if first < 12 else "afternoon",
                        },
                    )
                    for day in days
                    for first, last in hours
                ],
            }
        )

    def _local(self, tz, *args):
        moment = pytz.timezone(tz).localize(datetime(*args))
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    def _deadline(self, start, hours, tz="Europe/Brussels"):
        found = self.clock._deadline(self.company, start, hours)
        return (
            pytz.utc.localize(found).astimezone(pytz.timezone(tz)).replace(tzinfo=None)
        )

    def _naive(self, calendar, start, end):
        """Worked minutes between two UTC moments, asked one by one."""
        zone = pytz.timezone(calendar.tz)
        slots = {}
        for row in calendar.attendance_ids:
            slots.setdefault(int(row.dayofweek), []).append(
                (row.hour_from, row.hour_to)
            )
        total = 0
        moment = start
        while moment < end:
            local = pytz.utc.localize(moment).astimezone(zone)
            hour = local.hour + local.minute / 60
            total += any(a <= hour < b for a, b in slots.get(local.weekday(), ()))
            moment += MINUTE
        return total / 60

    def test_lunch_evening_and_weekend(self):
        friday = self._local("Europe/Brussels", 2026, 3, 6, 11, 0)
        for hours, expected in (
            (1, datetime(2026, 3, 6, 12, 0)),
            (1.5, datetime(2026, 3, 6, 13, 30)),
            (5, datetime(2026, 3, 6, 17, 0)),
            (5.25, datetime(2026, 3, 9, 8, 15)),
            (0, datetime(2026, 3, 6, 11, 0)),
        ):
            with self.subTest(hours):
                self.assertEqual(self._deadline(friday, hours), expected)

    def test_public_holiday_of_this_company_only(self):
        monday = self._local("Europe/Brussels", 2026, 3, 9, 8, 0)
        leaves = self.env["resource.calendar.leaves"]
        values = {
            "name": "Holiday",
            "calendar_id": False,
            "date_from": self._local("Europe/Brussels", 2026, 3, 9, 0, 0),
            "date_to": self._local("Europe/Brussels", 2026, 3, 9, 23, 59, 59),
        }
        holiday = leaves.with_company(self.company_b).create(values)
        self.assertEqual(holiday.company_id, self.company_b)
        self.assertEqual(self._deadline(monday, 1), datetime(2026, 3, 9, 9, 0))
        holiday = leaves.with_company(self.company).create(values)
        self.assertEqual(holiday.company_id, self.company)
        self.assertEqual(self._deadline(monday, 1), datetime(2026, 3, 10, 9, 0))

    def test_clock_changes_in_two_zones(self):
        """Summer time begins and ends; the naive clock asks every minute."""
        for tz, first in (
            ("Europe/Brussels", (2026, 3, 27)),
            ("Europe/Brussels", (2026, 10, 23)),
            ("America/New_York", (2026, 3, 6)),
            ("Asia/Shanghai", (2026, 3, 27)),
        ):
            calendar = self._make_calendar(tz, ((1, 4), (20, 24)), range(7))
            start = self._local(tz, *first, 23, 30)
            with self.subTest(tz=tz, first=first):
                for days in (1, 2, 4):
                    end = start + timedelta(days=days, minutes=7)
                    hours = self.clock._measure(self.company, [(start, end)], calendar)
                    self.assertAlmostEqual(
                        hours[0], self._naive(calendar, start, end), 6
                    )
                    deadline = self.clock._deadlines(
                        self.company, [(start, hours[0])], calendar
                    )
                    self.assertAlmostEqual(
                        self._naive(calendar, start, deadline[0]), hours[0], 6
                    )

    def test_midnight_has_no_seam(self):
        around = self._make_calendar("Asia/Shanghai", ((0, 24),), range(7))
        start = datetime(2026, 3, 2, 15, 59)
        ends = self.clock._deadlines(self.company, [(start, 24)], around)
        self.assertEqual(ends, [start + timedelta(hours=24)])

    def test_batch_fetches_once(self):
        start = self._local("Europe/Brussels", 2026, 3, 6, 11, 0)
        self.clock._deadlines(self.company, [(start, 1)])
        counts = []
        for number in (1, 80):
            clocks = [(start + MINUTE * i, 1 + i % 7) for i in range(number)]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.clock._deadlines(self.company, clocks)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found), number)
        self.assertEqual(*counts)

    def test_long_durations_reach_over_the_horizon(self):
        start = self._local("Europe/Brussels", 2026, 1, 5, 8, 0)
        found = self.clock._deadline(self.company, start, 8 * 5 * 30)
        self.assertEqual(
            self.clock._measure(self.company, [(start, found)]), [8 * 5 * 30]
        )

    def test_no_time_no_calendar_flexible_nonsense(self):
        start = datetime(2026, 3, 2)
        empty = self._make_calendar("UTC", ())
        for call, words in (
            (lambda: self.clock._next_moment(self.company, start, empty), "60 days"),
            (
                lambda: self.clock._deadlines(self.company, [(start, 1)], empty),
                "no working time within 60 days after 2026-03-02",
            ),
            (lambda: self.clock._deadline(self.company, start, -1), "no deadline"),
            (lambda: self.clock._deadline(self.company, start, 10**6), "no deadline"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                call()
        self.calendar.schedule_type = "flexible"
        with self.assertRaisesRegex(UserError, "Hours of Europe/Brussels.*flexible"):
            self.clock._deadline(self.company, start, 1)
        self.company.resource_calendar_id = False
        with self.assertRaisesRegex(UserError, "Gifts of the North has no working"):
            self.clock._deadline(self.company, start, 1)
