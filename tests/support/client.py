"""The doors a stranger has: JSON-2 with a key, a browser's session, the websocket."""

import json

import requests
import websocket

TIMEOUT = 120


class Refused(Exception):
    """The server answered with an error; ``status`` and ``body`` tell which."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {str(body)[:600]}")
        self.status = status
        self.body = body


class Json2:
    """A machine that calls ``POST /json/2/MODEL/METHOD`` with a bearer key."""

    def __init__(self, url, key):
        self.url = url
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"bearer {key}"

    def __call__(self, model, method, **kwargs):
        """Call a public method; ``ids`` and ``context`` are keyword arguments too.

        :raises Refused: for every status but 200
        """
        answer = self.http.post(
            f"{self.url}/json/2/{model}/{method}", json=kwargs, timeout=TIMEOUT
        )
        try:
            body = answer.json()
        except ValueError:
            body = answer.text
        if answer.status_code != 200:
            raise Refused(answer.status_code, body)
        return body


class Browser:
    """A logged-in session, as the web client has it."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.http = requests.Session()
        answer = self.rpc(
            "/web/session/authenticate", db=database, login=login, password=password
        )
        self.uid = answer["uid"]

    def rpc(self, path, **params):
        """Call a JSON-RPC route and return its result.

        :raises Refused: when the answer carries an error
        """
        answer = self.http.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=TIMEOUT,
        )
        body = answer.json()
        if "error" in body:
            raise Refused(answer.status_code, body["error"])
        return body["result"]

    def call(self, model, method, *args, **kwargs):
        """Call a public method as the web client does."""
        return self.rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(args),
            kwargs=kwargs,
        )

    def page(self, path):
        """Return a page; the status must be 200."""
        answer = self.http.get(self.url + path, timeout=TIMEOUT)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer

    def websocket(self):
        """Open the live connection through the same address as everything else."""
        # the worker's version is in the session's information of the web client
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.http.cookies)
        socket = websocket.create_connection(
            self.url.replace("http", "ws", 1) + "/websocket",
            cookie=cookies,
            origin=self.url,
            timeout=30,
        )
        data = {"channels": [], "last": 0}
        socket.send(json.dumps({"event_name": "subscribe", "data": data}))
        return socket
