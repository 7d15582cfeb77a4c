"""Several workers behind the proxy: pages, live messages, and who asks is known."""

import json
import time

import pytest
import websocket
from support import odoo, seeds
from support.client import Browser, Json2
from support.server import Server


@pytest.fixture(scope="module")
def served(new_db, odoo_for):
    database = new_db()
    shell = odoo_for(database)
    keys = shell.call(seeds.role_keys, roles=["sales", "manager"])
    with Server(database) as server:
        yield {"server": server, "keys": keys, "database": database}


def receive(socket, wanted, seconds=30):
    """Return the first notification of a type; others are passed over."""
    deadline = time.monotonic() + seconds
    seen = []
    while time.monotonic() < deadline:
        socket.settimeout(max(0.1, deadline - time.monotonic()))
        try:
            frames = json.loads(socket.recv())
        except websocket.WebSocketTimeoutException:
            break
        for frame in frames:
            message = frame["message"]
            seen.append(message["type"])
            if wanted(message):
                return message
    raise AssertionError(f"no such notification, only {seen}")


def test_a_notification_arrives_through_the_proxy(served):
    """A message to a colleague reaches the open screen without a reload."""
    server, keys = served["server"], served["keys"]
    seller = keys["sales"]
    browser = Browser(server.url, served["database"], seller["login"], seller["login"])
    assert browser.uid == seller["id"]
    socket = browser.websocket()
    try:
        # the subscription is taken by the other process before anything is sent
        time.sleep(1)
        manager = Json2(server.url, keys["manager"]["key"])
        [partner] = manager(
            "res.users", "read", ids=[seller["id"]], fields=["partner_id"]
        )
        [contact] = manager(
            "res.partner", "create", vals_list=[{"name": "Bell customer"}]
        )
        manager(
            "res.partner",
            "message_post",
            ids=[contact],
            body="Please call this customer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=[partner["partner_id"][0]],
        )
        message = receive(
            socket, lambda found: "Please call this customer" in json.dumps(found)
        )
    finally:
        socket.close()
    assert message["type"].startswith("mail")


def test_a_due_activity_rings_the_bell(served):
    """An activity given to somebody raises the counter on the screen."""
    server, keys = served["server"], served["keys"]
    seller = keys["sales"]
    browser = Browser(server.url, served["database"], seller["login"], seller["login"])
    socket = browser.websocket()
    try:
        time.sleep(1)
        manager = Json2(server.url, keys["manager"]["key"])
        [contact] = manager(
            "res.partner", "create", vals_list=[{"name": "Activity customer"}]
        )
        manager(
            "res.partner",
            "activity_schedule",
            ids=[contact],
            act_type_xmlid="mail.mail_activity_data_call",
            user_id=seller["id"],
        )
        receive(socket, lambda found: found["type"] == "mail.activity/updated")
    finally:
        socket.close()


def test_the_server_knows_the_visitors_address(served):
    """``proxy_mode``: links carry the proxy's address, not the worker's."""
    server = served["server"]
    seller = served["keys"]["sales"]
    browser = Browser(server.url, served["database"], seller["login"], seller["login"])
    browser.page("/odoo")
    [(base,)] = odoo.sql(
        served["database"],
        "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'",
    )
    assert ":8069" in base or base == server.url  # only an administrator sets it
    answer = browser.http.get(server.url + "/odoo/contacts", allow_redirects=True)
    assert answer.url.startswith(server.url)
