"""The demo's servers: Odoo with several workers behind a small proxy.

With more than one HTTP worker Odoo answers ``/websocket`` on a port of its own
(gevent); a proxy in front joins the two, as in production. Without it the bell
and the chatter would not update by themselves.
"""

import http.client
import os
import subprocess
import time
from dataclasses import dataclass

from . import launch, paths, ports, procs, store, system
from .errors import ProvisionError, tail
from .ui import step

ODOO = "odoo"
PROXY = "proxy"
_WAIT = 120
NGINX = """\
# Written by dev/giftdev/server.py at each start; edits are lost.
# docs/operations.md shows the same for a company's own server.
daemon off;
worker_processes 1;
pid {run}/nginx.pid;
error_log {log}/nginx-error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    server_tokens off;
    client_max_body_size 256m;
    client_body_temp_path {run}/body;
    proxy_temp_path {run}/proxy;
    fastcgi_temp_path {run}/fastcgi;
    uwsgi_temp_path {run}/uwsgi;
    scgi_temp_path {run}/scgi;
    proxy_read_timeout 720s;
    proxy_connect_timeout 10s;
    gzip on;
    gzip_types text/css text/plain application/json application/javascript;
    map $http_upgrade $connection_upgrade {{
        default upgrade;
        ''      close;
    }}
    upstream odoo {{ server 127.0.0.1:{http_port}; }}
    upstream odoo_gevent {{ server 127.0.0.1:{gevent_port}; }}
    server {{
        listen {listen};
        # proxy_mode makes Odoo trust these, so none may come from outside.
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_redirect off;
        location /websocket {{
            proxy_pass http://odoo_gevent;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }}
        location / {{
            proxy_pass http://odoo;
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Address:
    """Where the demo answers."""

    host: str
    port: int

    @property
    def url(self):
        """The address to type into a browser."""
        shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0") else self.host
        return f"http://{shown}:{self.port}"


def host():
    """Return the interface to listen on: this machine only, unless told."""
    return os.environ.get("GIFT_HOST", "127.0.0.1")


def running():
    """Return whether both servers of this checkout are alive."""
    return bool(procs.alive(ODOO) and procs.alive(PROXY))


def answers(address, timeout=3):
    """Return whether Odoo answers through the proxy, live messages included."""
    target = "127.0.0.1" if address.host == "0.0.0.0" else address.host
    for path in ("/web/health", "/websocket/health"):
        connection = http.client.HTTPConnection(target, address.port, timeout=timeout)
        try:
            connection.request("GET", path)
            if connection.getresponse().status != 200:
                return False
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
    return True


def start(database, previous_port=None, before=None):
    """Start Odoo and the proxy in the background, wait until they answer.

    :param before: called with the :class:`Address` before Odoo starts
    :return: the :class:`Address`
    """
    stop()
    nginx = system.which("nginx")
    if not nginx:
        raise ProvisionError(
            "nginx, the demo's proxy, is missing.",
            "apt-get install --no-install-recommends nginx-light",
        )
    # Two checkouts that start at the same time must not choose the same ports.
    title = "starting Odoo (2 workers, jobs, live messages) behind a proxy"
    with store.lock(paths.cache(), "ports"), step(title):
        address = Address(host(), ports.proxy(host(), previous_port))
        http_port = ports.free("127.0.0.1")
        gevent_port = ports.free("127.0.0.1", http_port + 1)
        if before:
            before(address)
        try:
            _start_odoo(database, http_port, gevent_port)
            _start_proxy(nginx, address, http_port, gevent_port)
            _wait(address)
        except BaseException:
            stop()
            raise
    return address


def _spawn(name, command, env):
    log = paths.log(name)
    with open(log, "ab") as stream:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            env=env,
            cwd="/",
            # Ctrl-C at the terminal ends our command, not the servers.
            start_new_session=True,
        )
    procs.remember(name, process.pid)


def _start_odoo(database, http_port, gevent_port):
    conf = launch.config_file(
        name="demo",
        list_db=False,
        db_name=database,
        dbfilter=f"^{database}$",
        http_interface="127.0.0.1",
        http_port=http_port,
        gevent_port=gevent_port,
        proxy_mode=True,
        workers=2,
        max_cron_threads=1,
        limit_time_cpu=600,
        limit_time_real=1200,
    )
    paths.log(ODOO).unlink(missing_ok=True)
    _spawn(ODOO, launch.odoo_cmd(["server"], conf=conf), launch.environment())


def _start_proxy(nginx, address, http_port, gevent_port):
    run = paths.ensure(paths.state() / "nginx")
    listen = f"[{address.host}]" if ":" in address.host else address.host
    config = run / "nginx.conf"
    store.write(
        config,
        NGINX.format(
            run=run,
            log=paths.log(PROXY).parent,
            listen=f"{listen}:{address.port}",
            http_port=http_port,
            gevent_port=gevent_port,
        ),
    )
    error_log = paths.log("nginx-error")
    _spawn(PROXY, [nginx, "-p", run, "-e", error_log, "-c", config], {**os.environ})


def _wait(address):
    deadline = time.monotonic() + _WAIT
    while time.monotonic() < deadline:
        for name in (ODOO, PROXY):
            if not procs.alive(name):
                log = paths.log(name)
                raise ProvisionError(
                    f"{name} ended while starting:\n"
                    f"{tail(log.read_text(errors='replace'))}",
                    f"see {log}.",
                )
        if answers(address):
            return
        time.sleep(0.2)
    raise ProvisionError(
        f"Odoo did not answer at {address.url} within {_WAIT} s.",
        f"see {paths.log(ODOO)}.",
    )


def stop():
    """End what our pid files name, the proxy first; return the names ended."""
    return [name for name in (PROXY, ODOO) if procs.stop(name)]
