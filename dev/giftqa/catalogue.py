"""Translation catalogues: complete, current, with the same placeholders.

Needs polib; the scripts run it with the interpreter of the lint tools.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from .shell import ROOT, run
from .toolbox import python_tools

LANGUAGES = ("zh_CN",)
PLACEHOLDER = re.compile(
    r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdifr%](?!\w)|\{\w*\}"
)
#: Header fields that change with every export.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date", "Project-Id-Version")


def placeholders(text: str) -> list[str]:
    """Named and positional placeholders of a message.

    :param text: a msgid or msgstr.
    :return: sorted, with repetitions.
    """
    return sorted(match for match in PLACEHOLDER.findall(text) if match != "%%")


def check_module(module: str) -> list[str]:
    """Check the catalogues of one addon against its template.

    :param module: name of the addon's folder.
    :return: findings, one line each.
    """
    import polib

    folder = Path(module) / "i18n"
    template = ROOT / folder / f"{module}.pot"
    if not (ROOT / folder).exists():
        return []  # nothing to translate; dev/i18n check would find a forgotten one
    if not template.exists():
        return [f"{folder}/{module}.pot is missing: run dev/i18n export"]
    wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(template))}
    findings = []
    for language in LANGUAGES:
        name = f"{folder}/{language}.po"
        path = ROOT / name
        if not path.exists():
            findings.append(f"{name} is missing: run dev/i18n export and translate")
            continue
        seen = set()
        for entry in polib.pofile(str(path)):
            head = f"{name}:{entry.linenum}: {entry.msgid[:60]!r}"
            if entry.obsolete:
                findings.append(f"{head} is obsolete: run dev/i18n export")
                continue
            seen.add((entry.msgctxt, entry.msgid))
            if entry.fuzzy:
                findings.append(f"{head} is fuzzy")
            elif not entry.translated():
                findings.append(f"{head} is not translated")
            elif placeholders(entry.msgid) != placeholders(entry.msgstr):
                findings.append(f"{head} has other placeholders than its source")
        findings += [f"{name}: {msgid[:60]!r} is missing" for _, msgid in wanted - seen]
        findings += [f"{name}: {msgid[:60]!r} is stale" for _, msgid in seen - wanted]
    findings += [
        f"{path.relative_to(ROOT)}: English is the source, remove it"
        for path in (ROOT / folder).glob("en*.po")
    ]
    return findings


def difference(kept: Path, fresh: Path) -> list[str]:
    """What differs between two templates, dates left aside.

    :param kept: the template in the repository.
    :param fresh: a new export.
    :return: one line per message that is new, gone, or stands elsewhere.
    """
    import polib

    def places(path):
        return {
            (entry.msgctxt, entry.msgid): sorted(
                {at for at, _line in entry.occurrences}
            )
            for entry in polib.pofile(str(path))
        }

    old, new = places(kept), places(fresh)
    findings = [f"{key[1][:60]!r} is new" for key in sorted(new.keys() - old, key=str)]
    findings += [
        f"{key[1][:60]!r} is gone" for key in sorted(old.keys() - new, key=str)
    ]
    findings += [
        f"{key[1][:60]!r} stands elsewhere"
        for key in sorted(old.keys() & new.keys(), key=str)
        if old[key] != new[key]
    ]
    return findings


def merge(module: str) -> dict[str, int]:
    """Bring the catalogues of an addon up to its template; nothing is guessed.

    :param module: name of the addon's folder.
    :return: per language the number of messages still to translate.
    """
    import polib

    folder = ROOT / module / "i18n"
    template = polib.pofile(str(folder / f"{module}.pot"), wrapwidth=78)
    open_messages = {}
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        known, head = {}, {}
        if path.exists():
            catalogue = polib.pofile(str(path))
            head = catalogue.metadata
            known = {
                (entry.msgctxt, entry.msgid): entry.msgstr
                for entry in catalogue
                if not entry.fuzzy
            }
        fresh = polib.POFile(wrapwidth=78)
        fresh.header = template.header
        fresh.metadata = {
            **{k: v for k, v in template.metadata.items() if k not in VOLATILE},
            "Language": language,
            "Plural-Forms": "nplurals=1; plural=0;",
            **head,
        }
        for entry in template:
            entry.msgstr = known.get((entry.msgctxt, entry.msgid), "")
            fresh.append(entry)
        fresh.save(str(path))
        open_messages[language] = len(fresh.untranslated_entries())
    return open_messages


def strip_volatile(path: Path) -> None:
    """Remove dates from a fresh export, so that two exports are equal.

    :param path: a .pot file; rewritten.
    """
    import polib

    catalogue = polib.pofile(str(path), wrapwidth=78)
    for field in VOLATILE:
        catalogue.metadata.pop(field, None)
    catalogue.save(str(path))


def check_all(modules: list[str]) -> list[str]:
    """Check every addon with the interpreter that has polib.

    :param modules: names of addons.
    :return: findings of all of them.
    """
    done = run(
        [python_tools() / "python", "-B", "-m", "giftqa.catalogue", *modules],
        env={"PYTHONPATH": str(ROOT / "dev")},
        quiet=True,
    )
    lines = (done.stdout or "").splitlines()
    if done.returncode and not lines:
        return [f"the catalogue check ended with code {done.returncode}"]
    return lines


def _main(modules: list[str]) -> int:
    findings = [line for module in modules for line in check_module(module)]
    sys.stdout.write("".join(f"{line}\n" for line in findings))
    return bool(findings)


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
