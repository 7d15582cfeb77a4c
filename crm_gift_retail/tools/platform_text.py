"""What comes from other platforms is untrusted: names, keys and text made safe."""

import re
import unicodedata
from datetime import datetime, timedelta, timezone

#: Longest name or number on a platform, and longest message that is kept.
VALUE_LENGTH = 128
TEXT_LENGTH = 4000
#: A message may be at most so old when it arrives.
OLDEST = timedelta(days=365)

# Everything that is not seen: control characters but line ends, direction marks,
# zero-width characters, lone surrogates, private use.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


class PlatformError(ValueError):
    """A value that cannot be taken; ``code`` says why.

    :param str code: ``empty``, ``long`` or ``date``
    :param str name: of the parameter
    """

    def __init__(self, code, name):
        super().__init__(f"{name}: {code}")
        self.code = code
        self.name = name


def _seen(text, keep=""):
    return "".join(
        char
        for char in text
        if char in keep or unicodedata.category(char) not in _UNSEEN
    )


def clean_value(value):
    """Return a name or number as it is shown: one line, nothing unseen.

    :param value: str or number; others count as empty
    """
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    # a line end parts words, it is not unseen
    parted = re.sub(r"\s+", " ", str(value)[: VALUE_LENGTH * 4])
    return " ".join(_seen(parted).split())


def value_key(value):
    """Return what makes two names the same person: width and case do not.

    :param str value: as typed
    """
    key, last = clean_value(value), None
    # case folding, compatibility forms and blanks act upon each other
    while key != last:
        last = key
        folded = unicodedata.normalize("NFKC", key).casefold()
        key = clean_value(unicodedata.normalize("NFKC", folded)).replace(" ", "")
    return key


def checked_value(value, name):
    """Return a value that serves as a key.

    :param str name: of the parameter, for the error
    :raise PlatformError: when empty or too long
    """
    if isinstance(value, str) and len(value) > VALUE_LENGTH:
        raise PlatformError("long", name)
    cleaned = clean_value(value)
    if not cleaned or not value_key(cleaned):
        raise PlatformError("empty", name)
    if len(cleaned) > VALUE_LENGTH:
        raise PlatformError("long", name)
    return cleaned


def clean_text(text):
    """Return the text of a message: lines stay, unseen characters go, long is cut.

    :param text: str; anything else counts as empty
    :return: (text, whether it was cut)
    """
    if not isinstance(text, str):
        return "", False
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _seen(text[: TEXT_LENGTH * 4], "\n\t").strip()
    return text[:TEXT_LENGTH], len(text) > TEXT_LENGTH


def read_moment(value, now):
    """Return when a message was sent, UTC without zone; never later than now.

    :param value: ISO 8601 string (without zone: UTC), or empty for now
    :param datetime now: UTC without zone
    :raise PlatformError: when it is no date, or older than ``OLDEST``
    """
    if not value:
        return now
    try:
        moment = datetime.fromisoformat(str(value).strip().replace("Z", "+00:00"))
        if moment.tzinfo:
            moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise PlatformError("date", "sent_at") from error
    moment = moment.replace(microsecond=0)
    if moment < now - OLDEST:
        raise PlatformError("date", "sent_at")
    return min(moment, now)
