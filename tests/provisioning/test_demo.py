"""``make demo``, ``make stop`` and ``make clean``, with a small addon."""

import http.client
import os
import subprocess
import sys
import time

import pytest

from .conftest import DATABASES, ended, free_port, script, wait_for


def fast():
    """Return the seconds of "nothing to do", more on a machine that is busy."""
    return 30 * max(1, os.getloadavg()[0] / os.cpu_count())


def get(port, path):
    """Return the status of a page of the demo."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def websocket(port):
    """Return the proxy's answer to the opening of a websocket."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Origin": f"http://127.0.0.1:{port}",
        }
        connection.request("GET", "/websocket", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_life_of_a_demo(built, tmp_path):
    """Built, used, started again, upgraded, extended, stopped and removed."""
    ready = built.checkout
    port = free_port()
    ready.env["GIFT_PORT"] = str(port)
    built = ready.run("demo", timeout=900)
    assert built.code == 0, built.text
    assert f"http://localhost:{port}" in built.text
    assert "gift_demo" in built.text
    for word in ("shop clerk", "manager", "boss", "secret"):
        assert word in built.text
    assert get(port, "/web/login") == 200
    assert websocket(port) == 101
    assert ready.sql("SELECT count(*) FROM res_partner", "gift_demo") != "0"
    url = "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'"
    assert ready.sql(url, "gift_demo") == f"http://localhost:{port}"
    story = "SELECT count(*) FROM res_partner WHERE name = 'made by the story'"
    assert ready.sql(story, "gift_demo") == "1"
    languages = "SELECT count(*) FROM res_lang WHERE active AND code = 'zh_CN'"
    assert ready.sql(languages, "gift_demo") == "1"
    # No demo data of Odoo's own.
    demo = "SELECT count(*) FROM ir_module_module WHERE demo"
    assert ready.sql(demo, "gift_demo") == "0"
    ready.sql("INSERT INTO res_partner (name) VALUES ('typed in')", "gift_demo")

    # Nothing to do: up at once, without a new server.
    servers = pids(ready)
    assert len(servers) == 2
    begin = time.monotonic()
    again = ready.run("demo")
    assert again.code == 0, again.text
    assert "==>" not in again.text
    assert time.monotonic() - begin < fast()
    assert pids(ready) == servers

    # Stopped and started: the same port, and what was typed in is still there.
    stopped = ready.run("stop")
    assert "proxy, odoo, postgresql" in stopped.text
    assert all(ended(pid) for pid in servers)
    begin = time.monotonic()
    ready.env.pop("GIFT_PORT")
    again = ready.run("demo")
    assert again.code == 0, again.text
    assert time.monotonic() - begin < fast()
    assert f"http://localhost:{port}" in again.text
    typed = "SELECT count(*) FROM res_partner WHERE name = 'typed in'"
    assert ready.sql(typed, "gift_demo") == "1"

    # The addon changed: upgraded in place, the data kept.
    ready.change("second")
    again = ready.run("demo")
    assert "the addon changed" in again.text, again.text
    changed = "SELECT count(*) FROM res_partner WHERE name = 'second'"
    assert ready.sql(changed, "gift_demo") == "1"
    assert ready.sql(typed, "gift_demo") == "1"
    assert ready.sql(story, "gift_demo") == "1"

    # An addon that cannot be upgraded: told, and repeated when it is repaired.
    (ready.path / "crm_gift_retail" / "data.xml").write_text("<odoo><record/></odoo>")
    ready.run("demo").refused("upgrading the addon failed", "demo.log")
    ready.change("third")
    again = ready.run("demo")
    assert again.code == 0, again.text
    assert ready.sql(typed, "gift_demo") == "1"

    # A second company from a file, once.
    data = tmp_path / "history.csv"
    data.write_text("Second company")
    again = ready.run("demo", "--data", data)
    assert "second company from history.csv" in again.text, again.text
    companies = "SELECT count(*) FROM res_company"
    assert ready.sql(companies, "gift_demo") == "2"
    again = ready.run("demo", "--data", data)
    assert "==>" not in again.text, again.text
    assert ready.sql(companies, "gift_demo") == "2"
    assert get(port, "/web/login") == 200

    # A story that fails leaves the database that was there.
    code = (ready.path / "crm_gift_retail" / "__init__.py").read_text()
    broken = code.replace('self.env["res.partner"].create', "raise ValueError")
    (ready.path / "crm_gift_retail" / "__init__.py").write_text(broken)
    ready.run("demo", "--fresh").refused("building the demo company", "ValueError")
    (ready.path / "crm_gift_retail" / "__init__.py").write_text(code)
    assert ready.sql(typed, "gift_demo") == "1"
    assert "gift_demo_new" not in ready.sql(DATABASES)

    # Rebuilt on request only.
    again = ready.run("demo", "--fresh", timeout=900)
    assert again.code == 0, again.text
    assert ready.sql(typed, "gift_demo") == "0"

    servers = pids(ready)
    stopped = ready.run("stop")
    assert stopped.code == 0, stopped.text
    assert all(ended(pid) for pid in servers)


def test_clean_removes_the_state_and_keeps_the_downloads(ready):
    assert ready.run("provision").code == 0
    pid = int((ready.state / "pg" / "postmaster.pid").read_text().split()[0])
    cleaned = ready.run("clean")
    assert cleaned.code == 0, cleaned.text
    assert ended(pid)
    assert not ready.state.exists()
    assert (ready.cache / "venv").exists()
    assert ready.run("clean", "--everything").code == 1
    assert (ready.cache / "venv").exists()


def pids(checkout):
    """Return the process ids of the demo's servers."""
    files = sorted((checkout.state / "run").glob("*.pid"))
    return [int(file.read_text().split()[0]) for file in files]


def test_database_of_somebody_else_is_not_replaced(built):
    """On a server of the variables gift_demo may belong to another checkout."""
    checkout = built.checkout
    checkout.sql("CREATE DATABASE other_demo")
    code = (
        "from giftdev import demo, postgres\n"
        "demo.DATABASE = 'other_demo'\n"
        "try:\n"
        "    demo._build(postgres.cluster())\n"
        "except demo.ProvisionError as error:\n"
        "    print('told:', error)\n"
    )
    env = {
        "PGHOST": checkout.state / "sock",
        "PGUSER": "odoo",
        "GIFT_STATE": f"{checkout.state}-other",
    }
    answer = checkout.run("python", "-c", code, **env)
    assert "told: The server already has a database other_demo" in answer.text
    assert "other_demo" in checkout.sql(DATABASES)


def test_foreign_process_on_the_port_asked_for(ready, listener):
    """Named with its pid at once, before any work."""
    port, pid = listener
    answer = ready.run("demo", GIFT_PORT=port)
    answer.refused(f"Port {port} (GIFT_PORT)", f"(pid {pid})", "GIFT_PORT=")
    assert not (ready.state / "pg").exists()
    assert os.path.exists(f"/proc/{pid}")


def test_foreign_process_on_the_usual_port(ready, listener):
    """Without GIFT_PORT the next free port is taken, and that is said."""
    port, pid = listener
    code = (
        "from giftdev import ports;"
        f"print('chosen', ports.proxy('127.0.0.1', previous={port}))"
    )
    answer = ready.run("python", "-c", code)
    assert answer.code == 0, answer.text
    assert f"port {port} is used by" in answer.text
    assert f"(pid {pid})" in answer.text
    chosen = int(answer.text.split()[-1])
    assert chosen != port
    assert f"taking {chosen} instead" in answer.text


@pytest.mark.parametrize("value", ["many", "0", "70000"])
def test_port_that_is_no_port(ready, value):
    ready.run("demo", GIFT_PORT=value).refused(f"GIFT_PORT={value}", "no port number")


def test_data_file_that_is_not_there(ready):
    answer = ready.run("demo", "--data", "/nonexistent/history.csv")
    answer.refused("/nonexistent/history.csv", "no such file")
    assert not (ready.state / "pg").exists()


def test_stop_spares_a_process_that_took_the_pid(ready):
    """A pid is used again after a crash; the start time tells them apart."""
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        run = ready.state / "run"
        run.mkdir(parents=True)
        (run / "odoo.pid").write_text(f"{stranger.pid} 12345\n")
        (ready.state / "pg").mkdir()
        (ready.state / "pg" / "postmaster.pid").write_text(f"{stranger.pid}\n")
        answer = ready.run("stop")
        assert "nothing of this checkout runs" in answer.text
        assert stranger.poll() is None
        assert not (run / "odoo.pid").exists()
    finally:
        stranger.kill()
        stranger.wait()


def test_server_that_dies_while_starting(ready):
    """The reason is shown and nothing keeps running."""
    assert ready.run("provision").code == 0
    broken = script(ready.path.parent / "bin" / "nginx", "echo no such luck; exit 1")
    code = (
        "from giftdev import launch, server\n"
        "try:\n"
        "    server.start('postgres')\n"
        "except launch.store.ProvisionError as error:\n"
        "    print('told:', error)\n"
    )
    path = f"{broken.parent}:{ready.env['PATH']}"
    answer = ready.run("python", "-c", code, PATH=path)
    assert "told: proxy ended while starting" in answer.text, answer.text
    assert "no such luck" in answer.text
    wait_for(lambda: not pids(ready), what="the end of Odoo")


@pytest.mark.parametrize("name", ["../x", "a b", "x;y", "", "gift_tpl_x", "postgres"])
def test_database_name_that_cannot_be(ready, name):
    answer = ready.run("newdb", name)
    assert answer.code == 1
    assert "Traceback" not in answer.text
    assert not (ready.state / "pg").exists()


def test_newdb_without_a_name(ready):
    assert "usage: dev/newdb" in ready.run("newdb").text
