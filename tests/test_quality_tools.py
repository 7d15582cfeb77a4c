"""The gates themselves: a gate that lets everything pass is worse than none."""

import json
import shutil
import subprocess
from pathlib import Path

import giftdev
import pytest
from giftqa import catalogue, scan, suites, verdict
from giftqa.shell import ROOT
from giftqa.testrun import junit_result

REGISTRY = "py" + "pi.org"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"see https://{REGISTRY}/simple"),
        ("a.txt", "/" + "root/.config/x"),
        ("a.py", "@unittest." + "skip('later')"),
        ("a.py", "# TO" + "DO later"),
        ("a.xml", "<tr" + "ee string='x'>"),
        ("a.py", "from odoo import " + "_, api"),
        ("a.py", "from odoo import api, " + "_"),
        ("a.py", "x = 1\n" * 401),
    ],
)
def test_the_scan_finds(name, text):
    assert scan.scan_text(Path(name), text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "see https://www.odoo.com/documentation/19.0"),
        ("a.md", "reads ../shared/data and /var/lib/odoo"),
        ("a.py", "groups = self.env['x']._read_group([])"),
        ("a.md", "the TO" + "DO list of a person is no finding in prose"),
        ("a.py", "from odoo import api, fields"),
        ("a.py", "from odoo.tools import LazyTranslate, SQL_X"),
        ("a.py", "x = 1\n" * 400),
    ],
)
def test_the_scan_lets_pass(name, text):
    assert scan.scan_text(Path(name), text) == []


def test_links_to_nowhere_are_found():
    text = "[a](no-such-file.md) [b](README.md) [c](https://example.com/x) [d](#e)"
    found = scan.broken_links(Path("x.md"), text)
    assert len(found) == 1
    assert "no-such-file.md" in found[0]


LOG = """\
2026-01-02 03:04:05,678 12 INFO db odoo.modules.loading: Modules loaded.
2026-01-02 03:04:06,678 12 WARNING db odoo.addons.x: something smells
2026-01-02 03:04:07,678 12 ERROR db odoo.addons.y: boom
Traceback (most recent call last):
  File "x.py", line 1, in y
ValueError: boom
2026-01-02 03:04:08,678 12 INFO db odoo.addons.y: over
"""


def test_the_log_gate_names_each_record_with_its_traceback(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(LOG)
    bad = verdict.bad_lines(log, [])
    assert [line.splitlines()[0].split()[3] for line in bad] == ["WARNING", "ERROR"]
    assert bad[1].endswith("ValueError: boom")


def test_the_log_gate_knows_its_exceptions(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(LOG)
    allow = tmp_path / "allow.txt"
    allow.write_text("# why\nodoo\\.addons\\.x: something smells\n")
    bad = verdict.bad_lines(log, verdict.allowed_patterns(allow))
    assert len(bad) == 1


def test_every_allowed_log_line_has_its_reason():
    lines = [line for line in verdict.ALLOW.read_text().splitlines() if line]
    for index, line in enumerate(lines):
        if not line.startswith("#"):
            assert any(above.startswith("#") for above in lines[:index])
            # a pattern that names no logger would hide faults of ours
            assert "\\." in line
            assert "gift" not in line


@pytest.mark.parametrize(
    ("events", "state"),
    [
        (["start", "ok"], "passed"),
        (["start", "skip"], "skipped"),
        (["start", "failure", "ok"], "failed"),
        (["error"], "failed"),
        (["start"], "unfinished"),
    ],
)
def test_the_report_judges_by_the_worst_event(tmp_path, events, state):
    path = tmp_path / "report.jsonl"
    rows = [{"test": "a.b", "event": event, "why": ""} for event in events]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert verdict.read_report(path)["a.b"].state == state


@pytest.mark.parametrize(
    ("cases", "code", "passed", "failed"),
    [
        ("<testcase classname='a' name='b'/>", 0, 1, 0),
        ("<testcase classname='a' name='b'><skipped message='x'/></testcase>", 0, 0, 1),
        ("<testcase classname='a' name='b'><failure message='x'/></testcase>", 1, 0, 1),
        ("", 5, 0, 2),
        ("<testcase classname='a' name='b'/>", 3, 1, 1),
    ],
)
def test_pytest_runs_are_judged(tmp_path, cases, code, passed, failed):
    path = tmp_path / "junit.xml"
    path.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    result = junit_result("x", path, code, tmp_path / "log")
    assert (result.passed, result.failed) == (passed, failed)


def test_a_pytest_run_without_report_is_a_failure(tmp_path):
    assert junit_result("x", tmp_path / "none.xml", 0, tmp_path / "log").failed == 1


def test_placeholders_are_compared():
    assert catalogue.placeholders("%(name)s and %s, 100%%") == ["%(name)s", "%s"]
    assert catalogue.placeholders("{0} of {name}") == ["{0}", "{name}"]
    assert catalogue.placeholders("100 % sure") == []


def test_ci_calls_the_test_command():
    text = (ROOT / ".ci" / "run").read_text()
    assert "make test" in text
    assert "CI=true" in text
    done = subprocess.run(
        [shutil.which("sh"), "-n", str(ROOT / ".ci" / "run")], check=False
    )
    assert done.returncode == 0


def outcome(event, why=""):
    """Outcome of one test that ended with an event."""
    return verdict.Outcome(events=["start", event], why=why)


COUNTED = "Query count more than expected for user admin: 43 > 42 in test_x at crm"


@pytest.mark.parametrize(
    ("without", "ours", "allowed", "passed", "failed"),
    [
        (outcome("ok"), outcome("ok"), [], 1, 0),
        (outcome("ok"), outcome("failure", "boom"), [], 0, 1),
        (outcome("failure", "boom"), outcome("failure", "boom"), [], 1, 0),
        (outcome("ok"), outcome("skip", "no reason"), [], 0, 1),
        (outcome("skip"), outcome("skip"), [], 1, 0),
        (outcome("ok"), None, [], 0, 1),
        (outcome("ok"), outcome("failure", COUNTED), [], 0, 1),
        (outcome("ok"), outcome("failure", COUNTED), [("m.T.test", 1)], 1, 0),
        (outcome("ok"), outcome("failure", "boom"), [("m.T.test", 1)], 0, 2),
        (outcome("ok"), outcome("ok"), [("m.T.test", 1)], 1, 1),
    ],
)
def test_odoo_suites_are_compared(without, ours, allowed, passed, failed):
    name = "odoo.addons.m.T.test"
    other = {"odoo.addons.m.T.other": outcome("ok")}
    result = suites.compare(
        {name: without, **other},
        {name: ours, **other} if ours else other,
        [suites.Allowed(test, more, "why") for test, more in allowed],
    )
    assert (result.passed, result.failed) == (passed + 1, failed)


def test_the_list_of_allowed_rises_is_well_formed(tmp_path):
    assert all(entry.more <= suites.MOST for entry in suites.read_allowed())
    path = tmp_path / "allow.txt"
    for line in ("m.T.test +3  # too many", "m.T.test +1", "m.T.test"):
        path.write_text(line + "\n")
        with pytest.raises(giftdev.ProvisionError):
            suites.read_allowed(path)


def test_options_of_odoo_stand_behind_the_action(monkeypatch):
    monkeypatch.setattr(giftdev.launch.pyenv, "ensure", lambda *_groups: "python")
    words = giftdev.odoo_cmd(["i18n", "export", "-l", "pot"], conf="odoo.conf")
    assert words[2:] == ["i18n", "export", "-c", "odoo.conf", "-l", "pot"]
    words = giftdev.odoo_cmd(["shell", "-d", "db"], conf="odoo.conf")
    assert words[2:] == ["shell", "-c", "odoo.conf", "-d", "db"]
