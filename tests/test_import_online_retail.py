"""Imports an Online Retail file twice and checks it against an independent calculation.

Runs on the shared data set when this machine has it, and always on a small file of the
same layout, over eighteen months, so that the twelve-month window cuts through it.
"""

import datetime
from decimal import Decimal

import pytest
from giftqa.shell import shared_data
from independent import online_retail
from support import odoo, retail_file

FILES = ["small"] + (["shared"] if shared_data() else [])


def bring_in(env, path, company_id):
    """Import with dates shifted up to yesterday; return counters and the refused."""
    company = env["res.company"].browse(company_id)
    record = env["gift.import"].import_file(
        path, "online_retail", company=company, shift_mode="auto", tz="UTC"
    )
    names = (
        "state read_count taken_count present_count refused_count return_count "
        "charge_count anonymous_count estimated_count created_count matched_count "
        "shift_weeks error"
    ).split()
    answer = {name: record[name] for name in names}
    answer["id"] = record.id
    answer["last_day"] = str(record.last_day)
    return answer


def settle(env, company_id):
    """Bring every standing up to date as the nightly run does."""
    return env["gift.customer"]._refresh(env["res.company"].browse(company_id))


def make_company(env):
    """A company of its own for the file, in pounds."""
    pound = env.ref("base.GBP")
    pound.active = True
    company = env["res.company"].create(
        {"name": "Retail Data Ltd", "currency_id": pound.id}
    )
    return company.id


@pytest.fixture(scope="module", params=FILES)
def imported(request, new_db, odoo_for, tmp_path_factory):
    """A database in which the file was imported and settled, and what is expected."""
    if request.param == "shared":
        path = shared_data()
    else:
        path = tmp_path_factory.mktemp("retail") / "small.csv.gz"
        retail_file.write(path)
    database = new_db()
    shell = odoo_for(database)
    company = shell.call(make_company)
    first, _changed = shell.call_all(
        (bring_in, {"path": str(path), "company_id": company}),
        (settle, {"company_id": company}),
    )
    assert first["state"] == "done", first["error"]
    today = datetime.datetime.now(datetime.timezone.utc).date()
    books = online_retail.calculate(path, today)
    return {
        "database": database,
        "shell": shell,
        "company": company,
        "path": path,
        "first": first,
        "books": books,
    }


def money(amount):
    return Decimal(amount or 0).quantize(Decimal("0.01"))


def test_counts(imported):
    """Read, taken and refused add up; kinds, anonymous and estimated agree."""
    first, books = imported["first"], imported["books"]
    assert first["read_count"] == books.read
    assert first["taken_count"] == books.taken
    assert first["refused_count"] == len(books.refused)
    assert first["read_count"] == first["taken_count"] + first["refused_count"]
    assert first["return_count"] == books.kinds["return"]
    assert first["charge_count"] == books.kinds["charge"]
    assert first["anonymous_count"] == books.anonymous
    assert first["estimated_count"] == books.estimated
    assert first["created_count"] == len(books.customers)
    assert first["shift_weeks"] == books.shift


def test_refused_lines_and_why(imported):
    """The same lines are refused, each for the same reason."""
    rows = odoo.sql(
        imported["database"],
        "SELECT line_no, code FROM gift_import_refused WHERE import_id = %(number)s",
        number=imported["first"]["id"],
    )
    assert {line: code for line, code in rows} == imported["books"].refused


def test_money_per_kind(imported):
    """Sales, returns and charges to the cent, and the cost that was estimated."""
    books = imported["books"]
    rows = odoo.sql(
        imported["database"],
        "SELECT kind, sum(revenue) FROM gift_sale_history"
        " WHERE company_id = %(company)s GROUP BY kind",
        company=imported["company"],
    )
    assert {kind: money(amount) for kind, amount in rows} == dict(books.amounts)
    [[cost]] = odoo.sql(
        imported["database"],
        "SELECT sum(cost) FROM gift_sale_history WHERE cost_state = 'estimated'"
        " AND company_id = %(company)s",
        company=imported["company"],
    )
    assert money(cost) == books.cost


def test_every_customer_to_the_cent(imported):
    """Revenue and profit, lifetime and of twelve months, and orders per customer."""
    rows = odoo.sql(
        imported["database"],
        "SELECT external_code, revenue_total, profit_total, revenue_12m, profit_12m,"
        " order_count FROM gift_customer WHERE external_code IS NOT NULL"
        " AND company_id = %(company)s",
        company=imported["company"],
    )
    ours = {row[0]: [*map(money, row[1:5]), row[5]] for row in rows}
    theirs = {
        number: [
            customer.revenue,
            customer.profit,
            customer.revenue_12m,
            customer.profit_12m,
            len(customer.orders),
        ]
        for number, customer in imported["books"].customers.items()
    }
    assert ours.keys() == theirs.keys()
    wrong = {
        number: (ours[number], theirs[number])
        for number in theirs
        if ours[number] != theirs[number]
    }
    assert not wrong, f"{len(wrong)} differ: {dict(list(wrong.items())[:5])}"


def test_the_window_cuts(imported):
    """The small file is older than a year in part, or the test above proves little."""
    customers = imported["books"].customers.values()
    if imported["path"].name == "small.csv.gz":
        assert any(one.profit != one.profit_12m for one in customers)
    assert any(one.profit_12m for one in customers)


def test_estimated_cost_is_marked(imported):
    """Who has sales with an estimated cost is marked as such."""
    [[marked]] = odoo.sql(
        imported["database"],
        "SELECT count(*) FROM gift_customer WHERE has_estimated_cost"
        " AND company_id = %(company)s",
        company=imported["company"],
    )
    assert marked > 0.5 * len(imported["books"].customers)


def test_the_same_file_again_adds_nothing(imported):
    """A second import finds every line there and changes no figure."""
    checksum = (
        "SELECT count(*), sum(revenue), sum(cost), md5(string_agg(line_key, ','"
        " ORDER BY line_key)) FROM gift_sale_history"
        " WHERE company_id = %(company)s"
    )
    standing = (
        "SELECT count(*), sum(revenue_total), sum(profit_12m), sum(order_count)"
        " FROM gift_customer WHERE company_id = %(company)s"
    )
    partners = "SELECT count(*) FROM res_partner"
    queries = (checksum, standing, partners)
    place = {"database": imported["database"], "company": imported["company"]}
    before = [odoo.sql(query=query, **place) for query in queries]
    again, _changed = imported["shell"].call_all(
        (bring_in, {"path": str(imported["path"]), "company_id": imported["company"]}),
        (settle, {"company_id": imported["company"]}),
    )
    assert again["state"] == "done", again["error"]
    assert again["taken_count"] == 0
    assert again["present_count"] == imported["books"].taken
    assert again["refused_count"] == len(imported["books"].refused)
    assert again["created_count"] == 0
    after = [odoo.sql(query=query, **place) for query in queries]
    assert after == before
