"""Artwork files: what is taken, who may see it, how it is handed out."""

import base64
import io
import json
from datetime import timedelta
from unittest.mock import patch

from PIL import Image

from odoo import fields, http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import gift_artwork
from .common import GiftRetailCommon
from .test_artwork_file import SVG, bomb, picture


@tagged("post_install", "-at_install")
class TestArtwork(GiftRetailCommon):
    def _keep(self, name, data, role="sales", partner=None):
        artworks = self.env["gift.artwork"].with_user(self.users[role])
        return artworks._gift_keep(name, data, partner=partner)

    def test_original_is_kept_byte_by_byte(self):
        """Odoo shrinks large pictures of attachments; a print file stays as it is."""
        data = picture("JPEG", (4000, 3000), quality=95)
        artwork = self._keep("logo.jpg", data, partner=self.contact)
        self.assertEqual(base64.b64decode(artwork.content), data)
        self.assertEqual((artwork.width, artwork.height), (4000, 3000))
        self.assertEqual((artwork.kind, artwork.mimetype), ("jpeg", "image/jpeg"))
        self.assertEqual(artwork.size, len(data))
        self.assertEqual(artwork.partner_id, self.firm, "files are the firm's")
        self.assertEqual(artwork.company_id, self.company)
        preview = Image.open(io.BytesIO(base64.b64decode(artwork.preview)))
        self.assertEqual(preview.size, (1600, 1200))
        thumbnail = Image.open(io.BytesIO(base64.b64decode(artwork.thumbnail)))
        self.assertEqual(thumbnail.size, (256, 192))
        self.assertIn("4000 × 3000", artwork.size_words)

    def test_same_file_is_found_again(self):
        data = picture(color="blue")
        first = self._keep("a.png", data, partner=self.firm)
        self.assertEqual(self._keep("b.png", data, partner=self.contact), first)
        other = self._keep("a.png", data, partner=self.person)
        self.assertNotEqual(other, first, "another customer's name stays hidden")
        self.assertEqual(other.sha, first.sha)
        stored = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "gift.artwork"),
                ("res_field", "=", "content"),
                ("res_id", "in", (first | other).ids),
            ]
        )
        self.assertEqual(len(set(stored.mapped("store_fname"))), 1, "stored once")

    def test_errors_name_file_and_remedy(self):
        for name, data, words in (
            ("leer.png", b"", "empty"),
            ("script.png", b"#!/bin/sh", "is no artwork"),
            ("logo.svg", SVG % (b"", b"<script/>"), "contains a program"),
            ("logo.svg", SVG % (b"", b'<use href="http://x"/>'), "from elsewhere"),
            ("logo.svg", b"<!DOCTYPE a [<!ENTITY x 'y'>]>" + SVG % (b"", b""), "entit"),
            ("bomb.png", bomb(), "too many pixels"),
            ("run.exe", picture(), "rename it"),
            ("two.png", picture() + b"<script>", "second file"),
            ("half.png", picture()[:50], "to its end"),
        ):
            with self.subTest(name), self.assertRaises(ValidationError) as caught:
                self._keep(name, data)
            self.assertIn(name, caught.exception.args[0])
            self.assertIn(words, caught.exception.args[0])

    def test_hundred_megabytes(self):
        """Too large a file is refused before it is decoded, by RPC as well."""
        content = b"A" * (100 * 1024 * 1024)
        artworks = self.env["gift.artwork"].with_user(self.users["sales"])
        with (
            patch.object(gift_artwork.base64, "b64decode") as decode,
            self.assertRaises(ValidationError) as caught,
        ):
            artworks.create({"name": "huge.png", "content": content})
        decode.assert_not_called()
        self.assertIn("huge.png", caught.exception.args[0])
        self.assertIn("25.0 MB", caught.exception.args[0])

    def test_limit_is_a_setting(self):
        params = self.env["ir.config_parameter"]
        for value, limit in (
            ("2", 2 * 1024 * 1024),
            ("0.5", 512 * 1024),
            ("nonsense", 25 * 1024 * 1024),
            ("-1", 25 * 1024 * 1024),
            ("inf", 25 * 1024 * 1024),
        ):
            params.set_param(gift_artwork.MAX_MB_PARAM, value)
            self.assertEqual(self.env["gift.artwork"]._gift_max_bytes(), limit, value)

    def test_rpc_cannot_lie(self):
        """Whatever values are given, the content decides."""
        artworks = self.env["gift.artwork"].with_user(self.users["sales"])
        artwork = artworks.create(
            {
                "name": "a.png",
                "content": base64.b64encode(picture()),
                "kind": "svg",
                "mimetype": "text/html",
                "is_picture": False,
                "preview": base64.b64encode(b"<html>"),
                "sha": "0",
            }
        )
        self.assertEqual((artwork.kind, artwork.mimetype), ("png", "image/png"))
        self.assertTrue(artwork.is_picture)
        self.assertEqual(len(artwork.sha), 64)
        self.assertNotEqual(base64.b64decode(artwork.preview), b"<html>")
        with self.assertRaises(ValidationError):
            artworks.create({"name": "x.png", "content": "%%%"})

    def test_never_changed(self):
        artwork = self._keep("a.png", picture())
        for role in ("sales", "manager"):
            with self.assertRaises(AccessError):
                artwork.with_user(self.users[role]).write({"name": "b.png"})
            with self.assertRaises(AccessError):
                artwork.with_user(self.users[role]).unlink()

    def test_svg_is_never_a_page(self):
        """Not even for those for whom Odoo serves SVG as such."""
        artwork = self.env["gift.artwork"]._gift_keep("a.svg", SVG % (b"", b"<g/>"))
        self.assertEqual(artwork.mimetype, "image/svg+xml")
        stored = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "gift.artwork"),
                ("res_id", "=", artwork.id),
                ("res_field", "=", "content"),
            ]
        )
        self.assertEqual(stored.mimetype, "text/plain")

    def test_unused_is_forgotten(self):
        old = self._keep("old.png", picture(color="green"))
        fresh = self._keep("new.png", picture(color="yellow"))
        self.env.cr.execute(
            "UPDATE gift_artwork SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=8), old.id],
        )

        with patch.object(
            type(self.env["gift.artwork"]), "_gift_held", lambda self: self
        ):
            self.env["gift.artwork"]._gc_unused()
            self.assertTrue(old.exists(), "what a document holds stays")
            with self.assertRaises(UserError):
                old.unlink()

        self.env["gift.artwork"]._gc_unused()
        self.assertFalse(old.exists())
        self.assertTrue(fresh.exists())


@tagged("post_install", "-at_install")
class TestArtworkRoutes(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("sales", "warehouse"):
            new_test_user(
                cls.env,
                f"artwork_{role}",
                groups=f"crm_gift_retail.crm_gift_retail_group_{role}",
            )
        new_test_user(cls.env, "artwork_stranger", groups="base.group_user")
        new_test_user(cls.env, "artwork_portal", groups="base.group_portal")

    def _upload(self, files, login="artwork_sales", **data):
        self.authenticate(login, login)
        data["csrf_token"] = http.Request.csrf_token(self)
        response = self.url_open(
            "/gift/artwork/upload",
            data=data,
            files=[("ufile", (name, content)) for name, content in files],
        )
        self.assertEqual(response.status_code, 200)
        return json.loads(response.text)

    def test_each_file_has_its_answer(self):
        answers = self._upload(
            [
                ("logo.png", picture(color="red")),
                ("evil.svg", SVG % (b' onload="x()"', b"")),
                ("公司.jpg", picture("JPEG")),
                ("run.png", b"MZ"),
            ]
        )
        self.assertEqual(
            [answer["name"] for answer in answers],
            ["logo.png", "evil.svg", "公司.jpg", "run.png"],
        )
        self.assertEqual(
            [bool(a.get("id")) for a in answers], [True, False, True, False]
        )
        self.assertIn("evil.svg", answers[1]["error"])
        self.assertIn("run.png", answers[3]["error"])
        kept = self.env["gift.artwork"].browse([answers[0]["id"], answers[2]["id"]])
        self.assertEqual(kept.mapped("kind"), ["png", "jpeg"])

    def test_five_hundred_files(self):
        answers = self._upload([(f"{n}.png", b"x") for n in range(500)])
        self.assertEqual(len(answers), 1)
        self.assertIn("500", answers[0]["error"])
        self.assertFalse(self.env["gift.artwork"].search([("name", "=", "1.png")]))

    def test_large_file_is_not_read(self):
        self.env["ir.config_parameter"].set_param(gift_artwork.MAX_MB_PARAM, "0.01")
        answers = self._upload([("big.png", picture() + bytes(200_000))])
        self.assertIn("10 KB", answers[0]["error"])

    def test_who_may(self):
        for login in ("artwork_warehouse", "artwork_stranger", "artwork_portal"):
            answers = self._upload([("a.png", picture())], login)
            self.assertTrue(answers[0]["error"], login)
        self.authenticate("artwork_sales", "artwork_sales")
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/gift/artwork/upload", data={}, files={"ufile": ("a.png", picture())}
            )
        self.assertEqual(response.status_code, 400, "without the CSRF token")

    def test_download(self):
        made = self._upload([("公司 logo.svg", SVG % (b"", b"<g/>"))])[0]
        url = f"/gift/artwork/{made['id']}"
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, SVG % (b"", b"<g/>"))
        headers = response.headers
        self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", headers["Content-Security-Policy"])
        self.assertIn("no-store", headers["Cache-Control"])
        for login, status in (
            ("artwork_warehouse", 200),
            ("artwork_stranger", 404),
            ("artwork_portal", 404),
        ):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(url).status_code, status, login)
            thumbnail = f"/web/content/gift.artwork/{made['id']}/content"
            self.assertEqual(self.url_open(thumbnail).status_code, status, login)
        self.authenticate("artwork_sales", "artwork_sales")
        self.assertEqual(self.url_open("/gift/artwork/999999").status_code, 404)
