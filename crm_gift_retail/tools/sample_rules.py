"""What a sample may cost, and what becomes of it; without the ORM.

Behaviour 11 as plain functions: the models read what they need, these decide.
"""

from datetime import timedelta
from typing import NamedTuple

#: a sample in one of these may still be called off
BEFORE_SENT = ("requested", "approval", "approved", "picking")
#: it is with the customer, or on its way there
WITH_CUSTOMER = ("sent", "arrived", "feedback")


class Limits(NamedTuple):
    """What a sample may be without being asked about; 0 sets no limit.

    :param float value: cost of one sample
    :param int count: samples of a salesperson in a month
    :param float cost: cost of a salesperson's samples in a month
    """

    value: float = 0
    count: int = 0
    cost: float = 0


def passed_limits(limits, value, count, cost):
    """Return which limits a sample passes: names of :class:`Limits`, in order.

    :param Limits limits: of the company and the customer's tier
    :param float value: cost of this sample
    :param int count: samples of the month, this one included
    :param float cost: cost of the month's samples, this one included
    """
    measured = zip(Limits._fields, limits, (value, count, cost), strict=True)
    return [name for name, limit, amount in measured if limit and amount > limit]


def tier_value_limit(company_limit, tier_limit):
    """Return the value limit of a customer: the tier's own one, else the company's."""
    return tier_limit or company_limit


def month_of(day):
    """Return the first day of a day's month: quotas are counted by month."""
    return day.replace(day=1)


def settle(terms, sent, out, ordered, outcome, age_days, window_days):
    """Return (outcome, is closed) of a sample whose outcome nobody set by hand.

    An order counts more than anything else; a sample that has to come back stays
    open until it does, even when the firm has ordered.

    :param str terms: "keep" or "return"
    :param float sent: pieces that left for the customer
    :param float out: pieces that the customer still has
    :param bool ordered: the firm ordered within the window
    :param outcome: present outcome or None; "lost" stays unless it came back
    :param int age_days: days since it was sent
    :param int window_days: days in which an order counts as following
    """
    if sent <= 0:
        return None, False
    back = out <= 0
    if ordered:
        return "ordered", terms == "keep" or back
    if back:
        return "returned", True
    if outcome == "lost":
        return "lost", True
    if terms == "keep" and age_days >= window_days:
        return "kept", True
    return None, False


def reminder_day(return_by, today, days_before=3):
    """Return whether to remind of a return today: from so many days before it."""
    return return_by is not None and return_by - timedelta(days=days_before) <= today
