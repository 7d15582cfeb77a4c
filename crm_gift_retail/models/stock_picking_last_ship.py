from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    gift_last_ship_day = fields.Date(
        "Last Day to Ship",
        compute="_compute_gift_last_ship_day",
        help="Leaves later, comes too late: the day promised less the transit days of "
        "the region, or the festival's last-ship date.",
    )

    @api.depends("partner_id", "gift_courier_id", "state", "company_id")
    def _compute_gift_last_ship_day(self):
        """One query for all open transfers to customers that have a promise."""
        self.gift_last_ship_day = False
        last_ship = self.env["gift.last.ship"]
        wishes, pickings = [], {}
        for picking in self:
            if picking.state in ("done", "cancel") or (
                picking.location_dest_id.usage != "customer"
            ):
                continue
            day = picking._gift_deliver_day()
            if day:
                key = str(len(wishes))
                pickings[key] = picking
                wishes.append(
                    last_ship._gift_wish(
                        key,
                        picking.partner_id,
                        picking.company_id,
                        day,
                        picking.gift_courier_id._origin,
                    )
                )
        for key, last in last_ship._gift_last_days(wishes).items():
            pickings[key].gift_last_ship_day = last.day
