"""Two root companies share contacts and nothing else (decision 3)."""

import pytest
from support import odoo, seeds
from support.client import Json2
from support.server import Server


def second_company(env):
    """A second root company with a chart of accounts."""
    company = env["res.company"].create({"name": "Second Gift House"})
    env.ref("base.user_admin").company_ids += company
    return company.id


def same_customers(env, partner_ids, company_id):
    """Orders of the first company's customers in the second one."""
    company = env["res.company"].browse(company_id)
    env = env(context={**env.context, "allowed_company_ids": [company_id]})
    env["account.chart.template"].try_loading("generic_coa", company=company)
    if not env["stock.warehouse"].search([("company_id", "=", company_id)], limit=1):
        env["stock.warehouse"].create(
            {"name": "Second house", "code": "SEC", "company_id": company_id}
        )
    product = env["product.product"].create(
        {
            "name": "Second mug",
            "type": "consu",
            "invoice_policy": "order",
            "list_price": 100.0,
            "standard_price": 30.0,
            "taxes_id": [(5, 0, 0)],
        }
    )
    for partner in partner_ids:
        order = env["sale.order"].create(
            {
                "partner_id": partner,
                "company_id": company_id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order.action_confirm()
        order._create_invoices().action_post()
    return 70.0


@pytest.fixture(scope="module")
def houses(new_db, odoo_for):
    database = new_db()
    shell = odoo_for(database)
    seeded, second = shell.call_all((seeds.sales, {"customers": 2}), second_company)
    roles = ["manager", "clerk"]
    profit, first_keys, second_keys, _changed = shell.call_all(
        (same_customers, {"partner_ids": seeded["partners"], "company_id": second}),
        (seeds.role_keys, {"roles": roles, "suffix": "_1"}),
        (seeds.role_keys, {"roles": roles, "suffix": "_2", "company_id": second}),
        seeds.refresh,
    )
    with Server(database, cron=0) as server:
        yield {
            "database": database,
            "seeded": seeded,
            "second": second,
            "profit": profit,
            "first": Json2(server.url, first_keys["manager"]["key"]),
            "other": Json2(server.url, second_keys["manager"]["key"]),
            "first_clerk": Json2(server.url, first_keys["clerk"]["key"]),
            "other_clerk": Json2(server.url, second_keys["clerk"]["key"]),
        }


def test_each_house_has_its_own_row(houses):
    rows = odoo.sql(
        houses["database"],
        "SELECT partner_id, count(*), count(DISTINCT company_id) FROM gift_customer"
        " WHERE partner_id = ANY(%(partners)s) GROUP BY 1",
        partners=houses["seeded"]["partners"],
    )
    assert [row[1:] for row in rows] == [(2, 2)] * 2


def test_a_manager_sees_the_own_house(houses):
    """Rows, sums and facts of the other house are invisible."""
    for api, profit in (
        (houses["first"], houses["seeded"]["profit"]),
        (houses["other"], houses["profit"]),
    ):
        rows = api(
            "gift.customer",
            "search_read",
            domain=[["partner_id", "in", houses["seeded"]["partners"]]],
            fields=["profit_12m", "company_id"],
        )
        assert [row["profit_12m"] for row in rows] == [profit] * 2
        [group] = api(
            "gift.sale.fact",
            "formatted_read_group",
            domain=[],
            groupby=[],
            aggregates=["profit:sum"],
        )
        assert group["profit:sum"] == 2 * profit


def test_the_contact_shows_its_house(houses):
    """The same contact shows a different standing to each house."""
    partner = houses["seeded"]["partners"][0]
    dates = []
    for api in (houses["first_clerk"], houses["other_clerk"]):
        [row] = api("res.partner", "read", ids=[partner], fields=["gift_customer_id"])
        dates.append(row["gift_customer_id"][0])
    assert len(set(dates)) == 2


def test_each_house_has_its_own_ladders(houses):
    """Tiers belong to a house; the other cannot even read them."""
    first = houses["first"]("gift.tier", "search", domain=[])
    other = houses["other"]("gift.tier", "search", domain=[])
    assert first
    assert other
    assert not set(first) & set(other)
