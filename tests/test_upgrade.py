"""From the previous version of the addon to this one, with data (decision 45)."""

import ast
import re
import shutil
from functools import partial

import pytest
from giftdev import paths
from giftqa.shell import must, run
from support import content, odoo, seeds

MANIFEST = f"{odoo.ADDON}/__manifest__.py"
PRESENT = ast.literal_eval((paths.CHECKOUT / MANIFEST).read_text())["version"]
FIRST = "19.0.1.0.0"

#: What every upgrade writes anew, and passing work whose rows come and go.
LEFT_OUT = [
    re.compile(pattern)
    for pattern in (
        r"ir_(act|actions|cron|model|module|rule|ui)(_.*)?",
        r"rule_group_rel",
        r"orm_signaling_.*",
        r"bus_bus|bus_presence",
        r"gift_customer_queue|gift_import_row|gift_import_product",
    )
]
#: Tables to which this version ships rows; what was there before stays as it was.
MAY_GROW = [
    re.compile(pattern)
    for pattern in (
        r"crm_lost_reason",
        r"gift_care_rule",
        r"gift_courier",
        r"gift_heat_rule",
        r"gift_customer",  # whoever has a trail has a standing
        r"gift_occasion",
        r"gift_price_(quoted|reason)",
        r"gift_touchpoint",  # the trail of what is there already is written
        r"gift_transit_time",
        r"gift_waybill_layout(_line)?",
        r"gift_wrapping",
        r"mail_activity_type",
        r"mail_followers(_.*)?",
        r"mail_message(_.*)?",
        r"mail_template",
        r"ir_sequence(_.*)?",  # numbers of samples, and of their transfers
        r"stock_picking_type",  # every warehouse sends samples
        r"report_paperformat",
        r"res_groups(_.*)?",
        r"utm_(campaign|medium|source|stage)",
    )
]
#: Tables and columns that a version gave up on purpose: ``table`` or ``table.column``.
MAY_GO = set()
#: What customers are worth: a refresh by the new code must find the same again.
MONEY = """
SELECT partner_id::text || '/' || company_id, revenue_12m, profit_12m, revenue_total,
       profit_total, order_count
  FROM gift_customer ORDER BY id
"""

SCHEMA = """
SELECT 'column', table_name::text || '.' || column_name,
       data_type || ' null:' || is_nullable
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass::text || '.' || conname,
       pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""


def git(*words, cwd=paths.CHECKOUT):
    """Run git in a checkout and return what it prints."""
    return must(
        ["git", *words],
        "the upgrade test takes the previous version out of the history: run it in a "
        "git clone of the repository.",
        cwd=cwd,
    )


def version_key(text):
    """``19.0.1.2.0`` as numbers."""
    return tuple(int(part) for part in text.split("."))


def version_at(commit, cwd=paths.CHECKOUT):
    """Version in the manifest of a commit, or None before the addon existed."""
    if not git("ls-tree", commit, "--", MANIFEST, cwd=cwd):
        return None
    return ast.literal_eval(git("show", f"{commit}:{MANIFEST}", cwd=cwd))["version"]


def deepen(cwd=paths.CHECKOUT):
    """Fetch the rest of the history when the clone is shallow, or say what to do."""
    if git("rev-parse", "--is-shallow-repository", cwd=cwd).strip() != "true":
        return
    done = run(["git", "fetch", "--unshallow", "--quiet"], cwd=cwd, quiet=True)
    if done.returncode:
        pytest.fail(
            "This clone is shallow, so the previous version of the addon is not in it, "
            f"and its origin does not give the rest ({(done.stdout or '').strip()}).\n"
            "Remedy: clone with the whole history (in a workflow: fetch-depth 0), or "
            "run `git fetch --unshallow`, then test again.",
            pytrace=False,
        )


def previous_commit(present=PRESENT, cwd=paths.CHECKOUT):
    """Return (commit, version): the last commit with an older version in its manifest.

    :return: (None, None) for the first version
    """
    if present == FIRST:
        return None, None
    deepen(cwd)
    for commit in git("log", "--format=%H", "--", MANIFEST, cwd=cwd).split():
        # The commit that raised the version stands on the last one before it.
        parents = git("rev-parse", f"{commit}^@", cwd=cwd).split()
        for parent in parents[:1]:
            found = version_at(parent, cwd)
            if found and version_key(found) < version_key(present):
                return parent, found
    pytest.fail(
        f"No commit before version {present} has an older version in its manifest. "
        "Raise the version in a commit of its own, on top of the previous version.",
        pytrace=False,
    )


@pytest.fixture(scope="module")
def previous():
    """Commit and version of the predecessor."""
    return previous_commit()


@pytest.fixture(scope="module")
def old_addons(previous, tmp_path_factory):
    """Folder with the addons as they were in the previous version."""
    folder = tmp_path_factory.mktemp("previous")
    archive = folder / "previous.tar"
    git("archive", f"--output={archive}", previous[0] or "HEAD", odoo.ADDON)
    shutil.unpack_archive(archive, folder)
    archive.unlink()
    return folder


def schema(database):
    """Columns, indexes and constraints of a database."""
    return {(kind, name): text for kind, name, text in odoo.sql(database, SCHEMA)}


def test_only_the_first_version_has_no_predecessor(previous):
    """Whoever raises the version gets the upgrade test below with it."""
    commit, version = previous
    assert (commit is None) == (PRESENT == FIRST)
    if commit:
        assert version_key(version) < version_key(PRESENT)
    for commit in git("log", "-20", "--format=%H", "--", MANIFEST).split():
        version = version_at(commit)
        assert version is None or version_key(version) <= version_key(PRESENT), (
            f"the version went down after {commit}"
        )


def test_shallow_clone_is_deepened_or_refused_with_a_remedy(previous, tmp_path):
    """A clone of one commit finds its predecessor, or says how it could."""
    clone = tmp_path / "shallow"
    git("clone", "--quiet", "--depth=1", f"file://{paths.CHECKOUT}", clone)
    git("remote", "set-url", "origin", str(tmp_path / "nowhere"), cwd=clone)
    with pytest.raises(pytest.fail.Exception, match="git fetch --unshallow"):
        deepen(clone)
    git("remote", "set-url", "origin", f"file://{paths.CHECKOUT}", cwd=clone)
    assert previous_commit(cwd=clone) == previous


def test_upgrade_keeps_every_row(new_db, odoo_for, old_addons, previous):
    """Install the predecessor with data, upgrade, compare every table of it.

    Neither the upgrade nor the refresh after it may log a warning. The first version
    has no predecessor: it is upgraded onto itself, which must change nothing.
    """
    database = new_db(odoo.foreign_modules())
    look = partial(odoo.sql, database)
    old = odoo_for(database, addons=old_addons)
    old.install(odoo.ADDON)
    seeded, customers, _keys, _changed = old.call_all(
        (seeds.sales, {"customers": 5}),
        seeds.story,
        (seeds.role_keys, {"roles": ["clerk", "manager"]}),
        seeds.refresh,
    )
    assert customers >= 20
    before, worth = content.snapshot(look, LEFT_OUT), look(MONEY)
    for table in ("gift_customer", "gift_care_action", "gift_touchpoint", "crm_lead"):
        assert len(before[table].rows) >= 10, f"hardly any data in {table}"
    new = odoo_for(database)
    new.update(odoo.ADDON)
    after = content.snapshot(look, LEFT_OUT)
    lost = content.differences(before, after, MAY_GROW, MAY_GO)
    assert not lost, "\n".join(lost)
    new.call(seeds.refresh)
    now = {row[0]: row for row in look(MONEY)}
    assert [now[row[0]] for row in worth] == worth
    # a standing that is new came with the trail, not with money from nowhere
    assert not any(any(now[key][1:]) for key in now.keys() - {row[0] for row in worth})
    for partner in seeded["partners"]:
        found = [row[1:3] for row in worth if row[0].split("/")[0] == str(partner)]
        assert found == [(seeded["revenue"], seeded["profit"])]
    # whoever upgraded works on the same tables as whoever starts today
    fresh, upgraded = schema(new_db()), schema(database)
    differing = {
        key: (fresh.get(key), upgraded.get(key))
        for key in fresh.keys() | upgraded.keys()
        if fresh.get(key) != upgraded.get(key)
    }
    assert not differing, f"(fresh, upgraded): {differing}"


def test_comparison_sees_what_is_lost():
    """The comparison above would notice a row, a value or a column that is gone."""
    table = content.Table

    def lost(rows, columns=("id", "name", "write_date"), **options):
        before = table(frozenset({"id", "name", "write_date"}), old)
        return content.differences(
            {"sale": before}, {"sale": table(frozenset(columns), rows)}, **options
        )

    old = [
        {"id": 1, "name": "a", "write_date": "yesterday"},
        {"id": 2, "name": "b", "write_date": "yesterday"},
    ]
    later = [{**row, "write_date": "today"} for row in reversed(old)]
    assert lost(later) == []
    assert "2 rows became 1" in lost(later[:1])[0]
    assert "{'name': ('a', 'z')}" in lost([{**later[1], "name": "z"}, later[0]])[0]
    more = [*later, {"id": 3, "name": "c", "write_date": "today"}]
    assert "new {'id': 3" in lost(more)[0]
    assert lost(more, may_grow=[re.compile("sale")]) == []
    bare = [{"id": row["id"], "write_date": "today"} for row in later]
    assert "sale.name is gone" in lost(bare, columns=("id", "write_date"))[0]
    assert lost(bare, columns=("id", "write_date"), may_go={"sale.name"}) == []
    assert content.differences({"sale": table(frozenset(), [])}, {}) == [
        "table sale is gone"
    ]
