"""Locks, atomic folders and running commands: nothing is left half done."""

import fcntl
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from . import errors, paths
from .errors import ProvisionError
from .ui import say

# Free bytes wanted before a large step; measured: Odoo 1.1 GB unpacked.
NEED_ODOO = 1_600_000_000
NEED_VENV = 600_000_000
_FULL = 64_000


@contextmanager
def lock(folder, name):
    """Hold an exclusive lock over processes; say so when another holds it."""
    paths.ensure(folder)
    path = folder / f".{name}.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise errors.from_os_error(error, folder) or error from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"    waiting for another process that prepares {name} …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def atomic_dir(target):
    """Yield an empty folder that becomes ``target`` when the block succeeds.

    Call it under :func:`lock`. Whatever an interrupted run left is removed.
    """
    paths.ensure(target.parent)
    building = target.parent / f".{target.name}.building"
    remove(building)
    try:
        building.mkdir()
        yield building
        os.rename(building, target)
    except OSError as error:
        raise errors.from_os_error(error, target.parent) or error from None
    finally:
        remove(building)


def remove(folder):
    """Delete a folder and everything below, links not followed."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def write(path, text, mode=None):
    """Write a file in one piece (temporary file and rename), if it differs."""
    try:
        if path.exists() and path.read_text() == text:
            return
        paths.ensure(path.parent)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_text(text)
        if mode is not None:
            temporary.chmod(mode)
        os.replace(temporary, path)
    except OSError as error:
        raise errors.from_os_error(error, path.parent) or error from None


def need_space(folder, wanted):
    """Refuse early when the disk of ``folder`` has less than ``wanted`` bytes."""
    paths.ensure(folder)
    free = shutil.disk_usage(folder).free
    wanted = int(os.environ.get("GIFT_NEED_BYTES", wanted))
    if free < wanted:
        raise ProvisionError(
            f"The disk of {folder} is nearly full: {free // 2**20} MB free,"
            f" {wanted // 2**20} MB needed.",
            "free space there, or set GIFT_CACHE and GIFT_STATE to folders on a"
            " larger disk; then run the same command again.",
        )


def run(what, command, *, where=None, env=None, cwd=None, log=None, stdin=None):
    """Run a command to its end and return what it printed.

    :param str what: the step in the user's words, for the error
    :param where: the folder it writes to, named when the disk is full
    :param log: file that receives the output as well
    :raise ProvisionError: when the command is missing or fails
    """
    where = where or paths.cache()
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL if stdin is None else None,
            input=stdin,
            text=True,
            errors="replace",
            env=env,
            cwd=cwd,
            check=False,
        )
    except FileNotFoundError as error:
        raise ProvisionError(
            f"{what}: the command {error.filename} is missing.",
            "install it, or repair PATH.",
        ) from None
    if log is not None:
        try:
            with open(log, "a", encoding="utf-8") as stream:
                stream.write(f"$ {' '.join(map(str, command))}\n{done.stdout}")
        except OSError as error:
            raise errors.from_os_error(error, where) or error from None
    if done.returncode:
        if _is_full(where):
            raise errors.disk_full(where)
        raise errors.from_output(what, done.stdout, where, log)
    return done.stdout


def _is_full(where):
    """Return whether the disk of ``where`` has no room left, whatever was said."""
    where = Path(where)
    while not where.exists():
        where = where.parent
    return shutil.disk_usage(where).free < _FULL
