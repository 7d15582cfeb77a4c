"""Arranges variants as a matrix of two attributes. ORM-free.

Rows are the values of one attribute, columns those of another. A variant without a
value for one of them stands in a row or column of its own; what else it has (a third
attribute and more) splits its row, or is summed up. No variant is ever dropped.
"""

import dataclasses

#: figures that add up, in the order of the screen
SUMS = ("awaited", "on_hand", "reserved", "free", "incoming", "sold_30", "sold_90")
#: figures that follow from sums
DERIVED = ("cover", "age")
FIGURES = (*SUMS, *DERIVED)
#: what a past date can answer (decision 27)
PAST = frozenset({"on_hand", "sold_30", "sold_90"})
#: the weight behind the age: units times days
WEIGHT = "age_weight"
COVER_DAYS = 90


@dataclasses.dataclass(frozen=True)
class Variant:
    """One variant and its values.

    :param int id: of the product.
    :param dict values: ``{attribute id: value id}``.
    """

    id: int
    values: dict


@dataclasses.dataclass
class Matrix:
    """Rows and columns in order, and who stands where.

    :param list rows: keys ``(value id or None, other value ids)``.
    :param list columns: value ids, None for variants without one.
    :param dict cells: ``{(row, column): [variant ids]}``.
    """

    rows: list
    columns: list
    cells: dict


def default_pair(counts):
    """Choose the attributes of rows and columns.

    :param list counts: ``(attribute id, number of values)`` in the product's order.
    :return: ``(row attribute, column attribute)``; None where there is none.
    """
    varied = [attribute for attribute, count in counts if count > 1]
    single = [attribute for attribute, count in counts if count == 1]
    chosen = (varied + single)[:2]
    return (*chosen, None, None)[:2]


def arrange(variants, row_attribute, column_attribute, rank, split=True):
    """Put every variant into its cell.

    :param variants: iterable of :class:`Variant`.
    :param int row_attribute: or None: one row for all.
    :param int column_attribute: or None: one column for all. The attribute of the rows
        is not taken for the columns again.
    :param dict rank: ``{value id: sortable}``, the order of the values.
    :param bool split: whether values of further attributes split the rows.
    :return: :class:`Matrix`.
    """
    if column_attribute == row_attribute:
        column_attribute = None
    shown = {row_attribute, column_attribute}
    cells = {}
    for variant in variants:
        others = ()
        if split:
            others = tuple(
                sorted(
                    (
                        value
                        for attribute, value in variant.values.items()
                        if attribute not in shown
                    ),
                    key=lambda value: (rank.get(value, ()), value),
                )
            )
        row = (variant.values.get(row_attribute), others)
        column = variant.values.get(column_attribute)
        cells.setdefault((row, column), []).append(variant.id)

    def place(value):
        return (value is None, () if value is None else (rank.get(value, ()), value))

    return Matrix(
        sorted(
            {row for row, _column in cells},
            key=lambda row: (place(row[0]), [place(value) for value in row[1]]),
        ),
        sorted({column for _row, column in cells}, key=place),
        cells,
    )


def add_up(parts):
    """Sum figures and work out what follows from the sums.

    Days of cover are what is free by what is sold a day, over 90 days; the age is that
    of the average unit on hand.

    :param parts: iterable of dicts of ``SUMS`` and ``age_weight``; a figure that is
        missing in all of them (a past date) stays None.
    :return: dict of ``FIGURES`` and ``age_weight``.
    """
    total = dict.fromkeys((*SUMS, WEIGHT))
    for part in parts:
        for name in total:
            value = part.get(name)
            if value is not None:
                total[name] = (total[name] or 0.0) + value
    total["cover"] = total["age"] = None
    if total["free"] is not None and (total["sold_90"] or 0) > 0:
        total["cover"] = max(total["free"], 0.0) * COVER_DAYS / total["sold_90"]
    if total[WEIGHT] is not None and (total["on_hand"] or 0) > 0:
        total["age"] = total[WEIGHT] / total["on_hand"]
    return total
