"""Who acts for a user today."""

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _gift_in_charge(self, day):
        """Return who is in charge of this user's customers on a day.

        :param datetime.date day: the company's day
        :return: ``res.users``: the user, or the deputy while the user is away
        """
        self.ensure_one()
        deputy_of = getattr(self, "_gift_deputy", None)
        return (deputy_of(day) or self) if deputy_of else self
