from odoo import SUPERUSER_ID, models

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

    def _gift_desk(self, company):
        """Return on whose desk a task of this user belongs today.

        :param company: root ``res.company`` of the task
        :return: the user while active, or the deputy of today, else the service team's
            leader, else the first manager of the company; nobody only where no such
            user exists
        """
        manager = self.env.ref("crm_gift_retail.crm_gift_retail_group_manager")
        candidates = (
            self,
            company.sudo().gift_service_team_id.user_id,
            # sudo: who manages is no secret to the one who gets the task done
            manager.sudo().all_user_ids.filtered(lambda user: user.id != SUPERUSER_ID),
        )
        for users in candidates:
            # sudo: whether somebody works in the company is asked for a task of it
            here = users.sudo().filtered(
                lambda user: user.active and company in user.company_ids.root_id
            )
            if here:
                one = here.sorted("id")[:1]
                return (one._gift_deputy(company._gift_today()) or one).sudo(
                    self.env.su
                )
        return self.browse()

    def action_gift_reassign(self):
        """Begin the reassignment of everything this user has.

        :return: window action
        :raise AccessError: for anybody but a manager
        """
        self.ensure_one()
        self.env["gift.outbox"]._check_manager()
        return self.env["gift.reassign"]._get_action(self)
