"""``make bench``: runs every measurement of ``bench/`` on a fresh database.

A script is called as ``bench/NAME_bench.py -c CONFIG -d DATABASE``; the import gets the
Online Retail data set as well, or a generated file of the same size and layout.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import giftdev
from giftdev import launch, paths

from .lint import addons
from .shell import ROOT, run, say, shared_data, step

DATABASE = "gift_bench"
LINES = 320_705


def retail_file() -> Path:
    """The file to import.

    :return: the shared data set, or a generated one kept in the state folder.
    """
    if found := shared_data():
        return found
    path = paths.state() / "bench" / "online_retail.csv.gz"
    if not path.exists():
        sys.path.insert(0, str(ROOT / "tests"))
        from support import retail_file as generator

        path.parent.mkdir(parents=True, exist_ok=True)
        generator.write(path, lines=LINES, customers=3400, days=270)
    return path


def main(argv=None) -> int:
    """Entry point of ``dev/bench``.

    :param argv: words of the command line: names of scripts, all by default.
    :return: exit code, 1 when a goal is missed.
    """
    parser = argparse.ArgumentParser(prog="dev/bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="scripts without _bench.py")
    options = parser.parse_args(argv)
    scripts = sorted((ROOT / "bench").glob("*_bench.py"))
    if options.names:
        scripts = [ROOT / "bench" / f"{name}_bench.py" for name in options.names]
    giftdev.provision()
    python, conf = giftdev.venv_python(), launch.config_file()
    missed = []
    for script in scripts:
        giftdev.newdb(DATABASE, addons()[:1])
        words = [python, script, "-c", conf, "-d", DATABASE]
        if script.stem == "import_bench":
            words.append(retail_file())
        with step(script.stem):
            if run(words, env=giftdev.environment()).returncode:
                missed.append(script.stem)
    giftdev.dropdb(DATABASE)
    say(f"goals missed: {', '.join(missed)}" if missed else "every goal was reached")
    return bool(missed)
