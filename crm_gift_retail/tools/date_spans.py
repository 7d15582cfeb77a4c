"""Spans of days: whole days, the end open when it is None."""

from datetime import date, timedelta

#: Stands for "open end" in comparisons.
NEVER = date.max


def spans_overlap(first, second):
    """Tell whether two spans share a day.

    :param tuple first: (``datetime.date`` of the first day, of the last day or None)
    :param tuple second: the same
    :return: bool
    """
    return first[0] <= (second[1] or NEVER) and second[0] <= (first[1] or NEVER)


def join_spans(spans):
    """Return the fewest spans that cover the same days.

    Spans that overlap or follow each other without a gap become one.

    :param spans: iterable of (first day, last day or None)
    :return: list of spans, sorted, none touching the next
    """
    joined = []
    for start, end in sorted(spans, key=lambda span: (span[0], span[1] or NEVER)):
        last = (joined[-1][1] or NEVER) if joined else None
        if last is not None and (last == NEVER or start <= last + timedelta(days=1)):
            longest = max(last, end or NEVER)
            joined[-1] = (joined[-1][0], None if longest == NEVER else longest)
        else:
            joined.append((start, end))
    return joined
