"""Python environments from lock files with hashes, one per group and Python."""

import hashlib
import os
import platform
import sys
from pathlib import Path

from . import paths, store
from .errors import ProvisionError
from .ui import step


def lock_file(group="run"):
    """Return the lock file of a group of requirements.

    ``run`` (Odoo, the addon's libraries and the test tools) is
    ``dev/requirements.lock``; any other group is ``dev/requirements-GROUP.lock``.
    """
    name = "requirements" if group == "run" else f"requirements-{group}"
    return paths.DEV / f"{name}.lock"


def _key(lock):
    text = f"{sys.version_info[:3]} {sys.base_prefix} {platform.machine()} "
    return hashlib.sha256(text.encode() + lock.read_bytes()).hexdigest()[:10]


def ensure(group="run"):
    """Return the Python of the environment of ``group``, built when missing."""
    lock = lock_file(group)
    if not lock.is_file():
        raise ProvisionError(f"There is no lock file {lock} for group {group}.")
    folder = paths.cache() / "venv"
    target = folder / f"{group}-{_key(lock)}"
    python = target / "bin" / "python"
    # An environment cannot be moved after it was built, so it is complete when
    # this mark is there, not when the folder is.
    complete = target / ".complete"
    if complete.exists():
        return python
    with store.lock(folder, target.name):
        if not complete.exists():
            store.need_space(folder, store.NEED_VENV)
            with step(f"Python {platform.python_version()} environment ({group})"):
                _build(target, python, lock)
    return python


def _build(target, python, lock):
    store.remove(target)
    base = getattr(sys, "_base_executable", sys.executable)
    try:
        store.run(
            "creating the Python environment",
            [base, "-m", "venv", "--without-pip", target],
            where=target.parent,
        )
        # Not through venv, which keeps ensurepip's words to itself.
        store.run(
            "putting pip into the Python environment",
            [python, "-m", "ensurepip", "--default-pip"],
            where=target.parent,
        )
        store.run(
            "installing Python packages from PyPI",
            [
                python,
                *(
                    "-m",
                    "pip",
                    "install",
                    "--progress-bar=off",
                    "--disable-pip-version-check",
                ),
                *("--no-input", "--require-hashes", "--requirement", lock),
            ],
            where=target.parent,
            env={**os.environ, "PYTHONNOUSERSITE": "1"},
            log=paths.log("pip"),
        )
        store.write(target / ".complete", lock.name)
    except BaseException:
        store.remove(target)
        raise


def bin_path(group="run"):
    """Return the folder of the environment's commands."""
    return Path(ensure(group)).parent
