"""The addons of this checkout: what they need, and when they changed."""

import ast
import hashlib

from . import paths

MAIN = "crm_gift_retail"
# These change nothing in a database: no template is rebuilt for them.
_NO_CONTENT = {"__pycache__", "tests", "readme", "description"}


def ours():
    """Return the manifests of this checkout's installable addons by name."""
    found = {}
    for file in sorted(paths.CHECKOUT.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(file.read_text())
        if manifest.get("installable", True):
            found[file.parent.name] = manifest
    return found


def default():
    """Return the modules a database gets when none are named."""
    return (MAIN,) if MAIN in ours() else ("base",)


def split(wanted):
    """Split ``wanted`` into Odoo's modules and ours, with our dependencies.

    :return: (names from Odoo that ours or the caller need, names of ours)
    """
    manifests = ours()
    foreign, own, todo = set(), set(), list(wanted)
    while todo:
        name = todo.pop()
        if name not in manifests:
            foreign.add(name)
        elif name not in own:
            own.add(name)
            todo.extend(manifests[name].get("depends", ["base"]))
    return tuple(sorted(foreign)), tuple(sorted(own))


def content_hash(names):
    """Return a hash of everything of these addons that shapes a database.

    All addons of the checkout count as soon as one does: bridges install
    themselves.
    """
    digest = hashlib.sha256()
    for name in sorted(ours()) if names else ():
        for file in sorted((paths.CHECKOUT / name).rglob("*")):
            parts = file.relative_to(paths.CHECKOUT).parts
            if _NO_CONTENT.intersection(parts) or not file.is_file():
                continue
            digest.update("/".join(parts).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:10]
