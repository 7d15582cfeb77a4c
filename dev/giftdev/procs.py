"""Processes that this checkout started, known by pid *and* start time."""

import os
import signal
import time
from pathlib import Path

from . import paths, store


def cmdline(pid):
    """Return the arguments of a process, empty when it is gone."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return raw.decode(errors="replace").rstrip("\0").split("\0")


def start_time(pid):
    """Return the kernel's start time of a process, ``None`` when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    # A zombie has ended; only its parent has not noticed yet.
    return None if fields[0] in "ZX" else fields[19]


def _file(name):
    return paths.state() / "run" / f"{name}.pid"


def remember(name, pid):
    """Write the pid file of a process we started."""
    store.write(_file(name), f"{pid} {start_time(pid)}\n")


def alive(name):
    """Return the pid when the process of that pid file still runs."""
    try:
        pid, started = _file(name).read_text().split()
    except (OSError, ValueError):
        return None
    # A pid is used again sooner or later; the start time tells them apart.
    return int(pid) if start_time(pid) == started else None


def names():
    """Return the names of all pid files of this checkout."""
    return sorted(file.stem for file in (paths.state() / "run").glob("*.pid"))


def stop(name, grace=20.0):
    """End a process of ours and remove its pid file; return whether it ran."""
    pid = alive(name)
    if pid:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + grace
        while alive(name) and time.monotonic() < deadline:
            time.sleep(0.05)
        if alive(name):
            os.kill(pid, signal.SIGKILL)
    _file(name).unlink(missing_ok=True)
    return bool(pid)
