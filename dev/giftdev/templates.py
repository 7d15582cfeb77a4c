"""Template databases: built once, cloned in seconds, filestore included.

Two layers. The *base* has Odoo's modules only and does not depend on our code;
the *full* one is a clone of it with our addons installed, so a change of ours
rebuilds the second alone. The assets of what is asked for are compiled.
"""

import hashlib
import os
import re
import shutil
import time

from . import launch, modules, odoo, paths, postgres, store
from .errors import ProvisionError
from .ui import step

KEEP = {"base": 3, "full": 4}
_ASSETS = """
import logging
env['ir.qweb']._pregenerate_assets_bundles()
env.cr.commit()
"""


def quote(name):
    """Quote a database name for SQL; refuse one that Odoo cannot use."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", name):
        raise ProvisionError(
            f"'{name}' is no name for a database.",
            "use letters, digits, underscore, dot and hyphen, at most 63.",
        )
    return f'"{name}"'


def exists(server, name):
    """Return whether a database of that name is on the server."""
    query = "SELECT 1 FROM pg_database WHERE datname = :'name'"
    return server.sql(query, name=name) == "1"


def drop(server, name):
    """Remove a database, its sessions and its filestore."""
    if exists(server, name):
        server.sql(f"ALTER DATABASE {quote(name)} IS_TEMPLATE false")
        # as superuser on a cluster of ours: autovacuum may be at work in it, and
        # ending that is not for Odoo's role
        server.sql(f"DROP DATABASE {quote(name)} WITH (FORCE)", superuser=True)
    store.remove(paths.filestore(name))


def clone(server, source, target):
    """Create ``target`` as a copy of ``source``, filestore included.

    The files of a filestore never change once written, so they are linked.
    """
    drop(server, target)
    origin = paths.filestore(source)
    try:
        if origin.is_dir():
            shutil.copytree(origin, paths.filestore(target), copy_function=_link)
        else:
            paths.ensure(paths.filestore(target))
    except shutil.Error as error:
        raise ProvisionError(f"The filestore cannot be copied: {error}") from None
    server.sql(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)}")


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _mark(name):
    return paths.state() / "templates" / name


def _assets(name):
    return paths.state() / "templates" / f"assets_of_{name}"


def _forget(name):
    _mark(name).unlink(missing_ok=True)
    _assets(name).unlink(missing_ok=True)


def _names(wanted, source):
    """Return the names of the base and the full template for ``wanted``."""
    foreign, own = modules.split(wanted)
    salt = f"{paths.state_hash()} {source.key} 1 "
    base = hashlib.sha256((salt + ",".join(foreign)).encode()).hexdigest()[:10]
    if not own:
        return foreign, own, f"gift_tpl_base_{base}", None
    text = f"{salt}{base} {','.join(own)} {modules.content_hash(own)}"
    full = hashlib.sha256(text.encode()).hexdigest()[:10]
    return foreign, own, f"gift_tpl_base_{base}", f"gift_tpl_full_{full}"


def ensure(wanted):
    """Return the name of a template with ``wanted`` installed, built if new."""
    server = postgres.cluster()
    source = odoo.ensure()
    foreign, own, base, full = _names(wanted, source)
    target = full or base
    if _is_ready(server, target):
        return target
    with store.lock(paths.state() / "templates", "templates"):
        if not _is_built(server, base):
            with step(f"template database with Odoo's {', '.join(foreign)}"):
                _build(server, base, None, foreign, with_ours=False)
        _mark(base).touch()
        if full and not _is_built(server, full):
            with step(f"template database with {', '.join(own)}"):
                _build(server, full, base, own, with_ours=True)
        if not _assets(target).exists():
            with step("compiling the assets"):
                _compile(target, with_ours=bool(full))
        _mark(target).touch()
        _collect(server)
    return target


def _is_built(server, name):
    return _mark(name).exists() and exists(server, name)


def _is_ready(server, name):
    """Return whether a template can be cloned as it is; note that it was used."""
    if not (_assets(name).exists() and _is_built(server, name)):
        return False
    _mark(name).touch()
    return True


def _compile(name, with_ours):
    """Compile the assets in a template; a base that is only a layer needs none."""
    launch.odoo_run(
        "compiling the assets",
        ["shell", "-d", name],
        stdin=_ASSETS,
        log=paths.log(name),
        with_ours=with_ours,
    )
    _assets(name).touch()


def _build(server, name, source, names, with_ours):
    """Build a template under a temporary name and rename it when complete."""
    building = f"{name}_new"
    log = paths.log(name)
    log.unlink(missing_ok=True)
    _forget(name)
    drop(server, name)
    try:
        if source:
            clone(server, source, building)
        else:
            create(server, building)
        launch.odoo_run(
            f"installing {', '.join(names)}",
            ["-d", building, "-i", ",".join(names), "--stop-after-init"],
            log=log,
            with_ours=with_ours,
        )
        store.remove(paths.filestore(name))
        os.rename(paths.filestore(building), paths.filestore(name))
        server.sql(f"ALTER DATABASE {quote(building)} RENAME TO {quote(name)}")
        server.sql(f"ALTER DATABASE {quote(name)} IS_TEMPLATE true")
        _mark(name).touch()
    except BaseException:
        drop(server, building)
        raise


def create(server, name):
    """Create an empty database for Odoo with the extensions it can use."""
    drop(server, name)
    paths.ensure(paths.filestore(name))
    if server.private:
        server.sql(f"CREATE DATABASE {quote(name)} TEMPLATE template1")
        return
    server.sql(
        f"CREATE DATABASE {quote(name)} ENCODING 'UTF8' LC_COLLATE 'C'"
        " TEMPLATE template0"
    )
    for extension in postgres.EXTENSIONS:
        try:
            server.sql(f"CREATE EXTENSION IF NOT EXISTS {extension}", database=name)
        except ProvisionError:
            # Not ours to decide on a foreign server; the addon works without.
            continue


def _collect(server):
    """Drop the templates used longest ago beyond the number kept of each kind."""
    for kind, keep in KEEP.items():
        marks = sorted(
            (paths.state() / "templates").glob(f"gift_tpl_{kind}_*"),
            key=lambda file: file.stat().st_mtime,
            reverse=True,
        )
        for mark in marks[keep:]:
            drop(server, mark.name)
            _forget(mark.name)
            paths.log(mark.name).unlink(missing_ok=True)


def check_name(name):
    """Refuse a name that cannot be used, or that belongs to others."""
    quote(name)
    if name.startswith("gift_tpl_") or name in ("postgres", "template0", "template1"):
        raise ProvisionError(f"The name {name} is reserved.", "choose another.")


def newdb(name, wanted=()):
    """Create the database ``name`` with ``wanted`` installed; replace an old one.

    :param wanted: module names; the main addon when empty
    :return: the seconds it took
    """
    begin = time.monotonic()
    check_name(name)
    template = ensure(tuple(wanted) or modules.default())
    clone(postgres.cluster(), template, name)
    return time.monotonic() - begin
