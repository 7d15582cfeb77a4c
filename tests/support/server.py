"""Odoo servers with several workers, behind a proxy, for black-box tests."""

import http.client
import os
import re
import signal
import socket
import subprocess
import time
import uuid
from pathlib import Path

import giftdev
from giftdev import launch, paths, system
from giftdev import server as dev_server
from giftqa import verdict

START_SECONDS = 180


def free_ports(count):
    """Return so many TCP ports that are free at this moment, all different."""
    probes = [socket.socket() for _index in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


class Server:
    """Odoo in production mode (workers, jobs, gevent) and nginx in front.

    Use as a context manager: everything that was started is ended, and the log must
    hold no WARNING or worse that the repository does not allow.

    :param database: the only database it serves
    :param with_ours: whether this checkout is on the addons path
    :param cron: number of job workers
    :param expected: regular expressions of log lines that the test provokes
    :param check_log: judge the log at the end
    """

    def __init__(
        self, database, with_ours=True, cron=1, expected=(), check_log=True, workers=2
    ):
        self.database = database
        self.with_ours = with_ours
        self.cron = cron
        self.allowed = [*verdict.allowed_patterns(), *map(re.compile, expected)]
        self.check_log = check_log
        self.workers = workers
        self.folder = Path(paths.state() / "blackbox" / uuid.uuid4().hex[:8])
        self.processes = []

    def __enter__(self):
        self.folder.mkdir(parents=True)
        self.start()
        return self

    def __exit__(self, kind, error, trace):
        self.stop()
        if not kind and self.check_log:
            bad = verdict.bad_lines(self.folder / "odoo.log", self.allowed)
            assert not bad, "the server's log: " + "\n".join(bad)[:6000]

    def start(self):
        """Start Odoo and the proxy and wait until both doors answer."""
        http_port, gevent_port, self.port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        conf = launch.config_file(
            with_ours=self.with_ours,
            name=f"test-{self.folder.name}",
            db_name=self.database,
            dbfilter=f"^{self.database}$",
            list_db=False,
            http_interface="127.0.0.1",
            http_port=http_port,
            gevent_port=gevent_port,
            proxy_mode=True,
            workers=self.workers,
            max_cron_threads=self.cron,
            limit_time_real=1200,
            limit_time_cpu=900,
        )
        self.conf = conf
        command = giftdev.odoo_cmd(["server", "-c", conf])
        self.odoo = self._spawn(command, giftdev.environment(), "odoo.log")
        text = dev_server.NGINX.format(
            run=self.folder,
            log=self.folder,
            listen=f"127.0.0.1:{self.port}",
            http_port=http_port,
            gevent_port=gevent_port,
        )
        nginx = self.folder / "nginx.conf"
        nginx.write_text(text)
        words = [system.which("nginx"), "-p", self.folder, "-c", nginx]
        words += ["-e", self.folder / "nginx.log"]
        self._spawn(words, dict(os.environ), "nginx.out")
        self._wait()

    def _spawn(self, command, env, log):
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / log).open("ab"),
            stderr=subprocess.STDOUT,
            env=env,
            cwd="/",
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def _wait(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for process in self.processes:
                assert process.poll() is None, self.tail()
            if self._answers("/web/health") and self._answers("/websocket/health"):
                return
            time.sleep(0.2)
        raise AssertionError(f"no answer from {self.url}: {self.tail()}")

    def _answers(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def log(self):
        """Return what Odoo logged so far."""
        return (self.folder / "odoo.log").read_text(errors="replace")

    def tail(self):
        """Return the end of the log for a message."""
        return self.log()[-4000:]

    def kill(self):
        """End Odoo and all its workers at once, as a power cut would."""
        os.killpg(self.odoo.pid, signal.SIGKILL)
        self.odoo.wait(20)

    def stop(self):
        """End what was started, workers included."""
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        self.processes = []
        self.conf.unlink(missing_ok=True)
