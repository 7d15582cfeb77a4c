"""Refusals of the importer's kernel: a code and its values, no words.

The words, translated, are in ``models/gift_import_reason.py``.
"""


class ImportRefusal(ValueError):
    """Something the importer does not take.

    :param code: short constant, for instance ``price_negative``
    :param field: the kernel's field concerned (``unit_price``), or ``""``
    :param value: what stood there, as text, cut to 200 characters
    :param params: further values for the message (``line``, ``limit`` …)
    """

    def __init__(self, code, field="", value="", **params):
        super().__init__(code)
        self.code = code
        self.field = field
        self.value = shorten(value)
        self.params = params

    def __str__(self):
        return f"{self.code} {self.field} {self.value!r} {self.params}"


class FileRefusal(ImportRefusal):
    """The whole file cannot be read; nothing of it was taken."""


def shorten(value, size=200):
    """Return ``value`` as text of at most ``size`` characters without NUL bytes."""
    if value is None or value is False:
        return ""
    text = str(value).replace("\0", "")
    return text if len(text) <= size else text[: size - 1] + "…"
