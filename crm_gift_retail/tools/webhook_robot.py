"""What chat robots want to be told, how it is signed, and what they answer.

One entry per kind of robot in ``ROBOTS``; a further kind is a function. Texts are
plain: what a customer is called must not turn into formatting or a mention.
"""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote_plus, urlsplit, urlunsplit

#: Robots cut or refuse longer texts; bytes, because WeCom counts those.
MAX_TEXT_BYTES = 1800


def _text(alert):
    """Title, body and link as one text; the body is cut, the link never."""
    title, body, url = (alert.get(key) or "" for key in ("title", "body", "url"))
    room = MAX_TEXT_BYTES - len(f"{title}\n\n{url}".encode())
    body = body.encode()[: max(room, 0)].decode(errors="ignore")
    return "\n".join(part for part in (title, body, url) if part)


def _dump(payload):
    return json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()


def _sign(key, message):
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()


def _wecom(url, secret, alert, now):
    """WeCom: the key in the address is all the proof there is."""
    return url, _dump({"msgtype": "text", "text": {"content": _text(alert)}}), {}


def _dingtalk(url, secret, alert, now):
    """DingTalk: timestamp in milliseconds and signature in the address."""
    if secret:
        timestamp = str(int(now * 1000))
        digest = base64.b64encode(_sign(secret, f"{timestamp}\n{secret}")).decode()
        parts = urlsplit(url)
        extra = f"timestamp={timestamp}&sign={quote_plus(digest)}"
        query = f"{parts.query}&{extra}" if parts.query else extra
        url = urlunsplit(parts._replace(query=query))
    return url, _dump({"msgtype": "text", "text": {"content": _text(alert)}}), {}


def _feishu(url, secret, alert, now):
    """Feishu: timestamp in seconds and signature in the body; the key is both."""
    payload = {"msg_type": "text", "content": {"text": _text(alert)}}
    if secret:
        timestamp = str(int(now))
        digest = _sign(f"{timestamp}\n{secret}", "")
        payload["timestamp"] = timestamp
        payload["sign"] = base64.b64encode(digest).decode()
    return url, _dump(payload), {}


def _generic(url, secret, alert, now):
    """Any other: the alert as JSON, signed over timestamp and body in a header."""
    body = _dump(alert)
    timestamp = str(int(now))
    headers = {"X-Timestamp": timestamp}
    if secret:
        digest = hmac.new(
            secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256
        ).hexdigest()
        headers["X-Signature"] = f"sha256={digest}"
    return url, body, headers


ROBOTS = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
    "generic": _generic,
}


def build_request(kind, url, secret, alert, now):
    """Return what to post to a robot.

    :param str kind: key of ``ROBOTS``.
    :param str url: of the robot.
    :param str secret: shared with the robot; empty means unsigned.
    :param dict alert: ``id``, ``title``, ``body``, ``url``, ``company``; of plain text.
    :param float now: seconds since 1970.
    :return: tuple (address, body as bytes, headers).
    :raise KeyError: for an unknown kind.
    """
    url, body, headers = ROBOTS[kind](url, secret or "", alert, now)
    return (
        url,
        body,
        {
            "Content-Type": "application/json; charset=utf-8",
            "Accept": "application/json",
            "User-Agent": "crm_gift_retail",
            # the same for every try: a receiver may drop what it has seen
            "X-Delivery": str(alert.get("id", "")),
            **headers,
        },
    )


def judge_answer(kind, status, answer):
    """Tell what became of the alert.

    :param str kind: key of ``ROBOTS``.
    :param int status: of the answer.
    :param bytes answer: its body.
    :return: tuple (outcome, detail): "ok"; "redirect", "refused" (lasting), "busy"
        or "broken" (worth another try), "garbage"; the detail is a number or empty.
    """
    if 300 <= status < 400:
        return "redirect", str(status)
    if status in (408, 425, 429):
        return "busy", str(status)
    if 400 <= status < 500:
        return "refused", str(status)
    if not 200 <= status < 300:
        return "broken", str(status)
    if kind == "generic":
        return "ok", ""
    try:
        data = json.loads(answer)
        code = next(
            data[key] for key in ("errcode", "code", "StatusCode") if key in data
        )
        code = int(code)
    except (ValueError, TypeError, StopIteration, RecursionError):
        return "garbage", ""
    if code == 0:
        return "ok", ""
    return ("busy" if code in _BUSY_CODES else "refused"), str(code)


#: where WeCom and DingTalk, Feishu, and Feishu's older robots say how it went
_CODE_KEYS = ("errcode", "code", "StatusCode")
#: "too many messages" of WeCom, DingTalk and Feishu
_BUSY_CODES = frozenset({45009, 130101, 9499, 11232, -1})
