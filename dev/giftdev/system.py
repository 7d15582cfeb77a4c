"""System packages: installed as root, named exactly otherwise."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import paths, store
from .errors import ProvisionError
from .ui import say, step

# Debian keeps servers where a plain user's PATH does not look.
_SBIN = ("/usr/local/sbin", "/usr/sbin", "/sbin")


def which(command):
    """Return the path of a command, the sbin folders included, or ``None``."""
    return shutil.which(
        command, path=os.pathsep.join([os.environ.get("PATH", ""), *_SBIN])
    )


def _has_font():
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return any(
        next(folder.rglob(pattern), None)
        for folder in folders
        if folder.is_dir()
        for pattern in ("NotoSansCJK*", "wqy-*", "NotoSerifCJK*")
    )


def _has_postgres():
    from . import postgres

    return postgres.external() or bool(postgres.find_bindir(required=False))


def _has_contrib():
    from . import postgres

    if postgres.external():
        return True
    bindir = postgres.find_bindir(required=False)
    return bool(bindir) and postgres.has_contrib(bindir)


def _has_magic():
    return any(Path("/usr/lib").glob("*/libmagic.so.1"))


def _command(*names):
    return lambda: any(which(name) for name in names)


@dataclass(frozen=True)
class Need:
    """A Debian package and how to see that what it brings is there."""

    package: str
    present: object


NEEDS = {
    "database": (
        Need("postgresql", _has_postgres),
        Need("postgresql-contrib", _has_contrib),
    ),
    "download": (
        Need("ca-certificates", lambda: os.path.exists("/etc/ssl/certs")),
        Need("npm", lambda: _odoo_is_here() or bool(which("npm"))),
    ),
    "demo": (
        Need("libmagic1", _has_magic),
        Need("nginx-light", _command("nginx")),
        Need("wkhtmltopdf", _command("wkhtmltopdf")),
        Need("fonts-wqy-microhei", _has_font),
    ),
    "lint": (
        Need("git", _command("git")),
        Need("nodejs", _command("node")),
        Need("npm", _command("npm")),
    ),
    "test": (
        Need("chromium", _command("chromium", "google-chrome", "chrome")),
        Need("git", _command("git")),
        Need("gettext", _command("msgfmt")),
        Need("libmagic1", _has_magic),
        Need("poppler-utils", _command("pdftotext")),
    ),
}


def _odoo_is_here():
    from . import odoo

    return odoo.find() is not None


def missing(groups):
    """Return the Debian packages missing for ``groups``, sorted."""
    return sorted(
        {
            need.package
            for group in groups
            for need in NEEDS[group]
            if not need.present()
        }
    )


def ensure(groups):
    """Install what is missing as root; else refuse with the one command."""
    packages = missing(groups)
    if not packages:
        return
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if not paths.is_root() or os.environ.get("GIFT_NO_INSTALL"):
        raise ProvisionError(
            f"System packages are missing: {', '.join(packages)}.",
            f"run this once as root, then the same command again:\n    {command}",
        )
    with step(f"installing system packages: {' '.join(packages)}"), _no_services():
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        where = Path("/var/cache/apt")
        install = ["apt-get", "-q", "-y", "--no-install-recommends", "install"]
        try:
            store.run("installing packages", [*install, *packages], env=env)
        except ProvisionError:
            # Most often the package list is old or was never fetched.
            store.run("apt-get update", ["apt-get", "-q", "update"], env=env)
            store.run(
                "installing system packages",
                [*install, *packages],
                env=env,
                where=where,
                log=paths.log("apt"),
            )
    if still := missing(groups):
        raise ProvisionError(
            f"Installed, but still not found: {', '.join(still)}.", "check PATH."
        )


class _no_services:
    """Keep apt from starting the servers it installs (port 80, 5432).

    ``policy-rc.d`` is Debian's switch for that. Ours answers "no" only while
    this process lives, so one left behind by a crash does nothing.
    """

    path = Path("/usr/sbin/policy-rc.d")

    def __enter__(self):
        self.ours = not self.path.exists()
        if self.ours:
            with tempfile.NamedTemporaryFile("w", dir="/usr/sbin", delete=False) as new:
                new.write(
                    f"#!/bin/sh\n[ -d /proc/{os.getpid()} ] && exit 101\nexit 0\n"
                )
            os.chmod(new.name, 0o755)
            os.rename(new.name, self.path)
            say("    (their services are not started)")

    def __exit__(self, *exc):
        if self.ours:
            self.path.unlink(missing_ok=True)
