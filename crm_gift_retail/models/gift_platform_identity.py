"""Who somebody is on a platform: the one place where such names are kept."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.platform_text import PlatformError, checked_value, value_key


class GiftPlatformIdentity(models.Model):
    """A name on a platform belongs to one person, or to a lead not yet a person.

    The same for all companies. ``res.partner.gift_wechat`` shows the first name on
    WeChat and is kept in step with it.
    """

    _name = "gift.platform.identity"
    _description = "Identity on a Platform"
    _order = "platform_id, id"
    _rec_name = "value"

    platform_id = fields.Many2one(
        "gift.platform", required=True, index=True, ondelete="restrict"
    )
    platform_code = fields.Char(related="platform_id.code")
    value = fields.Char("Name or Number", required=True)
    value_key = fields.Char(
        compute="_compute_value_key",
        store=True,
        help="Width, case and blanks do not make another person.",
    )
    partner_id = fields.Many2one(
        "res.partner", "Person", index="btree_not_null", ondelete="cascade"
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="cascade")

    _value_uniq = models.Constraint(
        "UNIQUE (platform_id, value_key)",
        "Somebody else has this name on the platform.",
    )
    _value_key_idx = models.Index("(value_key)")
    _one_holder = models.Constraint(
        "CHECK ((partner_id IS NULL) <> (lead_id IS NULL))",
        "A name on a platform belongs to a person, or to a lead.",
    )

    @api.depends("value")
    def _compute_value_key(self):
        for identity in self:
            identity.value_key = value_key(identity.value or "")

    @api.constrains("value", "platform_id")
    def _check_value(self):
        """Refuse what is no name, and names that somebody else has."""
        for identity in self:
            try:
                checked_value(identity.value, "value")
            except PlatformError as error:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no name on %(platform)s: it is empty or longer "
                        "than 128 characters.",
                        value=(identity.value or "")[:40],
                        platform=identity.platform_id.name,
                    )
                ) from error

    @api.model
    def _gift_check_free(self, platform, value, holder=None):
        """Raise when somebody else has this name.

        :param platform: ``gift.platform``
        :param str value: the name
        :param holder: ``res.partner`` or ``crm.lead`` that may have it
        :raise ValidationError: naming who has it, and what to do
        """
        other = self.sudo()._gift_find(platform, value)
        mine = other.partner_id or other.lead_id
        if other and mine != holder:
            raise ValidationError(
                self.env._(
                    "%(name)s has the name “%(value)s” on %(platform)s already. If it "
                    "is the same person, merge the two; else correct the name there "
                    "first.",
                    name=mine.display_name,
                    value=value,
                    platform=platform.name,
                )
            )

    @api.model
    def _gift_find(self, platform, value):
        """Return the identity with this name on a platform, or none.

        :param platform: ``gift.platform``
        :param str value: the name as somebody said it
        """
        return self.search(
            [("platform_id", "=", platform.id), ("value_key", "=", value_key(value))],
            limit=1,
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Keep names once; the contact shows its WeChat name."""
        platforms = self.env["gift.platform"]
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
            partner.check_access("read")
            lead = self.env["crm.lead"].browse(vals.get("lead_id") or [])
            lead.check_access("read")
            if vals.get("platform_id") and not self.env.context.get("gift_checked"):
                self._gift_check_free(
                    platforms.browse(vals["platform_id"]), vals.get("value") or ""
                )
        identities = super().create(vals_list)
        identities.partner_id._gift_show_wechat()
        return identities

    def write(self, vals):
        """Keep names once; the contacts on both sides show theirs."""
        before = self.partner_id
        if "value" in vals or "platform_id" in vals:
            for identity in self:
                self._gift_check_free(
                    self.env["gift.platform"].browse(
                        vals.get("platform_id") or identity.platform_id.id
                    ),
                    vals.get("value") or identity.value,
                    identity.partner_id or identity.lead_id,
                )
        res = super().write(vals)
        (before | self.partner_id)._gift_show_wechat()
        return res

    def unlink(self):
        """The contact no longer shows a name that is taken away."""
        before = self.partner_id
        res = super().unlink()
        before.exists()._gift_show_wechat()
        return res

    # ------------------------------------------------------------------
    # From leads to persons
    # ------------------------------------------------------------------

    @api.model
    def _gift_follow_leads(self, leads):
        """Give the names of leads to the person that each lead has become.

        :param leads: ``crm.lead`` with a person
        """
        # sudo: who may convert a lead moves what hangs on it
        for identity in self.sudo().search([("lead_id", "in", leads.ids)]):
            if identity.lead_id.partner_id:
                identity.write(
                    {"partner_id": identity.lead_id.partner_id.id, "lead_id": False}
                )

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Move the names of leads that are merged into another.

        :param sources: ``crm.lead`` records that go away
        :param target: ``crm.lead`` that stays
        """
        # sudo: as above
        identities = self.sudo().search([("lead_id", "in", sources.ids)])
        if target.partner_id:
            identities.write({"partner_id": target.partner_id.id, "lead_id": False})
        else:
            identities.write({"lead_id": target.id})


class ResPartner(models.Model):
    _inherit = "res.partner"

    gift_identity_ids = fields.One2many(
        "gift.platform.identity",
        "partner_id",
        "On Platforms",
        groups="crm_gift_retail.crm_gift_retail_group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the WeChat names that come with new contacts."""
        partners = super().create(vals_list)
        if not self.env.context.get("gift_identity_shown"):
            partners.filtered("gift_wechat")._gift_keep_wechat({})
        return partners

    def write(self, vals):
        """Keep the WeChat name that is written on a contact."""
        if "gift_wechat" not in vals or self.env.context.get("gift_identity_shown"):
            return super().write(vals)
        before = {partner.id: partner.gift_wechat for partner in self}
        res = super().write(vals)
        self._gift_keep_wechat(before)
        return res

    def _gift_keep_wechat(self, before):
        """Make the names on the contacts the identities on WeChat.

        An import meets names that two people have: there the second keeps the words on
        the contact, the identity stays with the first.

        :param dict before: name per contact id before the change
        :raise ValidationError: when somebody else has the name
        """
        platform = self.env["gift.platform"]._gift_by_code("wechat")
        if not platform:
            return
        # sudo: whoever may write the contact writes its name on WeChat
        identities = self.env["gift.platform.identity"].sudo()
        lenient = self.env.context.get("gift_identity_lenient")
        keys = {p.id: value_key(p.gift_wechat or "") for p in self}
        old = {p.id: value_key(before.get(p.id) or "") for p in self}
        found = identities.search(
            [
                ("platform_id", "=", platform.id),
                ("value_key", "in", [*filter(None, {*keys.values(), *old.values()})]),
            ]
        )
        held = {identity.value_key: identity for identity in found}
        fresh = []
        gone, clashing = identities.browse(), self.browse()
        for partner in self:
            key, last = keys[partner.id], held.get(old[partner.id])
            mine = last and last.partner_id == partner and last or identities
            if not key:
                gone |= mine
                continue
            holder = held.get(key)
            if holder is not None:
                if holder and holder.partner_id == partner:
                    holder.value = partner.gift_wechat
                else:
                    clashing |= partner
                continue
            if mine:
                mine.with_context(gift_checked=True).value = partner.gift_wechat
            else:
                fresh.append(
                    {
                        "platform_id": platform.id,
                        "value": partner.gift_wechat,
                        "partner_id": partner.id,
                    }
                )
            held[key] = identities  # taken, within this batch too
        gone.unlink()
        identities.with_context(gift_checked=True).create(fresh)
        if not lenient:
            for partner in clashing:
                identities._gift_check_free(platform, partner.gift_wechat, partner)

    def _gift_show_wechat(self):
        """Show the first name on WeChat on these contacts."""
        if not self:
            return
        # sudo: the same person's other face
        partners = self.sudo().with_context(gift_identity_shown=True)
        names = {}
        for identity in (
            self.env["gift.platform.identity"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.ids),
                    ("platform_id.code", "=", "wechat"),
                ],
                order="id desc",
            )
        ):
            names[identity.partner_id.id] = identity.value
        for partner in partners:
            name = names.get(partner.id, False)
            if partner.gift_wechat != name:
                partner.gift_wechat = name


class GiftFinder(models.AbstractModel):
    _inherit = "gift.finder"

    @api.model
    def _get_reference_parts(self, asked):
        """Find people by any name of theirs on any platform."""
        return {
            **super()._get_reference_parts(asked),
            "platform": SQL(
                """SELECT partner_id FROM gift_platform_identity
                    WHERE value_key = %s AND partner_id IS NOT NULL""",
                value_key(asked.text),
            ),
        }
