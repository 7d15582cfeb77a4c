"""Which row of a courier's file belongs to which transfer, without the ORM.

Pure: takes rows and what is known of transfers, returns one verdict per row. Nothing is
guessed: a row that does not surely belong to one transfer is refused with its reason.
"""

import datetime
from collections import defaultdict
from typing import NamedTuple

from .tracking_sheet import same_person

#: verdicts that change something
CHANGES = ("number", "signed", "both")


class Parcel(NamedTuple):
    """What is known of a transfer."""

    id: int
    name: str
    state: str  # draft, open, done, cancel
    numbers: tuple = ()
    shipped: object = None  # local date
    signed: object = None  # local date
    people: tuple = ()  # names of the recipient
    is_outgoing: bool = True


class Known(NamedTuple):
    """What the file is compared with.

    ``by_reference`` holds the ids of all transfers that a reference may mean,
    ``by_number`` those that have a number, ``order`` those of the last waybill sheet in
    its order, ``elsewhere`` references of companies that the user is not in.
    """

    parcels: dict
    by_reference: dict
    by_number: dict
    order: tuple = ()
    elsewhere: frozenset = frozenset()
    today: object = None


class Verdict(NamedTuple):
    """What a row means: ``outcome`` is number, signed, both, same or refused."""

    row: object
    outcome: str
    parcel: int = 0
    code: str = ""
    value: str = ""


class _Refused(Exception):
    def __init__(self, code, value="", parcel=0):
        super().__init__(code)
        self.verdict = {"code": code, "value": str(value), "parcel": parcel}


def judge(rows, fields, known):
    """Return one :class:`Verdict` per row, in order.

    :param rows: list of ``TrackingRow``
    :param fields: columns that the file has
    :param known: :class:`Known`
    """
    order = None
    if "reference" not in fields and "signed" not in fields:
        order = _read_order(rows, known)
    verdicts, places, seen = {}, {}, {}
    for index, row in enumerate(rows):
        try:
            if row.problem:
                raise _Refused(*row.problem)
            _check_double(row, seen)
            places[index] = _find(row, index, order, known)
        except _Refused as refusal:
            verdicts[index] = Verdict(row, "refused", **refusal.verdict)
    _refuse_shared(rows, places, verdicts)
    _judge_places(rows, places, verdicts, known)
    return [verdicts[index] for index in range(len(rows))]


def _read_order(rows, known):
    """Return whose the rows are by their place alone: ids, or () where that fails.

    A file that was taken already, for whichever sheet, is known by its numbers.
    """
    holders = [{known.by_number.get(n) for n in row.numbers} for row in rows]
    if all(len(ids) == 1 and None not in ids for ids in holders):
        return tuple(ids.pop() for ids in holders)
    return known.order if len(rows) == len(known.order) else ()


def _check_double(row, seen):
    key = (row.reference, row.numbers)
    if key in seen:
        raise _Refused("equal_line", seen[key])
    seen[key] = row.line


def _find(row, index, order, known):
    """Return the id of the transfer that a row means."""
    if order is not None:
        if not order:
            raise _Refused("count_differs", len(known.order))
        return order[index]
    holders = {known.by_number[n] for n in row.numbers if n in known.by_number}
    if row.reference:
        found = known.by_reference.get(row.reference, ())
        if not found:
            code = "elsewhere" if row.reference in known.elsewhere else "unknown"
            raise _Refused(code, row.reference)
        if len(found) > 1:
            found = tuple(i for i in found if i in holders) or found
        if len(found) > 1:
            raise _Refused("several", row.reference)
        return found[0]
    if len(holders) == 1:
        return holders.pop()
    raise _Refused("no_reference", row.numbers[0])


def _refuse_shared(rows, places, verdicts):
    """A number that stands at two transfers says nothing about either."""
    claimed = defaultdict(set)
    for index, parcel in places.items():
        for number in rows[index].numbers:
            claimed[number].add(parcel)
    for index in list(places):
        row = rows[index]
        shared = [n for n in row.numbers if len(claimed[n]) > 1]
        if shared:
            verdicts[index] = Verdict(
                row, "refused", places.pop(index), "number_shared", shared[0]
            )


def _judge_places(rows, places, verdicts, known):
    """Decide about all rows of a transfer together: it may have several parcels."""
    by_parcel = {}
    for index, parcel_id in places.items():
        by_parcel.setdefault(parcel_id, []).append(index)
    for parcel_id, indexes in by_parcel.items():
        parcel = known.parcels[parcel_id]
        mine = [rows[index] for index in indexes]
        numbers = tuple(dict.fromkeys(n for row in mine for n in row.numbers))
        for index in indexes:
            row = rows[index]
            try:
                found = _judge_row(row, mine, numbers, parcel, known)
            except _Refused as refusal:
                refused = {**refusal.verdict, "parcel": parcel_id}
                verdicts[index] = Verdict(row, "refused", **refused)
            else:
                outcome, *note = found
                verdicts[index] = Verdict(row, outcome, parcel_id, *note)
    _refuse_together(by_parcel, verdicts)


def _judge_row(row, mine, numbers, parcel, known):
    """Return outcome, and a note with its value, of a row that has its transfer."""
    _check_parcel(row, parcel)
    for number in row.numbers:
        holder = known.by_number.get(number, parcel.id)
        if holder != parcel.id:
            raise _Refused("number_taken", known.parcels[holder].name)
    is_new = not parcel.numbers
    if not is_new and not set(numbers) <= set(parcel.numbers):
        raise _Refused("has_other", ", ".join(parcel.numbers))
    unsigned = "number" if is_new else "same"
    if not row.signed:
        return (unsigned,)
    _check_signed(row, parcel, known)
    told = {n for each in mine if each.signed for n in each.numbers}
    if missing := set(parcel.numbers or numbers) - told:
        return unsigned, "partly_signed", ", ".join(sorted(missing))
    if parcel.signed:
        return (unsigned,)
    return ("both" if is_new else "signed",)


def _check_parcel(row, parcel):
    if not parcel.is_outgoing:
        raise _Refused("not_outgoing", parcel.name)
    if parcel.state == "cancel":
        raise _Refused("cancelled", parcel.name)
    if parcel.state == "draft":
        raise _Refused("draft", parcel.name)
    if not parcel.numbers and not same_person(row.name, parcel.people):
        raise _Refused("other_person", ", ".join(filter(None, parcel.people[:1])))


def _check_signed(row, parcel, known):
    if parcel.state != "done":
        raise _Refused("not_shipped", parcel.name)
    day = row.signed.date() if isinstance(row.signed, datetime.datetime) else row.signed
    if known.today and day > known.today:
        raise _Refused("signed_future", day.isoformat())
    if parcel.shipped and day < parcel.shipped:
        raise _Refused("signed_early", parcel.shipped.isoformat())


def _refuse_together(by_parcel, verdicts):
    """What one transfer's rows would change, they change together or not at all."""
    for indexes in by_parcel.values():
        found = [verdicts[index] for index in indexes]
        wrong = next((v for v in found if v.outcome == "refused"), None)
        if wrong is None:
            continue
        for index in indexes:
            if verdicts[index].outcome in CHANGES:
                verdicts[index] = verdicts[index]._replace(
                    outcome="refused", code="with_line", value=str(wrong.row.line)
                )


def signed_moment(verdicts, parcel_id):
    """Return when the last parcel of a transfer was signed for, or None."""
    moments = [
        v.row.signed
        for v in verdicts
        if v.parcel == parcel_id and v.outcome in ("signed", "both") and v.row.signed
    ]
    return max(moments, default=None)
