from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import festival as festivals

HORIZON_DAYS = 400


class GiftLastShipPropose(models.TransientModel):
    """Fills in last-ship dates from the calendar of festivals and transit times."""

    _name = "gift.last.ship.propose"
    _description = "Propose Last-Ship Dates"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    festival = fields.Selection(
        selection="_selection_festival", help="Empty: all of the next thirteen months."
    )
    extra_days = fields.Integer(
        "Spare Days",
        default=0,
        help="Kept free besides the days that are usual before the festival.",
    )

    _extra_days_fit = models.Constraint(
        "CHECK (extra_days BETWEEN 0 AND 30)", "Keep 0 to 30 days free."
    )

    @api.model
    def _selection_festival(self):
        return self.env["gift.last.ship"]._selection_festival()

    def action_propose(self):
        """Add the dates that are missing; those that are there stay as they are.

        :return: window action of the last-ship dates
        :raise AccessError: for anybody but managers
        :raise UserError: when nothing is missing
        """
        self.ensure_one()
        rows = self.env["gift.last.ship"]
        rows.check_access("create")
        today = self.company_id._gift_today()
        coming = [
            each
            for each in festivals.festivals_between(
                today, today + timedelta(days=HORIZON_DAYS)
            )
            if self.festival in (False, each.key)
        ]
        known = {
            row._get_key()
            for row in rows.search([("company_id", "=", self.company_id.id)])
        }
        regions = self._get_regions()
        vals_list = [
            vals
            for each in coming
            for region, days in regions.items()
            if (each.key, each.year, *region) not in known
            and (vals := self._prepare_vals(each, region, days))
        ]
        if not vals_list:
            raise UserError(
                self.env._(
                    "Every festival and region that comes has its date already. Change "
                    "it in the list."
                )
            )
        rows.create(vals_list)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gift_retail.gift_last_ship_action"
        )
        return {**action, "target": "main"}

    def _get_regions(self):
        """Return ``{(courier, country, state ids): days}`` of the transit times.

        The company's own row goes before the house's; "anywhere" is always there.
        """
        times = self.env["gift.transit.time"].search(
            [("company_id", "in", (False, self.company_id.id))]
        )
        regions = {(False, False, False): self.company_id.gift_transit_default}
        for row in times.sorted(lambda row: bool(row.company_id)):
            key = (row.courier_id.id, row.country_id.id, row.state_id.id)
            regions[key] = None if row.courier_id.is_collected else row.days
        return regions

    def _prepare_vals(self, each, region, days):
        """Return the values of one row.

        :param each: ``tools.festival.Festival``
        :param tuple region: ids of courier, country and province
        :param days: transit days; None when the customer collects: no date binds
        """
        courier, country, state = region
        if days is None:
            last, until = each.last_rest_day, each.last_rest_day
        else:
            spare = each.practice.buffer + self.extra_days
            last = each.day - timedelta(days=days + spare)
            until = each.last_rest_day
            if each.practice.closed:  # what leaves after the rest arrives later
                until += timedelta(days=days)
        return {
            "company_id": self.company_id.id,
            "festival": each.key,
            "year": each.year,
            "courier_id": courier,
            "country_id": country,
            "state_id": state,
            "date": last,
            "until": until,
        }
