"""Posting to chat robots: addresses, signatures, bad servers."""

import base64
import hashlib
import hmac
import json
import time
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.tests import BaseCase, tagged

from ..tools import webhook_post
from ..tools.webhook_post import WebhookError, check_address, is_public, post
from ..tools.webhook_robot import MAX_TEXT_BYTES, ROBOTS, build_request, judge_answer
from .robot_server import GOOD, closed_port, drip, endless, noise, robot_server

ALERT = {
    "id": "db-7",
    "title": "To decide: 8 % off",
    "body": "Ms Wang\n茶具",
    "url": "https://odoo.example.com/odoo/gift-approvals/7",
    "company": "Gifts of the North",
}
NOW = 1_763_800_000.5


@tagged("post_install", "-at_install")
class TestWebhookPost(BaseCase):
    def _post(self, robot, **kwargs):
        kwargs.setdefault("timeout", 2)
        return post(robot.url, b"{}", {"X-A": "1"}, allow_local=True, **kwargs)

    def _key(self, call):
        with self.assertRaises(WebhookError) as caught:
            call()
        self.assertNotIn("SECRETKEY", str(caught.exception))
        return caught.exception.key

    def test_question_and_answer(self):
        with robot_server() as robot:
            self.assertEqual(self._post(robot), GOOD)
            path, headers, body = robot.seen[0]
        self.assertEqual((path, body), ("/send?key=SECRETKEY", b"{}"))
        self.assertEqual(headers["X-A"], "1")

    def test_redirects_are_not_followed(self):
        with (
            robot_server() as other,
            robot_server((302, b"", {"Location": other.url})) as robot,
        ):
            self.assertEqual(self._post(robot)[0], 302)
            self.assertFalse(other.seen)

    def test_bad_servers_end_in_time(self):
        for answer, key in (
            (drip, "timeout"),
            (endless, "too_long"),
            (noise, "bad_answer"),
        ):
            with self.subTest(key), robot_server(answer) as robot:
                started = time.monotonic()
                self.assertEqual(
                    self._key(lambda r=robot: self._post(r, timeout=0.5)), key
                )
                self.assertLess(time.monotonic() - started, 2)

    def test_nobody_there(self):
        url = f"http://127.0.0.1:{closed_port()}/SECRETKEY"
        self.assertEqual(
            self._key(lambda: post(url, b"", {}, allow_local=True)), "no_answer"
        )

    def test_addresses_that_are_refused(self):
        for url, key in (
            ("", "bad_url"),
            ("robot", "bad_url"),
            ("ftp://example.com/x", "bad_url"),
            ("file:///etc/passwd", "bad_url"),
            ("https://", "bad_url"),
            ("https://exa mple.com/", "bad_url"),
            ("https://example.com/\r\nX: y", "bad_url"),
            ("https://example.com:port/", "bad_url"),
            ("https://user:pw@example.com/", "has_login"),
            ("http://example.com/", "no_https"),
        ):
            with self.subTest(url):
                self.assertEqual(self._key(lambda u=url: check_address(u)), key)
        self.assertEqual(
            check_address("https://example.com/send?key=1"),
            (True, "example.com", 443, "/send?key=1"),
        )

    def test_private_addresses_are_not_asked(self):
        for address in (
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 - an address to refuse
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "nonsense",
        ):
            with self.subTest(address):
                self.assertFalse(is_public(address))
        for address in ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"):
            self.assertTrue(is_public(address))
        # one private address among public ones is enough, and nobody is connected to
        found = [(2, 1, 6, "", (ip, 443)) for ip in ("8.8.8.8", "10.0.0.1")]
        with (
            patch.object(webhook_post.socket, "getaddrinfo", return_value=found),
            patch.object(webhook_post.socket, "create_connection") as connect,
        ):
            key = self._key(lambda: post("https://example.com/", b"", {}))
        self.assertEqual(key, "private_address")
        connect.assert_not_called()
        for url in ("https://127.0.0.1/", "https://localhost/", "https://[::1]/"):
            with self.subTest(url):
                self.assertEqual(
                    self._key(lambda u=url: post(u, b"", {})), "private_address"
                )

    def test_the_address_looked_at_is_the_one_connected_to(self):
        """A name that means something else a moment later leads nowhere else."""
        found = [(2, 1, 6, "", ("8.8.8.8", 443))]
        with (
            patch.object(webhook_post.socket, "getaddrinfo", return_value=found),
            patch.object(
                webhook_post.socket, "create_connection", side_effect=OSError
            ) as connect,
        ):
            self._key(lambda: post("https://example.com/", b"", {}))
        self.assertEqual(connect.call_args.args[0], ("8.8.8.8", 443))

    def test_headers_cannot_break_lines(self):
        with robot_server() as robot:
            key = self._key(
                lambda: post(
                    robot.url, b"", {"X-A": "1\r\nX-B: 2"}, allow_local=True, timeout=2
                )
            )
            self.assertEqual(key, "bad_answer")
            self.assertFalse(robot.seen)


@tagged("post_install", "-at_install")
class TestWebhookRobot(BaseCase):
    """Signatures recomputed here as the makers of the robots describe them."""

    def _build(self, kind, secret="s3cret", **alert):
        url = "https://robot.example.com/send?key=KEY"
        return build_request(kind, url, secret, {**ALERT, **alert}, NOW)

    def test_dingtalk(self):
        url, body, _headers = self._build("dingtalk")
        query = parse_qs(urlsplit(url).query)
        timestamp = "1763800000500"
        mac = hmac.new(b"s3cret", f"{timestamp}\ns3cret".encode(), hashlib.sha256)
        self.assertEqual(
            query,
            {
                "key": ["KEY"],
                "timestamp": [timestamp],
                "sign": [base64.b64encode(mac.digest()).decode()],
            },
        )
        self.assertEqual(json.loads(body)["msgtype"], "text")

    def test_feishu(self):
        _url, body, _headers = self._build("feishu")
        data = json.loads(body)
        mac = hmac.new(b"1763800000\ns3cret", b"", hashlib.sha256)
        self.assertEqual(data["timestamp"], "1763800000")
        self.assertEqual(data["sign"], base64.b64encode(mac.digest()).decode())
        self.assertIn("茶具", data["content"]["text"])

    def test_generic(self):
        _url, body, headers = self._build("generic")
        signed = headers["X-Timestamp"].encode() + b"." + body
        mac = hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
        self.assertEqual(headers["X-Signature"], f"sha256={mac}")
        self.assertEqual(headers["X-Delivery"], "db-7")
        self.assertEqual(json.loads(body), ALERT)

    def test_without_secret_and_wecom(self):
        for kind in ROBOTS:
            with self.subTest(kind):
                url, body, headers = self._build(kind, secret=False)
                self.assertEqual(url, "https://robot.example.com/send?key=KEY")
                self.assertNotIn("X-Signature", headers)
                self.assertNotIn(b"sign", body)
        url, body, _headers = self._build("wecom")
        self.assertNotIn(b"s3cret", body + url.encode())

    def test_long_texts_keep_their_link(self):
        _url, body, _headers = self._build("wecom", body="礼" * 5000)
        text = json.loads(body)["text"]["content"]
        self.assertLessEqual(len(text.encode()), MAX_TEXT_BYTES)
        self.assertTrue(text.endswith(ALERT["url"]))
        self.assertTrue(text.startswith(ALERT["title"]))

    def test_answers(self):
        for kind, status, answer, outcome in (
            ("generic", 200, b"<html>whatever</html>", "ok"),
            ("generic", 204, b"", "ok"),
            ("generic", 301, b"", "redirect"),
            ("generic", 404, b"", "refused"),
            ("generic", 429, b"", "busy"),
            ("generic", 500, b"", "broken"),
            ("generic", 101, b"", "broken"),
            ("wecom", 200, b'{"errcode": 0}', "ok"),
            ("wecom", 200, b'{"errcode": 93000}', "refused"),
            ("wecom", 200, b'{"errcode": 45009}', "busy"),
            ("feishu", 200, b'{"code": 0}', "ok"),
            ("feishu", 200, b'{"StatusCode": 0}', "ok"),
            ("feishu", 200, b'{"code": 19021}', "refused"),
            ("dingtalk", 200, b"<html>", "garbage"),
            ("dingtalk", 200, b"[]", "garbage"),
            ("dingtalk", 200, b"null", "garbage"),
            ("dingtalk", 200, b'{"errcode": "x"}', "garbage"),
            ("dingtalk", 200, b"\xff\xfe", "garbage"),
            ("dingtalk", 200, b"[" * 60_000, "garbage"),
        ):
            with self.subTest(kind=kind, status=status, answer=answer[:20]):
                self.assertEqual(judge_answer(kind, status, answer)[0], outcome)
