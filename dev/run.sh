#!/bin/sh
# Common start of every command in dev/: finds a Python and runs giftdev with it.
# usage: run.sh COMMAND [ARGUMENT …]; POSIX sh only, nothing is installed yet.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
python=${GIFT_PYTHON:-python3}
if ! command -v "$python" >/dev/null 2>&1; then
    missing="python3 python3-venv"
elif ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    missing="python3-venv"
else
    missing=
fi
if [ -n "$missing" ]; then
    line="apt-get install --no-install-recommends $missing"
    if [ "$(id -u)" -eq 0 ] && [ -z "${GIFT_NO_INSTALL:-}" ] &&
        [ -z "${GIFT_PYTHON:-}" ]; then
        echo "==> installing system packages: $missing" >&2
        # shellcheck disable=SC2086  # a list of words
        { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y \
            install --no-install-recommends $missing; } >&2
    else
        echo "error: System packages are missing: $missing." >&2
        echo "  remedy: run this once as root, then the same command again:" >&2
        echo "    $line" >&2
        exit 1
    fi
fi
if ! "$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))'
then
    found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "error: Python $found ($python) does not fit: Odoo 19.0 needs 3.10 to 3.13." >&2
    echo "  remedy: set GIFT_PYTHON to such a Python, as in GIFT_PYTHON=python3.11." >&2
    exit 1
fi
exec env PYTHONPATH="$here${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1 \
    "$python" -m giftdev "$@"
