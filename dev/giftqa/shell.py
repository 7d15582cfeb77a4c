"""Small helpers around processes, the repository and the download cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUIET_APT = {"DEBIAN_FRONTEND": "noninteractive"}


class Failure(Exception):
    """A check or a provisioning step failed; the message tells what to do."""


def say(text: str) -> None:
    """Write one line of progress at once.

    :param text: the line, without its end.
    """
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def cache_dir() -> Path:
    """Folder for downloads that several checkouts share.

    :return: ``$GIFT_CACHE``, else the system's cache for root, else the user's
        (XDG); created when missing.
    """
    if configured := os.environ.get("GIFT_CACHE"):
        path = Path(configured)
    elif os.geteuid() == 0:
        path = Path("/var/cache/crm_gift_retail")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        path = Path(base) / "crm_gift_retail"
    path.mkdir(parents=True, exist_ok=True)
    return path


def digest(*paths: Path) -> str:
    """Key of a set of files and of the interpreter that will use them.

    :param paths: files whose content counts.
    :return: twelve hexadecimal digits.
    """
    key = hashlib.sha256(sys.version.encode())
    for path in paths:
        key.update(path.read_bytes())
    return key.hexdigest()[:12]


@contextmanager
def step(title: str):
    """Announce a step and tell how long it took.

    :param title: what happens, in plain words.
    """
    start = time.monotonic()
    say(f"== {title}")
    try:
        yield
    finally:
        say(f"   {time.monotonic() - start:.1f} s")


def run(command, *, cwd=ROOT, env=None, quiet=False) -> subprocess.CompletedProcess:
    """Run a command without standard input.

    :param command: list of words.
    :param cwd: folder to run in.
    :param env: variables to add to the environment.
    :param quiet: keep the output instead of passing it on.
    :return: the completed process; its code is the caller's to judge.
    """
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )


def must(command, remedy: str, **kwargs) -> str:
    """Run a command that has to succeed.

    :param command: list of words.
    :param remedy: what the reader should do when it fails.
    :return: the output.
    :raise Failure: with the end of the output and the remedy.
    """
    done = run(command, quiet=True, **kwargs)
    if done.returncode:
        tail = "\n".join((done.stdout or "").splitlines()[-15:])
        raise Failure(f"{' '.join(map(str, command))}\n{tail}\n{remedy}")
    return done.stdout


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository that exist, new ones included, ignored ones not.

    :param patterns: git path specifications; none means everything.
    :return: paths relative to the root, sorted.
    """
    listing = must(
        ["git", "ls-files", "-z", "-co", "--exclude-standard", "--", *patterns],
        "Run the command inside a git checkout.",
    )
    names = sorted(set(filter(None, listing.split("\0"))))
    return [Path(name) for name in names if (ROOT / name).is_file()]


def need_program(program: str, package: str) -> str:
    """Find a program; as root on Debian, install its package when it is missing.

    :param program: name on the PATH.
    :param package: Debian package(s) that bring it, separated by blanks.
    :return: its path.
    :raise Failure: as a plain user, with the exact line to run.
    """
    if found := shutil.which(program):
        return found
    line = f"apt-get install -y --no-install-recommends {package}"
    if os.geteuid() or not shutil.which("apt-get"):
        raise Failure(f"{program} is missing. Run as root: {line}")
    must(["apt-get", "update"], "Check the machine's Debian sources.")
    must(
        line.split(), f"Run as root: {line}", env={"DEBIAN_FRONTEND": "noninteractive"}
    )
    found = shutil.which(program)
    if not found:
        raise Failure(f"{program} is still missing after: {line}")
    return found
