"""Where things live. Nothing is ever written into the checkout.

*Cache* (Odoo, Python environments, downloads) is shared by all checkouts of the
user; *state* (cluster, filestore, logs, pid files) belongs to one checkout.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from .errors import ProvisionError

CHECKOUT = Path(__file__).resolve().parents[2]
DEV = CHECKOUT / "dev"
NAME = "crm_gift_retail"
# sun_path holds 107 bytes and a terminating zero on Linux.
_SOCKET_LIMIT = 107
_SOCKET_NAME = "/.s.PGSQL.65535.lock"


def is_root():
    """Return whether the process runs as root."""
    return os.geteuid() == 0


def checkout_hash():
    """Return eight hex digits that name this checkout's folder."""
    return hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]


def cache():
    """Return the folder of downloads shared by all checkouts."""
    if value := os.environ.get("GIFT_CACHE"):
        return Path(value).absolute()
    if is_root():
        return Path("/var/cache") / NAME
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / NAME


def state():
    """Return the folder of this checkout's databases, logs and pid files."""
    if value := os.environ.get("GIFT_STATE"):
        return Path(value).absolute()
    leaf = f"{CHECKOUT.name}-{checkout_hash()}"
    if is_root():
        return Path("/var/lib") / NAME / leaf
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / NAME / leaf


def state_hash():
    """Return eight hex digits that name the state folder."""
    return hashlib.sha256(str(state()).encode()).hexdigest()[:8]


def data_dir():
    """Return Odoo's data_dir (filestore, sessions)."""
    return state() / "data"


def filestore(database):
    """Return the filestore folder of a database."""
    return data_dir() / "filestore" / database


def log(name):
    """Return the path of a log file, its folder made."""
    folder = state() / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def socket_dir():
    """Return the folder of the PostgreSQL socket, short enough for the kernel.

    A deep state folder would exceed the 107 bytes of a socket's name: then a
    private folder under the temporary one is used, which must be ours.
    """
    folder = state() / "sock"
    if len(str(folder).encode()) + len(_SOCKET_NAME) <= _SOCKET_LIMIT:
        return folder
    short = Path(tempfile.gettempdir()) / f"gift-{os.geteuid()}-{state_hash()}"
    if len(str(short).encode()) + len(_SOCKET_NAME) > _SOCKET_LIMIT:
        short = Path("/tmp") / short.name
    return short


def ensure(folder, mode=0o755):
    """Create ``folder`` with its parents; refuse one that is not a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
    except (FileExistsError, NotADirectoryError):
        raise ProvisionError(
            f"{folder} is in the way: it is not a folder.",
            "move it away, or set GIFT_CACHE or GIFT_STATE to another folder.",
        ) from None
    return folder
