"""Small helpers around processes and the files of the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from giftdev import paths
from giftdev.errors import ProvisionError

ROOT = paths.CHECKOUT
#: A checkout that belongs to another user (a mounted folder in CI) is ours to read.
GIT = {
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "safe.directory",
    "GIT_CONFIG_VALUE_0": "*",
}


def say(text: str) -> None:
    """Write one line of progress at once.

    :param text: the line, without its end.
    """
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


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
        env={**os.environ, **GIT, **(env or {})},
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
    :raise ProvisionError: with the end of the output and the remedy.
    """
    done = run(command, quiet=True, **kwargs)
    if done.returncode:
        tail = "\n".join((done.stdout or "").splitlines()[-15:])
        raise ProvisionError(f"{' '.join(map(str, command))}:\n{tail}", remedy)
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


def shared_data() -> Path | None:
    """The Online Retail data set when this machine has it.

    :return: ``$GIFT_SHARED_DATA`` (file or folder), else beside the checkout.
    """
    name = "online_retail_2010-12_to_2011-08.csv.gz"
    default = ROOT.parent / "shared" / "data"
    path = Path(os.environ.get("GIFT_SHARED_DATA") or default)
    if path.is_dir():
        path /= name
    return path if path.is_file() else None
