"""The ladders that every root company starts with."""

from odoo import api, models
from odoo.fields import Command

# Per audience: letter, lower and upper bound (company currency, profit of twelve
# months), days between contacts, shipping priority, colour. Intervals: defaults of
# the trade; bounds: a start, until own history proposes better ones.
DEFAULT_TIERS = {
    "firm": [
        ("A", 50000, 0, 30, 30, 3),
        ("B", 10000, 50000, 60, 20, 10),
        ("C", 0, 10000, 120, 10, 4),
        ("D", 0, 0, 180, 0, 1),
    ],
    "private": [
        ("A", 5000, 0, 90, 30, 3),
        ("B", 1000, 5000, 180, 20, 10),
        ("C", 0, 1000, 0, 10, 4),
        ("D", 0, 0, 180, 0, 1),
    ],
}


class GiftTierLadder(models.Model):
    _inherit = "gift.tier.ladder"

    @api.model
    def _gift_default_names(self):
        """Return the default names in the language of the context."""
        _ = self.env._
        return {
            "firm": _("Firms"),
            "private": _("Private customers"),
            "A": (_("Key customers"), _("Diamond")),
            "B": (_("Regular customers"), _("Gold")),
            "C": (_("Other customers"), _("Silver")),
            "D": (_("Lost to another brand"), False),
        }

    @api.model
    def _gift_setup_company(self, company):
        """Give a root company its two ladders, unless it has them.

        :param company: ``res.company``; its root counts
        :return: the ladders that were made
        """
        root = company.sudo().root_id
        existing = (
            self.with_context(active_test=False)
            .search([("company_id", "=", root.id)])
            .mapped("audience")
        )
        english = self.with_context(lang="en_US")
        names = english._gift_default_names()
        ladders = english.create(
            [
                {
                    "name": names[audience],
                    "company_id": root.id,
                    "audience": audience,
                    "tier_ids": [
                        Command.create(
                            {
                                "code": code,
                                "sequence": 10 * position,
                                "name": names[code][0],
                                "public_name": names[code][1],
                                "bound_from": low,
                                "bound_to": high,
                                "is_lost": code == "D",
                                "is_vip": code in ("A", "B"),
                                "contact_interval_days": days,
                                "priority": priority,
                                "color": color,
                            }
                        )
                        for position, (
                            code,
                            low,
                            high,
                            days,
                            priority,
                            color,
                        ) in enumerate(tiers, 1)
                    ],
                }
                for audience, tiers in DEFAULT_TIERS.items()
                if audience not in existing
            ]
        )
        for lang, _name in self.env["res.lang"].get_installed():
            if lang != "en_US":
                ladders._gift_translate_names(lang)
        return ladders.with_env(self.env)

    def _gift_translate_names(self, lang):
        """Put the default names of a language on these ladders and tiers.

        :param str lang: code of an installed language
        """
        ladders = self.with_context(lang=lang)
        names = ladders._gift_default_names()
        for ladder in ladders:
            ladder.name = names[ladder.audience]
            for tier in ladder.tier_ids:
                tier.name, public_name = names[tier.code]
                if public_name:
                    tier.public_name = public_name
