"""``make lint``: every static check, all of them run before the verdict."""

from __future__ import annotations

import argparse

from giftdev import paths

from . import catalogue, readme, scan, wheel
from .shell import ROOT, run, say, step, tracked
from .toolbox import node_tools, python_tools

SHEETS = ["*.js", "*.cjs", "*.mjs", "*.json", "*.scss", "*.xml", "*.yml", "*.yaml"]


def addons() -> list[str]:
    """Names of the addons of this repository.

    :return: folders with a manifest, sorted.
    """
    return sorted(path.parent.name for path in tracked("*/__manifest__.py"))


def translated() -> list[str]:
    """Names of the addons whose texts people read.

    :return: all addons but the test addons.
    """
    return [name for name in addons() if not name.startswith("test_")]


class Lint:
    """One run over the repository; collects the names of the checks that failed."""

    def __init__(self, fix: bool):
        self.fix = fix
        self.failed: list[str] = []
        self.python = python_tools()
        self.node = node_tools()

    def check(self, title: str, command, **kwargs) -> None:
        """Run one tool.

        :param title: its name in the verdict.
        :param command: list of words; a code other than 0 is a failure.
        """
        with step(title):
            if run(command, **kwargs).returncode:
                self.failed.append(title)

    def findings(self, title: str, findings) -> None:
        """Print what a check of our own found.

        :param title: its name in the verdict.
        :param findings: lines; none means passed.
        """
        with step(title):
            for line in findings:
                say(f"   {line}")
            if findings:
                self.failed.append(title)

    def npx(self, program: str, *words: str) -> list:
        """Command line of a pinned JavaScript tool."""
        return ["node", self.node / program, *words]

    def run(self) -> list[str]:
        """Run all checks.

        :return: titles of those that failed.
        """
        modules = addons()
        ruff = [self.python / "ruff"]
        cache = {"RUFF_CACHE_DIR": str(paths.cache() / "ruff")}
        if self.fix:
            readme.check_all(modules, write=True)
            run([*ruff, "check", "--fix", "-q", "."], env=cache)
            run([*ruff, "format", "-q", "."], env=cache)
            oca = self.python / "oca-checks-odoo-module"
            run([oca, "--fix", "--no-verbose", *modules], quiet=True)
        self.check("ruff check", [*ruff, "check", "--quiet", "."], env=cache)
        self.check("ruff format", [*ruff, "format", "--check", "-q", "."], env=cache)
        self._node_checks()
        # The configuration file cannot take one message out of a group.
        # prefer-env-translation also flags "_ = self.env._", the very thing it asks
        # for: the repository scan looks for the import of the old "_" instead.
        # consider-merging-classes-inherited: a long model is split by concern.
        off = "prefer-env-translation,consider-merging-classes-inherited"
        pylint = [self.python / "pylint", f"--disable={off}"]
        self.check("pylint-odoo", [*pylint, *modules])
        self.check(
            "oca-checks-odoo-module",
            [self.python / "oca-checks-odoo-module", "--no-verbose", *modules],
        )
        if catalogues := tracked("*.po", "*.pot"):
            self.check("oca-checks-po", [self.python / "oca-checks-po", *catalogues])
        self.findings("translations complete", catalogue.check_all(translated()))
        self.findings("repository scan", scan.scan())
        self.findings("generated documents", readme.check_all(modules, write=False))
        self.findings("wheels", wheel.check_all(modules, self.python))
        return self.failed

    def _node_checks(self) -> None:
        sheets = tracked(*SHEETS)
        plugin = self.node / "@prettier" / "plugin-xml" / "src" / "plugin.js"
        mode = "--write" if self.fix else "--check"
        self.check(
            "prettier",
            self.npx(
                "prettier/bin/prettier.cjs",
                *(mode, "--log-level", "warn", "--plugin", plugin),
                *map(str, sheets),
            ),
        )
        scripts = [str(path) for path in sheets if path.suffix[-2:] == "js"]
        fix = ["--fix"] if self.fix else []
        self.check(
            "eslint",
            self.npx("eslint/bin/eslint.js", "--max-warnings=0", *fix, *scripts),
            env={"NODE_PATH": str(self.node)},
        )


def main(argv=None) -> int:
    """Entry point of ``dev/lint``.

    :param argv: words of the command line.
    :return: exit code.
    """
    parser = argparse.ArgumentParser(prog="dev/lint", description=__doc__)
    parser.add_argument(
        "--fix", action="store_true", help="rewrite what can be put right mechanically"
    )
    options = parser.parse_args(argv)
    with step("tools"):
        lint = Lint(options.fix)
    failed = lint.run()
    if failed:
        say(f"lint failed: {', '.join(failed)} (in {ROOT.name})")
        return 1
    say("lint passed")
    return 0
