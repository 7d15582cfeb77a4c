"""``dev/i18n``: translation templates out of Odoo, merged into the catalogues."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import giftdev

from .lint import translated
from .shell import ROOT, must, run, say, step
from .toolbox import python_tools

DATABASE = "gift_i18n"


def export(modules: list[str], folder: Path) -> dict[str, Path]:
    """Export the templates of addons with Odoo's own exporter.

    :param modules: names of addons of this repository.
    :param folder: where the files go.
    :return: path per addon that has something to translate.
    """
    giftdev.provision()
    giftdev.newdb(DATABASE, modules)
    paths = {}
    try:
        for module in modules:
            # Odoo's exporter takes .po as the format and 'pot' as the language
            paths[module] = folder / f"{module}.pot"
            words = ["i18n", "export", "-d", DATABASE, "-l", "pot"]
            must(
                giftdev.odoo_cmd([*words, "-o", paths[module], module]),
                "The addon must install before it can be exported.",
                env=giftdev.environment(),
            )
            if paths[module].stat().st_size:
                _polib("strip", paths[module])
            else:  # nothing to translate, as in an addon of tests
                del paths[module]
    finally:
        giftdev.dropdb(DATABASE)
    return paths


def _polib(action: str, *words) -> list[str]:
    code = {
        "strip": "catalogue.strip_volatile(Path(words[0]))",
        "same": (
            "print(*catalogue.difference(Path(words[0]), Path(words[1])), sep='\\n')"
        ),
        "merge": "print(catalogue.merge(words[0]))",
    }[action]
    program = (
        "import sys; from pathlib import Path; from giftqa import catalogue;"
        f" words = sys.argv[1:]; {code}"
    )
    done = run(
        [python_tools() / "python", "-B", "-c", program, *words],
        env={"PYTHONPATH": str(ROOT / "dev")},
        quiet=True,
    )
    if done.returncode:
        raise giftdev.ProvisionError(done.stdout or "")
    return [line for line in (done.stdout or "").splitlines() if line]


def stale(modules: list[str]) -> list[str]:
    """Differences between the templates in the repository and fresh ones.

    :param modules: names of addons.
    :return: findings, one line each.
    """
    findings = []
    with tempfile.TemporaryDirectory() as folder:
        for module, fresh in export(modules, Path(folder)).items():
            kept = ROOT / module / "i18n" / f"{module}.pot"
            if not kept.exists():
                findings.append(f"{kept.relative_to(ROOT)} is missing")
                continue
            findings += [
                f"{kept.relative_to(ROOT)}: {line}"
                for line in _polib("same", kept, fresh)
            ]
    return findings


def write(modules: list[str]) -> None:
    """Export the templates into the repository and merge them into the catalogues.

    :param modules: names of addons.
    """
    with tempfile.TemporaryDirectory() as folder:
        for module, fresh in export(modules, Path(folder)).items():
            target = ROOT / module / "i18n"
            target.mkdir(exist_ok=True)
            shutil.copy(fresh, target / fresh.name)
            for line in _polib("merge", module):
                say(f"   {module}: still to translate: {line}")


def main(argv=None) -> int:
    """Entry point of ``dev/i18n``.

    :param argv: words of the command line.
    :return: exit code.
    """
    parser = argparse.ArgumentParser(prog="dev/i18n", description=__doc__)
    parser.add_argument("action", choices=("export", "check"))
    parser.add_argument("modules", nargs="*", help="addons; all of them by default")
    options = parser.parse_args(argv)
    modules = options.modules or translated()
    with step(f"{options.action}: {', '.join(modules)}"):
        if options.action == "export":
            write(modules)
            return 0
        findings = stale(modules)
    for line in findings:
        say(f"   {line}")
    say("the templates are current" if not findings else "run dev/i18n export")
    return bool(findings)
