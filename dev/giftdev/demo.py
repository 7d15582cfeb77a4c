"""``make demo``: a gift retailer to log in to, built once and then kept."""

import json
import os
from pathlib import Path

from . import (
    launch,
    modules,
    odoo,
    paths,
    ports,
    postgres,
    provision,
    server,
    store,
    templates,
)
from .errors import ProvisionError
from .ui import say, step

DATABASE = "gift_demo"
_BUILDING = "gift_demo_new"
LANGUAGES = ("en_US", "zh_CN")
_STORY = """
import json, os
done = []
if 'gift.demo' in env:
    demo = env['gift.demo']
    if os.environ.get('GIFT_DEMO_STORY'):
        demo._build_story()
        env.cr.commit()
    if path := os.environ.get('GIFT_DEMO_DATA'):
        demo._build_second_company(path)
        env.cr.commit()
    done = [list(row) for row in demo._logins()]
if os.environ.get('GIFT_DEMO_STORY'):
    # A copy of the template must not share its identity and secret.
    env['ir.config_parameter'].init(force=True)
env['ir.qweb']._pregenerate_assets_bundles()
env.cr.commit()
with open(os.environ['GIFT_DEMO_RESULT'], 'w') as stream:
    json.dump(done, stream)
"""


def _note_file():
    return paths.state() / "demo.json"


def _note():
    """Return what the last run wrote down."""
    try:
        return json.loads(_note_file().read_text())
    except (OSError, ValueError):
        return {}


def _stamp():
    """Identify the code the database must have: Odoo's and ours."""
    _, own = modules.split(modules.default())
    return f"{odoo.ensure().key}-{modules.content_hash(own)}"


def _data_file(path):
    if not path:
        return None
    file = Path(path).absolute()
    if not file.is_file():
        raise ProvisionError(
            f"DATA={path}: there is no such file.",
            "give the path of a purchase history (CSV, CSV.gz or XLSX).",
        )
    return file


def _fingerprint(file):
    status = file.stat()
    return f"{file} {status.st_size} {status.st_mtime_ns}"


def run(fresh=False, data=None):
    """Bring the demo up and print its address and logins.

    :param bool fresh: rebuild the database, what was typed into it is lost
    :param data: path of a purchase history for a second company
    """
    data = _data_file(data)
    # Said now, not after minutes of work. Our own server may have the port.
    port = ports.wanted()
    if port and not (server.running() and _note().get("port") == port):
        ports.check(port, server.host())
    provision(("database", "download", "demo"))
    with store.lock(paths.state(), "demo"):
        note = _bring_up(fresh, data)
    _tell(note)


def _bring_up(fresh, data):
    db = postgres.cluster()
    note = _note()
    there = templates.exists(db, DATABASE) and bool(note)
    if fresh or not there:
        server.stop()
        note = {**_build(db), "port": note.get("port")}
        _save(note)
    elif note.get("stamp") != _stamp():
        server.stop()
        note = {**note, **_upgrade(db)}
        _save(note)
    if data and note.get("data") != _fingerprint(data):
        server.stop()
        with step(f"second company from {data.name}"):
            logins = _story(DATABASE, GIFT_DEMO_DATA=str(data))
        note = {**note, "logins": logins, "data": _fingerprint(data)}
        _save(note)
    address = server.Address(note.get("host", ""), note.get("port") or 0)
    wanted = os.environ.get("GIFT_PORT")
    moved = (wanted and wanted != str(address.port)) or address.host != server.host()
    if moved or not (server.running() and server.answers(address)):
        address = server.start(
            DATABASE, note.get("port"), lambda address: _set_address(db, address)
        )
        note = {**note, "host": address.host, "port": address.port}
        _save(note)
    return note


def _set_address(db, address):
    """Tell Odoo where it is, for the links in mails and for printing."""
    db.sql(
        "UPDATE ir_config_parameter SET value = :'url' WHERE key = 'web.base.url'",
        database=DATABASE,
        url=address.url,
    )


def _save(note):
    store.write(_note_file(), json.dumps(note, indent=1), mode=0o600)


def _build(db):
    """Build the database under another name and rename it when complete."""
    if not db.private and not _note() and templates.exists(db, DATABASE):
        raise ProvisionError(
            f"The server already has a database {DATABASE} that this checkout did"
            " not make.",
            f"drop it if it may go (dropdb {DATABASE}), or use another server.",
        )
    try:
        templates.newdb(_BUILDING)
        with step(f"loading the languages {' and '.join(LANGUAGES)}"):
            languages = ",".join(LANGUAGES)
            launch.odoo_run(
                "loading the languages",
                ["-d", _BUILDING, f"--load-language={languages}", "--stop-after-init"],
                log=paths.log("demo"),
            )
        with step("building the demo company"):
            logins = _story(_BUILDING, GIFT_DEMO_STORY="1")
        templates.drop(db, DATABASE)
        os.rename(paths.filestore(_BUILDING), paths.filestore(DATABASE))
        old, new = templates.quote(_BUILDING), templates.quote(DATABASE)
        db.sql(f"ALTER DATABASE {old} RENAME TO {new}")
    except BaseException:
        templates.drop(db, _BUILDING)
        raise
    return {"stamp": _stamp(), "logins": logins}


def _upgrade(db):
    """Update our addons in the existing database; the user's data stays."""
    stamp = _stamp()
    installed = db.sql(
        "SELECT name FROM ir_module_module"
        " WHERE state IN ('installed', 'to upgrade', 'to install')",
        database=DATABASE,
    ).split()
    _, own = modules.split(modules.default())
    update = [name for name in modules.ours() if name in installed]
    install = [name for name in own if name not in installed]
    arguments = ["-d", DATABASE, "--stop-after-init"]
    if update:
        arguments += ["-u", ",".join(update)]
    if install:
        arguments += ["-i", ",".join(install)]
    with step("the addon changed: upgrading it in the demo database"):
        launch.odoo_run("upgrading the addon", arguments, log=paths.log("demo"))
        logins = _story(DATABASE)
    return {"stamp": stamp, "logins": logins}


def _story(database, **variables):
    """Run the demo's script in a database; return the logins it knows."""
    result = paths.state() / "demo-result.json"
    result.unlink(missing_ok=True)
    conf = launch.config_file()
    command = launch.odoo_cmd(["shell", "-d", database], conf=conf)
    store.run(
        "building the demo company",
        command,
        env={**launch.environment(), **variables, "GIFT_DEMO_RESULT": str(result)},
        stdin=_STORY,
        log=paths.log("demo"),
        where=paths.state(),
    )
    if not result.exists():
        raise ProvisionError(
            "The demo company could not be built.", f"see {paths.log('demo')}."
        )
    logins = json.loads(result.read_text())
    result.unlink()
    return logins


def _tell(note):
    """Print the address and the logins on standard output."""
    address = server.Address(note["host"], note["port"])
    logins = note.get("logins") or [["admin", "admin", "administrator"]]
    rows = [("role", "login", "password")]
    rows += [(role, login, password) for login, password, role in logins]
    widths = [max(len(str(row[i])) for row in rows) for i in range(3)]
    print(f"\nGift retailer demo (database {DATABASE}): {address.url}\n")
    for row in rows:
        print(
            "  " + "  ".join(str(v).ljust(w) for v, w in zip(row, widths, strict=True))
        )
    print("\nmake stop ends it; make demo starts it again with its data.")


def stop():
    """End the servers of this checkout, the database server included."""
    ended = server.stop()
    if not postgres.external() and postgres.stop():
        ended.append("postgresql")
    say(f"stopped: {', '.join(ended)}" if ended else "nothing of this checkout runs")


def clean(cache=False):
    """Stop, and remove this checkout's databases; with ``cache`` the downloads."""
    if postgres.external():
        db = postgres.cluster()
        server.stop()
        _drop_ours(db)
    else:
        stop()
    folders = [paths.state()]
    if paths.socket_dir().parent != paths.state():
        folders.append(paths.socket_dir())
    if cache:
        folders.append(paths.cache())
    for folder in folders:
        with step(f"removing {folder}"):
            store.remove(folder)


def _drop_ours(db):
    """On a server that is not ours: only databases whose names we gave."""
    marks = [path.name for path in (paths.state() / "templates").glob("gift_tpl_*")]
    names = [DATABASE, _BUILDING] if _note() else [_BUILDING]
    for name in [*names, *marks]:
        templates.drop(db, name)
