"""A checkout of its own, a clean environment and small fakes for every test.

The commands in ``dev/`` are run as a user runs them and judged by what they print,
their exit code and what they leave behind. Seams are the documented variables and
PATH; nothing of the product is patched.
"""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from giftdev import odoo, procs, pyenv  # noqa: E402

IS_ROOT = os.geteuid() == 0
DATABASES = "SELECT datname FROM pg_database"
CLOSED = "http://127.0.0.1:9"
MANIFEST = """{
    "name": "Small addon of the provisioning tests",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "provisioning tests",
    "depends": ["web"],
    "data": ["data.xml"],
}
"""
MODELS = """
from odoo import models


class GiftDemo(models.AbstractModel):
    _name = "gift.demo"
    _description = "Demo of the provisioning tests"

    def _build_story(self):
        self.env["res.partner"].create({"name": "made by the story"})

    def _build_second_company(self, path):
        with open(path) as stream:
            self.env["res.company"].create({"name": stream.read().strip()})

    def _logins(self):
        return [("clerk", "secret", "shop clerk"), ("boss", "secret", "manager")]
"""
DATA = """<odoo>
    <record id="partner" model="res.partner"><field name="name">%s</field></record>
</odoo>
"""


@dataclass
class Checkout:
    """A copy of ``dev/`` with a small addon, and the folders it works in."""

    path: Path
    env: dict
    user: tuple = ()

    @property
    def state(self):
        return Path(self.env["GIFT_STATE"])

    @property
    def cache(self):
        return Path(self.env["GIFT_CACHE"])

    def command(self, *arguments):
        prefix = []
        if self.user:
            prefix = ["setpriv", "--reuid", self.user[0], "--regid", self.user[1]]
            prefix += ["--clear-groups", "--"]
        return [*prefix, str(self.path / "dev" / arguments[0]), *arguments[1:]]

    def environment(self, **extra):
        env = {**self.env, **{name: str(value) for name, value in extra.items()}}
        return {name: value for name, value in env.items() if value != ""}

    def run(self, *arguments, prefix=(), stdin=None, timeout=300, **extra):
        """Run a command of dev/ to its end; ``code`` and ``text`` of the answer."""
        done = subprocess.run(
            [*map(str, prefix), *self.command(*map(str, arguments))],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            text=True,
            cwd=self.path,
            env=self.environment(**extra),
            timeout=timeout,
            check=False,
        )
        return Answer(done.returncode, done.stdout)

    def start(self, *arguments, **extra):
        """Start a command in a process group of its own, as a terminal does."""
        return subprocess.Popen(
            self.command(*map(str, arguments)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=self.path,
            env=self.environment(**extra),
            start_new_session=True,
            # Background jobs of a shell ignore Ctrl-C, and so would their children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def sql(self, query, database="postgres"):
        """Return what psql answers to a query."""
        answer = self.run("psql", "-d", database, "-Atc", query)
        assert answer.code == 0, answer.text
        return answer.text.strip()

    def change(self, text):
        """Change what the small addon puts into a database."""
        (self.path / "crm_gift_retail" / "data.xml").write_text(DATA % text)


@dataclass(frozen=True)
class Answer:
    """Exit code and everything printed."""

    code: int
    text: str

    def refused(self, *words):
        """Assert a refusal that says ``words`` and a remedy, without traceback."""
        assert self.code == 1, self.text
        assert "Traceback" not in self.text, self.text
        assert "error: " in self.text, self.text
        assert "remedy: " in self.text, self.text
        for word in words:
            assert str(word) in self.text, self.text


@pytest.fixture(scope="session")
def machine():
    """The Odoo and the Python of this machine, provisioned before the tests."""
    return odoo.ensure(), pyenv.ensure()


def _base_env(folder):
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "GIFT_STATE": str(folder / "state"),
        "GIFT_CACHE": str(folder / "cache"),
        # Safe only because these clusters live for one test.
        "GIFT_PG_FSYNC": "off",
        "PIP_RETRIES": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }


@contextmanager
def checkouts():
    """Yield a function that makes checkouts; all are stopped and removed."""
    made = []

    def make(name="checkout", addon=True):
        # Not pytest's folder: PostgreSQL's own user could not enter it.
        folder = Path(tempfile.mkdtemp(prefix="gift-", dir="/tmp"))
        folder.chmod(0o755)
        path = folder / name
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "dev", path / "dev", ignore=ignore)
        (folder / "home").mkdir()
        checkout = Checkout(path, _base_env(folder))
        if addon:
            module = path / "crm_gift_retail"
            module.mkdir()
            (module / "__manifest__.py").write_text(MANIFEST)
            (module / "__init__.py").write_text(MODELS)
            checkout.change("first")
        made.append((checkout, folder))
        return checkout

    try:
        yield make
    finally:
        for checkout, folder in made:
            if "GIFT_STATE" in checkout.env and checkout.state.exists():
                checkout.run("stop")
            shutil.rmtree(folder)


@pytest.fixture
def new_checkout():
    """Return a function that makes checkouts; all are stopped and removed."""
    with checkouts() as make:
        yield make


@pytest.fixture
def checkout(new_checkout):
    """A checkout with an empty cache: whatever it needs it must fetch."""
    return new_checkout()


def share(checkout, machine):
    """Give a checkout the machine's Odoo and Python, as a filled cache would."""
    found, python = machine
    home = found.python_path
    checkout.env["ODOO_HOME"] = str(home)
    venv = checkout.cache / "venv"
    venv.mkdir(parents=True, exist_ok=True)
    link = venv / python.parents[1].name
    if not link.exists():
        link.symlink_to(python.parents[1])
    return checkout


@pytest.fixture
def ready(checkout, machine):
    """A checkout with everything downloaded, and no database yet."""
    return share(checkout, machine)


@dataclass(frozen=True)
class Built:
    """A checkout whose template was built under trouble, and what was said."""

    checkout: Checkout
    interrupted: Answer
    databases: set
    both: list


@pytest.fixture(scope="session")
def built(machine):
    """Ctrl-C while Odoo installs the template; then two processes want it.

    Installing Odoo takes long, so all tests that need a template share this one.
    """
    with checkouts() as make:
        checkout = share(make(), machine)
        process = checkout.start("newdb", "one", "web")
        log = checkout.state / "log"
        wait_for(lambda: list(log.glob("initdb.log")), what="the cluster")
        wait_for(
            lambda: "_new" in checkout.run("psql", "-Atc", DATABASES).text,
            what="the template",
        )
        time.sleep(1)
        interrupted = interrupt(process)
        names = set(checkout.sql(DATABASES).split())
        both = [checkout.start("newdb", name, "web") for name in ("one", "two")]
        texts = [one.communicate(timeout=900)[0] for one in both]
        answers = [
            Answer(one.returncode, text) for one, text in zip(both, texts, strict=True)
        ]
        yield Built(checkout, interrupted, names, answers)


@pytest.fixture
def odoo_only(checkout, machine):
    """A checkout that has Odoo and must still make its Python environment."""
    checkout.env["ODOO_HOME"] = str(machine[0].python_path)
    return checkout


@pytest.fixture
def plain(checkout):
    """The same checkout used by a plain user, whoever runs the tests."""
    if IS_ROOT:
        checkout.user = ("nobody", "nogroup")
        folder = checkout.path.parent
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")
        # A Python below /root is of no use to others.
        checkout.env["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    return checkout


def tools(checkout, names, folder="bin"):
    """Make a folder with links to ``names`` only and use it as PATH."""
    path = checkout.path.parent / folder
    path.mkdir()
    for name in names:
        found = shutil.which(name, path=checkout.env["PATH"])
        assert found, f"{name} is needed by this test"
        (path / name).symlink_to(found)
    return path


def script(path, text):
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def wheel(folder, name="giftwheel", size=0):
    """Write a tiny wheel and return its sha256."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "x = 1\n" + "#" * size)
        archive.writestr(f"{info}/METADATA", f"Name: {name}\nVersion: 1.0\n")
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr(f"{info}/WHEEL", tags)
        archive.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def small_lock(checkout, size=0, sha256=None):
    """Let the checkout's environment need one local wheel only."""
    shelf = checkout.path.parent / "shelf"
    digest = wheel(shelf, size=size)
    lock = checkout.path / "dev" / "requirements.lock"
    lock.write_text(f"giftwheel==1.0 --hash=sha256:{sha256 or digest}\n")
    checkout.env.update(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(shelf))


def mirror(checkout, packages="", release="Suite: sid\nCodename: sid\n"):
    """Write an unsigned Debian mirror below the checkout; return its address."""
    root = checkout.path.parent / "mirror"
    dist = root / "dists" / "sid"
    (dist / "main" / "binary-amd64").mkdir(parents=True)
    (dist / "main" / "binary-amd64" / "Packages").write_text(packages)
    (dist / "Release").write_text(release)
    return f"file:{root}"


@pytest.fixture
def listener():
    """A foreign server on a port: (port, pid)."""
    code = (
        "import socket, sys, time; s = socket.socket(); s.bind(('127.0.0.1', 0));"
        "s.listen(); print(s.getsockname()[1], flush=True); time.sleep(600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    )
    yield int(process.stdout.readline()), process.pid
    process.kill()
    process.wait()
    process.stdout.close()


def free_port():
    """Return a TCP port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ended(pid):
    """Return whether a process is gone, or only waits to be buried."""
    return procs.start_time(pid) is None


def wait_for(condition, seconds=60, what="the condition"):
    """Wait until ``condition()`` is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come true within {seconds} s")


def interrupt(process, timeout=60):
    """Press Ctrl-C: the whole group gets SIGINT, as from a terminal."""
    os.killpg(process.pid, signal.SIGINT)
    text, _ = process.communicate(timeout=timeout)
    return Answer(process.returncode, text)


def fake_npm(folder, content=b"not what was expected"):
    """An npm whose archives do not have the pinned hashes."""
    archive = folder / "archive.tgz"
    folder.mkdir(parents=True, exist_ok=True)
    archive.write_bytes(content)
    answer = json.dumps([{"filename": "packed.tgz"}])
    return script(folder / "npm", f"cp {archive} packed.tgz; echo '{answer}'")
