"""``make test``: lint, then two lanes side by side, then one plain closing line."""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

import giftdev
from giftdev import modules as dev_modules
from giftdev import paths as dev_paths

from . import i18n, verdict
from .lint import addons, translated
from .shell import ROOT, say, step

#: A lane that says nothing for so long hangs; CI would only cut it off.
LANE_SECONDS = int(os.environ.get("GIFT_TEST_LANE_SECONDS", "2700"))


@dataclass
class Result:
    """Counts of a lane and the texts of what went wrong."""

    title: str
    passed: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def fail(self, text: str, count: int = 1) -> None:
        """Count and keep one failure.

        :param text: what went wrong.
        :param count: how many failures it stands for.
        """
        self.failed += count
        self.problems.append(text)


def free_port() -> int:
    """A TCP port that nobody listens on at this moment.

    :return: the number.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_logged(command, log: Path, env=None, timeout=LANE_SECONDS) -> int:
    """Run a long command into a log file; on a time-out end its whole group.

    :param command: list of words.
    :param log: file that takes its output.
    :return: exit code; 124 after the time-out.
    """
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 15)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()
            return 124
        except BaseException:
            os.killpg(process.pid, 9)
            raise


def reported(command: list[str], path: Path) -> list[str]:
    """The command line of Odoo with our report around it.

    :param command: as :func:`giftdev.odoo_cmd` gives it: Python, Odoo's script, words.
    :param path: where the report goes.
    :return: the changed command line.
    """
    python, _script, *words = command
    return [python, "-m", "giftqa.odoo_report", str(path), *words]


def odoo_lane(tags: str, database: str = "gift_test_odoo") -> Result:
    """Install the addons with tests enabled: unit tests, tours, log gate.

    :param tags: Odoo's ``--test-tags``.
    :return: the counts.
    """
    result = Result("Odoo tests")
    own = addons()
    foreign, _own = dev_modules.split(own)
    giftdev.newdb(database, foreign)
    log = dev_paths.log("test-odoo")
    report = log.with_suffix(".jsonl")
    report.unlink(missing_ok=True)
    command = giftdev.odoo_cmd(
        [
            *("-d", database, "-i", ",".join(own), "--test-enable"),
            *("--test-tags", tags, "--stop-after-init"),
            *("--http-interface", "127.0.0.1", "--http-port", free_port()),
            *("--max-cron-threads", "0", "--log-level", "info"),
        ]
    )
    code = run_logged(reported(command, report), log, giftdev.environment())
    outcomes = verdict.read_report(report)
    for name, outcome in sorted(outcomes.items()):
        if outcome.state == "passed":
            result.passed += 1
        else:
            result.fail(f"{outcome.state}: {name}\n      {outcome.why[:600]}")
    if not outcomes:
        result.fail("no test ran at all")
    for line in verdict.bad_lines(log):
        if not re.search(
            r" (?:ERROR|FAIL): |failed, \d+ error|Module .* tests? ", line
        ):
            result.fail(f"log: {line[:1500]}")
    if code and not result.failed:
        result.fail(f"Odoo ended with code {code}")
    if result.failed:
        result.problems.append(f"full log: {log}")
    giftdev.dropdb(database)
    return result


def junit_result(title: str, path: Path, code: int, log: Path) -> Result:
    """Counts of a pytest run.

    :param path: JUnit file; a missing one is a failure.
    :param code: exit code of pytest.
    """
    result = Result(title)
    if not path.exists():
        result.fail(f"pytest ended with code {code} and no report, see {log}")
        return result
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        bad = [node for node in case if node.tag in ("failure", "error", "skipped")]
        if bad:
            kind = bad[0].tag
            text = (bad[0].get("message") or "").strip()[:800]
            result.fail(f"{kind}: {name}\n      {text}")
        else:
            result.passed += 1
    if not result.passed and not result.failed:
        result.fail("no test ran at all")
    if code not in (0, 1) or (code and not result.failed):
        result.fail(f"pytest ended with code {code}")
    if result.failed:
        result.problems.append(f"full log: {log}")
    return result


def pytest_lane(words: list[str]) -> Result:
    """Black-box tests: servers and databases driven from outside.

    :param words: what pytest should run.
    """
    log = dev_paths.log("test-blackbox")
    junit = log.with_suffix(".xml")
    junit.unlink(missing_ok=True)
    python = giftdev.venv_python()
    command = [python, "-m", "pytest", f"--junitxml={junit}", *words]
    code = run_logged(command, log, {**giftdev.environment(), "GIFT_QA": "1"})
    return junit_result("black-box tests", junit, code, log)


def run_lanes(lanes) -> list[Result]:
    """Run lanes side by side.

    :param lanes: pairs of title and function without arguments.
    :return: their results in the same order; a lane that raises counts as failed.
    """
    results: list[Result | None] = [None] * len(lanes)

    def work(index, title, function):
        start = time.monotonic()
        try:
            outcome = function()
        except Exception as error:  # noqa: BLE001  the verdict names it
            outcome = Result(title)
            outcome.fail(f"{type(error).__name__}: {error}")
        outcome.seconds = time.monotonic() - start
        results[index] = outcome

    threads = [
        threading.Thread(target=work, args=(index, *lane), daemon=True)
        for index, lane in enumerate(lanes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [result for result in results if result]


def report(results: list[Result]) -> int:
    """Print every problem, the counts per lane and the closing line.

    :return: exit code.
    """
    for result in results:
        say(f"== {result.title}: {result.seconds:.0f} s")
        for problem in result.problems:
            say(f"   {problem}")
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    say("")
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def static_lane() -> Result:
    """``make lint`` as one counted test."""
    result = Result("lint")
    if subprocess.run([ROOT / "dev" / "lint"], cwd=ROOT, check=False).returncode:
        result.fail("make lint failed, see above")
    else:
        result.passed = 1
    return result


def i18n_lane() -> Result:
    """The template in the repository equals a fresh export."""
    result = Result("translation template")
    for line in i18n.stale(translated()):
        result.fail(line)
    if not result.failed:
        result.passed = 1
    return result


def main(argv=None) -> int:
    """Entry point of ``dev/test``.

    :param argv: words of the command line.
    :return: exit code.
    """
    parser = argparse.ArgumentParser(prog="dev/test", description=__doc__)
    parser.add_argument("--no-lint", action="store_true", help="leave lint out")
    parser.add_argument("--no-odoo", action="store_true", help="leave Odoo's out")
    parser.add_argument("--no-blackbox", action="store_true", help="leave tests/ out")
    parser.add_argument("--tags", help="Odoo's --test-tags instead of all addons")
    parser.add_argument("paths", nargs="*", help="what pytest runs instead of tests/")
    options = parser.parse_args(argv)
    results = []
    begin = time.monotonic()
    if not options.no_lint:
        start = time.monotonic()
        results.append(static_lane())
        results[0].seconds = time.monotonic() - start
    try:
        with step("provisioning"):
            giftdev.provision(("database", "download", "demo", "test"))
            foreign, _own = dev_modules.split(addons())
            # both lanes start from it: build it once, before they part
            giftdev.newdb("gift_test_odoo", foreign)
    except giftdev.ProvisionError as error:
        result = Result("provisioning")
        result.fail(str(error))
        return report([*results, result])
    lanes = []
    if not options.no_odoo:
        tags = options.tags or ",".join(f"/{name}" for name in addons())
        lanes.append(("Odoo tests", lambda: odoo_lane(tags)))
    if not options.no_blackbox:
        words = options.paths or ["tests"]
        lanes.append(("black-box tests", lambda: pytest_lane(words)))
    say(f"== {' and '.join(title for title, _work in lanes)} side by side")
    results += run_lanes(lanes)
    if not options.no_lint:
        results += run_lanes([("translation template", i18n_lane)])
    say(f"== everything took {time.monotonic() - begin:.0f} s")
    return report(results)
