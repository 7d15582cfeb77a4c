"""One POST to an address that somebody typed into the settings.

Safe by construction: https and public addresses only unless allowed, the address
that was checked is the one that is connected to, redirects are not followed, and
neither a slow nor an endless answer takes longer than the deadline. Errors are short
keys, never the text of an exception: that may quote the address, and the addresses
of chat robots are secrets.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from urllib.parse import urlsplit

#: Whole exchange: name, connection, handshake, question and answer.
TIMEOUT = 10.0
#: Answers of robots are a line of JSON.
MAX_BYTES = 64 * 1024


class WebhookError(Exception):
    """The POST came to nothing; ``key`` says why, ``lasting`` that retrying is idle."""

    def __init__(self, key, lasting=False):
        super().__init__(key)
        self.key = key
        self.lasting = lasting


class _TimedReader(io.RawIOBase):
    """Reads a socket until a deadline, however slowly the other side writes."""

    def __init__(self, sock, deadline):
        super().__init__()
        self._sock = sock
        self._deadline = deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self._sock.settimeout(_left(self._deadline))
        return self._sock.recv_into(buffer)


class _TimedSocket:
    """What ``http.client.HTTPResponse`` needs of a socket: something to read."""

    def __init__(self, sock, deadline):
        self._reader = _TimedReader(sock, deadline)

    def makefile(self, _mode):
        return io.BufferedReader(self._reader)


def check_address(url, allow_local=False):
    """Return the parts of an address that may be posted to.

    :param str url: as typed.
    :param bool allow_local: http and addresses of the own network too (tests, robots
        inside the house).
    :return: tuple (secure, host, port, path with query).
    :raise WebhookError: "bad_url", "no_https", "has_login".
    """
    try:
        parts = urlsplit((url or "").strip())
        port = parts.port
    except ValueError:
        raise WebhookError("bad_url", lasting=True) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WebhookError("bad_url", lasting=True)
    if any(ord(char) <= 32 or ord(char) == 127 for char in url.strip()):
        raise WebhookError("bad_url", lasting=True)
    if parts.username or parts.password:
        raise WebhookError("has_login", lasting=True)
    secure = parts.scheme == "https"
    if not secure and not allow_local:
        raise WebhookError("no_https", lasting=True)
    path = parts.path or "/"
    if parts.query:
        path = f"{path}?{parts.query}"
    return secure, parts.hostname, port or (443 if secure else 80), path


def is_public(address):
    """Tell whether an IP address is one of the public internet.

    :param str address: IPv4 or IPv6; an IPv4 wrapped in an IPv6 counts as itself.
    """
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    for inner in (
        getattr(ip, "ipv4_mapped", None),
        getattr(ip, "sixtofour", None),
        (getattr(ip, "teredo", None) or (None, None))[1],
    ):
        if inner is not None:
            ip = inner
    # 64:ff9b::/96 reaches IPv4 through a translator
    if ip.version == 6 and ip in ipaddress.ip_network("64:ff9b::/96"):
        ip = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


def post(url, body, headers, allow_local=False, timeout=TIMEOUT, max_bytes=MAX_BYTES):
    """POST a body once and return the answer.

    :param str url: see :func:`check_address`.
    :param bytes body: as is.
    :param dict headers: names and values; length and host are added.
    :param bool allow_local: see :func:`check_address`.
    :param float timeout: seconds for everything together.
    :param int max_bytes: longest answer that is read.
    :return: tuple (status, answer as bytes); every status, redirects too.
    :raise WebhookError: "no_address", "private_address", "no_answer", "timeout",
        "bad_certificate", "bad_answer", "too_long" or one of :func:`check_address`.
    """
    secure, host, port, path = check_address(url, allow_local)
    deadline = time.monotonic() + timeout
    sock = None
    try:
        sock = _connect(host, port, deadline, allow_local)
        if secure:
            sock.settimeout(_left(deadline))
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        sock.settimeout(_left(deadline))
        sock.sendall(_get_request(host, port, secure, path, headers, body))
        response = http.client.HTTPResponse(_TimedSocket(sock, deadline), method="POST")
        response.begin()
        answer = response.read(max_bytes + 1)
    except TimeoutError:
        raise WebhookError("timeout") from None
    except ssl.SSLCertVerificationError:
        raise WebhookError("bad_certificate") from None
    except (http.client.HTTPException, ValueError):
        raise WebhookError("bad_answer") from None
    except OSError:
        raise WebhookError("no_answer") from None
    finally:
        if sock is not None:
            sock.close()
    if len(answer) > max_bytes:
        raise WebhookError("too_long")
    return response.status, answer


def _left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connect(host, port, deadline, allow_local):
    """Connect to an address of the host that was looked at, and to no other."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebhookError("no_address") from None
    addresses = list(dict.fromkeys(entry[4][0] for entry in found))
    if not allow_local and not all(map(is_public, addresses)):
        raise WebhookError("private_address", lasting=True)
    problem = OSError()
    for address in addresses[:4]:
        try:
            return socket.create_connection((address, port), timeout=_left(deadline))
        except TimeoutError:
            raise
        except OSError as error:
            problem = error
    raise problem


def _get_request(host, port, secure, path, headers, body):
    """Return the request as bytes; nothing in it may break a line."""
    name = f"[{host}]" if ":" in host else host
    if port != (443 if secure else 80):
        name = f"{name}:{port}"
    lines = [f"POST {path} HTTP/1.1", f"Host: {name}"]
    lines += [f"{key}: {value}" for key, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header cannot hold a line break")
    return "\r\n".join(lines).encode("latin-1") + body
