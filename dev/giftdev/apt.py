"""A private apt: Debian packages into a folder, the system left alone.

The mirror is read from the machine's own Debian sources, the signature checked
against Debian's archive keyring, the package's newest version taken at run time.
"""

import os
import re
import subprocess
from pathlib import Path

from . import paths, store
from .errors import ProvisionError

SUITE = "sid"
_KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.pgp",
    "/usr/share/keyrings/debian-archive-keyring.gpg",
)
_NO_MIRROR = (
    "set GIFT_DEBIAN_MIRROR to the address of a Debian mirror, or ODOO_HOME to an"
    " Odoo 19.0 that is already on this machine."
)


def _release():
    """Return the values of ``/etc/os-release`` as a dict."""
    values = {}
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return values
    for line in lines:
        name, _, value = line.partition("=")
        values[name] = value.strip().strip('"')
    return values


def _one_line_sources(text):
    """Yield (uri, suite, components) of a sources file in one-line format."""
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s*([^#]*)", line)
        if match:
            yield match[1], match[2], match[3].split()


def _deb822_sources(text):
    """Yield (uri, suite, components) of a sources file in deb822 format."""
    for stanza in re.split(r"\n\s*\n", text):
        fields, last = {}, None
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1].isspace() and last:
                fields[last] += " " + line.strip()
            elif ":" in line:
                name, _, value = line.partition(":")
                last = name.strip().lower()
                fields[last] = value.strip()
        if fields.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        if "deb" not in fields.get("types", "").split():
            continue
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield uri, suite, fields.get("components", "").split()


def mirror(etc=Path("/etc/apt")):
    """Return the address of the Debian mirror this machine itself uses."""
    if value := os.environ.get("GIFT_DEBIAN_MIRROR"):
        return value
    release = _release()
    if release.get("ID") != "debian":
        raise ProvisionError(
            "This machine is not Debian: it names no mirror to take Odoo from.",
            _NO_MIRROR,
        )
    suites = {release.get("VERSION_CODENAME"), "stable", "testing", "sid", "unstable"}
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    for file in files:
        if file.suffix not in (".list", ".sources") or not file.is_file():
            continue
        parse = _deb822_sources if file.suffix == ".sources" else _one_line_sources
        for uri, suite, components in parse(file.read_text(errors="replace")):
            # A third party's repository may use Debian's suite names as well.
            debian = re.search(r"/debian/?$|/archive/debian/|^mirror\+file:", uri)
            if suite in suites and "main" in components and debian:
                return uri
    raise ProvisionError(
        "No Debian mirror found in /etc/apt/sources.list and sources.list.d.",
        _NO_MIRROR,
    )


class PrivateApt:
    """apt with its own configuration, lists and cache below ``folder``."""

    def __init__(self, folder):
        self.folder = folder
        self.env = {**os.environ, "LC_ALL": "C.UTF-8"}

    @staticmethod
    def keyring():
        """Return the file with Debian's archive keys."""
        for path in filter(None, (os.environ.get("GIFT_DEBIAN_KEYRING"), *_KEYRINGS)):
            if os.path.exists(path):
                return path
        raise ProvisionError(
            "Debian's archive keyring is missing, so signatures cannot be checked.",
            "apt-get install debian-archive-keyring",
        )

    def prepare(self):
        """Write the configuration; the machine's proxy settings are kept."""
        for name in ("lists/partial", "archives/partial", "etc"):
            paths.ensure(self.folder / name)
        machine = subprocess.run(
            ["apt-config", "dump"], capture_output=True, text=True, check=False
        ).stdout
        acquire = [
            line for line in machine.splitlines() if line.startswith("Acquire::")
        ]
        config = self.folder / "etc" / "apt.conf"
        lines = [
            *acquire,
            'Dir::Etc::Main "/dev/null";',
            'Dir::Etc::Parts "/dev/null";',
            f'Dir::Etc::SourceList "{self.folder}/etc/sources.list";',
            'Dir::Etc::SourceParts "-";',
            'Dir::Etc::Preferences "-";',
            'Dir::Etc::PreferencesParts "-";',
            f'Dir::State "{self.folder}";',
            f'Dir::State::Lists "{self.folder}/lists";',
            'Dir::State::Status "/dev/null";',
            f'Dir::Cache "{self.folder}";',
            f'Dir::Cache::Archives "{self.folder}/archives";',
            # As root, apt would drop to a user who cannot enter the folder.
            'APT::Sandbox::User "root";',
            'APT::Update::Error-Mode "any";',
            'APT::Install-Recommends "false";',
            'Acquire::Languages "none";',
            'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";',
            'Acquire::Retries "2";',
            'Acquire::http::Timeout "30";',
        ]
        store.write(config, "\n".join(lines) + "\n")
        store.write(
            self.folder / "etc" / "sources.list",
            f"deb [signed-by={self.keyring()}] {mirror()} {SUITE} main\n",
        )
        self.env["APT_CONFIG"] = str(config)

    def update(self):
        """Fetch the package list of the suite."""
        store.run(
            "fetching Debian's package list",
            ["apt-get", "-q", "update"],
            env=self.env,
            where=self.folder,
        )

    def version(self, package):
        """Return the version the suite offers now."""
        text = store.run(
            f"looking up {package}",
            ["apt-cache", "show", "--no-all-versions", package],
            env=self.env,
            where=self.folder,
        )
        match = re.search(r"^Version: (\S+)$", text, re.MULTILINE)
        if not match:
            raise ProvisionError(
                f"Debian's {SUITE} suite offers no package {package}.",
                "set ODOO_HOME to an Odoo 19.0 that is already on this machine.",
            )
        return match[1]

    def unpack(self, packages, target):
        """Download ``packages`` and unpack them below ``target``."""
        store.run(
            f"downloading {packages[0]} and its companions",
            ["apt-get", "-q", "download", *packages],
            env=self.env,
            cwd=self.folder / "archives",
            where=self.folder,
        )
        for package in packages:
            name = package.partition("=")[0]
            found = sorted(
                (self.folder / "archives").glob(f"{name}_*.deb"),
                key=lambda file: file.stat().st_mtime,
            )
            store.run(
                f"unpacking {name}", ["dpkg", "-x", found[-1], target], where=target
            )
