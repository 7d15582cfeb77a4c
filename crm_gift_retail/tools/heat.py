"""Is a customer hot? Pure rules; ``gift.customer`` says the same in SQL.

An event makes hot for a number of days; heat ends by itself when they are over. The
event that lasts longest counts; of two that last equally long the rule that stands
first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: What a rule looks at.
TRIGGERS = ("touch", "need", "quotation")


@dataclass(frozen=True)
class HeatRule:
    """One rule.

    :param int id: of the rule; decides between equal ones
    :param int sequence: lower stands first
    :param str trigger: one of ``TRIGGERS``
    :param int days: how long an event keeps hot
    :param str kind: of the touchpoints that count (trigger touch)
    :param str outcome: that they must have, None for any
    :param int minimum: how many of them are needed
    :param int within: days that so many must lie within
    :param str need: stage of need (trigger need)
    """

    id: int
    sequence: int
    trigger: str
    days: int
    kind: str | None = None
    outcome: str | None = None
    minimum: int = 1
    within: int = 0
    need: str | None = None


def touched_until(rule, touches):
    """Return until when touchpoints keep hot by a rule, or None.

    The latest touchpoint counts that is the ``minimum``-th within ``within`` days.

    :param HeatRule rule: with trigger touch
    :param touches: iterable of (kind, outcome or None, UTC datetime)
    """
    dates = sorted(
        date
        for kind, outcome, date in touches
        if kind == rule.kind and rule.outcome in (None, outcome)
    )
    first = rule.minimum - 1
    for index in range(len(dates) - 1, first - 1, -1):
        if dates[index] - dates[index - first] <= timedelta(days=rule.within):
            return dates[index] + timedelta(days=rule.days)
    return None


def hottest(rules, touches, quotations, needs, now):
    """Return what keeps a customer hot the longest.

    :param rules: iterable of :class:`HeatRule`
    :param touches: iterable of (kind, outcome, UTC datetime)
    :param quotations: iterable of (UTC datetime sent, UTC datetime it ends or None)
    :param needs: iterable of (stage of need, UTC datetime it was told)
    :param datetime now: UTC
    :return: (until, rule id), or (None, None) when nothing keeps hot
    """
    touches, quotations, needs = list(touches), list(quotations), list(needs)
    found = []
    for rule in rules:
        lasting = timedelta(days=rule.days)
        ends: list[datetime | None] = []
        if rule.trigger == "touch":
            ends = [touched_until(rule, touches)]
        elif rule.trigger == "quotation":
            ends = [
                min(sent + lasting, end or datetime.max) for sent, end in quotations
            ]
        elif rule.trigger == "need":
            ends = [told + lasting for stage, told in needs if stage == rule.need]
        found += [(end, -rule.sequence, -rule.id) for end in ends if end is not None]
    until, __, rule_id = max(found, default=(None, None, None))
    if until is None or until <= now:
        return None, None
    return until, -rule_id
