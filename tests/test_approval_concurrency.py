"""One decision, although twenty managers tap at the same moment (decision 12)."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from support import odoo
from support.client import Browser, Json2, Refused
from support.server import Server

CROWD = 20
PASSWORD = "a-password-of-the-test"


def crowd(env, count, password):
    """Managers with a key each, and one who asks."""
    manager = env.ref("crm_gift_retail.crm_gift_retail_group_manager")
    clerk = env.ref("crm_gift_retail.crm_gift_retail_group_clerk")
    people = env["res.users"].with_context(
        no_reset_password=True, tracking_disable=True
    )
    users = people.create(
        [
            {
                "name": f"Manager {index:02}",
                "login": f"manager{index}",
                "password": password,
                "group_ids": [(6, 0, manager.ids)],
            }
            for index in range(count)
        ]
    )
    asking = people.create(
        {"name": "Asking", "login": "asking", "group_ids": [(6, 0, clerk.ids)]}
    )
    requests = env["gift.request"].with_user(asking)
    asked = requests.create([{"name": f"Question {index}"} for index in range(2)])
    keys = env["res.users.apikeys"]
    return {
        "asked": asked.sudo().gift_approval_ids.ids,
        "keys": [
            keys.with_user(user).sudo()._generate("rpc", "approvals", None)
            for user in users
        ],
    }


@pytest.fixture(scope="module")
def world(new_db, odoo_for):
    database = new_db()
    seeded = odoo_for(database).call(crowd, count=CROWD, password=PASSWORD)
    return database, seeded


def test_twenty_managers_decide_one_request(world):
    """One decides, nineteen learn who did; nobody sees an error of the machine."""
    database, seeded = world
    target = seeded["asked"][0]
    ready = threading.Barrier(CROWD)

    # what Odoo tells a user (422) it logs as a warning
    told = [r"odoo\.http: “Question 0” is decided already: .* by Manager"]
    with Server(database, workers=8, expected=told) as server:
        Json2(server.url, seeded["keys"][0])("res.users", "context_get")

        def decide(job):
            index, key = job
            machine = Json2(server.url, key)
            decision = "refused" if index % 2 else "approved"
            ready.wait(60)
            try:
                return 200, machine(
                    "gift.approval", "action_decide", ids=[target], decision=decision
                )
            except Refused as refused:
                return refused.status, refused.body

        with ThreadPoolExecutor(CROWD) as pool:
            answers = list(pool.map(decide, enumerate(seeded["keys"])))
        log = server.log()

    statuses = sorted(status for status, _body in answers)
    assert statuses == [200] + [422] * (CROWD - 1), answers[:3]
    rows = odoo.sql(
        database,
        "SELECT a.state, p.name FROM gift_approval a"
        " JOIN res_users u ON u.id = a.decided_by_id"
        " JOIN res_partner p ON p.id = u.partner_id WHERE a.id = %(id)s",
        id=target,
    )
    [(state, name)] = rows
    assert state in ("approved", "refused")
    for status, body in answers:
        if status != 200:
            assert f"by {name} at" in json.dumps(body), body
    assert " 500 " not in log
    assert "deadlock" not in log


def test_opening_the_link_decides_nothing(world):
    """What scanners of mails and chats fetch in advance is a page and no more."""
    database, seeded = world
    target = seeded["asked"][1]
    with Server(database, workers=2) as server:
        browser = Browser(server.url, database, "manager0", PASSWORD)
        for path in (f"/odoo/gift-approvals/{target}", "/odoo/gift-approvals"):
            browser.page(path)
    [(state,)] = odoo.sql(
        database, "SELECT state FROM gift_approval WHERE id = %(id)s", id=target
    )
    assert state == "open"
