"""How documents leave their touchpoints: one way for all of them."""

import logging

from odoo import models

_logger = logging.getLogger(__name__)


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
        if not self:
            return []
        return self.env["gift.touchpoint"]._gift_register(
            self._gift_trail_prepare(kind, **values)
        )

    def _gift_trail_safely(self, kind, **values):
        """Like ``_gift_trail``, where a failure must not take the document along.

        The mail gateway marks a mail that failed as handled: it would be lost
        (decision 14). The trail then misses a row, and the log says which.
        """
        try:
            with self.env.cr.savepoint():
                return self._gift_trail(kind, **values)
        except Exception:
            _logger.exception("No touchpoint “%s” for %s", kind, self)
            return []

    def _gift_trail_prepare(self, kind, **values):
        """Return what ``_gift_trail`` registers, without registering it.

        For documents that are gone or changed by the time that it has happened.

        :return: list of dicts for ``gift.touchpoint._gift_register``
        """
        # sudo: the trail reads customer and source of a document its author may not
        return [
            {
                "kind": kind,
                "res_model": record._name,
                "res_id": record.id,
                **record._gift_trail_vals(kind),
                **values,
            }
            for record in self.sudo()
        ]

    def _gift_trail_vals(self, kind):
        """Return what a touchpoint of this record says, in sudo.

        Overridden per model; the default reads the usual fields where they exist.

        :param str kind: key of ``gift_touchpoint.KINDS``
        :return: dict of ``gift.touchpoint`` values, see ``_gift_register``
        """
        self.ensure_one()
        vals = {"user_id": self._gift_trail_user_id(), "summary": self.display_name}
        for name in (
            "partner_id",
            "company_id",
            "team_id",
            "medium_id",
            "source_id",
            "campaign_id",
        ):
            if name in self._fields:
                vals[name] = self[name].id
        return vals

    def _gift_trail_user_id(self):
        """Return who did it: the colleague at work, else who looks after the record.

        Robots, the portal and the public do nothing in their own name.
        """
        user = self.env.user
        if user._is_internal() and not user._is_superuser():
            return user.id
        return self.user_id.id if "user_id" in self._fields else False
