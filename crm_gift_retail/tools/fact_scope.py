"""What a refresh looks at."""

from typing import NamedTuple


class FactScope(NamedTuple):
    """What a refresh narrows the facts to.

    :param int root_id: root company
    :param tuple company_ids: the root and its branches
    :param str table: table with a column ``partner_id``, or None for everybody
    """

    root_id: int
    company_ids: tuple
    table: str | None = None
