"""Samples asked for and answered at the same time, over the API."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support import odoo, seeds
from support.client import Json2, Refused
from support.server import Server

MANY = 8
LIMIT = 3


def samples(env, count, limit):
    """Return samples of one salesperson, none asked for yet, and one that was sent."""
    company = env.company.root_id
    company.write(
        {
            "gift_sample_month_count": limit,
            "gift_sample_value_limit": 0,
            "gift_sample_month_cost": 0,
        }
    )
    user = env["res.users"].search([("login", "=", "qa_sales")])
    product = env["product.product"].create({"name": "Cup", "type": "consu"})
    partners = env["res.partner"].create(
        [{"name": f"Taster {number}"} for number in range(count + 1)]
    )
    rows = env["gift.sample"].create(
        [
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "line_ids": [(0, 0, {"product_id": product.id})],
            }
            for partner in partners
        ]
    )
    sent = rows[-1]
    sent.sudo().write({"user_id": env.uid})
    sent.action_request()
    for move in sent.picking_ids.move_ids:
        move.write({"quantity": 1, "picked": True})
    sent.picking_ids.button_validate()
    sent.write({"user_id": user.id})
    return {"ids": rows[:-1].ids, "sent": sent.id}


@pytest.fixture(scope="module")
def shop(new_db, odoo_for):
    """A server and a salesperson with more samples than a month has."""
    database = new_db()
    keys, rows = odoo_for(database).call_all(
        (seeds.role_keys, {"roles": ["sales"]}),
        (samples, {"count": MANY, "limit": LIMIT}),
    )
    expected = [r"odoo\.http: ", r"odoo\.sql_db: ", r"odoo\.service\.model: "]
    with Server(database, cron=0, expected=expected) as server:
        yield {"url": server.url, "keys": keys, "database": database, **rows}


def together(calls):
    """Run the calls at once; return answers and refusals in their order."""

    def run(call):
        try:
            return call()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def press(shop, method, sample_id, **values):
    """Return a call of a button with a connection of its own."""
    api = Json2(shop["url"], shop["keys"]["sales"]["key"])
    return lambda: api("gift.sample", method, ids=[sample_id], **values)


def test_the_months_last_sample_is_one(shop):
    """Eight at once, three are free: exactly five wait for somebody's decision."""
    answers = together(
        [press(shop, "action_request", sample_id) for sample_id in shop["ids"]]
    )
    assert [answer for answer in answers if isinstance(answer, Refused)] == []
    states = odoo.sql(
        shop["database"],
        "SELECT state, count(*) FROM gift_sample WHERE id = ANY(%(ids)s)"
        " GROUP BY state ORDER BY state",
        ids=shop["ids"],
    )
    assert states == [("approval", MANY - LIMIT), ("picking", LIMIT)]
    counted = odoo.sql(
        shop["database"],
        "SELECT q.count FROM gift_sample_quota q JOIN res_users u ON u.id = q.user_id"
        " WHERE u.login = 'qa_sales'",
    )
    assert counted == [(MANY,)]


def test_arrived_on_two_phones(shop):
    """Both say so at once: it arrived once."""
    calls = [press(shop, "action_tap", shop["sent"], key="arrived")] * 4
    answers = together(calls)
    assert [answer for answer in answers if isinstance(answer, Refused)] == []
    found = odoo.sql(
        shop["database"],
        "SELECT s.state, (SELECT count(*) FROM gift_touchpoint t"
        " JOIN stock_picking p ON p.id = t.res_id AND t.res_model = 'stock.picking'"
        " WHERE p.gift_sample_id = s.id AND t.kind = 'arrived')"
        " FROM gift_sample s WHERE s.id = %(id)s",
        id=shop["sent"],
    )
    assert found == [("arrived", 1)]
