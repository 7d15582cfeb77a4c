"""Documents that say where they came from."""

from odoo import models
from odoo.exceptions import ValidationError


class GiftSourceMixin(models.AbstractModel):
    """On models with Odoo's ``utm.mixin`` and a sales team.

    The team's own medium and source fill what a document leaves open. Forms and
    imports of ours ask for both (context key ``gift_source_required``): what nobody
    knows is entered as "Unknown", it is never left out.
    """

    _name = "gift.source.mixin"
    _description = "Says where it came from"

    def _gift_fill_source(self):
        """Complete medium and source from the sales team; ask for what is missing.

        A source is the team's only together with its medium: the team's "Walk-in"
        says nothing about a lead that came by mail.

        :raise ValidationError: where our forms ask for a source and none is given
        """
        by_team = {}
        for record in self:
            if record.team_id and not (record.medium_id and record.source_id):
                by_team.setdefault(record.team_id, self.browse())
                by_team[record.team_id] |= record
        for team, records in by_team.items():
            # sudo: whoever sells for a team uses its settings
            defaults = team.sudo()._gift_default_utm()
            open_both = records.filtered(lambda r: not r.medium_id)
            for name, chosen in (
                ("medium_id", open_both),
                ("source_id", open_both.filtered(lambda r: not r.source_id)),
            ):
                if defaults[name] and chosen:
                    chosen.write({name: defaults[name]})
        if self.env.context.get("gift_source_required"):
            self._check_gift_source()

    def _check_gift_source(self):
        """Refuse documents without medium or source, naming the first one.

        :raise ValidationError: with the remedy
        """
        for record in self:
            if not (record.medium_id and record.source_id):
                raise ValidationError(
                    self.env._(
                        "Say by which medium and source “%(name)s” came in. If nobody "
                        "knows, choose “Unknown”: it is a value too.",
                        name=record.display_name,
                    )
                )
