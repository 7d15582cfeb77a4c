"""The pinned tools of ``make lint``, kept in the download cache."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

from giftdev import paths, pyenv, store, system

from .shell import ROOT, must, say


@cache
def python_tools() -> Path:
    """Environment with the versions and hashes of ``dev/requirements-lint.lock``.

    :return: its ``bin`` folder.
    """
    return pyenv.ensure("lint").parent


@cache
def node_tools() -> Path:
    """Folder ``node_modules`` with the versions of ``package-lock.json``.

    :return: the folder.
    """
    system.ensure(("lint",))
    files = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    key = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    home = paths.cache() / "node" / f"lint-{key[:10]}"
    if not home.exists():
        with store.lock(home.parent, home.name):
            if not home.exists():
                say(f"   installing the JavaScript tools into {home}")
                _install(files, home)
    return home / "node_modules"


def _install(files: list[Path], home: Path) -> None:
    with store.atomic_dir(home) as building:
        for file in files:
            shutil.copy(file, building)
        must(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-update-notifier"],
            "check the network and npm's settings, then run the command again.",
            cwd=building,
        )
