from odoo import api, models
from odoo.fields import Domain

from .gift_home import CARING


class GiftHome(models.AbstractModel):
    _inherit = "gift.home"

    @api.model
    def _get_tiles(self, company, leads):
        """Add who is hot, and whom to win back today."""
        tiles = super()._get_tiles(company, leads)
        if not leads and not self._has_duty(*CARING):
            return tiles
        mine = Domain.TRUE if leads else Domain("owner_id", "=", self.env.uid)
        context = {} if leads else {"search_default_my_customers": 1}
        customers = self.env["gift.customer"]
        tiles.append(
            {
                "key": "hot",
                "label": self.env._("Hot customers"),
                "value": customers.search_count(
                    Domain("company_id", "=", company.id)
                    & Domain("heat", "=", "hot")
                    & mine
                ),
                "action": "crm_gift_retail.gift_customer_action",
                "context": {"search_default_hot": 1, **context},
            }
        )
        mine = Domain.TRUE if leads else Domain("user_id", "=", self.env.uid)
        due = self.env["crm.lead"].with_context(active_test=False)
        tiles.append(
            {
                "key": "winback",
                "label": self.env._("To win back today"),
                "value": due.search_count(
                    Domain("gift_winback_due", "=", True)
                    & Domain("lost_reason_id.gift_is_competitor", "=", True)
                    & mine
                ),
                "action": "crm_gift_retail.crm_lead_action_winback",
                "context": {
                    "active_test": False,
                    "search_default_due": 1,
                    **({} if leads else {"search_default_mine": 1}),
                },
            }
        )
        return tiles
