from odoo import models

from .gift_profit_guard import PROFIT_BLIND_GROUPS, PROFIT_SEEING_GROUPS


class ResUsers(models.Model):
    _inherit = "res.users"

    def _is_gift_profit_hidden(self):
        """Tell whether margins are hidden from this user (decision 9).

        :return: True when all Gift Retail duties of the user are among those
            that never see profit; False for users without any duty of ours.
        :rtype: bool
        """
        self.ensure_one()
        return any(map(self.has_group, PROFIT_BLIND_GROUPS)) and not any(
            map(self.has_group, PROFIT_SEEING_GROUPS)
        )
