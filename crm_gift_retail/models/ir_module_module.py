from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """Also name the tiers and rules of ours in a language that is added later.

        They are made by code, so the catalogue's model terms do not reach them.
        """
        result = super()._update_translations(filter_lang, overwrite)
        if self.filtered(
            lambda module: (
                module.name == "crm_gift_retail" and module.state == "installed"
            )
        ):
            langs = filter_lang or [
                code for code, _name in self.env["res.lang"].get_installed()
            ]
            for lang in [langs] if isinstance(langs, str) else langs:
                if lang != "en_US":
                    self._gift_name_defaults(lang)
        return result

    def _gift_name_defaults(self, lang):
        """Put default names in a language where the English default still stands.

        What somebody renamed or translated stays as it is.

        :param str lang: code of an installed language.
        """
        every = self.sudo().with_context(active_test=False, lang="en_US").env
        ladders = every["gift.tier.ladder"]
        english = ladders._gift_default_names()
        names = ladders.with_context(lang=lang)._gift_default_names()
        # two per company: pylint: disable-next=no-search-all
        for ladder in ladders.search([]):
            audience = ladder.audience
            _fill(ladder, "name", lang, english[audience], names[audience])
            for tier in ladder.tier_ids.filtered(lambda tier: tier.code in names):
                for field, old, new in zip(
                    ("name", "public_name"),
                    english[tier.code],
                    names[tier.code],
                    strict=True,
                ):
                    _fill(tier, field, lang, old, new)
        rules = every["gift.care.rule"]
        old = rules._gift_default_name()
        new = rules.with_context(lang=lang)._gift_default_name()
        for rule in rules.search([("trigger", "=", "last_contact")]):
            _fill(rule, "name", lang, old, new)


def _fill(record, field, lang, old, new):
    """Translate one field of a record in English, unless it has its own words."""
    if new and record[field] == old == record.with_context(lang=lang)[field]:
        record.update_field_translations(field, {lang: new})
