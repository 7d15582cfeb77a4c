"""From the previous version of the addon to this one, with data (decision 45)."""

import ast
import shutil
import subprocess

import pytest
from giftdev import paths
from support import odoo, seeds

MANIFEST = f"{odoo.ADDON}/__manifest__.py"


def git(*words):
    """Run git in the checkout and return what it prints."""
    done = subprocess.run(
        ["git", *words],
        cwd=paths.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def version_key(text):
    """``19.0.1.2.0`` as numbers."""
    return tuple(int(part) for part in text.split("."))


def version_at(commit):
    """Version in the manifest of a commit, or None before the addon existed."""
    done = subprocess.run(
        ["git", "show", f"{commit}:{MANIFEST}"],
        cwd=paths.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return None
    return ast.literal_eval(done.stdout)["version"]


def deepen():
    """Fetch the rest of the history when the clone is shallow."""
    if git("rev-parse", "--is-shallow-repository").strip() == "true":
        git("fetch", "--unshallow", "--quiet")


def previous_commit():
    """Return (commit, version) of the last commit with an older version, or None."""
    manifest = paths.CHECKOUT / MANIFEST
    present = ast.literal_eval(manifest.read_text())["version"]
    deepen()
    for commit in git("log", "--format=%H", "--", odoo.ADDON).split():
        found = version_at(commit)
        if found and version_key(found) < version_key(present):
            return commit, found
    return None


PREVIOUS = previous_commit()
TABLES = """
SELECT table_name FROM information_schema.tables
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
   AND table_name ~ '^(gift_|sale_order$|res_partner$|account_move$|stock_picking$)'
 ORDER BY 1
"""
#: Tables of passing work, whose rows come and go.
PASSING = {"gift_customer_queue", "gift_import_row", "gift_import_product"}


@pytest.fixture(scope="module")
def old_addons(tmp_path_factory):
    """Folder with the addons as they were in the previous version."""
    folder = tmp_path_factory.mktemp("previous")
    if PREVIOUS:
        archive = folder / "previous.tar"
        with archive.open("wb") as stream:
            subprocess.run(
                ["git", "archive", PREVIOUS[0], odoo.ADDON],
                cwd=paths.CHECKOUT,
                stdout=stream,
                check=True,
            )
        shutil.unpack_archive(archive, folder)
        archive.unlink()
    return folder


def checksums(database):
    """Rows and content of every table of ours and of Odoo's that we touch.

    Only columns that both versions have are compared; see ``columns``.
    """
    tables = [name for (name,) in odoo.sql(database, TABLES) if name not in PASSING]
    return {
        name: odoo.sql(database, f'SELECT count(*) FROM "{name}"') for name in tables
    }


def columns(database, table):
    """Names of the columns of a table that carry content."""
    rows = odoo.sql(
        database,
        "SELECT column_name FROM information_schema.columns WHERE table_name = %(t)s"
        " AND column_name NOT IN ('write_date', 'write_uid')",
        t=table,
    )
    return {name for (name,) in rows}


def content(database, table, names):
    """One checksum over the given columns of a table."""
    listed = ", ".join(f'"{name}"' for name in sorted(names))
    return odoo.sql(
        database,
        f"SELECT md5(string_agg(md5(ROW({listed})::text), '' ORDER BY id)) FROM \"{table}\"",
    )


def test_the_first_version_has_no_predecessor():
    """Whoever raises the version gets the upgrade test below with it."""
    present = ast.literal_eval((paths.CHECKOUT / MANIFEST).read_text())["version"]
    if present == "19.0.1.0.0":
        assert PREVIOUS is None
    else:
        assert PREVIOUS, "the history of the repository must hold the older version"


def test_upgrade_keeps_every_row(new_db, odoo_for, old_addons):
    """Install the predecessor with data, upgrade, compare rows and checksums.

    The first version has none: it is upgraded onto itself, which must change nothing.
    """
    database = new_db(odoo.foreign_modules())
    addons = old_addons if PREVIOUS else paths.CHECKOUT
    old = odoo_for(database, addons=addons)
    old.install(odoo.ADDON)
    seeded = old.call(seeds.sales, customers=5)
    old.call(seeds.refresh)
    old.call(seeds.role_keys, roles=["clerk", "manager"])
    before = checksums(database)
    had = {table: columns(database, table) for table in before}
    odoo_for(database).update(odoo.ADDON)
    after = checksums(database)
    assert before.keys() <= after.keys(), "a table is gone"
    lost = {
        table: (before[table], after[table])
        for table in before
        if after[table] < before[table]
    }
    assert not lost
    keep = {
        table: had[table] & columns(database, table)
        for table in ("gift_customer", "sale_order", "res_partner", "account_move")
    }
    now = odoo_for(database)
    sums = {table: content(database, table, names) for table, names in keep.items()}
    now.call(seeds.refresh)
    assert (
        content(database, "gift_customer", keep["gift_customer"])
        == (sums["gift_customer"])
    ), "the refresh after the upgrade changed standings"
    rows = odoo.sql(
        database,
        "SELECT DISTINCT revenue_12m, profit_12m FROM gift_customer"
        " WHERE partner_id = ANY(%(partners)s)",
        partners=seeded["partners"],
    )
    assert [tuple(map(float, row)) for row in rows] == [
        (seeded["revenue"], seeded["profit"])
    ]


def test_upgrade_keeps_content(new_db, odoo_for, old_addons):
    """The content of rows of Odoo's own tables and of ours survives the upgrade."""
    database = new_db(odoo.foreign_modules())
    addons = old_addons if PREVIOUS else paths.CHECKOUT
    old = odoo_for(database, addons=addons)
    old.install(odoo.ADDON)
    old.call(seeds.sales, customers=3)
    old.call(seeds.refresh)
    tables = ("gift_customer", "gift_tier", "sale_order", "res_partner", "account_move")
    had = {table: columns(database, table) for table in tables}
    before = {table: content(database, table, had[table]) for table in tables}
    odoo_for(database).update(odoo.ADDON)
    for table in tables:
        names = had[table] & columns(database, table)
        assert names == had[table], f"{table} lost columns"
        assert content(database, table, names) == before[table], table
