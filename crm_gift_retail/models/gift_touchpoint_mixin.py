"""How documents leave their touchpoints: one way for all of them."""

from odoo import models


class GiftTouchpointMixin(models.AbstractModel):
    """Lets a document write into the trail, once per document and kind.

    A model with this mixin says in ``_gift_trail_vals`` what a touchpoint of it
    looks like; whoever makes something happen calls ``_gift_trail(kind)`` on all
    records at once. Doing it twice changes nothing.
    """

    _name = "gift.touchpoint.mixin"
    _description = "Leaves touchpoints"

    def _gift_trail(self, kind, **values):
        """Register one touchpoint of a kind for each of these records.

        Records without customer and lead leave none. Never raises because of rights:
        the trail is written by what happens, not by who may write trails.

        :param str kind: key of ``gift_touchpoint.KINDS``
        :param values: override what ``_gift_trail_vals`` says, for all records
        :return: ids of the touchpoints that are new
        """
        # sudo: the trail reads customer and source of a document its author may not
        vals_list = [
            {
                "kind": kind,
                "res_model": record._name,
                "res_id": record.id,
                **record._gift_trail_vals(kind),
                **values,
            }
            for record in self.sudo()
        ]
        return self.env["gift.touchpoint"]._gift_register(vals_list)

    def _gift_trail_vals(self, kind):
        """Return what a touchpoint of this record says, in sudo.

        Overridden per model; the default reads the usual fields where they exist.

        :param str kind: key of ``gift_touchpoint.KINDS``
        :return: dict of ``gift.touchpoint`` values, see ``_gift_register``
        """
        self.ensure_one()
        vals = {"user_id": self.env.uid, "summary": self.display_name}
        for name, field in (
            ("partner_id", "partner_id"),
            ("company_id", "company_id"),
            ("team_id", "team_id"),
            ("medium_id", "medium_id"),
            ("source_id", "source_id"),
            ("campaign_id", "campaign_id"),
        ):
            if field in self._fields:
                vals[name] = self[field].id
        return vals
