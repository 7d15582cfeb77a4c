from odoo import api, models


class GiftHome(models.AbstractModel):
    _inherit = "gift.home"

    @api.model
    def _get_tiles(self, company, leads):
        """Add what waits for the user, and where the own requests are.

        Leads see the tile always: nought is an answer. The others see it when there
        is something, so that a clerk's first screen stays the search.
        """
        tiles = super()._get_tiles(company, leads)
        approvals = self.env["gift.approval"]
        waiting = approvals.search_count(
            [("is_for_me", "=", True), ("company_id", "=", company.id)]
        )
        mine = approvals.search_count(
            [
                ("requester_id", "=", self.env.uid),
                ("company_id", "=", company.id),
                ("state", "=", "open"),
            ]
        )
        if waiting or leads:
            tiles.insert(
                0,
                {
                    "key": "approvals",
                    "label": self.env._("To decide"),
                    "value": waiting,
                    "action": "crm_gift_retail.gift_approval_action",
                    "context": {"search_default_for_me": 1},
                },
            )
        if mine:
            tiles.append(
                {
                    "key": "my_requests",
                    "label": self.env._("My requests that wait"),
                    "value": mine,
                    "action": "crm_gift_retail.gift_approval_action_mine",
                    "context": {"search_default_open": 1},
                }
            )
        return tiles
