"""Logos, drawings and photos of what is to be made: files of customers, made safe."""

import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.artwork_file import EXTENSIONS, KINDS, MAX_BYTES, ArtworkError, inspect

MAX_MB_PARAM = "crm_gift_retail.artwork_max_mb"
#: Files of one wish.
MAX_FILES = 20
#: An uploaded file that no document holds is forgotten after so many days.
KEPT_DAYS = 7
MEGABYTE = 1024 * 1024


class GiftArtwork(models.Model):
    """One file, never changed after it came in; documents hold it by many2many.

    What it is, is told by its content. The original is handed out as a download only,
    by ``/gift/artwork/<id>``; screens and customers see the preview, which is made
    anew from the pixels. A file that the same customer gave before is not kept twice.
    """

    _name = "gift.artwork"
    _description = "Artwork File"
    _order = "id desc"

    name = fields.Char("File", required=True, readonly=True)
    content = fields.Binary(attachment=True, required=True, readonly=True)
    kind = fields.Selection(
        [(kind, kind.upper()) for kind in KINDS], required=True, readonly=True
    )
    mimetype = fields.Char("Type of Content", required=True, readonly=True)
    size = fields.Integer("Size (bytes)", required=True, readonly=True)
    width = fields.Integer("Width (pixels)", readonly=True)
    height = fields.Integer("Height (pixels)", readonly=True)
    sha = fields.Char("Fingerprint", required=True, readonly=True)
    is_picture = fields.Boolean("Can Be Shown", readonly=True)
    # made by the kernel at these sizes: Binary, so that nothing decodes them again
    thumbnail = fields.Binary(attachment=True, readonly=True)
    preview = fields.Binary(attachment=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    size_words = fields.Char("Size", compute="_compute_size_words")

    _sha_idx = models.Index("(sha, company_id)")

    @api.depends("size", "width", "height")
    def _compute_size_words(self):
        for artwork in self:
            words = _in_words(artwork.size)
            if artwork.width:
                words = f"{artwork.width} × {artwork.height} · {words}"
            artwork.size_words = words

    # ------------------------------------------------------------
    # TAKING IN
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Look into each file; everything but name, customer and company is found.

        :raise ValidationError: naming the file, what is wrong and what to do
        """
        self.browse().check_access("create")  # before anything is decoded
        prepared = []
        for vals in vals_list:
            data = self._gift_decode(vals.get("name"), vals.get("content"))
            found = self._gift_inspect(vals.get("name"), data)
            prepared.append(
                {
                    "content": vals["content"],
                    "partner_id": vals.get("partner_id"),
                    **(
                        {"company_id": vals["company_id"]}
                        if vals.get("company_id")
                        else {}
                    ),
                    **self._prepare_found_vals(found),
                }
            )
        # Odoo would shrink pictures, and serve drawings as pages to some users
        keep = self.with_context(
            image_no_postprocess=True, attachments_mime_plainxml=True
        )
        return super(GiftArtwork, keep).create(prepared).with_env(self.env)

    def write(self, vals):
        """A file that somebody approved cannot become another.

        :raise AccessError: always, but for merges and moves of contacts
        """
        if not self.env.su:
            raise AccessError(
                self.env._("Artwork files are never changed. Add the new file instead.")
            )
        return super().write(vals)

    @api.model
    def _gift_keep(self, name, data, partner=None, company=None):
        """Keep a file and return it; the same file of the same customer is found again.

        :param str name: as the uploader calls it
        :param bytes data: the whole file
        :param partner: ``res.partner`` whose file it is, or None
        :param company: ``res.company``; the current one by default
        :return: ``gift.artwork``
        :raise AccessError: when the user may not add artwork
        :raise ValidationError: naming file and remedy
        """
        self.browse().check_access("create")
        found = self._gift_inspect(name, data)
        company = (company or self.env.company).sudo().root_id
        firm = partner.sudo().commercial_partner_id if partner else None
        same = self.search(
            [
                ("sha", "=", found.sha),
                ("company_id", "=", company.id),
                ("partner_id", "=", firm.id if firm else False),
            ],
            limit=1,
        )
        return same or self.create(
            {
                "name": name,
                "content": base64.b64encode(data),
                "partner_id": firm.id if firm else False,
                "company_id": company.id,
            }
        )

    @api.model
    def _gift_max_bytes(self):
        """Return the size limit of one file, in bytes (setting, in MB)."""
        # sudo: a limit, read by whoever uploads
        text = self.env["ir.config_parameter"].sudo().get_param(MAX_MB_PARAM)
        try:
            limit = int(float(text) * MEGABYTE)
        except (TypeError, ValueError, OverflowError):
            limit = 0
        return limit if limit > 0 else MAX_BYTES

    @api.model
    def _gift_decode(self, name, content):
        """Return the bytes of base64 text; too large a text is not even decoded."""
        content = content or b""
        limit = self._gift_max_bytes()
        if len(content) * 3 // 4 > limit + 3:
            error = ArtworkError("large", str(name), size=len(content) * 3 // 4)
            error.details["limit"] = limit
            raise ValidationError(self._gift_error_words(error))
        try:
            return base64.b64decode(content)
        except (TypeError, ValueError) as error:
            broken = ArtworkError("broken", str(name))
            raise ValidationError(self._gift_error_words(broken)) from error

    @api.model
    def _gift_inspect(self, name, data):
        """Run the kernel on a file.

        :return: ``artwork_file.Artwork``
        :raise ValidationError: naming file and remedy
        """
        try:
            return inspect(name, data, max_bytes=self._gift_max_bytes())
        except ArtworkError as error:
            raise ValidationError(self._gift_error_words(error)) from error

    @api.model
    def _prepare_found_vals(self, found):
        """Return the values of what the kernel found."""
        encode = base64.b64encode
        return {
            "name": found.name,
            "kind": found.kind,
            "mimetype": found.mimetype,
            "size": found.size,
            "width": found.width,
            "height": found.height,
            "sha": found.sha,
            "is_picture": found.is_picture,
            "thumbnail": encode(found.thumbnail) if found.thumbnail else False,
            "preview": encode(found.preview) if found.preview else False,
        }

    @api.model
    def _gift_error_words(self, error):
        """Say what is wrong with a file and what to do, in the user's language.

        :param error: ``artwork_file.ArtworkError``
        """
        name, details = error.name, error.details
        _ = self.env._
        words = {
            "empty": lambda: _(
                "“%(name)s” is empty. Save it again on your device and upload it anew.",
                name=name,
            ),
            "large": lambda: _(
                "“%(name)s” has %(size)s; the limit is %(limit)s. Save it smaller, or "
                "put a small picture here and write where the large file is.",
                name=name,
                size=_in_words(details.get("size", 0)),
                limit=_in_words(details.get("limit", 0)),
            ),
            "pixels": lambda: _(
                "“%(name)s” has too many pixels (%(size)s). Save it with at most "
                "%(limit)s million pixels.",
                name=name,
                size=details.get("size"),
                limit=details.get("limit", 0) // 1_000_000,
            ),
            "unknown": lambda: _(
                "“%(name)s” is no artwork, whatever its name says. Upload one of: "
                "%(kinds)s.",
                name=name,
                kinds=", ".join(EXTENSIONS),
            ),
            "extension": lambda: _(
                "“%(name)s” says to be “.%(found)s”, but its content is "
                "“.%(expected)s”. If it is the right file, rename it.",
                name=name,
                found=details.get("found"),
                expected=details.get("expected"),
            ),
            "carried": lambda: _(
                "“%(name)s” carries a second file inside (a page, a program or an "
                "archive). Open it in a picture program and save it anew.",
                name=name,
            ),
            "script": lambda: _(
                "“%(name)s” contains a program (%(found)s). Export it as plain SVG, "
                "PDF or PNG.",
                name=name,
                found=details.get("found"),
            ),
            "external": lambda: _(
                "“%(name)s” loads something from elsewhere (%(found)s). Embed fonts "
                "and pictures, or export it as PDF or PNG.",
                name=name,
                found=details.get("found"),
            ),
            "entities": lambda: _(
                "“%(name)s” uses entities, which we do not open. Export it as plain "
                "SVG, PDF or PNG.",
                name=name,
            ),
        }
        broken = _(
            "“%(name)s” cannot be read to its end. Save or send it again; if it stays "
            "so, export it as PNG or PDF.",
            name=name,
        )
        return words[error.code]() if error.code in words else broken

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def action_download(self):
        """Download the original file.

        :return: action that opens the address of the file
        :raise AccessError: when the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/gift/artwork/{self.id}",
            "target": "download",
        }

    # ------------------------------------------------------------
    # HOUSEKEEPING
    # ------------------------------------------------------------

    @api.model
    def _gift_holders(self):
        """Yield (model name, field name) of every stored field that holds artwork."""
        for model_name, model in sorted(self.env.registry.items()):
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if (
                    field.comodel_name == self._name
                    and field.store
                    and field.type in ("many2one", "many2many")
                ):
                    yield model_name, field.name

    def _gift_held(self):
        """Return which of these files a document holds."""
        held = self.browse()
        for model_name, name in self._gift_holders():
            # sudo: whoever holds it, in whatever company
            model = self.env[model_name].sudo().with_context(active_test=False)
            held |= model.search([(name, "in", (self - held).ids)])[name]
        return self & held

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        """What a wish or a proof shows cannot go: it is what was agreed.

        :raise UserError: naming the file
        """
        if held := self._gift_held():
            raise UserError(
                self.env._(
                    "“%(name)s” belongs to what was agreed with a customer and stays.",
                    name=held[:1].name,
                )
            )

    @api.autovacuum
    def _gc_unused(self):
        """Forget uploads that nobody put into a document."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("create_date", "<", limit)], order="id", limit=1000)
        (old - old._gift_held()).unlink()


def _in_words(size):
    """Return a size in bytes as people read it."""
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f} MB"
    return f"{max(1, round(size / 1024))} KB"
