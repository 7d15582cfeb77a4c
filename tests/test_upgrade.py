"""From the previous version of the addon to this one, with data (decision 45)."""

import ast
import shutil

import pytest
from giftdev import paths
from giftqa.shell import must
from psycopg2 import sql
from support import odoo, seeds

MANIFEST = f"{odoo.ADDON}/__manifest__.py"
PRESENT = ast.literal_eval((paths.CHECKOUT / MANIFEST).read_text())["version"]
FIRST = "19.0.1.0.0"


def git(*words):
    """Run git in the checkout and return what it prints."""
    return must(
        ["git", *words], "the upgrade test needs the history of the repository."
    )


def version_key(text):
    """``19.0.1.2.0`` as numbers."""
    return tuple(int(part) for part in text.split("."))


def version_at(commit):
    """Version in the manifest of a commit, or None before the addon existed."""
    if not git("ls-tree", commit, "--", MANIFEST):
        return None
    return ast.literal_eval(git("show", f"{commit}:{MANIFEST}"))["version"]


def deepen():
    """Fetch the rest of the history when the clone is shallow."""
    if git("rev-parse", "--is-shallow-repository").strip() == "true":
        git("fetch", "--unshallow", "--quiet")


def previous_commit():
    """Return (commit, version) of the last commit with an older version, or None."""
    if PRESENT == FIRST:
        return None
    deepen()
    for commit in git("log", "--format=%H", "--", odoo.ADDON).split():
        found = version_at(commit)
        if found and version_key(found) < version_key(PRESENT):
            return commit, found
    return None


PREVIOUS = previous_commit()
TABLES = """
SELECT c.table_name FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
   AND c.column_name = 'id'
   AND c.table_name ~ '^(gift_|sale_order$|res_partner$|account_move$|stock_picking$)'
 ORDER BY 1
"""
#: Tables of passing work, whose rows come and go.
PASSING = {"gift_customer_queue", "gift_import_row", "gift_import_product"}
#: Columns that every write moves.
CLOCK = {"write_date", "write_uid"}


@pytest.fixture(scope="module")
def old_addons(tmp_path_factory):
    """Folder with the addons as they were in the previous version."""
    folder = tmp_path_factory.mktemp("previous")
    if PREVIOUS:
        archive = folder / "previous.tar"
        git("archive", f"--output={archive}", PREVIOUS[0], odoo.ADDON)
        shutil.unpack_archive(archive, folder)
        archive.unlink()
    return folder


def content(database):
    """Every row of ours and of Odoo's tables that we touch: table -> id -> columns."""
    found = {}
    for (name,) in odoo.sql(database, TABLES):
        if name not in PASSING:
            query = sql.SQL("SELECT id, to_jsonb(t) FROM {} t").format(
                sql.Identifier(name)
            )
            found[name] = dict(odoo.sql(database, query))
    return found


def differences(before, after):
    """Tables, rows, columns and values of ``before`` that ``after`` does not have."""
    found = []
    for table, rows in before.items():
        if table not in after:
            found.append(f"{table} is gone")
            continue
        for number, row in rows.items():
            now = after[table].get(number)
            if now is None:
                found.append(f"{table} {number} is gone")
                continue
            found += [
                f"{table} {number} {name}: {value!r} became {now.get(name)!r}"
                for name, value in row.items()
                if name not in CLOCK and now.get(name) != value
            ]
    return found


def test_only_the_first_version_has_no_predecessor():
    """Whoever raises the version gets the upgrade test below with it."""
    assert (PREVIOUS is None) == (PRESENT == FIRST)
    for commit in git("log", "-20", "--format=%H", "--", MANIFEST).split():
        version = version_at(commit)
        assert version is None or version_key(version) <= version_key(PRESENT), (
            f"the version went down after {commit}"
        )


def test_upgrade_keeps_every_row(new_db, odoo_for, old_addons):
    """Install the predecessor with data, upgrade, compare every row and value.

    The first version has none: it is upgraded onto itself, which must change nothing.
    """
    database = new_db(odoo.foreign_modules())
    old = odoo_for(database, addons=old_addons if PREVIOUS else None)
    old.install(odoo.ADDON)
    seeded, _keys, _changed = old.call_all(
        (seeds.sales, {"customers": 5}),
        (seeds.role_keys, {"roles": ["clerk", "manager"]}),
        seeds.refresh,
    )
    before = content(database)
    assert len(before["gift_customer"]) >= 5
    new = odoo_for(database)
    new.update(odoo.ADDON)
    after = content(database)
    assert differences(before, after) == []
    new.call(seeds.refresh)
    for partner in seeded["partners"]:
        [row] = [
            row
            for row in content(database)["gift_customer"].values()
            if row["partner_id"] == partner
        ]
        assert row["revenue_12m"] == seeded["revenue"]
        assert row["profit_12m"] == seeded["profit"]
