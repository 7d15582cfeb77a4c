"""Profit stays confidential through every door a program has (decision 9)."""

import pytest
from support import odoo, seeds
from support.client import Json2, Refused
from support.server import Server

BLIND = ("clerk", "caller", "service", "warehouse")
SEEING = ("service_lead", "manager")
SECRETS = {
    "gift.customer": ("profit_12m", "profit_total", "pending_profit"),
    "gift.sale.fact": ("profit", "cost"),
    "sale.order": ("margin", "margin_percent"),
    "sale.order.line": ("margin", "purchase_price"),
    "sale.report": ("margin",),
    "gift.sale.history": ("cost",),
}
REFUSALS = {401, 403, 422}


def doors(model, name):
    """Every public way to learn a field's value, as (title, method, arguments)."""
    return [
        ("search_read", "search_read", {"domain": [], "fields": [name]}),
        (
            "web_search_read",
            "web_search_read",
            {"domain": [], "specification": {name: {}}},
        ),
        ("filter", "search_count", {"domain": [[name, ">", 0]]}),
        ("order by", "search_read", {"domain": [], "fields": ["id"], "order": name}),
        (
            "group by",
            "formatted_read_group",
            {"domain": [], "groupby": [name], "aggregates": ["__count"]},
        ),
        (
            "sum",
            "formatted_read_group",
            {"domain": [], "groupby": [], "aggregates": [f"{name}:sum"]},
        ),
        (
            "having",
            "formatted_read_group",
            {
                "domain": [],
                "groupby": ["company_id"],
                "aggregates": ["__count"],
                "having": [[f"{name}:sum", ">", 0]],
            },
        ),
    ]


@pytest.fixture(scope="module")
def shop(new_db, odoo_for):
    """A server with sales and one user per role."""
    database = new_db()
    seeded, keys, _changed = odoo_for(database).call_all(
        (seeds.sales, {"customers": 3}),
        (seeds.role_keys, {"roles": [*BLIND, *SEEING, "sales"]}),
        seeds.refresh,
    )
    refusals = [r"odoo\.http: ", r"odoo\.addons\.base\.models\.ir_(rule|model)"]
    with Server(database, cron=0, expected=refusals) as server:
        apis = {role: Json2(server.url, user["key"]) for role, user in keys.items()}
        yield {"api": apis, "seeded": seeded, "keys": keys, "database": database}


CASES = [(model, name) for model, some in SECRETS.items() for name in some]


@pytest.mark.parametrize("role", BLIND)
@pytest.mark.parametrize(("model", "name"), CASES)
def test_refused_through_every_door(shop, role, model, name):
    """Neither the value, nor its sum, nor its order, nor a filter over it."""
    api = shop["api"][role]
    for title, method, arguments in doors(model, name):
        try:
            answer = api(model, method, **arguments)
        except Refused as refused:
            assert refused.status in REFUSALS, f"{title}: {refused}"
            continue
        # a door may also answer without the field, or with nothing at all
        assert name not in str(answer), f"{title} told {role} {model}.{name}"
        assert title not in ("filter", "order by", "group by", "having") or not answer


@pytest.mark.parametrize("role", BLIND)
@pytest.mark.parametrize(("model", "name"), CASES)
def test_refused_in_exports(shop, role, model, name):
    """``export_data`` of records that the role may list gives no profit either."""
    api = shop["api"][role]
    try:
        some = api(model, "search", domain=[], limit=3)
    except Refused:
        return  # the role does not even see the records
    if not some:
        return
    with pytest.raises(Refused) as refused:
        api(model, "export_data", ids=some, fields_to_export=["id", name])
    assert refused.value.status in REFUSALS


@pytest.mark.parametrize("role", SEEING)
def test_who_leads_sees_profit(shop, role):
    """The refusals above are no accident: the same doors open for the leads."""
    api = shop["api"][role]
    rows = api(
        "gift.customer",
        "search_read",
        domain=[["partner_id", "in", shop["seeded"]["partners"]]],
        fields=["profit_12m"],
        order="profit_12m desc",
    )
    assert [row["profit_12m"] for row in rows] == [shop["seeded"]["profit"]] * 3
    [group] = api(
        "gift.customer",
        "formatted_read_group",
        domain=[["partner_id", "in", shop["seeded"]["partners"]]],
        groupby=[],
        aggregates=["profit_12m:sum"],
    )
    assert group["profit_12m:sum"] == 3 * shop["seeded"]["profit"]


def test_clerk_sees_the_letter(shop):
    """A clerk reads tier and last purchase of the same customers."""
    rows = shop["api"]["clerk"](
        "gift.customer",
        "search_read",
        domain=[["partner_id", "in", shop["seeded"]["partners"]]],
        fields=["tier_id", "last_order_date"],
    )
    assert len(rows) == 3
    assert all(row["last_order_date"] for row in rows)


def test_nobody_writes_standing(shop):
    """The refresher is the only writer, whatever the role."""
    [number] = odoo.sql(shop["database"], "SELECT min(id) FROM gift_customer")
    for role, api in shop["api"].items():
        with pytest.raises(Refused) as refused:
            api(
                "gift.customer",
                "write",
                ids=list(number),
                vals={"revenue_12m": 1.0},
            )
        assert refused.value.status in REFUSALS, role
