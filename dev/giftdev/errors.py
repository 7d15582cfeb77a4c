"""The one exception of provisioning, and the words for faults of the machine.

Every failure a user can meet is a :class:`ProvisionError`: what happened, and
what to do about it. ``docs/operations.md`` lists them all; the tests under
``tests/provisioning`` provoke each.
"""

import errno
import re


class ProvisionError(Exception):
    """A step could not be done.

    :param str message: what happened, naming the thing concerned
    :param str remedy: what the reader can do, as one sentence or command
    """

    def __init__(self, message, remedy=""):
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self):
        if not self.remedy:
            return self.message
        return f"{self.message}\n  remedy: {self.remedy}"


_ODOO_INFO = re.compile(r"\d{4}-\d\d-\d\d \S+ \d+ (INFO|DEBUG) ")
_FULL_CODES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = (
    "no space left on device",
    "disk quota exceeded",
    "file too large",
    "you don't have enough free space",
    "enospc",
)
_NETWORK_WORDS = (
    "temporary failure resolving",
    "temporary failure in name resolution",
    "name or service not known",
    "could not resolve",
    "unable to connect",
    "could not connect",
    "connection refused",
    "connection timed out",
    "connection failed",
    "network is unreachable",
    "newconnectionerror",
    "proxyerror",
    "cannot initiate the connection",
    "econnrefused",
    "enotfound",
    "eai_again",
    "etimedout",
    "enetunreach",
    "read timed out",
    # pip's only word when its index cannot be read; our locks name what exists.
    "(from versions: none)",
)
_SIGNATURE_WORDS = (
    "no_pubkey",
    "is not signed",
    "expkeysig",
    "badsig",
    "keyexpired",
    "signatures couldn't be verified",
    "signatures were invalid",
)
_HASH_WORDS = (
    "do not match the hashes",
    "hash sum mismatch",
    "eintegrity",
    "hashes are required",
)


def disk_full(where):
    """Return the error for a full disk at ``where`` (a path)."""
    return ProvisionError(
        f"The disk is full: nothing more can be written below {where}.",
        "free about 2 GB there, or set GIFT_CACHE and GIFT_STATE to folders on"
        " a larger disk; then run the same command again.",
    )


def from_os_error(error, where):
    """Return the :class:`ProvisionError` for an ``OSError``, or ``None``."""
    if error.errno in _FULL_CODES:
        return disk_full(where)
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return ProvisionError(
            f"{error.filename or where} cannot be written: {error.strerror}.",
            "make the folder yours, or set GIFT_CACHE (downloads) and GIFT_STATE"
            " (databases) to folders you may write.",
        )
    return None


def from_output(what, output, where, log=None):
    """Return the error for a command that failed with ``output``.

    :param str what: the step, as in "downloading Odoo"
    :param str output: everything the command printed
    :param where: the folder it wrote to, named when the disk is full
    :param log: the file that has the whole output
    """
    text = output.lower()
    if any(word in text for word in _FULL_WORDS):
        return disk_full(where)
    if any(word in text for word in _SIGNATURE_WORDS):
        return ProvisionError(
            f"{what}: the package list's signature does not verify against"
            f" Debian's archive keys.\n{tail(output)}",
            "update the package debian-archive-keyring and the machine's clock;"
            " if it persists, do not trust this mirror.",
        )
    if any(word in text for word in _HASH_WORDS):
        return ProvisionError(
            f"{what}: a downloaded file does not have the expected hash.\n"
            f"{tail(output)}",
            "run again (a broken transfer); if it persists the mirror or a proxy"
            " changes files: do not use it.",
        )
    if any(word in text for word in _NETWORK_WORDS):
        return ProvisionError(
            f"{what}: no network, or the server cannot be reached.\n{tail(output)}",
            "check the connection and the proxy settings (http_proxy, https_proxy,"
            " apt's Acquire::http::Proxy), then run the same command again.",
        )
    remedy = "the lines above name the cause"
    if log:
        remedy += f"; the whole output is in {log}"
    return ProvisionError(f"{what} failed.\n{tail(output)}", f"{remedy}.")


def tail(output, count=8):
    """Return the last ``count`` lines of ``output`` that tell something, indented.

    Empty lines and what Odoo logs as INFO, its good-bye above all, do not.
    """
    lines = [
        line
        for line in output.splitlines()
        if line.strip() and not _ODOO_INFO.match(line)
    ]
    return "\n".join(f"    {line}" for line in lines[-count:])
