"""The pinned tools of ``make lint``, kept in the download cache."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from .shell import ROOT, Failure, cache_dir, digest, must, need_program, say

NETWORK = "Check the network and the settings of pip and npm, then run it again."


def python_tools() -> Path:
    """Virtual environment with the versions and hashes of ``dev/lint.lock``.

    :return: its ``bin`` folder.
    """
    lock = ROOT / "dev" / "lint.lock"
    home = cache_dir() / f"lint-venv-{digest(lock)}"
    if not (home / ".complete").exists():
        say(f"   installing the Python tools into {home}")
        shutil.rmtree(home, ignore_errors=True)
        venv = [sys.executable, "-m", "venv", home]
        try:
            must(venv, "")
        except Failure:
            # Debian keeps ensurepip in a package of its own.
            shutil.rmtree(home, ignore_errors=True)
            version = f"{sys.version_info[0]}.{sys.version_info[1]}"
            _install_venv(version)
            must(venv, f"Install python{version}-venv.")
        pip = [home / "bin" / "python", "-m", "pip", "install", "-q"]
        must([*pip, "--require-hashes", "-r", lock], NETWORK)
        (home / ".complete").touch()
    return home / "bin"


def _install_venv(version: str) -> None:
    line = f"apt-get install -y --no-install-recommends python{version}-venv"
    if os.geteuid() or not shutil.which("apt-get"):
        raise Failure(f"Python cannot make virtual environments. Run as root: {line}")
    must(["apt-get", "update"], "Check the machine's Debian sources.")
    must(
        line.split(), f"Run as root: {line}", env={"DEBIAN_FRONTEND": "noninteractive"}
    )


def node_tools() -> Path:
    """Folder ``node_modules`` with the versions of ``package-lock.json``.

    :return: the folder.
    """
    npm = need_program("npm", "nodejs npm")
    files = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    home = cache_dir() / f"lint-node-{digest(*files)}"
    if not (home / ".complete").exists():
        say(f"   installing the JavaScript tools into {home}")
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        for path in files:
            shutil.copy(path, home)
        must([npm, "ci", "--ignore-scripts", "--no-audit"], NETWORK, cwd=home)
        (home / ".complete").touch()
    return home / "node_modules"
