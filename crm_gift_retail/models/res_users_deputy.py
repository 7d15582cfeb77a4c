from odoo import api, fields, models
from odoo.fields import Domain

from .gift_deputy import MAX_HOPS


class ResUsers(models.Model):
    _inherit = "res.users"

    gift_deputy_ids = fields.One2many("gift.deputy", "user_id", string="My Deputies")

    @property
    def SELF_READABLE_FIELDS(self):
        """Everybody reads the own deputies in the preferences."""
        return super().SELF_READABLE_FIELDS + ["gift_deputy_ids"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        """Everybody chooses the own deputies; rights of ``gift.deputy`` still hold."""
        return super().SELF_WRITEABLE_FIELDS + ["gift_deputy_ids"]

    def write(self, vals):
        """What asks somebody who leaves goes to the duty."""
        res = super().write(vals)
        if vals.get("active") is False:
            # sudo: whoever may archive the user moves the user's requests
            approvals = self.env["gift.approval"].sudo()
            left = approvals.search(
                [("approver_id", "in", self.ids), ("state", "=", "open")]
            )
            left.approver_id = False
            left._tell_approvers()
        return res

    @api.model
    def _gift_deputies(self, day=None, company=None):
        """Who is in charge for whom on a day, in one query.

        A deputy who is away is followed to the next one, at most three times;
        archived people stand in for nobody.

        :param date day: in the companies' calendar; today in the user's time zone
            by default.
        :param company: ``res.company``; without deputies who do not work there.
        :return: dict of the id of each absent user to the id of the user in
            charge; who is not in it is there, or has nobody.
        :rtype: dict[int, int]
        """
        day = day or fields.Date.context_today(self)
        domain = (
            Domain("date_from", "<=", day)
            & Domain("date_to", ">=", day)
            & Domain("deputy_id.active", "=", True)
        )
        if company:
            root = company.sudo().root_id
            domain &= Domain("deputy_id.company_ids", "child_of", root.id)
        # sudo: absences of all companies; only ids leave this method
        deputies = self.env["gift.deputy"].sudo()
        rows = deputies._read_group(domain, ["user_id", "deputy_id"])
        direct = {user.id: deputy.id for user, deputy in rows}
        result = {}
        for user_id in direct:
            in_charge, seen = user_id, {user_id}
            for _hop in range(MAX_HOPS):
                following = direct.get(in_charge)
                if not following or following in seen:
                    break
                seen.add(following)
                in_charge = following
            if in_charge != user_id:
                result[user_id] = in_charge
        return result

    def _gift_deputy(self, day=None):
        """Return who does these users' work on a day: themselves or their deputies.

        :param date day: see :meth:`_gift_deputies`.
        :return: ``res.users`` in the order of ``self``, without repetition.
        """
        in_charge = self._gift_deputies(day)
        return self.browse(
            dict.fromkeys(in_charge.get(user_id, user_id) for user_id in self.ids)
        )
