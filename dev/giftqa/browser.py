"""A headless Chromium driven over its debugging port: just what pictures need."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_IDLE = 0.8  # seconds without a running request


class BrowserError(Exception):
    """The page did not come to the state that the picture needs."""


class Browser:
    """Context manager around one Chromium process with a throw-away profile."""

    def __enter__(self):
        binary = next(filter(None, map(shutil.which, _NAMES)), None)
        if not binary:
            raise BrowserError("no Chromium found: install the package chromium")
        self._profile = tempfile.TemporaryDirectory(
            prefix="gift-screens-", ignore_cleanup_errors=True
        )
        self._process = subprocess.Popen(
            [
                binary,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--remote-debugging-port=0",
                f"--user-data-dir={self._profile.name}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port_file = Path(self._profile.name) / "DevToolsActivePort"
        deadline = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text().count("\n")):
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.__exit__()
                raise BrowserError("Chromium did not start")
            time.sleep(0.1)
        self._port = port_file.read_text().splitlines()[0]
        return self

    def __exit__(self, *_details):
        self._process.terminate()
        self._process.wait(20)
        self._profile.cleanup()

    def page(self):
        """Open an empty page.

        :rtype: Page
        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}/json/new?about:blank", method="PUT"
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return Page(json.load(answer)["webSocketDebuggerUrl"])


class Page:
    """One tab."""

    def __init__(self, address):
        self._socket = websocket.create_connection(
            address, timeout=60, suppress_origin=True
        )
        self._number = 0
        self._running = set()
        self._last_traffic = time.monotonic()
        self.errors = []
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method, **params):
        """Send one command and return its result; events are noted meanwhile."""
        self._number += 1
        number = self._number
        self._socket.send(
            json.dumps({"id": number, "method": method, "params": params})
        )
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._note(message)

    def _note(self, message):
        kind, params = message.get("method"), message.get("params", {})
        if kind == "Network.requestWillBeSent":
            if not params["request"]["url"].startswith(("data:", "ws")):
                self._running.add(params["requestId"])
                self._last_traffic = time.monotonic()
        elif kind in ("Network.loadingFinished", "Network.loadingFailed"):
            self._running.discard(params["requestId"])
            self._last_traffic = time.monotonic()
        elif kind == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            text = details.get("exception", {}).get("description", details["text"])
            self.errors.append(text.splitlines()[0])

    def run(self, script):
        """Evaluate JavaScript (an expression or awaited promise)."""
        answer = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(
                details.get("exception", {}).get("description", details["text"])
            )
        return answer["result"].get("value")

    def size(self, width, height, *, phone=False):
        """Set the window; ``phone`` adds touch and a sharper screen."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1.5 if phone else 1,
            mobile=phone,
        )
        self.call("Emulation.setTouchEmulationEnabled", enabled=phone)

    def go(self, url):
        """Load an address and wait until the page is quiet."""
        self._running.clear()
        self.call("Page.navigate", url=url)
        self.quiet()

    def quiet(self, timeout=60):
        """Wait until no request has run for a moment."""
        deadline = time.monotonic() + timeout
        self._last_traffic = time.monotonic()
        while time.monotonic() < deadline:
            time.sleep(0.1)
            self.run("0")  # collects events
            if self.run("document.readyState") != "complete":
                self._last_traffic = time.monotonic()
            still = [
                request
                for request in self._running
                if time.monotonic() - self._last_traffic < 10
            ]
            if not still and time.monotonic() - self._last_traffic > _IDLE:
                return

    def wait_for(self, selector, timeout=40):
        """Wait until an element is there.

        :raise BrowserError: it did not come
        """
        deadline = time.monotonic() + timeout
        while not self.run(f"!!document.querySelector({json.dumps(selector)})"):
            if time.monotonic() > deadline:
                raise BrowserError(f"{selector} did not appear")
            time.sleep(0.2)

    def picture(self):
        """Return a PNG of what the window shows."""
        answer = self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(answer["data"])

    def forget(self):
        """Drop cookies and storage: the next login is somebody else."""
        self.call("Network.clearBrowserCookies")
