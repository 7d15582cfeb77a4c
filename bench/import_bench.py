#!/usr/bin/env python3
"""Measure the importer: seconds per phase and peak memory of Odoo's process.

    dev/python bench/import_bench.py -d DATABASE FILE [--preset online_retail] [--undo]

The database must have crm_gift_retail installed; the file is imported into a new
company, so that the run can be repeated on one database. Run twice over the same
company (``--twice``) to see what a repeated file costs. Nothing of the import is
patched: the blocks, commits and statements are those of the job.
"""

import cProfile
import os
import pstats
import resource
import sys
import time

import common

GOAL_SECONDS = 60
GOAL_MB = 500


def main():
    """Parse the command line, run and print; exit 1 when a goal is missed."""
    parser = common.parser(__doc__)
    parser.add_argument("file")
    parser.add_argument("--preset", default="online_retail")
    parser.add_argument("--currency", default="GBP")
    parser.add_argument("--twice", action="store_true", help="import it again")
    parser.add_argument("--undo", action="store_true", help="undo it at the end")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    profile = cProfile.Profile()
    if options.profile:
        profile.enable()
    with common.environment(options) as env:
        seconds = _bench(env, options)
    if options.profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    load = os.getloadavg()[0]
    print(f"CPU of Odoo {usage.ru_utime + usage.ru_stime:.0f} s; load {load:.1f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {memory:.0f} MB (goal {GOAL_MB})")
    print(f"first import {seconds:.1f} s (goal {GOAL_SECONDS})")
    return int(seconds > GOAL_SECONDS or memory > GOAL_MB)


def _bench(env, options):
    currency = (
        env["res.currency"]
        .with_context(active_test=False)
        .search([("name", "=", options.currency)])
    )
    currency.active = True
    company = env["res.company"].create(
        {"name": f"Bench {time.time():.0f}", "currency_id": currency.id}
    )
    env.cr.commit()
    first = None
    for round_number in range(1 + options.twice):
        started = time.monotonic()
        record = env["gift.import"].import_file(
            options.file, options.preset, company=company, run=False, tz="Europe/London"
        )
        _report("check", time.monotonic() - started)
        record._check_ready()
        record._start()
        env.cr.commit()
        _run(env, record)
        seconds = time.monotonic() - started
        first = first or seconds
        _report(f"round {round_number + 1}", seconds)
        print(record.summary)
    if options.undo:
        started = time.monotonic()
        record = record.search([("company_id", "=", company.id)], order="id", limit=1)
        record.action_undo()
        env.cr.commit()
        _run(env, record)
        _report("undo", time.monotonic() - started)
        print(record.summary)
    return first


def _run(env, record):
    reader, phases = {}, {}
    while record.state in ("running", "undoing"):
        phase, started = record.phase, time.monotonic()
        record._step_safely(reader)
        env["ir.cron"]._commit_progress()
        spent, blocks = phases.get(phase, (0, 0))
        phases[phase] = spent + time.monotonic() - started, blocks + 1
    for phase, (spent, blocks) in phases.items():
        _report(phase, spent, f"{blocks} blocks")


def _report(what, seconds, remark=""):
    print(f"{what:16} {seconds:7.2f} s  {remark}")


if __name__ == "__main__":
    sys.exit(main())
