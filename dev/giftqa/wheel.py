"""Every addon builds as a wheel that pip can install next to Odoo (whool)."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from .shell import ROOT, must, run


def check_module(module: str, python: Path) -> list[str]:
    """Build the wheel of one addon and compare it with the sources.

    :param module: name of the addon's folder.
    :param python: ``bin`` folder with pip and whool.
    :return: findings, one line each.
    """
    if not (ROOT / module / "pyproject.toml").exists():
        return [f"{module}/pyproject.toml is missing: pip cannot build the addon"]
    with tempfile.TemporaryDirectory() as folder:
        done = run(
            [
                *(python / "python", "-m", "pip", "wheel", "-q", "--no-deps"),
                *("--no-build-isolation", "--no-index", "-w", folder),
                ROOT / module,
            ],
            quiet=True,
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            return [f"{module}: no wheel: {(done.stdout or '').strip()[-300:]}"]
        with zipfile.ZipFile(wheels[0]) as archive:
            packed = set(archive.namelist())
    # whool packs what git knows; a new file counts once it is added
    sources = map(Path, must(["git", "ls-files", module], "").splitlines())
    return [
        f"{module}: {path} is not in {wheels[0].name}"
        for path in sources
        if f"odoo/addons/{path}" not in packed and path.name != "pyproject.toml"
    ]


def check_all(modules: list[str], python: Path) -> list[str]:
    """Check the wheels of several addons.

    :param modules: names of addons.
    :param python: ``bin`` folder with pip and whool.
    :return: findings of all of them.
    """
    return [line for module in modules for line in check_module(module, python)]
