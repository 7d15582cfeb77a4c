"""Reads reports and logs of test runs; decides what passed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from .shell import ROOT

ALLOW = ROOT / "tests" / "odoo_log_allow.txt"
_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) (?P<db>\S+) "
    r"(?P<logger>\S+?): (?P<text>.*)$"
)
BAD_LEVELS = {"WARNING", "ERROR", "CRITICAL"}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Outcome:
    """What became of one test: the worst of its events counts."""

    events: list[str] = field(default_factory=list)
    why: str = ""
    seconds: float = 0.0

    @property
    def state(self) -> str:
        """``passed``, ``failed``, ``skipped`` or ``unfinished``."""
        if {"failure", "error"} & set(self.events):
            return "failed"
        if "skip" in self.events:
            return "skipped"
        return "passed" if "ok" in self.events else "unfinished"


def read_report(path: Path) -> dict[str, Outcome]:
    """Outcome per test.

    :param path: file written by :mod:`giftqa.odoo_report`.
    :return: test id -> outcome; empty when the run died before its first test.
    """
    outcomes: dict[str, Outcome] = {}
    if not path.exists():
        return outcomes
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        outcome = outcomes.setdefault(row["test"], Outcome())
        outcome.events.append(row["event"])
        outcome.seconds = row.get("seconds", outcome.seconds)
        if row["event"] in {"failure", "error", "skip"}:
            outcome.why = row["why"]
    return outcomes


def allowed_patterns(path: Path = ALLOW) -> list[re.Pattern]:
    """Log lines that Odoo itself causes.

    :param path: one regular expression per line over ``logger: text``; a line with
        ``#`` is the reason of those that follow.
    :return: compiled expressions.
    """
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def bad_lines(log: Path, allowed: list[re.Pattern] | None = None) -> list[str]:
    """WARNING and worse of an Odoo log, without what is allowed.

    :param log: the log file.
    :param allowed: expressions; the repository's list when not given.
    :return: one text per record, with its traceback cut to twelve lines.
    """
    allowed = allowed_patterns() if allowed is None else allowed
    records: list[list[str]] = []
    for raw in log.read_text("utf-8", errors="replace").splitlines():
        line = _COLOUR.sub("", raw)
        match = _LINE.match(line)
        if match:
            bad = match["level"] in BAD_LEVELS and not any(
                pattern.search(f"{match['logger']}: {match['text']}")
                for pattern in allowed
            )
            records.append([line] if bad else [])
        elif records and records[-1]:
            records[-1].append(line)
    return ["\n".join(record[:40]) for record in records if record]
