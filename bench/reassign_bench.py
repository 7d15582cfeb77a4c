#!/usr/bin/env python3
"""Measure what it takes to hand on everything of somebody with very many customers.

    dev/python bench/reassign_bench.py -d DATABASE [--customers 5000]

Needs a database with crm_gift_retail. Makes a person with so many claimed customers and
an open lead of each, and three new people, inside one transaction that is rolled back.
Says the seconds and statements for a hundred and for all; exit code 1 when a customer
costs more than the goals.
"""

import sys
import time

import common

GOAL_STATEMENTS = 1.0  # per customer more
GOAL_MILLISECONDS = 30.0  # per customer more


def person(env, login):
    """Make a salesperson."""
    groups = env.ref("crm_gift_retail.crm_gift_retail_group_sales")
    return env["res.users"].create(
        {"name": login, "login": login, "group_ids": [(4, groups.id)]}
    )


def fill(env, count, leaver):
    """Make customers that the person claimed, and a lead of each."""
    company = env.company.root_id
    partners = env["res.partner"].create(
        [{"name": f"{leaver.login} {n}", "is_company": True} for n in range(count)]
    )
    env["gift.customer"]._ensure(partners, company)
    claims = env["gift.claim"].create(
        [
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "owner_id": leaver.id,
                "basis": "manual",
                "since": leaver.create_date,
            }
            for partner in partners
        ]
    )
    env["gift.claim.key"]._gift_insert(
        [
            (claim.id, company.id, "partner", str(claim.partner_id.id))
            for claim in claims
        ]
    )
    env["crm.lead"].create(
        [
            {"name": partner.name, "partner_id": partner.id, "user_id": leaver.id}
            for partner in partners
        ]
    )


def measure(env, count, targets):
    """Return seconds and statements of one reassignment."""
    leaver = person(env, f"bench_leaver_{count}")
    fill(env, count, leaver)
    row = env["gift.reassign"].create(
        {"user_id": leaver.id, "target_ids": [(6, 0, targets.ids)]}
    )
    env.flush_all()
    env.invalidate_all()
    statements, begin = env.cr.sql_log_count, time.monotonic()
    row.action_apply()
    env.flush_all()
    took = time.monotonic() - begin
    statements = env.cr.sql_log_count - statements
    print(f"  {count} customers and leads: {took:.2f} s, {statements} statements")
    return took, statements


def main():
    """Parse the command line, run and print; exit 1 when a goal is missed."""
    parser = common.parser(__doc__)
    parser.add_argument("--customers", type=int, default=5000)
    options = parser.parse_args()
    with common.environment(options, tracking_disable=1) as env:
        env = (
            env["base"]
            .with_context(allowed_company_ids=env.ref("base.main_company").ids)
            .env
        )
        targets = env["res.users"]
        for number in range(3):
            targets |= person(env, f"bench_new_{number}")
        few, some = measure(env, 100, targets)
        many, all_of_them = measure(env, options.customers, targets)
    more = options.customers - 100
    statements = (all_of_them - some) / more
    milliseconds = (many - few) / more * 1000
    print(f"  a customer more: {milliseconds:.2f} ms, {statements:.3f} statements")
    return statements > GOAL_STATEMENTS or milliseconds > GOAL_MILLISECONDS


if __name__ == "__main__":
    sys.exit(main())
