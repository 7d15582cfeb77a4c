#!/usr/bin/env python3
"""Measure the last prices of a firm among millions of order lines.

    dev/python bench/price_bench.py -d DATABASE [--lines 5000000] [--keep]

Needs a database with crm_gift_retail; fills it with products, firms of a power law (the
largest has thousands of orders), confirmed order lines, prices quoted and told by plain
SQL inside one transaction that is rolled back (``--keep`` commits it, for a look at the
plans). Measures, with warm caches and in turns:

* the last prices of one line, for the largest firm, a middling one and a new one;
* those of an order of 200 lines, whose number of queries must be that of one line;
* the same question asked naively, line by line through the ORM, for comparison.

Exit code 1 when a goal is missed: 50 ms for one line, the same number of queries.
"""

import argparse
import os
import statistics
import sys
import time

GOAL_LINE = 50.0  # milliseconds for one line
ROUNDS = 40
PRODUCTS = 2000


def fill(env, lines):
    """Make firms, orders and lines by plain SQL.

    :return: (ids of firms, the largest first; ids of products)
    """
    cr = env.cr
    env.flush_all()
    firms = max(lines // 5, 10)
    cr.execute("SELECT setseed(0.42)")
    cr.execute("SET LOCAL synchronous_commit = off")
    cr.execute("SHOW is_superuser")
    if cr.fetchone()[0] == "on":  # millions of rows without a look at every key
        cr.execute("SET LOCAL session_replication_role = replica")
    products = (
        env["product.product"]
        .create([{"name": f"Bench item {n}"} for n in range(PRODUCTS)])
        .ids
    )
    uom = env.ref("uom.product_uom_unit").id
    env.flush_all()
    cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, active, is_company, type,
               commercial_partner_id, autopost_bills, create_date)
        SELECT 'Bench ' || n, 'Bench ' || n, TRUE, TRUE, 'contact', NULL, 'ask',
               now() AT TIME ZONE 'UTC'
          FROM generate_series(1, %s) n RETURNING id
        """,
        [firms],
    )
    ids = [row[0] for row in cr.fetchall()]
    first = ids[0]
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id >= %s", [first]
    )
    values = {
        "company": env.company.id,
        "currency": env.company.currency_id.id,
        "user": env.ref("base.user_admin").id,
        "first": first,
        "firms": firms,
        "orders": lines * 2 // 5,
        "products": products,
        "count": PRODUCTS,
        "uom": uom,
    }
    cr.execute(
        """
        INSERT INTO sale_order (name, state, company_id, partner_id, partner_invoice_id,
               partner_shipping_id, currency_id, user_id, date_order, create_date,
               gift_commercial_partner_id, currency_rate, picking_policy)
        SELECT 'BENCH' || n, 'sale', %(company)s, p, p, p, %(currency)s, %(user)s,
               now() - random() * interval '1095 days', now(), p, 1, 'direct'
          FROM (SELECT n, %(first)s + floor(%(firms)s * power(random(), 2.5))::int AS p
                  FROM generate_series(1, %(orders)s) n) s
        """,
        values,
    )
    cr.execute(
        """
        INSERT INTO sale_order_line (order_id, sequence, company_id, currency_id, state,
               order_partner_id, salesman_id, product_id, product_uom_id, name,
               product_uom_qty, price_unit, discount, price_subtotal, price_total,
               customer_lead, qty_delivered, qty_invoiced, gift_firm_id, create_date)
        SELECT o.id, k, o.company_id, o.currency_id, 'sale', o.partner_id, o.user_id,
               (%(products)s::int[])[1 + floor(%(count)s * power(random(), 2))::int],
               %(uom)s, 'Item', 10, 100, 0, 1000, 1000, 0, 10, 10, o.partner_id,
               o.date_order
          FROM sale_order o CROSS JOIN LATERAL generate_series(
               1, 1 + (o.id %% 4)::int) k
         WHERE o.name LIKE 'BENCH%%'
        """,
        values,
    )
    made = cr.rowcount
    for table, extra in (("quoted", "order_name"), ("told", "channel")):
        cr.execute(
            f"""
            INSERT INTO gift_price_{table} (partner_id, commercial_partner_id,
                   company_id, product_id, quantity, uom_id, currency_id, price_unit,
                   discount, price_net, user_id, date, {extra}
                   {", active" if table == "told" else ""})
            SELECT l.gift_firm_id, l.gift_firm_id, l.company_id, l.product_id, 10,
                   l.product_uom_id, l.currency_id, 100, 0, 100, l.salesman_id,
                   l.create_date, 'phone' {", TRUE" if table == "told" else ""}
              FROM sale_order_line l WHERE l.name = 'Item' AND l.id % 5 = 0
            """  # noqa: S608  names of our own
        )
    for name in ("sale_order", "sale_order_line", "gift_price_quoted"):
        cr.execute(f"ANALYZE {name}")  # noqa: S608  names of our own
    cr.execute("ANALYZE gift_price_told")
    cr.execute("ANALYZE res_partner")
    env.invalidate_all()
    print(f"  {made} order lines, {values['orders']} orders, {firms} firms")
    return ids, products


def wanted(env, firm, products):
    """Return what a quotation of these products asks about."""
    return [
        {
            "firm_id": firm,
            "root_id": env.company.root_id.id,
            "product_id": product,
            "currency_id": env.company.currency_id.id,
            "quantity": 10,
        }
        for product in products
    ]


def ask(env, firm, products):
    """Return (seconds, queries, rows found) of one question."""
    rows = wanted(env, firm, products)
    count, begin = env.cr.sql_log_count, time.perf_counter()
    found = env["gift.price"]._gift_last(rows)
    took = time.perf_counter() - begin
    return took, env.cr.sql_log_count - count, sum(map(len, found))


def naive(env, firm, products):
    """Return (seconds, queries) of asking line by line through the ORM."""
    lines = env["sale.order.line"]
    count, begin = env.cr.sql_log_count, time.perf_counter()
    for product in products:
        lines.search(
            [
                ("order_id.gift_commercial_partner_id", "=", firm),
                ("product_id", "=", product),
                ("state", "=", "sale"),
            ],
            order="id desc",
            limit=1,
        ).mapped("price_subtotal")
    return time.perf_counter() - begin, env.cr.sql_log_count - count


def measure(env, lines):
    """Run all measurements and print them; return whether all goals were met."""
    firms, products = fill(env, lines)
    questions = {
        "one line, largest firm": (firms[0], products[:1]),
        "one line, middling firm": (firms[len(firms) // 2], products[:1]),
        "one line, new firm": (firms[-1], products[-1:]),
        "200 lines, largest firm": (firms[0], products[:200]),
    }
    seconds, queries = {name: [] for name in questions}, {}
    for _turn in range(ROUNDS):
        for name, (firm, some) in questions.items():
            took, queries[name], rows = ask(env, firm, some)
            seconds[name].append((took, rows))
    good = True
    for name, values in seconds.items():
        times = sorted(value[0] * 1000 for value in values)
        middle, p95 = statistics.median(times), times[int(len(times) * 0.95)]
        limit = GOAL_LINE if name.startswith("one") else GOAL_LINE * 4
        good &= middle <= limit
        print(
            f"  {'ok  ' if middle <= limit else 'MISS'} {name:24} "
            f"p50 {middle:7.2f} ms  p95 {p95:7.2f} ms  {queries[name]} queries  "
            f"{values[0][1]} prices (goal {limit:.0f} ms)"
        )
    same = len(set(queries.values())) == 1
    print(f"  {'ok  ' if same else 'MISS'} the same queries for 1 and for 200 lines")
    for name in ("one line, largest firm", "200 lines, largest firm"):
        took, count = naive(env, *questions[name])
        print(f"       naive, {name:24} {took * 1000:9.2f} ms  {count} queries")
    print(f"  load {os.getloadavg()[0]:.1f}")
    return good and same


def main():
    """Parse the command line, run and print; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("-c", "--config")
    parser.add_argument("--addons-path")
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()

    import odoo
    from odoo.modules.registry import Registry
    from odoo.tools import config

    words = ["-d", options.database, "--no-http"]
    for flag, value in (("-c", options.config), ("--addons-path", options.addons_path)):
        words += [flag, value] if value else []
    config.parse_config(words, setup_logging=True)
    with Registry(options.database).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        good = measure(env, options.lines)
        if options.keep:
            cr.commit()
        else:
            cr.rollback()
    return not good


if __name__ == "__main__":
    sys.exit(main())
