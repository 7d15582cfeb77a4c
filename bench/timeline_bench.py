#!/usr/bin/env python3
"""Measure the trail: a page of 5,000 touchpoints against one of 5.

    dev/python bench/timeline_bench.py -d DATABASE

The database must have crm_gift_retail installed. Two customers are made, with a short
and a long trail of the same make (orders, leads, transfers and messages with documents
on the newest lines), among a hundred thousand touchpoints of others. Pages are read in
turns by a salesperson with cold record caches, in one process: a busy machine is
unfair to both alike. Nothing is committed.
"""

import os
import random
import statistics
import sys
import time
from datetime import timedelta

import common

SHORT, LONG, NOISE = 5, 5000, 100_000
ROUNDS = 300
#: the first page of the long trail may cost so many times that of the short one
GOAL = 1.2


def main():
    """Parse the command line, run and print; exit 1 when a goal is missed."""
    parser = common.parser(__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    with common.environment(options) as env:
        return _bench(env, options.rounds)


def _documents(env, partner, user):
    """Return one document of each usual model for a customer."""
    product = env["product.product"].create({"name": "Mug", "is_storable": True})
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "user_id": user.id,
            "order_line": [(0, 0, {"product_id": product.id})],
        }
    )
    order.action_confirm()
    lead = env["crm.lead"].create(
        {"name": "Mugs", "partner_id": partner.id, "user_id": user.id}
    )
    return [order, lead, order.picking_ids, partner.message_post(body="Hello")]


def _trail(env, partner, user, length):
    """Leave a trail of a length; the newest lines lead to documents."""
    kinds = ["call", "message_out", "order", "visit", "shipped"]
    now = env.cr.now().replace(microsecond=0)
    documents = _documents(env, partner, user)
    numbers = iter(range(10**9 + partner.id * 10**5, 2 * 10**9))
    env["gift.touchpoint"]._gift_register(
        [
            {
                "partner_id": partner.id,
                "kind": "price_told" if line < len(documents) else kinds[line % 5],
                "res_model": documents[line % len(documents)]._name,
                "res_id": documents[line].id
                if line < len(documents)
                else next(numbers),
                "date": now - timedelta(hours=line),
                "user_id": user.id,
                "summary": f"Line {line}",
            }
            for line in range(length)
        ]
    )
    return env["gift.customer"]._ensure(partner, env.company)


def _noise(env):
    """Leave the trails of a thousand other customers, mixed as days mix them."""
    ids = env["res.partner"].create([{"name": f"Other {n}"} for n in range(1000)]).ids
    env.cr.execute(
        """
        INSERT INTO gift_touchpoint (partner_id, commercial_partner_id, company_id,
                                     kind, channel, is_contact, is_mass, date,
                                     res_model, res_id)
        SELECT p, p, %(company)s, 'call', 'unknown', true, false,
               now() AT TIME ZONE 'UTC' - n * interval '5 minutes',
               'res.partner', 2000000000 + n
          FROM generate_series(1, %(noise)s) n
         CROSS JOIN LATERAL (SELECT (%(ids)s::int[])[1 + n %% 1000] AS p) q
        """,
        {"company": env.company.id, "noise": NOISE, "ids": ids},
    )


def _bench(env, rounds):
    user = env["res.users"].create(
        {
            "name": "Bench",
            "login": f"bench-{time.time()}",
            "group_ids": [
                (6, 0, [env.ref("crm_gift_retail.crm_gift_retail_group_sales").id])
            ],
        }
    )
    firms = env["res.partner"].create(
        [{"name": name, "is_company": True} for name in ("Short trail", "Long trail")]
    )
    _noise(env)
    short = _trail(env, firms[0], user, SHORT)
    long = _trail(env, firms[1], user, LONG)
    env.flush_all()
    env.cr.execute("ANALYZE gift_touchpoint")
    trail = env["gift.touchpoint"].with_user(user)
    _check(trail, long)
    deep = _oldest_key(trail, long)
    pages = {
        f"first page of {SHORT}": (short, None),
        f"first page of {LONG}": (long, None),
        f"last page of {LONG}": (long, deep),
    }
    seconds = {name: [] for name in pages}
    queries = {}
    for _round in range(rounds):
        for name in random.sample(list(pages), len(pages)):
            customer, before = pages[name]
            env.invalidate_all()
            count, started = env.cr.sql_log_count, time.perf_counter()
            trail.timeline("gift.customer", customer.id, before)
            seconds[name].append(time.perf_counter() - started)
            queries[name] = env.cr.sql_log_count - count
    return _report(seconds, queries)


def _check(trail, customer):
    """Raise unless walking the pages meets every touchpoint once."""
    met, key = [], None
    while True:
        page = trail.timeline("gift.customer", customer.id, key, 100)
        met += [row["id"] for row in page["rows"]]
        key = page["next"]
        if not key:
            break
    assert len(met) == len(set(met)) == LONG, (len(met), len(set(met)))


def _oldest_key(trail, customer):
    """Return the key of the page that ends the trail."""
    rows = trail.sudo().search(
        [("commercial_partner_id", "=", customer.partner_id.id)],
        order="date, id",
        limit=1,
        offset=30,
    )
    return {"date": rows.date.isoformat(" "), "id": rows.id}


def _report(seconds, queries):
    """Print medians and ratios; return the exit code."""
    first, *others = seconds
    base = statistics.median(seconds[first])
    ratios = []
    for name, values in seconds.items():
        middle = statistics.median(values)
        ratios.append(middle / base)
        p95 = statistics.quantiles(values, n=20)[-1]
        print(
            f"{name:20} p50 {middle * 1000:6.2f} ms  p95 {p95 * 1000:6.2f} ms  "
            f"{queries[name]} queries  {middle / base:.2f} times"
        )
    same = queries[first] == queries[others[0]]
    print(f"load {os.getloadavg()[0]:.1f}; goal {GOAL} times and the same queries")
    return int(ratios[1] > GOAL or not same)


if __name__ == "__main__":
    sys.exit(main())
