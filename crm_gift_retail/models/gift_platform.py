"""The platforms on which people reach us, besides mail and telephone (promise L13)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .gift_consent import CHANNELS

#: Consent is asked per channel; these belong to WeChat.
WECHAT_CODES = ("wechat", "wecom")


class GiftPlatform(models.Model):
    """A place where customers have a name: WeChat, WeCom, shop platforms."""

    _name = "gift.platform"
    _description = "Platform"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Used by machines: wechat, taobao … It does not change."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_messenger = fields.Boolean(
        "Messages",
        default=True,
        help="People write to each other here: words may be copied for it.",
    )
    consent_channel = fields.Selection(
        CHANNELS,
        help="The channel of consent that messages here belong to. Empty: people are "
        "answered here, and not written to.",
    )
    medium_id = fields.Many2one(
        "utm.medium",
        index="btree_not_null",
        ondelete="set null",
        help="Medium of the leads that come from here.",
    )
    source_id = fields.Many2one(
        "utm.source",
        index="btree_not_null",
        ondelete="set null",
        help="Source of the leads that come from here.",
    )
    identity_count = fields.Integer(
        "People", compute="_compute_identity_count", compute_sudo=True
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "There is a platform with this code already."
    )

    def _compute_identity_count(self):
        groups = self.env["gift.platform.identity"]._read_group(
            [("platform_id", "in", self.ids)], ["platform_id"], ["__count"]
        )
        counts = {platform.id: count for platform, count in groups}
        for platform in self:
            platform.identity_count = counts.get(platform.id, 0)

    @api.constrains("code")
    def _check_code(self):
        for platform in self:
            code = platform.code or ""
            if not code.isascii() or not code.replace("_", "").isalnum():
                raise ValidationError(
                    self.env._(
                        "Platform “%(platform)s”: the code “%(code)s” may have "
                        "letters a to z, digits and _ only.",
                        platform=platform.name,
                        code=code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Give a platform its source and medium, unless told otherwise."""
        for vals in vals_list:
            if vals.get("code") in WECHAT_CODES:
                vals.setdefault("consent_channel", "wechat")
        platforms = super().create(vals_list)
        for platform in platforms:
            platform._gift_default_utm()
        return platforms

    def write(self, vals):
        """Refuse another code: machines and identities know the platform by it."""
        if "code" in vals and any(p.code != vals["code"] for p in self):
            raise ValidationError(
                self.env._(
                    "The code of “%(platform)s” is known to other systems and does "
                    "not change. Archive the platform and make another.",
                    platform=self[:1].name,
                )
            )
        return super().write(vals)

    def _gift_default_utm(self):
        """Fill source and medium from those there are."""
        self.ensure_one()
        # sudo: managers of ours may not manage UTM
        sources = self.env["utm.source"].sudo()
        if not self.source_id:
            name = self.with_context(lang="en_US").name
            self.source_id = sources.search(
                [("name", "=ilike", name)], limit=1
            ) or sources.create({"name": name})
        if not self.medium_id:
            self.medium_id = self._gift_default_medium()

    def _gift_default_medium(self):
        """Return the ready-made medium of this platform, or none."""
        self.ensure_one()
        name = "wechat" if self.code in WECHAT_CODES else "platform"
        medium = self.env.ref(
            f"crm_gift_retail.utm_medium_{name}", raise_if_not_found=False
        )
        return medium or self.env["utm.medium"]

    @api.model
    def _gift_by_code(self, code):
        """Return the active platform with this code, or none.

        :param str code: as machines say it; case does not matter
        """
        # sudo: platforms are the same for everybody
        return self.sudo().search([("code", "=", str(code or "").lower())], limit=1)

    def _gift_utm_vals(self):
        """Return medium and source as values of a lead or a touchpoint."""
        self.ensure_one()
        medium = self.medium_id or self._gift_default_medium()
        return {"medium_id": medium.id, "source_id": self.source_id.id}
