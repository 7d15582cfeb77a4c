"""A chat robot on this machine that misbehaves as told."""

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = (200, b'{"errcode": 0, "errmsg": "ok"}')


class Robot:
    """Answers each POST with the next of ``answers``, the last one for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.seen = []
        self.url = ""

    def answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def bodies(self):
        return [json.loads(body) for _path, _headers, body in self.seen]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):  # noqa: N802 - the name is the standard library's
        robot = self.server.robot
        size = int(self.headers.get("Content-Length", 0))
        robot.seen.append((self.path, dict(self.headers), self.rfile.read(size)))
        answer = robot.answer()
        if callable(answer):
            answer(self)
            return
        status, body = answer[:2]
        self.send_response(status)
        for name, value in (answer[2] if len(answer) > 2 else {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Keep the test's output clean."""


def drip(handler):
    """One byte, then another: never done, never idle for long."""
    with suppress(OSError):  # who asked has gone
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 2000:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(0.05)


def endless(handler):
    """An answer without an end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    with suppress(OSError):  # who asked has gone
        for _chunk in range(200):
            handler.wfile.write(b"x" * 4096)


def noise(handler):
    """No HTTP at all."""
    handler.wfile.write(b"\x00\xff\xfe garbage \r\n\r\n")


@contextmanager
def robot_server(*answers):
    """Run a robot in a thread for the length of a block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.robot = Robot(*(answers or (GOOD,)))
    server.robot.url = f"http://127.0.0.1:{server.server_address[1]}/send?key=SECRETKEY"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.robot
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port():
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
