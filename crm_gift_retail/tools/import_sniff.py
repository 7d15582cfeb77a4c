"""What kind of file is this? Format, encoding and delimiter of an uploaded list.

Everything is decided from the content, never from the file's name. All reading is
bounded: a file that unpacks to more than the limits is refused before it is read.
"""

import codecs
import csv
import gzip
import io
import unicodedata
import zipfile
import zlib
from typing import NamedTuple

from .import_errors import FileRefusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = ",;\t|，；"
CHUNK = 1 << 16


class Limits(NamedTuple):
    """Bounds of one file, in bytes, characters and pieces."""

    file_size: int = 128 << 20
    unpacked_size: int = 1 << 30
    ratio: int = 150  # unpacked : packed, looked at from ratio_from on
    ratio_from: int = 32 << 20
    shared_strings: int = 64 << 20
    zip_entries: int = 2000
    line_length: int = 1_000_000
    columns: int = 300
    rows: int = 5_000_000


class BoundedGzip(io.RawIOBase):
    """The unpacked stream of a gzip file that stops at the limits."""

    def __init__(self, raw, packed_size, limits):
        super().__init__()
        self._packed_size = max(packed_size, 1)
        self._limits = limits
        self._total = 0
        self._gzip = gzip.GzipFile(fileobj=raw, mode="rb")

    def readable(self):
        return True

    def readinto(self, buffer):
        try:
            data = self._gzip.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile, OSError) as error:
            raise FileRefusal("file_damaged") from error
        self._total += len(data)
        limit = self._limits
        if self._total > limit.unpacked_size or (
            self._total > limit.ratio_from
            and self._total > limit.ratio * self._packed_size
        ):
            raise FileRefusal("file_bomb", limit=limit.unpacked_size >> 20)
        buffer[: len(data)] = data
        return len(data)


def size_of(raw):
    """Return the size in bytes of a seekable binary file and go to its start."""
    size = raw.seek(0, io.SEEK_END)
    raw.seek(0)
    return size


def detect(raw, limits=Limits()):  # noqa: B008 - immutable
    """Return ``"xlsx"``, ``"csv.gz"`` or ``"csv"`` for a seekable binary file.

    :raises FileRefusal: empty, too large, or a format that is not taken, named
    """
    size = size_of(raw)
    if not size:
        raise FileRefusal("file_empty")
    if size > limits.file_size:
        raise FileRefusal("file_too_large", limit=limits.file_size >> 20)
    head = raw.read(512)
    raw.seek(0)
    if head.startswith(b"\x1f\x8b"):
        inner = open_binary(raw, "csv.gz", limits).read(512)
        raw.seek(0)
        if inner.startswith((b"\x1f\x8b", b"PK\x03\x04", OLE)):
            raise FileRefusal("file_nested")
        _refuse_foreign(inner)
        return "csv.gz"
    if head.startswith(OLE):
        encrypted = _contains(raw, ENCRYPTED_MARK)
        raise FileRefusal("workbook_encrypted" if encrypted else "workbook_old")
    if head.startswith(b"PK\x03\x04"):
        check_zip(raw, size, limits)
        return "xlsx"
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise FileRefusal("file_not_workbook")
    _refuse_foreign(head)
    return "csv"


def check_zip(raw, size, limits):
    """Check a workbook's container before anything of it is unpacked.

    Declared sizes are enough: Python's ``zipfile`` never hands out more bytes of an
    entry than its directory declares, and checks the sum of what it did hand out.

    :raises FileRefusal: damaged, encrypted, a bomb, with entities, or no workbook
    """
    try:
        with zipfile.ZipFile(raw) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            total = sum(entry.file_size for entry in entries)
            if (
                len(entries) > limits.zip_entries
                or total > limits.unpacked_size
                or (total > limits.ratio_from and total > limits.ratio * size)
            ):
                raise FileRefusal("file_bomb", limit=limits.unpacked_size >> 20)
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileRefusal("workbook_encrypted")
            if "xl/workbook.bin" in names:
                raise FileRefusal("workbook_binary")
            if "xl/workbook.xml" not in names:
                raise FileRefusal("file_not_workbook")
            for entry in entries:
                lower = entry.filename.lower()
                if (
                    lower.endswith("sharedstrings.xml")
                    and entry.file_size > limits.shared_strings
                ):
                    raise FileRefusal("file_bomb", limit=limits.shared_strings >> 20)
                if lower.endswith((".xml", ".rels")):
                    _refuse_entities(archive, entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError) as error:
        raise FileRefusal("file_damaged") from error
    except (EOFError, ValueError, OverflowError) as error:
        if isinstance(error, FileRefusal):
            raise
        raise FileRefusal("file_damaged") from error
    finally:
        raw.seek(0)


def open_binary(raw, kind, limits=Limits()):  # noqa: B008 - immutable
    """Return a buffered binary stream of the (unpacked) text of a CSV file."""
    size = size_of(raw)
    if kind == "csv.gz":
        return io.BufferedReader(BoundedGzip(raw, size, limits), CHUNK)
    return raw


def detect_encoding(raw, kind, limits=Limits()):  # noqa: B008 - immutable
    """Return the encoding of a CSV file after looking at all of it.

    UTF-8 (with or without mark), UTF-16 and GB18030, in this order; a file in which
    the first Chinese character comes late is still recognised.

    :raises FileRefusal: ``file_garbage`` (no text at all) or ``encoding_unknown``
    """
    stream = open_binary(raw, kind, limits)
    head = stream.read(CHUNK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif b"\0" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if max(even, odd) < len(head) / 8:
            raise FileRefusal("file_garbage")
        candidates = ["utf-16-le" if odd > even else "utf-16-be"]
    else:
        candidates = ["utf-8", "gb18030"]
    decoders = {name: codecs.getincrementaldecoder(name)() for name in candidates}
    lines, chunk, seen_text = 0, head, False
    while decoders:
        for name, decoder in list(decoders.items()):
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                del decoders[name]
                continue
            if not seen_text and text and not _looks_like_text(text):
                del decoders[name]
        seen_text = True
        if not chunk or not decoders:
            break
        lines += chunk.count(b"\n")
        chunk = stream.read(CHUNK)
    if decoders:
        return next(iter(decoders))
    if not _mostly_printable(head):
        raise FileRefusal("file_garbage")
    raise FileRefusal("encoding_unknown", line=lines + 1)


def detect_delimiter(lines):
    """Return the delimiter that splits the given first lines most evenly."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = [
                len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)
            ]
        except csv.Error:
            continue
        if not widths:
            continue
        width = max(set(widths), key=lambda item: (widths.count(item), item))
        if width > 1:
            score = (widths.count(width) / len(widths), width)
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _refuse_foreign(head):
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise FileRefusal("file_html")
    if start.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf")):
        raise FileRefusal("file_foreign")
    if start.startswith((b"rar!", b"7z\xbc\xaf", b"bzh", b"\xfd7zxz", b"\x7felf")):
        raise FileRefusal("file_foreign")


def _refuse_entities(archive, entry):
    # A workbook never declares a document type; expanding entities are a bomb.
    with archive.open(entry) as stream:
        head = stream.read(1024)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!" in head.replace(
        b"<!--", b""
    ):
        raise FileRefusal("workbook_entities")


def _contains(raw, needle):
    raw.seek(0)
    tail = b""
    while chunk := raw.read(CHUNK):
        if needle in tail + chunk:
            return True
        tail = chunk[-len(needle) :]
    return False


def _looks_like_text(text):
    sample = text[:20000]
    odd = sum(
        unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") and char not in "\t\r\n"
        for char in sample
    )
    return odd * 100 <= len(sample)


def _mostly_printable(head):
    odd = sum(byte < 32 and byte not in b"\t\r\n" for byte in head)
    return odd * 50 <= len(head)
