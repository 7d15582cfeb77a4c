"""What provisioning tells the user: each step, and how long it took.

Everything goes to standard error, so that the output of ``dev/odoo shell`` or
``dev/psql`` stays clean. A step that finds its work done prints nothing.
"""

import sys
import time
from contextlib import contextmanager


def say(text=""):
    """Print one line for the user on standard error."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title):
    """Announce a step and print its duration; yields a function for remarks."""
    say(f"==> {title}")
    begin = time.monotonic()
    remarks = []
    yield remarks.append
    note = f" ({', '.join(remarks)})" if remarks else ""
    say(f"    done in {time.monotonic() - begin:.1f} s{note}")
