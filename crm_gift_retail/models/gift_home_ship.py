from odoo import api, fields, models
from odoo.fields import Domain

from .gift_home import SHOWN
from .stock_picking import SHIP_ORDER

SHIP_ACTION = "crm_gift_retail.stock_picking_action_gift"


class GiftHome(models.AbstractModel):
    """The warehouse on the first screen: what must leave, is late, was changed."""

    _inherit = "gift.home"

    @api.model
    @api.readonly
    def load(self):
        """Add ``shipping`` for the warehouse: counts and the parcels to pack first.

        :return: see the first screen
        :raise AccessError: for users without any duty
        """
        data = super().load()
        if self._has_duty("warehouse") and not self._has_duty(
            "manager", "service_lead"
        ):
            data["shipping"] = {
                **self._count_parcels(),
                "pickings": self._get_parcels(),
            }
        return data

    @api.model
    def _get_ship_domains(self):
        """Return the domains behind the counts: ``{key: Domain}``, days of the user."""
        open_domain = Domain("picking_type_code", "=", "outgoing") & Domain(
            "state", "not in", ("draft", "done", "cancel")
        )
        today = fields.Date.context_today(self)
        return {
            "ready": open_domain & Domain("state", "=", "assigned"),
            "today": open_domain & Domain("gift_ship_day", "<=", today),
            "late": open_domain & Domain("gift_ship_day", "<", today),
            "changed": open_domain & Domain("gift_ack_state", "=", "needed"),
        }

    @api.model
    def _count_parcels(self):
        """Return how many parcels must leave, are late, changed, ready."""
        pickings = self.env["stock.picking"]
        return {
            key: pickings.search_count(domain)
            for key, domain in self._get_ship_domains().items()
        }

    @api.model
    def _get_parcels(self):
        """Return what is ready to pack: by the day promised, then the tier."""
        shown = self.env["stock.picking"].search(
            self._get_ship_domains()["ready"], order=SHIP_ORDER, limit=SHOWN
        )
        today = fields.Date.context_today(self)
        return [
            {
                "id": picking.id,
                "name": picking.name,
                "partner": picking.partner_id.display_name or "",
                "tier": self._get_badge(picking.gift_tier_id),
                "date": self._to_string(picking.gift_ship_day),
                "late": bool(picking.gift_ship_day and picking.gift_ship_day < today),
                "changed": picking.gift_ack_state == "needed",
            }
            for picking in shown
        ]

    @api.model
    def _get_tiles(self, company, leads):
        """Add the parcels: all counts to the warehouse, to leads what is late."""
        tiles = super()._get_tiles(company, leads)
        if not self._has_duty("warehouse"):
            return tiles
        labels = {
            "today": self.env._("To ship today"),
            "late": self.env._("Late parcels"),
            "changed": self.env._("Changed wishes to read"),
        }
        domains = self._get_ship_domains()
        for key in ("late",) if leads else labels:
            tiles.append(
                {
                    "key": f"ship_{key}",
                    "label": labels[key],
                    "value": self.env["stock.picking"].search_count(domains[key]),
                    "action": SHIP_ACTION,
                    "context": {f"search_default_gift_{key}": 1},
                }
            )
        return tiles
