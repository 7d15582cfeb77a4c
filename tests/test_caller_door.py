"""Telephones from outside: JSON-2, the page, the limit, the bell."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import websocket
from support import seeds
from support.client import Browser, Json2, Refused
from support.server import Server

LIMIT = 120
NUMBER = "13800138000"


def family(env):
    """A buyer with a number of her own and two people who share one."""
    env.company.country_id = env.ref("base.cn")
    return (
        env["res.partner"]
        .create(
            [
                {"name": "王芷", "phone": "13800138000"},
                {"name": "李梅", "phone": "13911112222"},
                {"name": "李明", "phone": "+86 139 1111 2222"},
            ]
        )
        .ids
    )


def portal_key(env):
    """A portal user with a key: a stranger behind the door of machines."""
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "QA portal",
                "login": "qa_portal",
                "password": "qa_portal",
                "group_ids": [(6, 0, [env.ref("base.group_portal").id])],
            }
        )
    )
    return env["res.users.apikeys"].with_user(user).sudo()._generate("rpc", "qa", None)


def views(env):
    """Return who saw whose card, through which door."""
    rows = env["gift.card.view"].search([], order="id")
    return [[row.user_id.login, row.partner_id.name, row.door] for row in rows]


@pytest.fixture(scope="module")
def served(new_db, odoo_for):
    database = new_db()
    shell = odoo_for(database)
    ids = shell.call(family)
    keys = shell.call(seeds.role_keys, roles=["pbx", "caller", "clerk", "sales"])
    portal = shell.call(portal_key)
    refused = [
        r"odoo\.http: You are not allowed to access",
        r"odoo\.http: .*[Dd]uty in Gift Retail",
        r"odoo\.http: Only the telephone exchange and managers",
        r"odoo\.http: More than \d+ calls",
        r"odoo\.http: Nobody with a duty",
        r"odoo\.http: Caller cards need a duty",
    ]
    with Server(database, expected=refused) as server:
        yield {
            "database": database,
            "ids": ids,
            "keys": keys,
            "portal": portal,
            "server": server,
            "shell": shell,
        }


def browser(served, role):
    """A session of a role's user."""
    login = served["keys"][role]["login"]
    return Browser(served["server"].url, served["database"], login, login)


def test_the_exchange_gets_the_card_and_nothing_else(served):
    pbx = Json2(served["server"].url, served["keys"]["pbx"]["key"])
    answer = pbx("gift.customer", "caller_card", number=f"0086 {NUMBER}")
    assert answer["state"] == "one"
    assert answer["card"]["name"] == "王芷"
    assert pbx("gift.customer", "caller_card", number="13911112222")["state"] == (
        "several"
    )
    assert pbx("gift.customer", "caller_card", number="anonymous")["state"] == (
        "withheld"
    )
    for method, arguments in (
        ("search_read", {"domain": [], "fields": ["id"]}),
        ("open_card", {"partner_id": served["ids"][0]}),
    ):
        with pytest.raises(Refused) as refused:
            pbx("gift.customer", method, **arguments)
        assert refused.value.status == 403
    assert ["qa_pbx", "王芷", "api"] in served["shell"].call(views)


def test_strangers_stay_outside(served):
    url = served["server"].url
    stranger = Json2(url, served["portal"])
    with pytest.raises(Refused) as refused:
        stranger("gift.customer", "caller_card", number=NUMBER)
    assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        Json2(url, "x" * 40)("gift.customer", "caller_card", number=NUMBER)
    assert refused.value.status == 401
    page = requests.get(
        f"{url}/gift/call",
        params={"number": NUMBER, "db": served["database"]},
        allow_redirects=False,
        timeout=60,
    )
    assert page.status_code == 303
    assert "/web/login" in page.headers["Location"]


def test_the_page_opens_in_the_web_client(served):
    session = browser(served, "clerk")
    answer = session.http.get(
        f"{session.url}/gift/call?number=%2B8613800138000",
        allow_redirects=False,
        timeout=60,
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(
        "/odoo/gift-call?number=tel%3A%2B8613800138000"
    )
    call = session.call("gift.customer", "open_call", "tel:+8613800138000")
    assert call["card"]["name"] == "王芷"


@pytest.mark.parametrize("door", ["api", "page"])
def test_the_121st_call_of_a_minute_waits(served, door):
    """Counted in the database: several workers count together."""
    if door == "api":
        key = served["keys"]["caller"]["key"]
        url = f"{served['server'].url}/json/2/gift.customer/caller_card"

        def call(_number):
            return requests.post(
                url,
                json={"number": NUMBER},
                headers={"Authorization": f"bearer {key}"},
                timeout=120,
            )
    else:
        session = browser(served, "sales")
        url = f"{session.url}/gift/call?number={NUMBER}"
        cookies = session.http.cookies

        def call(_number):
            return requests.get(
                url, cookies=cookies, allow_redirects=False, timeout=120
            )

    # the calls of one minute, so a little at a time in parallel
    begun = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(call, range(LIMIT + 20)))
    assert time.monotonic() - begun < 60, "too slow a machine to see the limit"
    good = [answer for answer in answers if answer.status_code in (200, 303)]
    busy = [answer for answer in answers if answer.status_code == 429]
    assert len(good) + len(busy) == len(answers)
    # calls of the very same moment do not see each other
    assert LIMIT <= len(good) <= LIMIT + 4
    assert all(1 <= int(answer.headers["Retry-After"]) <= 60 for answer in busy)
    pbx = Json2(served["server"].url, served["keys"]["pbx"]["key"])
    answer = pbx("gift.customer", "caller_card", number=NUMBER)
    assert answer["state"] == "one", "another user is not held up"


def test_the_telephone_rings_on_the_screen(served):
    socket = browser(served, "clerk").websocket()
    try:
        time.sleep(1)  # the subscription is taken by another process
        pbx = Json2(served["server"].url, served["keys"]["pbx"]["key"])
        assert pbx("gift.customer", "ring", number=NUMBER, login="qa_clerk") is True
        deadline = time.monotonic() + 30
        rings = []
        while not rings and time.monotonic() < deadline:
            socket.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                frames = json.loads(socket.recv())
            except websocket.WebSocketTimeoutException:
                break
            messages = [frame["message"] for frame in frames]
            rings = [m for m in messages if m["type"] == "gift_call/ring"]
        assert rings and rings[0]["payload"]["number"] == NUMBER
    finally:
        socket.close()
    with pytest.raises(Refused) as refused:
        pbx("gift.customer", "ring", number=NUMBER, login="nobody")
    assert refused.value.status == 422
    clerk = Json2(served["server"].url, served["keys"]["clerk"]["key"])
    with pytest.raises(Refused) as refused:
        clerk("gift.customer", "ring", number=NUMBER, login="qa_sales")
    assert refused.value.status == 403
