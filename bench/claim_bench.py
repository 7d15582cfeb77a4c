#!/usr/bin/env python3
"""Measure what claims cost where there are many.

    dev/python bench/claim_bench.py -d DATABASE [--customers 100000]

Needs a database with crm_gift_retail; fills it with customers and claims by plain
SQL inside one transaction that is rolled back. Measures

* the owner of every customer as the refresher asks for it (one join of the claims), to
  the salesperson of every customer by plain SQL, in turns;
* settling one batch of touchpoints (half first ones, half assists) per touchpoint;
* the end of claims, per claim.

Machines are noisy: judge by ratios and by rows per second. Where the database is on the
same machine, owners are judged by the processor time of its backend, which others'
work does not change. Exit code 1 when a goal is missed.
"""

import os
import sys
from pathlib import Path

import common

GOAL_OWNER = 3.0  # owners with claims, to salespeople by plain SQL
GOAL_SETTLE = 20.0  # milliseconds per touchpoint
GOAL_END = 2.0  # milliseconds per claim
TOUCHES = 2000
TURNS = 10


def fill(env, count):
    """Make customers, and claims of every second one."""
    cr = env.cr
    company = env.company.root_id
    env.flush_all()
    cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, active, is_company, type,
               commercial_partner_id, autopost_bills, create_date)
        SELECT 'Bench ' || n, 'Bench ' || n, TRUE, n %% 3 = 0, 'contact', NULL,
               'ask', now() AT TIME ZONE 'UTC'
          FROM generate_series(1, %s) n RETURNING id
        """,
        [count],
    )
    ids = [row[0] for row in cr.fetchall()]
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [ids]
    )
    cr.execute(
        """
        WITH made AS (
            INSERT INTO gift_claim (partner_id, company_id, owner_id, basis, channel,
                   since, until, state, active, extension_count)
            SELECT id, %(company)s, %(user)s, 'enquiry', 'unknown', now(),
                   current_date + 20, 'active', TRUE, 0
              FROM unnest(%(ids)s::int[]) id WHERE id %% 2 = 0
         RETURNING id, partner_id)
        INSERT INTO gift_claim_key (claim_id, company_id, kind, value, active)
        SELECT id, %(company)s, 'partner', partner_id::text, TRUE FROM made
        """,
        {"company": company.id, "user": env.uid, "ids": ids},
    )
    for table in ("res_partner", "gift_claim", "gift_claim_key"):
        cr.execute(f"ANALYZE {table}")  # noqa: S608  names of our own
    env.invalidate_all()
    return ids


def owners(env, with_claims):
    """Ask for the owner of every customer, as the refresher does."""
    from odoo.tools import SQL

    partners = env["res.partner"]
    owner = SQL("wu.id")
    joins = SQL("LEFT JOIN res_users wu ON wu.id = p.user_id AND wu.active")
    if with_claims:
        owner, joins = partners._gift_owner_sql(
            SQL("p"), env.company.root_id, lambda partner: SQL("TRUE")
        )
    env.cr.execute(SQL("SELECT count(%s) FROM res_partner p %s", owner, joins))
    return env.cr.fetchone()[0]


def busy(env, function):
    """Return how long the database's backend works for a call.

    Its processor time where that can be read, which is steady; else the clock's.
    """
    env.cr.execute("SELECT pg_backend_pid()")
    process = Path("/proc") / str(env.cr.fetchone()[0]) / "stat"

    def ticks():
        words = process.read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    if not process.exists() or "postgres" not in process.read_text():
        return common.seconds(function)[0]
    begin = ticks()
    function()
    return ticks() - begin


def settle(env, ids):
    """Settle a batch of touchpoints of claimed and of free customers."""
    env["gift.touchpoint"]._gift_register(
        [
            {
                "partner_id": partner_id,
                "company_id": env.company.id,
                "kind": "lead",
                "user_id": env.ref("base.user_admin").id,
                "res_model": "bench.claim",
                "res_id": partner_id,
            }
            for partner_id in ids[:TOUCHES]
        ]
    )
    env.cr.precommit.run()

    def run():
        while env["gift.claim"]._gift_settle_batch()[0]:
            env.flush_all()

    return common.seconds(run)[0]


def end(env, ids):
    """Let every claim end."""
    env.cr.execute(
        "UPDATE gift_claim SET until = current_date - 1 WHERE partner_id = ANY(%s)",
        [ids[: TOUCHES * 2]],
    )
    env.invalidate_all()

    def run():
        done = 0
        while count := env["gift.claim"]._gift_expire(env.company.root_id):
            done += count
        return done

    return common.seconds(run)


def measure(env, customers):
    """Run all measurements and print them with their goals.

    :return: the :class:`common.Goals`
    """
    ids = fill(env, customers)
    goals = common.Goals()
    owners(env, True)  # warm
    bare, full = 0.0, 0.0
    for _turn in range(TURNS):
        bare += busy(env, lambda: owners(env, False))
        full += busy(env, lambda: owners(env, True))
    print(
        f"  {customers} customers: owners bare {bare / TURNS:.3f} s, "
        f"claims {full / TURNS:.3f} s"
    )
    goals.judge("owners to bare", full / bare, GOAL_OWNER)
    goals.judge(
        "settling, ms a touchpoint", settle(env, ids) / TOUCHES * 1000, GOAL_SETTLE
    )
    took, count = end(env, ids)
    goals.judge("ending, ms a claim", took / max(count, 1) * 1000, GOAL_END)
    return goals


def main():
    """Parse the command line, run and print; exit 1 when a goal is missed."""
    parser = common.parser(__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    options = parser.parse_args()
    with common.environment(options) as env:
        return measure(env, options.customers).verdict()


if __name__ == "__main__":
    sys.exit(main())
