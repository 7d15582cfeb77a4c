"""What a database holds, table by table, to compare it with a later moment."""

import hashlib
import json
from collections import Counter, namedtuple

from psycopg2 import sql

#: Columns that every write moves.
CLOCK = frozenset({"write_date", "write_uid"})
SHOWN = 5

Table = namedtuple("Table", "columns rows")

_TABLES = """
SELECT c.table_name, array_agg(c.column_name::text)
  FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
 GROUP BY 1 ORDER BY 1
"""


def snapshot(query, leave_out=()):
    """Read every row of every table.

    :param query: function that runs a statement and returns its rows
    :param leave_out: compiled patterns of tables that are not looked at
    :return: name -> :class:`Table` with its columns and its rows as dictionaries
    """
    found = {}
    for name, columns in query(_TABLES):
        if any(pattern.fullmatch(name) for pattern in leave_out):
            continue
        statement = sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(name))
        rows = [row for (row,) in query(statement)]
        found[name] = Table(frozenset(columns), rows)
    return found


def checksum(rows, columns):
    """Return one number for rows in any order, and the rows as text.

    :param rows: dictionaries
    :param columns: names of the columns that count
    """
    texts = sorted(
        json.dumps({name: row[name] for name in columns}, sort_keys=True)
        for row in rows
    )
    return hashlib.sha256("\n".join(texts).encode()).hexdigest(), texts


def differences(before, after, may_grow=(), may_go=()):
    """Compare two snapshots over the columns that both have.

    :param before: :func:`snapshot` of the older version
    :param after: :func:`snapshot` of the newer one
    :param may_grow: compiled patterns of tables that may have rows more
    :param may_go: names of tables, and of columns as ``table.column``, given up
    :return: list of sentences, empty when nothing of ``before`` was lost or changed
    """
    found = []
    for name, old in before.items():
        if name not in after:
            if name not in may_go:
                found.append(f"table {name} is gone")
            continue
        new = after[name]
        found += [
            f"column {name}.{column} is gone"
            for column in sorted(old.columns - new.columns)
            if f"{name}.{column}" not in may_go
        ]
        columns = (old.columns & new.columns) - CLOCK
        old_sum, old_texts = checksum(old.rows, columns)
        new_sum, new_texts = checksum(new.rows, columns)
        if old_sum == new_sum:
            continue
        lost = Counter(old_texts) - Counter(new_texts)
        more = Counter(new_texts) - Counter(old_texts)
        if lost or not any(pattern.fullmatch(name) for pattern in may_grow):
            found.append(_sentence(name, len(old.rows), len(new.rows), lost, more))
    return found


def _sentence(name, old_count, new_count, lost, more):
    """Say what became of a table: counts, and the values that changed."""
    by_id = {row.get("id"): row for row in map(json.loads, more)}
    said = [f"{name}: {old_count} rows became {new_count}"]
    for row in list(map(json.loads, lost))[:SHOWN]:
        now = by_id.pop(row.get("id"), None) if row.get("id") else None
        if now is None:
            said.append(f"  lost {row}")
            continue
        changed = {
            column: (value, now[column])
            for column, value in row.items()
            if now[column] != value
        }
        said.append(f"  {row['id']} changed (from, to): {changed}")
    said += [f"  new {row}" for row in list(by_id.values())[:SHOWN]]
    return "\n".join(said)
