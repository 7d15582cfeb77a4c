from odoo import api, models
from odoo.fields import Domain


class GiftHome(models.AbstractModel):
    """The shop on the first screen: capture first, then who is expected."""

    _inherit = "gift.home"

    @api.model
    @api.readonly
    def load(self):
        """Add ``capture`` for clerks: ``{"expected": n}`` today in their shop.

        :return: see the first screen
        :raise AccessError: for users without any duty
        """
        data = super().load()
        data["capture"] = False
        if self._has_duty("clerk") and not self._has_duty("manager"):
            data["capture"] = {"expected": self._count_expected()}
        return data

    @api.model
    def _count_expected(self):
        """Count who is still expected today in the shops of the user."""
        shops = self.env["gift.capture"]._get_shops()
        return self.env["gift.invitation"].search_count(
            [
                ("team_id", "in", shops.ids),
                ("day", "=", self.env.company._gift_today()),
                ("state", "=", "expected"),
            ]
        )

    @api.model
    def _get_tiles(self, company, leads):
        """Add what shops handed over, and to those who invite, who comes today."""
        tiles = super()._get_tiles(company, leads)
        base = Domain("company_id", "=", company.id)
        if leads or self._has_duty("service", "sales", "caller"):
            mine = {} if leads else {"search_default_mine": 1}
            scope = base if leads else base & Domain("user_id", "=", self.env.uid)
            tiles.append(
                {
                    "key": "handovers",
                    "label": self.env._("Handed over by shops"),
                    "value": self.env["gift.handover"].search_count(
                        scope & Domain("is_open", "=", True)
                    ),
                    "action": "crm_gift_retail.gift_handover_action",
                    "context": {"search_default_open": 1, **mine},
                }
            )
            tiles.append(
                {
                    "key": "expected",
                    "label": self.env._("Expected today"),
                    "value": self._count_expected(),
                    "action": "crm_gift_retail.gift_expected_action",
                    "context": {},
                }
            )
        return tiles
