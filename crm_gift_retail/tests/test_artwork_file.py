"""What is in an artwork file: examples of every trick, and fuzzed."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from odoo.tests import BaseCase, tagged

from ..tools.artwork_file import (
    EXTENSIONS,
    KINDS,
    PREVIEW_SIDE,
    THUMBNAIL_SIDE,
    ArtworkError,
    clean_name,
    inspect,
    sniff,
)
from .fuzz import fuzzed, given, settings, st

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" %s>%s</svg>'


def picture(kind="PNG", size=(40, 30), mode="RGB", color="red", **options):
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, kind, **options)
    return out.getvalue()


def bomb(width=60_000, height=60_000):
    """A PNG of a few bytes that says to be 3.6 thousand million pixels."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@tagged("post_install", "-at_install")
class TestArtworkFile(BaseCase):
    def assertRefused(self, code, name, data, **options):
        with self.assertRaises(ArtworkError, msg=name) as caught:
            inspect(name, data, **options)
        self.assertEqual(caught.exception.code, code, name)
        return caught.exception

    def test_every_picture_kind(self):
        for kind, pillow, mode in (
            ("png", "PNG", "RGBA"),
            ("jpeg", "JPEG", "RGB"),
            ("jpeg", "JPEG", "CMYK"),
            ("webp", "WEBP", "RGB"),
            ("gif", "GIF", "P"),
            ("tiff", "TIFF", "RGB"),
            ("tiff", "TIFF", "I;16"),
            ("png", "PNG", "I;16"),
            ("bmp", "BMP", "RGB"),
            ("png", "PNG", "1"),
            ("png", "PNG", "LA"),
        ):
            with self.subTest(kind=kind, mode=mode):
                color = 1 if mode in ("P", "1", "I;16") else None
                found = inspect(
                    f"logo.{KINDS[kind][1][0]}",
                    picture(pillow, (2000, 1000), mode, color or 0),
                )
                self.assertEqual((found.kind, found.is_picture), (kind, True))
                self.assertEqual((found.width, found.height), (2000, 1000))
                self.assertEqual(found.mimetype, f"image/{kind}")
                for data, side in (
                    (found.preview, PREVIEW_SIDE),
                    (found.thumbnail, THUMBNAIL_SIDE),
                ):
                    shown = Image.open(io.BytesIO(data))
                    self.assertEqual(shown.size, (side, side // 2))
                    self.assertIn(shown.format, ("PNG", "JPEG"))

    def test_other_kinds(self):
        for name, data, kind in (
            ("order.pdf", b"%PDF-1.7\n...", "pdf"),
            ("logo.ai", b"%PDF-1.5\n...", "pdf"),
            ("logo.ai", b"%!PS-Adobe-3.0\n", "eps"),
            ("logo.eps", b"\xc5\xd0\xd3\xc6....", "eps"),
            ("box.psd", b"8BPS\0\1....", "psd"),
            ("logo.cdr", b"RIFF1234CDRA", "cdr"),
            ("logo.svg", SVG % (b"", b'<path d="M0 0"/>'), "svg"),
        ):
            with self.subTest(name=name):
                found = inspect(name, data)
                self.assertEqual((found.kind, found.name), (kind, name))
                self.assertFalse(found.is_picture or found.preview or found.width)

    def test_not_an_artwork(self):
        self.assertRefused("empty", "a.png", b"")
        for data in (
            b"#!/bin/sh\nrm -rf ~",
            b"<?php system($_GET['c']); ?>",
            b"<html><script>alert(1)</script></html>",
            b"MZ\x90\0\3\0\0\0",
            b"PK\3\4....",
            b"alert(document.cookie)",
            b"\0" * 1000,
        ):
            with self.subTest(data=data):
                self.assertRefused("unknown", "logo.png", data)

    def test_too_large(self):
        data = b"\x89PNG\r\n\x1a\n" + bytes(100)
        error = self.assertRefused("large", "big.png", data, max_bytes=50)
        self.assertEqual(error.details, {"size": 108, "limit": 50})

    def test_bombs(self):
        data = bomb()
        self.assertLess(len(data), 200)
        self.assertRefused("pixels", "bomb.png", data)
        self.assertRefused("pixels", "wide.png", picture(size=(200, 100)), max_pixels=9)

    def test_broken(self):
        good = picture(size=(300, 300), compress_level=0)
        for data in (good[:60], good[: len(good) // 2], b"\xff\xd8\xff\xe0\0\x10JFIF"):
            self.assertRefused(
                "broken", "half.jpg" if data[0] == 255 else "half.png", data
            )

    def test_polyglots(self):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as zipped:
            zipped.writestr("run.class", "x")
        for name, data in (
            ("gifar.gif", picture("GIF", mode="P", color=1) + archive.getvalue()),
            ("page.png", picture() + b"<script>alert(1)</script>"),
            ("page.gif", b"GIF89a/*<HTML >*/" + picture("GIF", mode="P", color=1)),
            ("shell.jpg", picture("JPEG", comment=b"<?php phpinfo();")),
            ("two.jpg", picture("JPEG", comment=b"%PDF-1.4")),
        ):
            with self.subTest(name=name):
                self.assertRefused("carried", name, data)

    def test_preview_carries_nothing_along(self):
        exif = Image.Exif()
        exif[0x010E] = "SECRET-PLACE"
        exif[0x0112] = 6  # lies on its side
        found = inspect("a.jpg", picture("JPEG", (400, 200), exif=exif))
        self.assertNotIn(b"SECRET-PLACE", found.preview + found.thumbnail)
        self.assertEqual(Image.open(io.BytesIO(found.preview)).size, (200, 400))

    def test_extension(self):
        png, jpeg = picture(), picture("JPEG")
        self.assertEqual(inspect("photo.jpg", png).name, "photo.png")
        self.assertEqual(inspect("IMG_1.HEIC", jpeg).name, "IMG_1.jpg")
        self.assertEqual(inspect("微信图片", jpeg).name, "微信图片.jpg")
        self.assertEqual(inspect("LOGO.PNG", png).name, "LOGO.PNG")
        for name, data in (
            ("logo.exe", png),
            ("logo.svg", png),
            ("logo.html", jpeg),
            ("logo.png", SVG % (b"", b"")),
            ("logo.png", b"%PDF-1.4"),
        ):
            with self.subTest(name=name):
                self.assertRefused("extension", name, data)

    def test_svg_tricks(self):
        plain = (
            b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n'
            b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
            + SVG
            % (
                b'xmlns:xlink="http://www.w3.org/1999/xlink"',
                b'<style>.a{fill:url(#g)}</style><use xlink:href="#a"/>'
                b'<image href="data:image/png;base64,AAAA"/><text>on time</text>',
            )
        )
        self.assertEqual(inspect("a.svg", plain).kind, "svg")
        inner = {
            "script": (
                b"<script>1</script>",
                b'<a xmlns:s="http://www.w3.org/2000/svg"><s:script/></a>',
                b'<rect onclick="x()"/>',
                b"<foreignObject/>",
                b'<a href="java&#10;script:alert(1)"/>',
                b'<animate attributeName="href" values="javascript:x"/>',
                b'<set attributeName="onload" to="x()"/>',
                b'<div xmlns="http://www.w3.org/1999/xhtml"/>',
            ),
            "external": (
                b'<image href="https://evil.example/x.png"/>',
                b'<use href="other.svg#a"/>',
                b'<a href="https://evil.example"/>',
                b'<image href="data:image/svg+xml;base64,AA"/>',
                b"<style>@import 'x.css';</style>",
                b"<style>.a{fill:url(//evil.example/a)}</style>",
                b"<style>.a{fill:\\75rl(//evil.example/a)}</style>",
                b"<rect style=\"background:url( 'http://e' )\"/>",
                b'<rect fill="url(http://e/#a)"/>',
            ),
        }
        for code, bodies in inner.items():
            for body in bodies:
                with self.subTest(body=body):
                    self.assertRefused(code, "a.svg", SVG % (b"", body))
        laughs = b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        self.assertRefused("entities", "a.svg", laughs + SVG % (b"", b"&b;"))
        sheet = b'<?xml-stylesheet href="http://e/x.xsl"?>'
        self.assertRefused("external", "a.svg", sheet + SVG % (b"", b""))
        self.assertRefused("broken", "a.svg", b"<svg><g></svg>")
        hidden = b'<?xml version="1.0" encoding="UTF-7"?>' + SVG % (b"", b"")
        self.assertRefused("broken", "a.svg", hidden)

    def test_names(self):
        for given_name, clean in (
            ("..\\..\\etc\\logo.png", "logo.png"),
            ("/tmp/../logo.png", "logo.png"),
            ("a\u202egnp.exe\0.png", "agnp.exe.png"),
            ("公司 标志.ai", "公司 标志.ai"),
            ('<b>"x".png', "bx.png"),
            ("", "artwork"),
            (None, "artwork"),
            ("...", "artwork"),
        ):
            self.assertEqual(clean_name(given_name), clean)
        self.assertEqual(len(clean_name("x" * 500 + ".png")), 120)
        self.assertTrue(clean_name("x" * 500 + ".png").endswith("x.png"))

    @fuzzed
    def test_fuzz(self):
        """Whatever comes, the answer is a file that may be kept, or the one error."""
        seeds = [
            picture(),
            picture("JPEG"),
            picture("GIF", mode="P", color=1),
            picture("WEBP"),
            picture("TIFF"),
            picture("BMP"),
            SVG % (b"", b'<g><path d="M0 0"/></g>'),
            b"%PDF-1.4",
        ]
        heads = st.sampled_from([seed[:12] for seed in seeds] + [b""])
        raw = st.builds(bytes.__add__, heads, st.binary(max_size=300))

        @st.composite
        def damaged(draw):
            data = bytearray(draw(st.sampled_from(seeds)))
            for __ in range(draw(st.integers(0, 6))):
                data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
            cut = draw(st.integers(0, len(data)))
            return bytes(data[: cut or None]) + draw(st.binary(max_size=40))

        @settings(max_examples=300, deadline=None, database=None)
        @given(st.text(max_size=200), st.one_of(raw, damaged()))
        def check(name, data):
            try:
                found = inspect(name, data)
            except ArtworkError as error:
                self.assertTrue(error.name)
                return
            self.assertEqual(found.kind, sniff(data))
            self.assertIn(found.name.rpartition(".")[2].lower(), EXTENSIONS)
            self.assertLessEqual(len(found.name), 130)
            self.assertEqual(clean_name(found.name), found.name)
            self.assertEqual(bool(found.preview), found.is_picture)

        check()
