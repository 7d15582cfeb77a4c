from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _gift_transit_days(self, company, courier=None):
        """Return how many calendar days a parcel travels to each of these addresses.

        One query for all of them. No right is asked: days are no secret.

        :param company: ``res.company`` that ships; its root's transit times count
        :param courier: ``gift.courier``, or nothing for rows of all couriers
        :return: ``{partner id: days}``; an address that is being edited counts as
            it is saved, a new one has the company's usual days
        """
        if not self:
            return {}
        times = self.env["gift.transit.time"]
        times._gift_flush()
        root = company.sudo().root_id
        found = dict(
            self.env.execute_query(
                SQL(
                    "SELECT p.id, %s FROM res_partner p WHERE p.id = ANY(%s)",
                    times._gift_days_sql(
                        SQL("%s", root.id),
                        SQL("%s::int", courier.id if courier else None),
                        SQL("p.country_id"),
                        SQL("p.state_id"),
                    ),
                    self._origin.ids,
                )
            )
        )
        usual = root.gift_transit_default
        return {p.id: found.get(p._origin.id, usual) for p in self}
