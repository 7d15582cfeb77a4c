"""What no other linter looks for: strangers' paths, registries, size, old habits."""

from __future__ import annotations

import re
from pathlib import Path

from .shell import ROOT, tracked

BINARY = {".png", ".jpg", ".gz", ".xlsx", ".ico", ".woff2", ".xls", ".zip"}
#: Longest source file that a reviewer should have to read.
LIMITS = {".py": 400, ".js": 400, ".xml": 500, ".scss": 400}

# Written with [.] so that the rule does not find itself.
REGISTRY = re.compile(
    r"(?:pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|yarnpkg[.]com"
    r"|deb[.]debian[.]org|security[.]debian[.]org|ftp[.]\w+[.]debian[.]org"
    r"|archive[.]ubuntu[.]com|proxy[.]golang[.]org|rubygems[.]org|crates[.]io"
    r"|docker[.]io|ghcr[.]io|quay[.]io|jsdelivr[.]net|unpkg[.]com"
    r"|anaconda[.]org)",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(
    r"(?<![\w./$}~-])/(?:root|work|workspace|farm|Users|home/(?!\$)\w+)/[\w.]"
    r"|/opt/(?:pypi|wheels)\b"
)
SKIPPED = re.compile(
    r"@(?:unittest\.)?skip\(|pytest\.mark\.(?:skip|xfail)|pytest\.skip\("
    r"|self\.skipTest|assertTrue\(True\)"
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
OLD_ODOO = re.compile(
    r"_sql_constraints|<tree\b|(?<![_\w])read_group\(|\.check_access_r|osv\.expression"
    r"|\bnumbercall\b|kanban-box|\bname_get\("
    r"|^from odoo(?:\.tools(?:\.translate)?)? import (?:.*\W)?_(?:,|$)"
)

LINK = re.compile(r"\]\(([^)\s]+)\)")

RULES = (
    ("host of a package registry", REGISTRY, None),
    ("path of one machine", MACHINE_PATH, None),
    ("skipped or empty test", SKIPPED, {".py"}),
    ("unfinished", UNFINISHED, {".py", ".js", ".xml"}),
    ("habit of an older Odoo", OLD_ODOO, {".py", ".xml"}),
)


def scan_text(path: Path, text: str) -> list[str]:
    """Findings in one file.

    :param path: relative path; its suffix chooses the rules.
    :param text: the content.
    :return: one line per finding, ``path:line: what: text``.
    """
    findings = []
    lines = text.splitlines()
    for title, pattern, suffixes in RULES:
        if suffixes and path.suffix not in suffixes:
            continue
        findings += [
            f"{path}:{number}: {title}: {line.strip()[:100]}"
            for number, line in enumerate(lines, 1)
            if pattern.search(line)
        ]
    limit = LIMITS.get(path.suffix)
    if limit and len(lines) > limit:
        findings.append(f"{path}: {len(lines)} lines, more than {limit}: split it")
    return findings


def broken_links(path: Path, text: str) -> list[str]:
    """Links of a Markdown file to files of the repository that are not there.

    :param path: relative path of the Markdown file.
    :param text: its content.
    :return: one line per link.
    """
    return [
        f"{path}: link to {target}, which is not there"
        for target in LINK.findall(text)
        if "://" not in target
        and not target.startswith(("#", "mailto:"))
        and not (ROOT / path.parent / target.partition("#")[0]).exists()
    ]


def scan() -> list[str]:
    """Look through every text file of the repository.

    :return: findings of all files; empty means clean.
    """
    here = Path("dev/giftqa/scan.py")
    findings = []
    for path in tracked():
        if path.suffix in BINARY or path == here:
            continue
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            findings.append(f"{path}: neither UTF-8 nor a known binary format")
            continue
        findings += scan_text(path, text)
        if path.suffix == ".md":
            findings += broken_links(path, text)
    return findings
