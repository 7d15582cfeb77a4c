"""Messages from other systems at the same time, and circles of referrals."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support import odoo, seeds
from support.client import Json2, Refused
from support.server import Server

MANY = 20


def people(env, count):
    """Return contacts to refer each other."""
    partners = env["res.partner"].create([{"name": f"Link {n}"} for n in range(count)])
    return partners.ids


@pytest.fixture(scope="module")
def shop(new_db, odoo_for):
    """A server, a machine that hands in messages, a salesperson."""
    database = new_db()
    keys, links = odoo_for(database).call_all(
        (seeds.role_keys, {"roles": ["receiver", "sales"]}),
        (people, {"count": 2}),
    )
    # what is refused is logged; disturbed transactions are tried again
    expected = [r"odoo\.http: ", r"odoo\.sql_db: ", r"odoo\.service\.model: "]
    with Server(database, cron=0, expected=expected) as server:
        yield {"url": server.url, "keys": keys, "database": database, "links": links}


def together(calls):
    """Run the calls at once; return answers and refusals in their order."""

    def run(call):
        try:
            return call()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def receive(shop, **values):
    """Return a call that hands in one message with a connection of its own."""
    api = Json2(shop["url"], shop["keys"]["receiver"]["key"])
    message = {"platform": "wechat", "sender": "wxid_rush", "text": "Hello", **values}
    return lambda: api("gift.platform", "receive", **message)


def test_one_message_handed_in_at_once(shop):
    """Twenty times the same message: one message, one lead, twenty same answers."""
    answers = together([receive(shop, external_id="same")] * MANY)
    assert [answer for answer in answers if isinstance(answer, Refused)] == []
    assert sorted(answer["status"] for answer in answers) == ["known"] * 19 + ["new"]
    assert len({(a["message_id"], a["lead_id"]) for a in answers}) == 1
    counts = odoo.sql(
        shop["database"],
        "SELECT count(*) FROM mail_message WHERE id = %(message)s OR body LIKE"
        " '%%Hello%%'",
        message=answers[0]["message_id"],
    )
    assert counts == [(1,)]


def test_one_unknown_sender_writes_many_messages_at_once(shop):
    """All are taken, all on one lead."""
    answers = together(
        [receive(shop, sender="wxid_new", external_id=f"n{n}") for n in range(8)]
    )
    assert [answer for answer in answers if isinstance(answer, Refused)] == []
    assert {answer["status"] for answer in answers} == {"new"}
    assert len({answer["lead_id"] for answer in answers}) == 1
    assert len({answer["message_id"] for answer in answers}) == 8


def test_what_a_machine_may_not(shop):
    """Unknown parameters and attachments are refused, customers are not seen."""
    api = Json2(shop["url"], shop["keys"]["receiver"]["key"])
    with pytest.raises(Refused) as refused:
        receive(shop, external_id="x", attachments=["a"])()
    assert refused.value.status == 422
    for model in ("res.partner", "gift.customer", "crm.lead", "gift.platform.identity"):
        with pytest.raises(Refused) as refused:
            rows = api(model, "search_read", domain=[], fields=["display_name"])
            # Odoo lets every internal user read contacts
            assert model == "res.partner"
            raise Refused(403, rows)
        assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        Json2(shop["url"], shop["keys"]["sales"]["key"])(
            "gift.platform",
            "receive",
            platform="wechat",
            external_id="y",
            sender="s",
            text="t",
        )
    assert refused.value.status == 403


def test_two_close_a_circle_at_once(shop):
    """Each names the other in the same moment: one of the two is refused."""
    one, other = shop["links"]

    def refer(referrer, referred):
        api = Json2(shop["url"], shop["keys"]["sales"]["key"])
        values = {"referrer_id": referrer, "referred_id": referred}
        return lambda: api("gift.referral", "create", vals_list=[values])

    answers = together([refer(one, other), refer(other, one)])
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1
    assert refused[0].status == 422
    assert "in the end" in str(refused[0])
