"""PostgreSQL: a private cluster of this checkout, or the server of ``PG*``.

The cluster listens on a Unix socket in its own folder only, so it needs no TCP
port and never meets another server. As root it runs as an unprivileged user,
because PostgreSQL refuses to run as root.
"""

import os
import pwd
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import paths, procs, store
from .errors import ProvisionError, tail
from .ui import step

OLDEST = 13
ROLE = "odoo"
SUPERUSER = "postgres"
PORT = "5432"  # names the socket's file only
_VARIABLES = (
    "PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGPASSFILE PGSERVICE PGDATABASE"
).split()
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")
_SETTINGS = """\
# Written by dev/giftdev/postgres.py at each start; edits are lost.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
port = {port}
max_connections = 120
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 256MB
effective_cache_size = 2GB
random_page_cost = 1.1
max_wal_size = 2GB
jit = off
# A crash may lose the last half second of work, never consistency.
synchronous_commit = off
# GIFT_PG_FSYNC=off is for throw-away clusters of test runs only.
fsync = {fsync}
log_min_duration_statement = 5000
log_timezone = 'UTC'
timezone = 'UTC'
"""


@dataclass(frozen=True)
class Cluster:
    """How to reach the server: as Odoo's role and, if ours, as superuser."""

    private: bool
    variables: dict
    superuser: str | None

    def env(self, superuser=False):
        """Return an environment in which psql and libpq reach the server."""
        env = {**os.environ, **self.variables}
        if superuser and self.superuser:
            env["PGUSER"] = self.superuser
        return env

    def options(self):
        """Return the connection options of ``odoo.conf``."""
        names = {
            "PGHOST": "db_host",
            "PGPORT": "db_port",
            "PGUSER": "db_user",
        }
        return {
            option: self.variables[name]
            for name, option in names.items()
            if self.variables.get(name)
        }

    def sql(self, query, database="postgres", superuser=False, **values):
        """Run SQL through psql and return its unaligned output, stripped.

        :param values: what ``:'name'`` in the query stands for, quoted by psql
        """
        env = self.env(superuser)
        env.pop("PGDATABASE", None)
        done = subprocess.run(
            [
                *(psql(), "--no-psqlrc", "--quiet", "--no-align", "--tuples-only"),
                *("--set=ON_ERROR_STOP=1", "--dbname", database),
                *(f"--set={name}={value}" for name, value in values.items()),
            ],
            input=query,
            capture_output=True,
            text=True,
            env=env,
            check=False,
        )
        if done.returncode:
            raise from_psql(done.stderr, database)
        return done.stdout.strip()


def from_psql(message, database):
    """Return the error for what psql printed."""
    if "connection to server" in message or "could not translate" in message:
        return ProvisionError(
            f"The PostgreSQL server cannot be reached:\n{tail(message)}",
            "check PGHOST, PGPORT, PGUSER, PGPASSWORD, or unset them to use the"
            " project's own cluster.",
        )
    return ProvisionError(f"PostgreSQL ({database}) refused:\n{tail(message)}")


def external():
    """Return whether the usual variables name a server to use."""
    return any(os.environ.get(name) for name in _VARIABLES)


def _major(bindir):
    done = subprocess.run(
        [str(Path(bindir) / "postgres"), "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    match = re.search(r"(\d+)", done.stdout)
    return int(match[1]) if match else 0


def _candidates():
    if value := os.environ.get("GIFT_PG_BINDIR"):
        return [Path(value)]
    folders = [file.parent for file in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found := shutil.which("initdb"):
        folders.append(Path(found).parent)
    return folders


def find_bindir(major=None, required=True):
    """Return the folder of the newest PostgreSQL, or of version ``major``."""
    found = {}
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            found.setdefault(_major(folder), folder)
    fitting = {version: at for version, at in found.items() if version >= OLDEST}
    if major is not None and major in fitting:
        return fitting[major]
    if major is None and fitting:
        return fitting[max(fitting)]
    if not required:
        return None
    if major is not None and fitting:
        raise ProvisionError(
            f"This checkout's cluster was made by PostgreSQL {major}, which is no"
            f" longer installed (found: {', '.join(map(str, sorted(found)))}).",
            f"apt-get install postgresql-{major}, or give the databases up with"
            " make clean.",
        )
    if found:
        raise ProvisionError(
            f"PostgreSQL {max(found)} is too old: {OLDEST} or newer is needed.",
            "apt-get install postgresql, or set GIFT_PG_BINDIR to a newer one.",
        )
    raise ProvisionError(
        "PostgreSQL is not installed.",
        "apt-get install --no-install-recommends postgresql postgresql-contrib",
    )


def has_contrib(bindir):
    """Return whether the extensions of contrib are installed for ``bindir``."""
    share = (
        Path("/usr/share/postgresql") / str(_major(bindir)) / "extension",
        bindir.parent / "share" / "extension",
        bindir.parent / "share" / "postgresql" / "extension",
    )
    return any((folder / "btree_gist.control").exists() for folder in share)


def psql():
    """Return the psql to use."""
    bindir = find_bindir(required=False)
    return str(bindir / "psql") if bindir else "psql"


def _data():
    return paths.state() / "pg"


def _owner():
    """Return the passwd entry of the user who runs the server."""
    if not paths.is_root():
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        name = "gift-postgres"
    try:
        return pwd.getpwnam(name)
    except KeyError:
        store.run(
            f"creating the user {name} for PostgreSQL",
            ["useradd", "--system", "--no-create-home", "--user-group", name],
        )
        return pwd.getpwnam(name)


def _as_owner(command):
    owner = _owner()
    if owner.pw_uid == os.geteuid():
        return command
    drop = ["--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid)]
    return ["setpriv", *drop, "--clear-groups", "--", *command]


def _own(folder):
    paths.ensure(folder)
    owner = _owner()
    if folder.stat().st_uid != owner.pw_uid:
        if not paths.is_root():
            raise ProvisionError(
                f"{folder} belongs to another user.",
                "remove it, or set GIFT_STATE to a folder of your own.",
            )
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o700)


def _check_reachable(folder):
    """The server's user must be able to enter every folder above its own."""
    if not paths.is_root():
        return
    done = subprocess.run(
        _as_owner(["test", "-x", str(folder)]), check=False, capture_output=True
    )
    if done.returncode:
        raise ProvisionError(
            f"The user {_owner().pw_name}, who runs PostgreSQL, cannot enter {folder}.",
            "set GIFT_STATE to a folder below one that everybody may enter, as"
            " /var/lib.",
        )


def running():
    """Return the server's process id when this checkout's cluster runs."""
    try:
        pid = int((_data() / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    arguments = procs.cmdline(pid)
    # A stale file may name a process that is no server, or not ours.
    return pid if str(_data()) in arguments else None


def cluster():
    """Return the server, started when it is ours and down."""
    if external():
        return _external()
    private = Cluster(
        True,
        {"PGHOST": str(paths.socket_dir()), "PGPORT": PORT, "PGUSER": ROLE},
        SUPERUSER,
    )
    if running() and (_data() / "gift.ready").exists():
        return private
    with store.lock(paths.state(), "cluster"):
        if not (_data() / "gift.ready").exists():
            _create()
        if not running():
            _start()
    return private


def _external():
    variables = {name: os.environ[name] for name in _VARIABLES if os.environ.get(name)}
    found = Cluster(False, variables, None)
    version = int(found.sql("SHOW server_version_num")) // 10000
    if version < OLDEST:
        raise ProvisionError(
            f"The PostgreSQL server is version {version}; {OLDEST} or newer is needed.",
            "point PGHOST and PGPORT to a newer one, or unset them.",
        )
    user, may = found.sql(
        "SELECT current_user, rolcreatedb OR rolsuper FROM pg_roles"
        " WHERE rolname = current_user"
    ).split("|")
    if user == "postgres":
        raise ProvisionError(
            "Odoo refuses to work as the PostgreSQL user 'postgres'.",
            "set PGUSER to a role of its own: CREATE ROLE odoo LOGIN CREATEDB;",
        )
    if may != "t":
        raise ProvisionError(
            f"The PostgreSQL role {user} may not create databases.",
            f'ALTER ROLE "{user}" CREATEDB;',
        )
    return found


def _create():
    bindir = find_bindir()
    data = _data()
    with step(f"PostgreSQL {_major(bindir)} cluster in {data}"):
        paths.ensure(paths.state())
        store.remove(data)
        _own(data)
        _check_reachable(data)
        store.run(
            "creating the PostgreSQL cluster",
            _as_owner(
                [
                    *(bindir / "initdb", "--pgdata", data, "--username", SUPERUSER),
                    # Byte order for indexes, Unicode for what is a letter:
                    # under ctype C no trigram of a Chinese name would exist.
                    *("--encoding=UTF8", "--locale=C.UTF-8", "--lc-collate=C"),
                    *("--auth=trust", "--no-sync"),
                ]
            ),
            where=data,
            log=paths.log("initdb"),
            cwd="/",
        )
        _start(bindir)
        server = Cluster(
            True,
            {"PGHOST": str(paths.socket_dir()), "PGPORT": PORT, "PGUSER": SUPERUSER},
            SUPERUSER,
        )
        server.sql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        # The owner may repeat the ALTER that Odoo does in each new database.
        extensions = "".join(f"CREATE EXTENSION {name};" for name in EXTENSIONS)
        server.sql(
            extensions + "ALTER FUNCTION unaccent(text) IMMUTABLE;"
            f"ALTER FUNCTION unaccent(text) OWNER TO {ROLE};",
            database="template1",
        )
        (data / "gift.ready").touch()


def _start(bindir=None):
    data = _data()
    major = int((data / "PG_VERSION").read_text())
    bindir = bindir or find_bindir(major)
    socket = paths.socket_dir()
    _own(socket)
    settings = _SETTINGS.format(
        socket=socket, port=PORT, fsync=os.environ.get("GIFT_PG_FSYNC", "on")
    )
    (data / "postgresql.auto.conf").write_text(settings)
    log = data / "server.log"
    done = subprocess.run(
        _as_owner(
            [
                *(str(bindir / "pg_ctl"), "start", "--silent", "--wait"),
                *("--timeout=60", "--pgdata", str(data), "--log", str(log)),
            ]
        ),
        capture_output=True,
        text=True,
        cwd="/",
        # The server must survive the terminal's Ctrl-C that ends our command.
        start_new_session=True,
        check=False,
    )
    if done.returncode:
        text = log.read_text(errors="replace") if log.exists() else ""
        raise ProvisionError(
            f"PostgreSQL did not start:\n{tail(done.stdout + done.stderr + text)}",
            f"see {log}.",
        )


def stop():
    """Stop this checkout's cluster; return whether it ran."""
    pid = running()
    if not pid:
        return False
    # SIGINT is the server's "fast shutdown": open sessions are ended.
    os.kill(pid, 2)
    deadline = time.monotonic() + 60
    # Its pid file goes a moment before the process does.
    while procs.start_time(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return True
