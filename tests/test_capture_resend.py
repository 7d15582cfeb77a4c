"""A tablet that sends one walk-in many times at once: it is kept once."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from support import odoo, seeds
from support.client import Json2
from support.server import Server

SENDERS = 16


def a_shop(env, login):
    """A shop whose member is the clerk.

    :return: id of the team and of the clerk
    """
    clerk = env["res.users"].search([("login", "=", login)])
    team = env["crm.team"].create(
        {
            "name": "Corner shop",
            "gift_is_shop": True,
            "company_id": env.company.id,
            "member_ids": [(6, 0, clerk.ids)],
        }
    )
    env.company.gift_service_team_id = team
    return {"team": team.id, "clerk": clerk.id}


@pytest.fixture(scope="module")
def shop(new_db, odoo_for):
    database = new_db()
    keys, place = odoo_for(database).call_all(
        (seeds.role_keys, {"roles": ["clerk"]}), (a_shop, {"login": "qa_clerk"})
    )
    with Server(database, cron=0) as server:
        yield database, server.url, keys["clerk"]["key"], place


def test_sent_many_times_at_once(shop):
    """Every sender gets the same answer; one of everything is in the database."""
    database, url, key, place = shop
    walk_in = {
        "uuid": str(uuid.uuid4()),
        "values": {
            "team_id": place["team"],
            "served_by_id": place["clerk"],
            "name": "王总",
            "wechat": "wang_once",
            "consent": "all",
            "hand_over": True,
        },
    }

    def send(_number):
        return Json2(url, key)("gift.capture", "register", **walk_in)

    with ThreadPoolExecutor(SENDERS) as pool:
        answers = list(pool.map(send, range(SENDERS)))
    assert len({answer["id"] for answer in answers}) == 1
    assert len({answer["partner_id"] for answer in answers}) == 1
    for table, where, count in (
        ("gift_capture", "", 1),
        ("res_partner", "WHERE gift_wechat = 'wang_once'", 1),
        ("crm_lead", "WHERE partner_name IS NULL AND contact_name = '王总'", 1),
        ("gift_handover", "", 1),
        ("gift_consent", "", 3),
        ("gift_touchpoint", "WHERE res_model = 'gift.capture'", 1),
    ):
        found = odoo.sql(database, f"SELECT count(*) FROM {table} {where}")  # noqa: S608
        assert found[0][0] == count, table
