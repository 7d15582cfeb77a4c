"""System packages, Python and PostgreSQL of the machine."""

import os
from pathlib import Path

import pytest

from .conftest import IS_ROOT, ended, script, small_lock, tools

NEEDED = "sh dirname id env python3 setpriv".split()
POLICY = Path("/usr/sbin/policy-rc.d")


def test_plain_user_gets_one_command(plain):
    """Everything missing at once in one line; nothing is left half done."""
    path = tools(plain, NEEDED)
    answer = plain.run("demo", PATH=path, GIFT_PG_BINDIR="/nonexistent")
    answer.refused("System packages are missing", "run this once as root")
    line = answer.text.strip().splitlines()[-1].split()
    assert line[:3] == ["apt-get", "install", "--no-install-recommends"]
    assert {"npm", "postgresql", "postgresql-contrib", "wkhtmltopdf"} <= set(line[3:])
    assert line[3:] == sorted(line[3:])
    assert not plain.cache.exists()
    assert not plain.state.exists()


def test_plain_user_has_everything_of_his_own(plain, machine):
    """A plain user gets a Python and a cluster in folders of his own."""
    plain.env["ODOO_HOME"] = str(machine[0].python_path)
    for name in ("GIFT_STATE", "GIFT_CACHE"):
        plain.env.pop(name)
    home = Path(plain.env["HOME"])
    small_lock(plain)
    try:
        answer = plain.run("provision")
        assert answer.code == 0, answer.text
        assert plain.sql("SHOW listen_addresses") == ""
        (state,) = (home / ".local/state/crm_gift_retail").iterdir()
        assert state.name.startswith("checkout-")
        assert (state / "pg").stat().st_uid == home.stat().st_uid
        assert list((home / ".cache/crm_gift_retail/venv").glob("run-*/.complete"))
    finally:
        assert plain.run("clean").code == 0
    assert not state.exists()


def test_root_installs_what_is_missing(checkout):
    """As root the same command is run, without starting the servers it brings."""
    if not IS_ROOT:
        # The counterpart, test_plain_user_gets_one_command, ran with these rights.
        checkout.env["GIFT_NO_INSTALL"] = "1"
    path = tools(checkout, NEEDED)
    record = checkout.path.parent / "record"
    script(
        path / "apt-get",
        f'echo "$DEBIAN_FRONTEND $*" >> {record}\n'
        f"[ -x {POLICY} ] && {POLICY}; echo policy=$? >> {record}",
    )
    before = POLICY.exists()
    answer = checkout.run("demo", PATH=path, GIFT_PG_BINDIR="/nonexistent")
    assert POLICY.exists() == before
    if not IS_ROOT:
        answer.refused("run this once as root")
        assert not record.exists()
        return
    answer.refused("still not found", "postgresql")
    lines = record.read_text().splitlines()
    assert lines[0].startswith("noninteractive -q -y --no-install-recommends install")
    assert "postgresql" in lines[0].split()
    assert lines[1] == "policy=101"


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 14, 0)])
def test_python_that_does_not_fit(checkout, version):
    fake = script(
        checkout.path.parent / "bin" / "python",
        f"exec python3 -c 'import sys; sys.version_info = {version};"
        ' exec(sys.argv[2])\' "$@"',
    )
    found = ".".join(map(str, version[:2]))
    answer = checkout.run("provision", GIFT_PYTHON=fake)
    answer.refused(f"Python {found}", "3.10 to 3.13", "GIFT_PYTHON=")
    assert not checkout.cache.exists()


def test_no_python_for_a_plain_user(plain):
    path = tools(plain, ["sh", "dirname", "id", "env", "setpriv"])
    answer = plain.run("provision", PATH=path)
    answer.refused("python3 python3-venv", "apt-get install --no-install-recommends")


def test_python_without_venv(plain):
    fake = script(plain.path.parent / "bin" / "python3", "exit 1")
    answer = plain.run("provision", GIFT_PYTHON=fake)
    answer.refused("System packages are missing: python3-venv")


def test_postgresql_too_old(ready):
    folder = ready.path.parent / "pg12"
    script(folder / "postgres", "echo 'postgres (PostgreSQL) 12.22'")
    script(folder / "initdb", "exit 1")
    env = {"GIFT_PG_BINDIR": folder, "GIFT_NO_INSTALL": 1}
    ready.run("provision", **env).refused("postgresql")
    ready.run("psql", **env).refused("PostgreSQL 12 is too old", "13 or newer")
    assert not (ready.state / "pg").exists()


def test_server_of_the_variables_unreachable(ready):
    answer = ready.run("provision", PGHOST="127.0.0.1", PGPORT=9)
    answer.refused("cannot be reached", "PGHOST", "unset")
    assert not (ready.state / "pg").exists()


def test_server_of_the_variables_is_used(ready):
    """An existing server is used and no cluster started; wrong roles refused."""
    assert ready.run("provision").code == 0
    ready.sql("SELECT 1")
    socket = ready.state / "sock"
    other = {"PGHOST": socket, "PGPORT": 5432, "GIFT_STATE": f"{ready.state}-other"}
    ready.run("provision", PGUSER="postgres", **other).refused("Odoo refuses", "PGUSER")
    made = ready.run(
        "psql", "-c", "CREATE ROLE weak LOGIN", **{**other, "PGUSER": "odoo"}
    )
    assert made.code, "Odoo's role must not be a superuser"
    ready.run(
        "python",
        "-c",
        "import giftdev; giftdev.cluster().sql('CREATE ROLE weak LOGIN',"
        " superuser=True)",
    )
    ready.run("provision", PGUSER="weak", **other).refused("may not create databases")
    assert ready.run("provision", PGUSER="odoo", **other).code == 0
    assert not Path(f"{ready.state}-other", "pg").exists()


def test_cluster_is_private_and_ready_for_odoo(ready):
    """No TCP port, Odoo's role no superuser, extensions, a Unicode ctype."""
    ready.env.pop("GIFT_PG_FSYNC")
    assert ready.run("provision").code == 0
    assert ready.sql("SHOW listen_addresses") == ""
    assert ready.sql("SHOW fsync") == "on"
    rights = "SELECT rolcreatedb, rolsuper FROM pg_roles WHERE rolname = current_user"
    assert ready.sql(rights) == "t|f"
    query = "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"
    assert ready.sql(query, "template1") == "btree_gist pg_trgm plpgsql unaccent"
    volatile = (
        "SELECT provolatile FROM pg_proc WHERE proname = 'unaccent' AND pronargs=1"
    )
    assert ready.sql(volatile, "template1") == "i"
    assert ready.sql("SELECT show_trgm('王小明') <> '{}'", "template1") == "t"
    pid = int((ready.state / "pg" / "postmaster.pid").read_text().split()[0])
    owner = Path(f"/proc/{pid}").stat().st_uid
    assert owner != 0
    assert (ready.state / "sock").stat().st_uid == owner
    assert ready.run("stop").text.strip().endswith("postgresql")
    assert ended(pid)


def test_cluster_of_another_version_and_broken_cluster(ready):
    """After an upgrade of the system, and after damage: told, data untouched."""
    assert ready.run("provision").code == 0
    assert ready.run("stop").code == 0
    version = ready.state / "pg" / "PG_VERSION"
    kept = version.read_text()
    version.write_text("99\n")
    ready.run("newdb", "x", "web").refused("made by PostgreSQL 99", "make clean")
    version.write_text(kept)
    control = ready.state / "pg" / "global" / "pg_control"
    control.rename(control.with_name("away"))
    ready.run("newdb", "x", "web").refused("PostgreSQL did not start", "server.log")
    control.with_name("away").rename(control)
    assert ready.sql("SELECT 1") == "1"


def test_state_folder_the_server_cannot_enter(ready):
    """As root PostgreSQL runs as another user, who must reach its folder."""
    shut = ready.path.parent / "shut"
    shut.mkdir(mode=0o700)
    answer = ready.run("provision", GIFT_STATE=shut / "state")
    if IS_ROOT:
        answer.refused("cannot enter", "GIFT_STATE")
    else:
        assert answer.code == 0, answer.text
        ready.run("stop", GIFT_STATE=shut / "state")


def test_deep_state_folder(ready):
    """A socket's name has 107 bytes; a deeper folder gets its socket elsewhere."""
    deep = ready.path.parent / ("d" * 60) / ("e" * 60)
    before = set(Path("/tmp").glob("gift-*"))
    try:
        answer = ready.run("provision", GIFT_STATE=deep)
        assert answer.code == 0, answer.text
        assert ready.run("psql", "-c", "SELECT 1", GIFT_STATE=deep).code == 0
        (made,) = set(Path("/tmp").glob(f"gift-{os.geteuid()}-*")) - before
    finally:
        assert ready.run("clean", GIFT_STATE=deep).code == 0
    assert not made.exists()


def test_folder_in_the_way(ready):
    ready.state.write_text("a file")
    ready.run("provision").refused("not a folder", "GIFT_STATE")
    ready.state.unlink()


def test_cache_that_cannot_be_written(plain):
    locked = plain.path.parent / "locked"
    locked.mkdir(mode=0o555)
    plain.run("provision", GIFT_CACHE=locked / "cache").refused(
        "cannot be written", "GIFT_CACHE"
    )
