"""What is downloaded: no network, wrong signatures and hashes, wrong Odoo."""

import pytest
from giftdev import apt
from giftdev.errors import ProvisionError

from .conftest import (
    CLOSED,
    IS_ROOT,
    fake_npm,
    mirror,
    script,
    small_lock,
    tools,
)

OFFLINE = {"http_proxy": CLOSED, "https_proxy": CLOSED}


def leftovers(checkout):
    """What an interrupted or failed step must not leave in the cache."""
    names = ("*.building", "*~*", "run-*/.complete", "run-*/bin")
    return [path for name in names for path in checkout.cache.rglob(name)]


def test_no_network_for_odoo(checkout):
    prefix = ["unshare", "--net", "--"] if IS_ROOT else []
    answer = checkout.run("provision", prefix=prefix, **OFFLINE)
    answer.refused("fetching Debian's package list", "no network", "proxy settings")
    assert not leftovers(checkout)
    assert not (checkout.state / "pg").exists()


def test_no_network_for_python(odoo_only):
    answer = odoo_only.run("provision", PIP_INDEX_URL=f"{CLOSED}/simple", **OFFLINE)
    answer.refused("installing Python packages from PyPI", "no network")
    assert not leftovers(odoo_only)


def test_no_network_for_npm(checkout):
    """apt works (a local mirror), npm does not."""
    npm = script(
        checkout.path.parent / "bin" / "npm",
        "echo 'npm error code ECONNREFUSED' >&2; exit 1",
    )
    fake_apt(checkout, npm.parent)
    answer = checkout.run("provision")
    answer.refused("from npm", "no network")
    assert not leftovers(checkout)


def fake_apt(checkout, folder):
    """An apt-get and a dpkg that deliver an Odoo of one file, in no time."""
    script(
        folder / "apt-get",
        'case "$*" in *download*) for p; do case $p in -*|download) ;;'
        " *) touch ${p}_1_all.deb;; esac; done;; esac",
    )
    script(folder / "apt-cache", "echo 'Version: 19.0.0+fake'")
    script(
        folder / "dpkg",
        'mkdir -p "$3/usr/lib/python3/dist-packages/odoo/addons"\n'
        'echo "version_info = (19, 0, 0)" >'
        ' "$3/usr/lib/python3/dist-packages/odoo/release.py"',
    )
    checkout.env["PATH"] = f"{folder}:{checkout.env['PATH']}"


def test_npm_file_with_another_hash(checkout):
    npm = fake_npm(checkout.path.parent / "bin")
    fake_apt(checkout, npm.parent)
    answer = checkout.run("provision")
    answer.refused("does not have the expected hash", "from npm")
    assert not leftovers(checkout)


def test_another_odoo_in_the_suite(checkout):
    folder = checkout.path.parent / "bin"
    fake_apt(checkout, folder)
    script(folder / "apt-cache", "echo 'Version: 20.0.0+dfsg-1'")
    checkout.run("provision").refused("20.0.0+dfsg-1", "not 19.0", "ODOO_HOME")


def test_package_list_without_signature(checkout):
    answer = checkout.run("provision", GIFT_DEBIAN_MIRROR=mirror(checkout))
    answer.refused("signature does not verify", "debian-archive-keyring")
    assert not leftovers(checkout)


def test_python_package_with_another_hash(odoo_only):
    small_lock(odoo_only, sha256="0" * 64)
    answer = odoo_only.run("provision")
    answer.refused("does not have the expected hash", "giftwheel")
    assert not leftovers(odoo_only)


def test_everything_cached_needs_no_network(ready):
    prefix = ["unshare", "--net", "--"] if IS_ROOT else []
    answer = ready.run("provision", prefix=prefix, **OFFLINE)
    assert answer.code == 0, answer.text
    assert "Odoo 19.0" in answer.text


def test_odoo_home_without_odoo(checkout, tmp_path):
    checkout.run("provision", ODOO_HOME=tmp_path).refused(
        f"ODOO_HOME={tmp_path}", "holds no Odoo", "odoo-bin"
    )


@pytest.mark.parametrize("version", ["(18, 0, 0, 'final', 0, '')", "(19, 1, 0)"])
def test_odoo_home_of_another_version(checkout, tmp_path, version):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text(f"version_info = {version}\n")
    checkout.run("provision", ODOO_HOME=tmp_path).refused("needs 19.0", "unset it")


def test_odoo_home_source_checkout(ready, tmp_path):
    """A source checkout keeps most addons beside the package."""
    source = tmp_path / "source"
    (source / "addons" / "base_setup").mkdir(parents=True)
    (source / "addons" / "base_setup" / "__manifest__.py").write_text("{}")
    (source / "odoo").symlink_to(f"{ready.env['ODOO_HOME']}/odoo")
    (source / "odoo-bin").touch()
    code = "import odoo.release; print(odoo.release.version, odoo.__path__[0])"
    answer = ready.run("python", "-c", code, ODOO_HOME=source)
    assert answer.text.splitlines()[-1].startswith(f"19.0 {source}"), answer.text
    config = ready.run("odoo", "--version", ODOO_HOME=source)
    assert config.code == 0, config.text
    text = (ready.state / "odoo.conf").read_text()
    assert f"{source}/odoo/addons,{source}/addons,{ready.path}" in text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sources.list", "# old\ndeb [arch=amd64] MIRROR bookworm main contrib\n"),
        ("sources.list.d/x.list", "deb-src MIRROR bookworm main\ndeb MIRROR sid main"),
        (
            "sources.list.d/debian.sources",
            "Types: deb deb-src\n# note\nURIs: MIRROR\nSuites: bookworm\n"
            " bookworm-updates\nComponents: main\nSigned-By: /usr/share/x.gpg\n",
        ),
    ],
)
def test_mirror_of_the_machine(tmp_path, monkeypatch, name, text):
    """Read from both formats of apt's sources; others' repositories do not count."""
    wanted = "http://mirror.example/debian"
    monkeypatch.delenv("GIFT_DEBIAN_MIRROR", raising=False)
    release = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
    monkeypatch.setattr(apt, "_release", lambda: release)
    (tmp_path / "sources.list.d").mkdir()
    foreign = "deb http://example.org/debian-security bookworm main\n"
    foreign += "deb http://example.org/tool bookworm main\n"
    (tmp_path / "sources.list.d" / "a.list").write_text(foreign)
    disabled = "Enabled: no\nTypes: deb\nURIs: http://off.example/debian\n"
    disabled += "Suites: bookworm\nComponents: main\n"
    (tmp_path / "sources.list.d" / "b.sources").write_text(disabled)
    with pytest.raises(ProvisionError, match="No Debian mirror found"):
        apt.mirror(tmp_path)
    (tmp_path / name).write_text(text.replace("MIRROR", wanted))
    assert apt.mirror(tmp_path) == wanted
    monkeypatch.setattr(apt, "_release", lambda: {"ID": "other"})
    with pytest.raises(ProvisionError, match="not Debian"):
        apt.mirror(tmp_path)


def test_keyring_missing(monkeypatch):
    monkeypatch.setattr(apt, "_KEYRINGS", ("/nonexistent.gpg",))
    monkeypatch.delenv("GIFT_DEBIAN_KEYRING", raising=False)
    with pytest.raises(ProvisionError, match="debian-archive-keyring"):
        apt.PrivateApt.keyring()


def test_missing_npm_is_named(plain):
    """A plain user without npm gets the one command, and nothing is left."""
    names = "sh dirname id env python3 apt-get apt-cache apt-config dpkg".split()
    path = tools(plain, [*names, "setpriv"])
    plain.run("provision", PATH=path).refused("npm", "apt-get install")
    assert not plain.cache.exists()
    assert not plain.state.exists()
