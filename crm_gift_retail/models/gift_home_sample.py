from odoo import api, models
from odoo.fields import Domain

from ..tools.sample_rules import WITH_CUSTOMER
from .gift_home import CARING


class GiftHome(models.AbstractModel):
    _inherit = "gift.home"

    @api.model
    def _get_tiles(self, company, leads):
        """Add the samples that somebody has to ask about, where there are any."""
        tiles = super()._get_tiles(company, leads)
        if not leads and not self._has_duty("clerk", *CARING):
            return tiles
        mine = Domain.TRUE if leads else Domain("user_id", "=", self.env.uid)
        waiting = self.env["gift.sample"].search_count(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", WITH_CUSTOMER)
            & mine
        )
        if waiting:
            tiles.append(
                {
                    "key": "samples",
                    "label": self.env._("Samples with customers"),
                    "value": waiting,
                    "action": "crm_gift_retail.gift_sample_action",
                    "context": {
                        "search_default_with_customer": 1,
                        **({} if leads else {"search_default_mine": 1}),
                    },
                }
            )
        return tiles
