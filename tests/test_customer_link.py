"""A customer without a login, from outside: looks, answers, and who comes twice."""

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from PIL import Image
from support.server import Server

LIMIT = 120
TIMEOUT = 120


def proofs(env, picture, count):
    """Sent proofs of as many customers; returns ids and the paths of their links."""
    product = env["product.product"].create({"name": "Tea set", "list_price": 100})
    artwork = env["gift.artwork"].create({"name": "proof.png", "content": picture})
    made = []
    for number in range(count):
        partner = env["res.partner"].create({"name": f"Customer {number}"})
        order = env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": env.ref("base.user_admin").id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        wish = env["gift.requirement"].create(
            {
                "order_id": order.id,
                "engraving_kind": "engraving",
                "engraving_text": f"Engraved for {number} 敬赠",
                "artwork_ids": [(6, 0, artwork.ids)],
            }
        )
        proof = env["gift.proof"].create({"requirement_id": wish.id})
        proof._gift_mark_sent("copy")
        url = proof._gift_make_link("proof", partner)[1]
        path = "/gift/l/" + url.rsplit("/", 1)[1]
        made.append({"id": proof.id, "path": path, "artwork": artwork.id})
    return made


def states(env, ids):
    """Return state, comment and answered links of proofs, and their touchpoints."""
    return [
        [
            proof.state,
            proof.comment or "",
            sorted(proof.gift_link_ids.mapped("state")),
            env["gift.touchpoint"].search_count(
                [("res_model", "=", "gift.proof"), ("res_id", "=", proof.id)]
            ),
        ]
        for proof in env["gift.proof"].browse(ids)
    ]


@pytest.fixture(scope="module")
def served(new_db, odoo_for):
    out = io.BytesIO()
    Image.new("RGB", (800, 500), "navy").save(out, "PNG")
    database = new_db()
    shell = odoo_for(database)
    made = shell.call(
        proofs, picture=base64.b64encode(out.getvalue()).decode(), count=4
    )
    expected = [r"odoo\.http: No CSRF validation token provided"]
    with Server(database, expected=expected) as server:
        yield {"made": made, "shell": shell, "url": server.url}


class Visitor:
    """A phone: one session, the page's token taken from the page."""

    def __init__(self, served, number):
        self.url = served["url"] + served["made"][number]["path"]
        self.http = requests.Session()
        self.page = self.http.get(self.url, timeout=TIMEOUT)
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text)
        self.token = found and found[1]

    def post(self, path="", **data):
        data["csrf_token"] = self.token
        return self.http.post(self.url + path, data=data, timeout=TIMEOUT)


def test_looking_changes_nothing(served):
    """Scanners fetch page, pictures and every address in them; preview bots HEAD."""
    before = served["shell"].call(states, ids=[served["made"][0]["id"]])
    visitor = Visitor(served, 0)
    assert visitor.page.status_code == 200
    assert "Engraved for 0 敬赠" in visitor.page.text
    assert "default-src 'none'" in visitor.page.headers["Content-Security-Policy"]
    addresses = re.findall(r'(?:href|src)="(/[^"]+)"', visitor.page.text)
    assert any("/picture/" in address for address in addresses)
    for address in addresses:
        for method in ("GET", "HEAD"):
            answer = requests.request(method, served["url"] + address, timeout=TIMEOUT)
            assert answer.status_code == 200, (method, address)
    assert served["shell"].call(states, ids=[served["made"][0]["id"]]) == before


def test_a_form_of_another_site_is_refused(served):
    url = served["url"] + served["made"][0]["path"]
    answer = requests.post(url, data={"answer": "approve"}, timeout=TIMEOUT)
    assert answer.status_code == 400
    assert served["shell"].call(states, ids=[served["made"][0]["id"]])[0][0] == "sent"


def test_two_answers_at_once_are_one(served):
    """Mail and phone answer differently in the same moment: one counts, both know."""
    number = 1
    visitors = [Visitor(served, number) for _index in range(6)]
    answers = ["approve", "refuse"] * 3
    with ThreadPoolExecutor(6) as pool:
        codes = list(
            pool.map(
                lambda pair: (
                    pair[0]
                    .post(answer=pair[1], name="Li", comment="smaller")
                    .status_code
                ),
                zip(visitors, answers, strict=True),
            )
        )
    assert sorted(codes) == [200, 410, 410, 410, 410, 410]
    state, _comment, links, touchpoints = served["shell"].call(
        states, ids=[served["made"][number]["id"]]
    )[0]
    assert state == ("approved" if codes.index(200) % 2 == 0 else "refused")
    assert links == ["answered"]
    assert touchpoints == 2, "sent, and one answer"
    again = Visitor(served, number)
    assert again.page.status_code == 200
    assert "Thank you" in again.page.text
    assert "Engraved" not in again.page.text


def test_one_customers_link_opens_nothing_of_another(served):
    mine, other = served["made"][0], served["made"][2]
    url = served["url"]
    token = mine["path"].rsplit("/", 1)[1]
    for path in (
        f"/gift/l/{token[:-1]}x",
        f"/gift/l/{token}x",
        "/gift/l/" + "A" * 43,
        f"{mine['path']}/picture/{other['id'] + 10_000}",
        f"/gift/artwork/{mine['artwork']}",
        f"/web/content/gift.artwork/{mine['artwork']}/content",
    ):
        answer = requests.get(url + path, allow_redirects=False, timeout=TIMEOUT)
        assert answer.status_code in (303, 404), path
        assert b"Customer" not in answer.content


def test_the_121st_look_of_a_minute_waits(served):
    """Counted in the database per address: workers count together."""
    url = served["url"] + "/gift/l/" + "B" * 43
    with ThreadPoolExecutor(4) as pool:
        codes = list(
            pool.map(
                lambda _number: requests.get(url, timeout=TIMEOUT).status_code,
                range(LIMIT + 20),
            )
        )
    assert codes.count(429) >= 16, codes
    assert set(codes) == {404, 429}
    late = requests.get(url, timeout=TIMEOUT)
    assert late.status_code == 429
    assert 0 < int(late.headers["Retry-After"]) <= 60
