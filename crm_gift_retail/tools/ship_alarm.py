"""When a parcel that has not left worries somebody."""

from zoneinfo import ZoneInfo

#: share of the time between order and promise that is left when it gets short
SHORT_SHARE = 4


def alarm_kind(ordered, promised, now, is_ready, zone):
    """Return what is wrong with an open parcel; twin of the job's statement.

    Late is a matter of days, as the list of parcels is: a promise for the 12th is kept
    until the 12th is over. Short is a matter of the clock: a quarter of the time from
    the order to the promise is left. A promise that is not after its order (no lead
    time set) has no quarter; it is late when its day is over.

    :param datetime ordered: when the order was confirmed, naive UTC
    :param datetime promised: when the parcel must have left, naive UTC
    :param datetime now: naive UTC
    :param bool is_ready: everything lies there to be packed
    :param str zone: name of the time zone in which days are counted
    :return: "late", "short" or None
    """
    zone = ZoneInfo(zone)
    if _day(promised, zone) < _day(now, zone):
        return "late"
    if is_ready or promised <= ordered:
        return None
    return "short" if now >= promised - (promised - ordered) / SHORT_SHARE else None


def _day(moment, zone):
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()
