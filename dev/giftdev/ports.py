"""Choosing TCP ports, and naming who is on one."""

import os
import socket
from pathlib import Path

from .errors import ProvisionError
from .ui import say

PROXY = 8069
INTERNAL = 18069
_TRIES = 200


def is_free(port, host="127.0.0.1"):
    """Return whether a server could listen on that port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Without it, ports of connections that just ended would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise ProvisionError(
                f"Port {port} may only be used by root.",
                "set GIFT_PORT to a port above 1023.",
            ) from None
        except OSError:
            return False
    return True


def user_of(port):
    """Return "name (pid N)" of the process on a port, as far as it is known."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            listening = fields[3] == "0A"
            if listening and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            for handle in (folder / "fd").iterdir():
                if os.readlink(handle) in inodes:
                    name = (folder / "comm").read_text().strip()
                    return f"{name} (pid {folder.name})"
        except OSError:
            continue
    return "another process (of another user, so its pid is not visible)"


def wanted():
    """Return the port of ``GIFT_PORT``, or ``None``."""
    value = os.environ.get("GIFT_PORT")
    if not value:
        return None
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ProvisionError(
            f"GIFT_PORT={value} is no port number.",
            "use a number, as in GIFT_PORT=8070.",
        )
    return int(value)


def check(port, host):
    """Refuse a port asked for by ``GIFT_PORT`` that another process uses."""
    if not is_free(port, host):
        raise ProvisionError(
            f"Port {port} (GIFT_PORT) is used by {user_of(port)}.",
            f"end that process, or choose another: GIFT_PORT={port + 1} make demo",
        )


def proxy(host, previous=None):
    """Return the port for the browser.

    ``GIFT_PORT`` is taken or refused, never replaced; otherwise the port of the
    last time, 8069, or the next free one, which is then said.
    """
    if fixed := wanted():
        check(fixed, host)
        return fixed
    first = previous or PROXY
    if is_free(first, host):
        return first
    taken_by = user_of(first)
    found = free(host, max(first, PROXY) + 1)
    say(f"    port {first} is used by {taken_by}: taking {found} instead")
    return found


def free(host, start=INTERNAL, avoid=()):
    """Return the first free port from ``start`` on."""
    for port in range(start, start + _TRIES):
        if port not in avoid and is_free(port, host):
            return port
    raise ProvisionError(
        f"No free port between {start} and {start + _TRIES}.",
        "end some servers, or set GIFT_PORT.",
    )
