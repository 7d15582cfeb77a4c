"""Clock that stands still outside working time (decision 34).

Plain functions over plain values. Intervals are pairs ``(start, end)`` of naive
``datetime`` in UTC, half open: a moment belongs to the interval that starts with it.
Everything that knows zones, lunch, holidays or summer time comes before: here a
minute is a minute.
"""

from bisect import bisect_right
from datetime import timedelta

#: Longest stretch without any working time that is still a calendar.
HORIZON = timedelta(days=60)


class NoWorkingTime(ValueError):
    """No working time within the horizon; ``moment`` is where it ends (UTC)."""

    def __init__(self, moment):
        super().__init__(f"no working time within {HORIZON.days} days of {moment}")
        self.moment = moment


def merge_intervals(intervals):
    """Return intervals sorted, without empty ones, overlaps or seams.

    :param intervals: iterable of ``(start, end)``, naive UTC.
    :return: list of ``(start, end)`` with gaps between them.
    :rtype: list[tuple]
    """
    merged = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def next_working_moment(intervals, moment):
    """Return the first working moment at or after a moment.

    :param list intervals: merged, see :func:`merge_intervals`.
    :param datetime moment: naive UTC.
    :return: ``moment`` itself during working time.
    :rtype: datetime
    :raise NoWorkingTime: when there is none within the horizon.
    """
    for start, _end in _from_moment(intervals, moment):
        if start - moment <= HORIZON:
            return start
        break
    raise NoWorkingTime(moment)


def add_working_time(intervals, moment, duration):
    """Return the moment at which so much working time has passed.

    A duration that ends with an interval ends at its end, not at the start of the
    next: "four hours from 14:00" of a day until 18:00 is 18:00 that day. No duration
    at all is the next working moment.

    :param list intervals: merged; long enough for the duration.
    :param datetime moment: start, naive UTC, in or out of working time.
    :param timedelta duration: working time, not negative.
    :return: naive UTC.
    :rtype: datetime
    :raise NoWorkingTime: when a stretch longer than the horizon, or the end of the
        intervals, comes before the duration has passed.
    :raise ValueError: for a negative duration.
    """
    if duration < timedelta():
        raise ValueError("a duration of working time cannot be negative")
    if not duration:
        return next_working_moment(intervals, moment)
    last = moment
    for start, end in _from_moment(intervals, moment):
        if start - last > HORIZON:
            break
        if duration <= end - start:
            return start + duration
        duration -= end - start
        last = end
    raise NoWorkingTime(last)


def measure_working_time(intervals, start, end):
    """Return how much working time lies between two moments.

    :param list intervals: merged; covering the time between.
    :param datetime start: naive UTC.
    :param datetime end: naive UTC; before ``start`` gives a negative time.
    :rtype: timedelta
    """
    if end < start:
        return -measure_working_time(intervals, end, start)
    total = timedelta()
    for first, last in _from_moment(intervals, start):
        if first >= end:
            break
        total += min(last, end) - first
    return total


def _from_moment(intervals, moment):
    """Yield the intervals from a moment on, the first one cut.

    Found by bisection: clocks of old records ask about the end of a long list.
    """
    index = max(bisect_right(intervals, moment, key=lambda pair: pair[0]) - 1, 0)
    for position in range(index, len(intervals)):
        start, end = intervals[position]
        if end > moment:
            yield max(start, moment), end
