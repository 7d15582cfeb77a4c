"""Odoo 19.0 Community: found at ``ODOO_HOME``, or taken from Debian's suite."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from . import apt, errors, paths, store
from .errors import ProvisionError
from .ui import say, step

WANTED = (19, 0)
PACKAGE = "odoo-19"
# Debian replaces fonts and jQuery by links to the files of these packages.
COMPANIONS = (
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Files Debian dropped, or links to a font of another major version: taken from
# npm, whose integrity hashes are pinned in npm.json.
NPM_LOCK = paths.DEV / "npm.json"
_ADDONS = "usr/lib/python3/dist-packages/odoo/addons"


@dataclass(frozen=True)
class Odoo:
    """An Odoo on disk.

    :ivar python_path: folder to put on PYTHONPATH
    :ivar addons: addons folders beside the package's own
    :ivar key: identifies this very source in the names of templates
    """

    python_path: Path
    version: str
    key: str
    addons: tuple = field(default=())

    @property
    def package(self):
        """The ``odoo`` package folder."""
        return self.python_path / "odoo"

    def addons_path(self, *extra):
        """Return the addons folders in Odoo's order, then ``extra``."""
        return [self.package / "addons", *self.addons, *extra]


def _release_version(package):
    """Read ``version_info`` of an odoo package without importing it."""
    tree = ast.parse((package / "release.py").read_text())
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            getattr(target, "id", "") == "version_info" for target in node.targets
        ):
            return tuple(
                item.value if isinstance(item, ast.Constant) else 0
                for item in node.value.elts
            )
    raise ProvisionError(f"{package}/release.py names no version_info.")


def _from_home(home):
    """Return the Odoo at ``ODOO_HOME``: a source checkout or a package."""
    home = Path(home).absolute()
    candidates = (
        home,
        home / "usr/lib/python3/dist-packages",
        home / "lib/python3/dist-packages",
        home.parent,
    )
    for folder in candidates:
        if (folder / "odoo" / "release.py").is_file():
            break
    else:
        raise ProvisionError(
            f"ODOO_HOME={home} holds no Odoo (no odoo/release.py found).",
            "point ODOO_HOME to a source checkout (with odoo-bin) or to the folder"
            " that contains the odoo package, or unset it to download Odoo.",
        )
    version = _release_version(folder / "odoo")
    if version[:2] != WANTED:
        found = ".".join(map(str, version[:2]))
        raise ProvisionError(
            f"ODOO_HOME={home} is Odoo {found}; this addon needs 19.0.",
            "point ODOO_HOME to Odoo 19.0, or unset it to download that version.",
        )
    revision = subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    key = hashlib.sha256(f"{folder} {version} {revision}".encode()).hexdigest()[:8]
    beside = home / "addons"
    addons = (beside,) if (beside / "base_setup" / "__manifest__.py").exists() else ()
    return Odoo(folder, ".".join(map(str, version[:3])), key, addons)


def _recipe():
    """Hash of everything that decides what the unpacked folder contains."""
    text = repr((PACKAGE, COMPANIONS, json.loads(NPM_LOCK.read_text())))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _cached():
    """Return the newest complete download of this recipe, or ``None``."""
    folder = paths.cache() / "odoo"
    found = sorted(folder.glob(f"*~{_recipe()}"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def _of_folder(folder):
    version = folder.name.partition("~")[0]
    key = hashlib.sha256(folder.name.encode()).hexdigest()[:8]
    return Odoo(folder / "usr/lib/python3/dist-packages", version, key)


def find():
    """Return the Odoo to use, or ``None`` when it must be downloaded first."""
    if home := os.environ.get("ODOO_HOME"):
        return _from_home(home)
    cached = _cached()
    return _of_folder(cached) if cached else None


def ensure():
    """Return the Odoo to use, downloading it when there is none."""
    if found := find():
        return found
    folder = paths.cache() / "odoo"
    with store.lock(folder, "odoo"):
        if cached := _cached():
            return _of_folder(cached)
        store.need_space(folder, store.NEED_ODOO)
        with step("Odoo 19.0 Community from Debian's sid suite") as remark:
            private = apt.PrivateApt(folder / "apt")
            private.prepare()
            private.update()
            version = private.version(PACKAGE)
            if not version.startswith("19.0"):
                raise ProvisionError(
                    f"Debian's sid suite now offers {PACKAGE} {version}, not 19.0.",
                    "set ODOO_HOME to an Odoo 19.0.",
                )
            say(f"    {PACKAGE} {version}")
            target = folder / f"{version}~{_recipe()}"
            with store.atomic_dir(target) as building:
                private.unpack([PACKAGE, *COMPANIONS], building)
                _restore_stripped(building, folder / "npm")
            store.remove(private.folder / "archives")
            remark(f"version {version}")
        return _of_folder(target)


def _npm_pack(name, entry, folder):
    """Download one npm package, check its pinned hash, return its archive."""
    paths.ensure(folder)
    output = store.run(
        f"fetching {name} from npm",
        [
            *npm_command(),
            "pack",
            "--json",
            "--ignore-scripts",
            f"--cache={folder / 'cache'}",
            f"{name}@{entry['version']}",
        ],
        cwd=folder,
        where=folder,
        env={**os.environ, "NPM_CONFIG_UPDATE_NOTIFIER": "false"},
    )
    packed = json.loads(output[output.index("[") :])[0]
    archive = folder / packed["filename"].replace("@", "").replace("/", "-")
    digest = hashlib.sha512(archive.read_bytes()).hexdigest()
    if digest != entry["sha512"]:
        archive.unlink()
        raise errors.from_output(
            f"fetching {name} from npm", "EINTEGRITY: hash sum mismatch", folder
        )
    return archive


def npm_command():
    """Return the npm command of this machine."""
    return ["npm"]


def _restore_stripped(root, folder):
    """Put back the files Debian removed from the package.

    Without selfie_segmentation.js every browser tour fails; without the web font
    of Font Awesome 4 (Debian ships 7) Odoo's screens show empty squares.
    """
    addons = root / _ADDONS
    for name, entry in json.loads(NPM_LOCK.read_text()).items():
        archive = _npm_pack(name, entry, folder)
        with tarfile.open(archive) as tar:
            for member, targets in entry["files"].items():
                content = tar.extractfile(f"package/{member}").read()
                for target in targets:
                    path = addons / target
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.unlink(missing_ok=True)
                    path.write_bytes(content)
    # Debian links the regular face under a name its own package no longer has.
    inconsolata = root / "usr/share/fonts/opentype/inconsolata/Inconsolata-Regular.otf"
    link = addons / "point_of_sale/static/src/fonts/Inconsolata.otf"
    if link.is_symlink() and not link.exists() and inconsolata.exists():
        link.unlink()
        shutil.copyfile(inconsolata, link)
    store.remove(folder)
    broken = [
        str(path.relative_to(addons))
        for path in addons.rglob("*")
        if path.is_symlink() and not path.exists()
    ]
    if broken:
        say(f"    still missing from the package (unused here): {', '.join(broken)}")
