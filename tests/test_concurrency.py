"""What happens at the same time: two nightly runs, and sales during a refresh."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from support import odoo, seeds
from support.client import Json2
from support.server import Server

ORDERS = 20
ROWS = """
SELECT partner_id, company_id, revenue_12m, profit_12m, revenue_total, order_count,
       pending_revenue, tier_id, rfm_score
  FROM gift_customer ORDER BY 1, 2
"""


def many_customers(env, count):
    """Customers with history, so that a refresh has work for a while."""
    company = env.company.root_id
    partners = (
        env["res.partner"]
        .with_context(tracking_disable=True, mail_create_nolog=True)
        .create([{"name": f"Crowd {n}", "is_company": True} for n in range(count)])
        .ids
    )
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO gift_sale_history (company_id, partner_id, code, name, date,
               date_day, quantity, revenue, cost, cost_state, kind, reference, line_key)
        SELECT %(company)s, partner, 'X', 'X',
               now() AT TIME ZONE 'UTC' - day * interval '11 days',
               current_date - day * 11, 1, 10 + day, 4, 'known', 'sale',
               'R' || partner || '-' || day, 'crowd' || partner || '-' || day
          FROM unnest(%(partners)s) partner, generate_series(1, 25) day
        """,
        {"company": company.id, "partners": partners},
    )
    return len(partners)


def nightly(env, barrier, runs):
    """Run the nightly method like the scheduler does, after both are ready."""
    import os
    import time

    open(f"{barrier}.{os.getpid()}", "w").close()
    folder, _slash, stem = barrier.rpartition("/")
    deadline = time.monotonic() + 60
    while sum(name.startswith(stem) for name in os.listdir(folder)) < 2:
        if time.monotonic() > deadline:
            raise RuntimeError("the other process did not come")
        time.sleep(0.01)
    for _run in range(runs):
        env["gift.customer"]._cron_refresh_full()
        env.cr.commit()
    return runs


def full_refresh(env):
    """One more full run; return how many rows it changed."""
    return sum(
        env["gift.customer"]._refresh(company) or 0
        for company in env["res.company"].search([("parent_id", "=", False)])
    )


@pytest.fixture(scope="module")
def crowd(new_db, odoo_for):
    database = new_db()
    shell = odoo_for(database)
    shell.call(many_customers, count=1500)
    return database, shell


def test_two_nightly_runs_at_once(crowd, odoo_for, tmp_path):
    """Two processes start the nightly run in the same moment: both end well."""
    database, shell = crowd
    barrier = str(tmp_path / "ready")
    processes = []
    for index in range(2):
        one = odoo_for(database)
        log = tmp_path / f"log{index}"
        answer = tmp_path / f"answer{index}"
        processes.append(
            (one.start(nightly, answer, log, barrier=barrier, runs=2), answer, log)
        )
    for process, answer, log in processes:
        code = process.wait(300)
        assert code == 0, log.read_text()[-4000:]
        odoo.assert_clean(log.read_text(), "nightly run")
        assert json.loads(answer.read_text()) == [2]
    doubles = odoo.sql(
        database,
        "SELECT partner_id, company_id FROM gift_customer GROUP BY 1, 2"
        " HAVING count(*) > 1",
    )
    assert doubles == []
    before = odoo.sql(database, ROWS)
    assert len(before) >= 1500
    assert shell.call(full_refresh) == 0, "a third run found something left to do"
    assert odoo.sql(database, ROWS) == before


def test_refresh_while_orders_are_confirmed(crowd, odoo_for, tmp_path):
    """Twenty sales over JSON-2 while refreshes run: none fails, none is lost."""
    database, shell = crowd
    seeded, key = shell.call_all(
        (seeds.sales, {"customers": ORDERS, "orders": 1, "prefix": "Rush"}),
        seeds.admin_key,
    )
    log, answer = tmp_path / "log", tmp_path / "answer"
    with Server(database, cron=1) as server:
        api = Json2(server.url, key)
        drafts = [
            api(
                "sale.order",
                "create",
                vals_list=[
                    {
                        "partner_id": partner,
                        "order_line": [
                            [
                                0,
                                0,
                                {
                                    "product_id": seeded["product"],
                                    "product_uom_qty": 3,
                                },
                            ]
                        ],
                    }
                ],
            )
            for partner in seeded["partners"]
        ]
        barrier = str(tmp_path / "rush")
        (tmp_path / "rush.0").touch()
        other = odoo_for(database)
        refresher = other.start(nightly, answer, log, barrier=barrier, runs=5)
        deadline = time.monotonic() + 60
        while len(list(tmp_path.glob("rush.*"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)

        def confirm(order):
            machine = Json2(server.url, key)
            machine("sale.order", "action_confirm", ids=order)
            invoices = machine(
                "sale.advance.payment.inv",
                "create",
                vals_list=[
                    {"advance_payment_method": "delivered", "sale_order_ids": order}
                ],
            )
            machine("sale.advance.payment.inv", "create_invoices", ids=invoices)
            [row] = machine("sale.order", "read", ids=order, fields=["invoice_ids"])
            machine("account.move", "action_post", ids=row["invoice_ids"])
            return order

        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(confirm, drafts))
        assert len(done) == ORDERS
        assert refresher.wait(300) == 0, log.read_text()[-4000:]
        odoo.assert_clean(log.read_text(), "refresh during sales")
        wait_until_settled(database, seeded["partners"], orders=2)
    states = odoo.sql(
        database,
        "SELECT DISTINCT state FROM sale_order WHERE id = ANY(%(ids)s)",
        ids=[order[0] for order in drafts],
    )
    assert states == [("sale",)]
    rows = odoo.sql(
        database,
        "SELECT DISTINCT revenue_12m, profit_12m, order_count FROM gift_customer"
        " WHERE partner_id = ANY(%(partners)s)",
        partners=seeded["partners"],
    )
    assert [tuple(map(float, row)) for row in rows] == [(100.0, 60.0, 2.0)]
    assert shell.call(full_refresh) == 0


def wait_until_settled(database, partners, orders, seconds=60):
    """The triggered job brings every touched customer up to date by itself."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        [(count,)] = odoo.sql(
            database,
            "SELECT count(*) FROM gift_customer WHERE order_count = %(orders)s"
            " AND partner_id = ANY(%(partners)s)",
            orders=orders,
            partners=partners,
        )
        if count == len(partners):
            return
        time.sleep(0.5)
    raise AssertionError("the queue of touched customers was not worked off")
