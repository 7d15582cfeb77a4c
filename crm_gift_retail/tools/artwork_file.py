"""What is in an artwork file, and is it safe? Told by content, never by name."""

import hashlib
import io
import logging
import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import (
    Image,
    ImageOps,
    TiffImagePlugin,  # noqa: F401 - Odoo loads no more decoders than it needs itself
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401 - likewise
)

from .artwork_svg import SvgError, check_svg, looks_like_svg

# what is wrong with a file is told to its uploader, not to the server's log
logging.getLogger("PIL.TiffImagePlugin").setLevel(logging.CRITICAL)

#: Largest file in bytes and largest picture in pixels, unless the caller says else.
MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_NAME = 120
THUMBNAIL_SIDE = 256
PREVIEW_SIDE = 1600

#: kind -> (media type, extensions, the first is the usual one)
KINDS = {
    "png": ("image/png", ("png",)),
    "jpeg": ("image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
    "webp": ("image/webp", ("webp",)),
    "gif": ("image/gif", ("gif",)),
    "tiff": ("image/tiff", ("tif", "tiff")),
    "bmp": ("image/bmp", ("bmp",)),
    "pdf": ("application/pdf", ("pdf", "ai")),
    "eps": ("application/postscript", ("eps", "ai", "ps")),
    "psd": ("image/vnd.adobe.photoshop", ("psd", "psb")),
    "cdr": ("application/vnd.corel-draw", ("cdr",)),
    "svg": ("image/svg+xml", ("svg",)),
}
#: Kinds that are decoded: they get a thumbnail and may be shown to the customer.
PICTURES = {
    "png": "PNG",
    "jpeg": "JPEG",
    "webp": "WEBP",
    "gif": "GIF",
    "tiff": "TIFF",
    "bmp": "BMP",
}
EXTENSIONS = tuple(sorted({ext for __, exts in KINDS.values() for ext in exts}))

# What has no business in a picture: it would run when served as something else.
_CARRIED = re.compile(rb"<script|<\?php|<!doctype\s+html|<html[\s>]|<iframe", re.I)


class ArtworkError(ValueError):
    """Why a file is not taken.

    :param str code: ``empty``, ``large``, ``pixels``, ``unknown``, ``extension``,
        ``carried``, ``broken``, or of a drawing ``script``, ``external``, ``entities``
    :param str name: of the file, as given
    :param details: for the message: ``limit``, ``size``, ``expected``, ``found``
    """

    def __init__(self, code, name, **details):
        super().__init__(f"{name}: {code} {details}")
        self.code = code
        self.name = name
        self.details = details


@dataclass(frozen=True)
class Artwork:
    """A file that may be kept.

    :param str name: safe name, its extension that of the content
    :param str kind: key of ``KINDS``
    :param int width: in pixels; 0 when the file is no picture
    :param int height: likewise
    :param str sha: SHA-256 of the content, hexadecimal
    :param bytes preview: PNG or JPEG of at most 1600 pixels, made anew from the
        pixels: nothing else of the file is in it; empty when it is no picture
    :param bytes thumbnail: likewise, at most 256 pixels
    """

    name: str
    kind: str
    size: int
    sha: str
    width: int = 0
    height: int = 0
    preview: bytes = b""
    thumbnail: bytes = b""

    @property
    def mimetype(self):
        """Media type of the content."""
        return KINDS[self.kind][0]

    @property
    def is_picture(self):
        """Whether it can be shown as it is."""
        return self.kind in PICTURES


def inspect(name, data, max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS):
    """Look into a file and say what it is; pure, no file and no network is touched.

    :param str name: as the uploader's machine calls it
    :param bytes data: the whole file
    :param int max_bytes: largest size
    :param int max_pixels: most pixels of a picture, before any is decoded
    :return: :class:`Artwork`
    :raise ArtworkError: naming file and reason
    """
    name = clean_name(name)
    if not data:
        raise ArtworkError("empty", name)
    if len(data) > max_bytes:
        raise ArtworkError("large", name, size=len(data), limit=max_bytes)
    kind = sniff(data)
    if not kind:
        raise ArtworkError("unknown", name)
    name = _with_extension(name, kind)
    found = {
        "name": name,
        "kind": kind,
        "size": len(data),
        "sha": hashlib.sha256(data).hexdigest(),
    }
    if kind == "svg":
        try:
            check_svg(data)
        except SvgError as error:
            raise ArtworkError(error.code, name, found=error.detail) from error
    if kind in PICTURES:
        _check_carried(name, data)
        _check_whole(name, kind, data)
        found.update(_decode(name, kind, data, max_pixels))
    return Artwork(**found)


def sniff(data):
    """Return the kind of a content, or None when it is no artwork.

    :param bytes data: the file, or at least its first 64 KiB
    """
    for kind, signature in (
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("jpeg", b"\xff\xd8\xff"),
        ("gif", b"GIF87a"),
        ("gif", b"GIF89a"),
        ("tiff", b"II*\0"),
        ("tiff", b"MM\0*"),
        ("bmp", b"BM"),
        ("pdf", b"%PDF-"),
        ("eps", b"%!PS"),
        ("eps", b"\xc5\xd0\xd3\xc6"),
        ("psd", b"8BPS"),
    ):
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:4] == b"RIFF" and data[8:11].upper() == b"CDR":
        return "cdr"
    if looks_like_svg(data):
        return "svg"
    return None


def clean_name(name):
    """Return a name for lists and downloads: no path, nothing unseen, not too long.

    :param name: str from another machine
    """
    text = unicodedata.normalize("NFC", str(name or ""))
    # path of either system, then what turns the reading direction or is not seen
    text = re.split(r"[\\/]", text)[-1]
    text = "".join(
        char
        for char in text
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        and char not in '<>:"|?*'
    )
    text = " ".join(text.split()).strip(". ")
    if len(text) > MAX_NAME:
        stem, dot, extension = text.rpartition(".")
        keep = f".{extension}" if dot and len(extension) <= 5 else ""
        text = (stem if keep else text)[: MAX_NAME - len(keep)].rstrip() + keep
    return text or "artwork"


def _with_extension(name, kind):
    """Return the name with the content's extension.

    Phones and messengers call any picture .jpg: that is put right. A picture that
    says to be a program, or a drawing that says to be a picture, is refused.
    """
    extensions = KINDS[kind][1]
    path = PurePosixPath(name)
    given = path.suffix[1:].lower()
    if given in extensions:
        return name
    if not given or not given.isascii() or not given.isalnum() or len(given) > 5:
        return f"{name}.{extensions[0]}"
    pictures = {ext for picture in PICTURES for ext in KINDS[picture][1]}
    if kind in PICTURES and given in pictures | {"heic", "heif"}:
        return f"{path.stem}.{extensions[0]}"
    raise ArtworkError("extension", name, found=given, expected=extensions[0])


def _check_carried(name, data):
    """Refuse a picture that is something else as well: page, program, archive, PDF."""
    if _CARRIED.search(data) or b"%PDF-" in data[:1024]:
        raise ArtworkError("carried", name)
    # an archive is read from its end: the directory's end names its own distance
    tail = data[-(65535 + 22) :]
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) - at >= 22:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + 22 + comment <= len(tail) and b"PK\x01\x02" in data:
            raise ArtworkError("carried", name)


def _check_whole(name, kind, data):
    """Refuse a picture whose end is missing; the decoder would fill it with grey."""
    whole = True
    if kind == "png":
        whole = b"IEND" in data[-65536:]
    elif kind == "jpeg":
        whole = b"\xff\xd9" in data
    elif kind == "webp":
        whole = int.from_bytes(data[4:8], "little") + 8 <= len(data)
    if not whole:
        raise ArtworkError("broken", name)


def _decode(name, kind, data, max_pixels):
    """Return size, preview and thumbnail of a picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is nobody's business
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # only the decoder of this kind, whatever else the bytes resemble
            with Image.open(io.BytesIO(data), formats=[PICTURES[kind]]) as image:
                width, height = image.size
                if width * height > max_pixels:
                    raise ArtworkError(
                        "pixels", name, size=f"{width} × {height}", limit=max_pixels
                    )
                image.draft(None, (PREVIEW_SIDE, PREVIEW_SIDE))  # JPEG: decode less
                picture = _plain(image)
    except ArtworkError:
        raise
    except (
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise ArtworkError("pixels", name, size="?", limit=max_pixels) from error
    except (UnidentifiedImageError, MemoryError) as error:
        raise ArtworkError("broken", name) from error
    except Exception as error:
        # decoders raise nearly anything on broken data: struct, zlib, index, overflow
        raise ArtworkError("broken", name) from error
    return {
        "width": width,
        "height": height,
        "preview": _encode(picture, PREVIEW_SIDE),
        "thumbnail": _encode(picture, THUMBNAIL_SIDE),
    }


def _plain(image):
    """Return the first frame, upright, in RGB or RGBA, not larger than the preview."""
    image.load()
    image = ImageOps.exif_transpose(image)
    alpha = "A" in image.getbands() or "transparency" in image.info
    if image.mode.startswith(("I", "F")):
        # 16 and 32 bits a pixel would be cut off, not scaled, by convert()
        low, high = image.getextrema()
        scale = 255 / ((high - low) or 1)
        image = image.point(lambda value: value * scale + -low * scale).convert("L")
    image = image.convert("RGBA" if alpha else "RGB")
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    # a copy without metadata: place, maker, programs
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean


def _encode(picture, side):
    """Return the picture as PNG (transparent) or JPEG, at most ``side`` pixels."""
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    if small.mode == "RGBA":
        small.save(out, "PNG", optimize=side <= THUMBNAIL_SIDE)
    else:
        small.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
