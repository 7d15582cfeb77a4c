"""``make test-odoo``: Odoo's own suites with our addons and without, test by test.

A test may fail with our addons only when it fails without them too, or when it counts
queries and rises by what ``tests/odoo_suite_allow.txt`` names.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

import giftdev
from giftdev import launch, templates
from giftdev import modules as dev_modules
from giftdev import paths as dev_paths

from . import verdict
from .lint import addons
from .odoo_report import WHOLE_REGISTRY
from .shell import ROOT, say, step
from .testrun import Result, free_port, report, reported, run_logged

ALLOW = ROOT / "tests" / "odoo_suite_allow.txt"
SUITES = (
    "crm",
    "sale",
    "sale_crm",
    "sale_stock",
    "sale_margin",
    "stock",
    "sms",
    "rating",
    "phone_validation",
    "portal",
)
#: Queries that a call may cost more with our addons.
MOST = 2
SECONDS = 5400
_COUNT = re.compile(r"Query count more than expected.*?: (\d+) > (\d+)")
_COUNT_PER_USER = re.compile(r"(\d+) > (\d+)")


@dataclass(frozen=True)
class Allowed:
    """A test of Odoo's that may count more queries, and how many."""

    test: str
    more: int
    reason: str


def read_allowed(path: Path = ALLOW) -> list[Allowed]:
    """The list of tests whose query count may rise.

    :param path: lines ``TEST +N  # reason``.
    :raise ProvisionError: on a line of another form, or more than two queries.
    """
    found = []
    for line in path.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = re.fullmatch(r"(\S+) \+(\d+)\s+# (\S.*)", line)
        if not match or not 0 < int(match[2]) <= MOST:
            raise giftdev.ProvisionError(
                f"{path.name}: {line!r}", f"write: TEST +N  # reason, N at most {MOST}."
            )
        found.append(Allowed(match[1], int(match[2]), match[3]))
    return found


def rise(why: str) -> int | None:
    """How many queries more than allowed a failed test counted.

    :param why: text of the assertion.
    :return: the difference; None when the failure is of another kind.
    """
    match = _COUNT.search(why)
    if not match and "uery count" in why:
        match = _COUNT_PER_USER.search(why)
    return int(match[1]) - int(match[2]) if match else None


def short(name: str) -> str:
    """``odoo.addons.crm.tests.test_x.TestX.test_y`` without its common start."""
    return name.removeprefix("odoo.addons.")


def compare(without, with_ours, allowed) -> Result:
    """Judge one run against the other.

    :param without: outcomes by test on the database without our addons.
    :param with_ours: the same with them.
    :param allowed: entries of the list.
    :return: counts and what is wrong.
    """
    result = Result("Odoo's own suites")
    entries = {entry.test: entry for entry in allowed}
    used = set()
    for name in sorted(without.keys() | with_ours.keys()):
        test = short(name)
        base, ours = without.get(name), with_ours.get(name)
        if ours is None:
            if base.state == "passed":
                result.fail(f"did not run with our addons: {test}")
            continue
        if ours.state in ("passed", "skipped"):
            # a skip is judged by what Odoo does without us
            if ours.state == "skipped" and base and base.state != "skipped":
                result.fail(f"skipped only with our addons: {test}: {ours.why}")
            else:
                result.passed += 1
            continue
        if base is not None and base.state == ours.state:
            say(f"   fails without our addons too: {test}")
            result.passed += 1
            if test in entries and rise(ours.why) is not None:
                used.add(test)
            continue
        more = rise(ours.why)
        entry = entries.get(test)
        if more is not None and entry and more <= entry.more:
            used.add(test)
            result.passed += 1
            continue
        result.fail(
            f"{ours.state} only with our addons: {test}\n      {ours.why[:700]}"
        )
    for test in sorted(entries.keys() - used):
        result.fail(f"stale line in {ALLOW.name}: {test} does not need it")
    if not without or not with_ours:
        result.fail("a side ran no test at all")
    return result


def run_side(title: str, installed, with_ours: bool) -> dict:
    """Run the suites on a database.

    :param title: name of database, log and report.
    :param installed: modules of the database.
    :param with_ours: whether this checkout is on the addons path.
    :return: outcomes by test.
    """
    database = f"gift_suite_{title}"
    foreign, _own = dev_modules.split(addons())
    # both sides begin with the same modules of Odoo's; ours come on top
    giftdev.newdb(database, installed or foreign)
    log = dev_paths.log(f"suite-{title}")
    outcomes = log.with_suffix(".jsonl")
    outcomes.unlink(missing_ok=True)
    tags = ",".join(f"/{suite}" for suite in SUITES)
    command = giftdev.odoo_cmd(
        [
            *("-d", database, "--test-enable", "--test-tags", tags),
            *("--stop-after-init", "--max-cron-threads", "0"),
            *("--http-interface", "127.0.0.1", "--http-port", free_port()),
        ],
        conf=launch.config_file(with_ours=with_ours, name=f"suite-{title}"),
    )
    with step(f"Odoo's suites, {title} our addons"):
        env = {**giftdev.environment(), WHOLE_REGISTRY: "1"}
        code = run_logged(reported(command, outcomes), log, env, timeout=SECONDS)
    found = verdict.read_report(outcomes)
    say(f"   {len(found)} tests, Odoo ended with code {code}; log: {log}")
    templates.drop(giftdev.cluster(), database)
    return found


def main(argv=None) -> int:
    """Entry point of ``dev/test_odoo``.

    :param argv: words of the command line.
    :return: exit code.
    """
    parser = argparse.ArgumentParser(prog="dev/test_odoo", description=__doc__)
    parser.add_argument(
        "--reuse",
        action="store_true",
        help="take the last run without our addons instead of repeating it",
    )
    parser.add_argument("--side", choices=("without", "with"), help="run one side only")
    options = parser.parse_args(argv)
    allowed = read_allowed()
    giftdev.provision(("database", "download", "demo", "test"))
    kept = dev_paths.log("suite-without").with_suffix(".jsonl")
    without, ours = {}, {}
    if options.side != "with" and not (options.reuse and kept.exists()):
        without = run_side("without", (), with_ours=False)
    if options.side == "without":
        return 0 if without else 1
    without = without or verdict.read_report(kept)
    ours = run_side("with", addons()[:1], with_ours=True)
    if options.side == "with" and not without:
        return 0 if ours else 1
    return report([compare(without, ours, allowed)])
