"""A power cut in the middle of an import loses nothing and doubles nothing."""

import base64
import datetime
import time

import pytest
from independent import online_retail
from support import odoo, retail_file, seeds
from support.client import Json2
from support.server import Server

LINES = 40_000
PATIENCE = 240


@pytest.fixture(scope="module")
def big_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("crash") / "big.csv.gz"
    return retail_file.write(path, lines=LINES, customers=800, seed=7)


def wait_for(question, seconds=PATIENCE):
    """Ask until the answer is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def progress(database, number):
    """Phase, state and lines written of an import."""
    rows = odoo.sql(
        database,
        "SELECT state, phase, taken_count, (SELECT count(*) FROM gift_sale_history h"
        " WHERE h.import_id = i.id) FROM gift_import i WHERE id = %(number)s",
        number=number,
    )
    return rows[0]


def test_killed_in_the_middle_and_resumed(new_db, odoo_for, big_file):
    """``kill -9`` of Odoo with all its workers while blocks are being written."""
    database = new_db()
    keys = odoo_for(database).call(seeds.role_keys, roles=["manager"])
    content = base64.b64encode(big_file.read_bytes()).decode()
    with Server(database, check_log=False) as server:
        api = Json2(server.url, keys["manager"]["key"])
        [unknown] = api("utm.medium", "search", domain=[["name", "=", "Unknown"]])
        [source] = api("utm.source", "search", domain=[["name", "=", "Unknown"]])
        [number] = api(
            "gift.import",
            "create",
            vals_list=[
                {
                    "preset": "online_retail",
                    "data": content,
                    "filename": big_file.name,
                    "medium_id": unknown,
                    "source_id": source,
                    "tz": "UTC",
                }
            ],
        )
        api("gift.import", "action_run", ids=[number])
        wait_for(lambda: progress(database, number)[3])
        server.kill()
    state, _phase, _counted, written = progress(database, number)
    assert state == "running"
    assert 0 < written < LINES, "the kill came too late to prove anything"
    with Server(database) as server:
        wait_for(lambda: progress(database, number)[0] in ("done", "failed"))
    state, _phase, counted, written = progress(database, number)
    assert state == "done"
    books = online_retail.calculate(big_file, today=_today(), shift=False)
    assert written == counted == books.taken
    [[revenue, keys_count]] = odoo.sql(
        database, "SELECT sum(revenue), count(DISTINCT line_key) FROM gift_sale_history"
    )
    assert online_retail.rounded(revenue) == sum(books.amounts.values())
    assert keys_count == books.taken
    [[customers]] = odoo.sql(
        database, "SELECT count(*) FROM gift_customer WHERE external_code IS NOT NULL"
    )
    assert customers == len(books.customers)
    [[refused]] = odoo.sql(
        database,
        "SELECT count(*) FROM gift_import_refused WHERE import_id = %(number)s",
        number=number,
    )
    assert refused == len(books.refused)


def _today():
    return datetime.datetime.now(datetime.timezone.utc).date()
