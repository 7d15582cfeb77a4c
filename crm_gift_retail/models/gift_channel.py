"""The doors through which customers come (promise L1)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.utm_text import channel_of_name

GIFT_CHANNELS = [
    ("shop", "Shop"),
    ("online", "Online Shop"),
    ("outbound", "Outbound Call"),
    ("referral", "Referral"),
    ("event", "Event"),
    ("other", "Other"),
    ("unknown", "Unknown"),
]


class UtmMedium(models.Model):
    _name = "utm.medium"
    _inherit = ["utm.medium", "gift.utm.outside"]

    gift_channel = fields.Selection(
        GIFT_CHANNELS,
        "Channel",
        default="unknown",
        required=True,
        help="The door that this medium belongs to. What is not known is unknown, "
        "never a guess.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("gift_channel", "unknown") != "unknown" for vals in vals_list):
            self._check_gift_channel()
        return super().create(vals_list)

    def write(self, vals):
        if "gift_channel" in vals and any(
            medium.gift_channel != vals["gift_channel"] for medium in self
        ):
            self._check_gift_channel()
        return super().write(vals)

    def _check_gift_channel(self):
        """Refuse to say which door a medium is, unless the user manages Gift Retail.

        Everybody may add media; figures by channel must not move with them.
        """
        if not self.env.su and not self.env.user.has_group(
            "crm_gift_retail.crm_gift_retail_group_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only a manager of Gift Retail says which channel a medium belongs "
                    "to. Leave it unknown, or ask yours."
                )
            )

    @api.model
    def _gift_install(self):
        """Say the channel of media that were there before, where the name is certain.

        :return: number of media that are no longer unknown
        """
        found = self.with_context(active_test=False).search(
            [("gift_channel", "=", "unknown")]
        )
        by_channel = {}
        for medium in found:
            by_channel.setdefault(channel_of_name(medium.name), self.browse())
            by_channel[channel_of_name(medium.name)] |= medium
        by_channel.pop("unknown", None)
        for channel, media in by_channel.items():
            media.gift_channel = channel
        return sum(map(len, by_channel.values()))
