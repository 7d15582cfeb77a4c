"""Run Odoo's command line and write what became of every test to a file.

Usage: python -m giftqa.odoo_report REPORT ODOO-ARGUMENT …

Odoo's runner only logs counts: a class whose setUp fails, a skipped browser test or a
test that was never found would pass unseen. Each line of the report is a JSON object
``{"test": id, "event": "start" | "ok" | "failure" | "error" | "skip", "why": …}``.
"""

from __future__ import annotations

import json
import os
import sys
import time

#: Set to run tests marked ``at_install`` after everything is loaded as well: Odoo
#: would run them while an addon that comes later is not there yet.
WHOLE_REGISTRY = "GIFT_WHOLE_REGISTRY"


def _identity(test) -> str:
    while getattr(test, "test_case", None) is not None:
        test = test.test_case
    return test.id()


def install(path: str) -> None:
    """Make Odoo's test result write to a report.

    :param path: file to append to.
    """
    from odoo.tests.result import OdooTestResult

    report = open(path, "a", buffering=1, encoding="utf-8")  # noqa: SIM115
    begun = {}

    def write(event, test, why=""):
        row = {"test": _identity(test), "event": event, "why": str(why)[:2000]}
        if event != "start" and row["test"] in begun:
            row["seconds"] = round(time.monotonic() - begun[row["test"]], 3)
        report.write(json.dumps(row, ensure_ascii=False) + "\n")

    def wrap(name, event, why=lambda *args: ""):
        original = getattr(OdooTestResult, name)

        def method(self, test, *args):
            if event == "start":
                begun[_identity(test)] = time.monotonic()
            # a test that Odoo runs again after a soft failure is judged once
            if not self._soft_fail:
                write(event, test, why(*args))
            return original(self, test, *args)

        setattr(OdooTestResult, name, method)

    wrap("startTest", "start")
    wrap("addSuccess", "ok")
    wrap("addSkip", "skip", lambda reason: reason)
    wrap("addFailure", "failure", lambda error: error[1])
    wrap("addError", "error", lambda error: error[1])


def run_all_at_the_end() -> None:
    """Make Odoo's last round of tests include those of the installation."""
    from odoo.tests import loader

    original = loader.make_suite

    def make_suite(module_names, position="at_install"):
        # while modules load, Odoo would run the tests of each on half a registry
        if position != "post_install":
            return original((), position)
        return original(module_names, "at_install,post_install")

    loader.make_suite = make_suite


def main(words: list[str]) -> None:
    """Run Odoo with a report.

    :param words: the report's path, then Odoo's own arguments.
    """
    install(words[0])
    if os.environ.get(WHOLE_REGISTRY):
        run_all_at_the_end()
    sys.argv[1:] = words[1:]
    from odoo.cli.command import main as odoo_main

    odoo_main()


if __name__ == "__main__":
    main(sys.argv[1:])
