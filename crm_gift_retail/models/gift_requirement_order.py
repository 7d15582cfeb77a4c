"""Wishes of orders: fixed with the order, cancelled with it, copied as drafts."""

from datetime import datetime, time

import pytz

from odoo import api, fields, models

#: a gift that must be there on a day must be there by this hour
DELIVER_HOUR = time(18)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    gift_requirement_ids = fields.One2many(
        "gift.requirement",
        "order_id",
        "Gift Wishes",
        groups="crm_gift_retail.crm_gift_retail_group_user",
    )

    # ------------------------------------------------------------
    # LIFE OF THE ORDER
    # ------------------------------------------------------------

    def _action_confirm(self):
        """Fix the wishes before the goods are asked for, so that moves know them."""
        # sudo: a portal user or a job may confirm
        self.sudo().gift_requirement_ids._gift_freeze()
        return super()._action_confirm()

    def _action_cancel(self):
        res = super()._action_cancel()
        self.sudo().gift_requirement_ids._gift_cancel()  # follows the order
        return res

    def action_draft(self):
        res = super().action_draft()
        back = self.filtered(lambda order: order.state == "draft")
        back.sudo().gift_requirement_ids._gift_reopen()  # follows the order
        return res

    def copy(self, default=None):
        """Give the copies fresh drafts of the present wishes, never the revisions."""
        copies = super().copy(default)
        vals_list = []
        # sudo: whoever may duplicate the order duplicates its wishes
        for order, copied in zip(self.sudo(), copies.sudo(), strict=True):
            wishes = order.gift_requirement_ids
            if not wishes:
                continue
            old = order._get_copiable_order_lines().sorted("id")
            new = copied.order_line.sorted("id")
            lines = {}
            if old.mapped("product_id.id") == new.mapped("product_id.id"):
                lines = dict(zip(old.ids, new.ids, strict=False))
            for wish in wishes:
                if wish.line_id and wish.line_id.id not in lines:
                    continue
                vals = wish._gift_content_vals()
                vals.update(
                    order_id=copied.id,
                    line_id=lines.get(wish.line_id.id, False),
                    deliver_by=False,  # the date of the first time
                )
                vals_list.append(vals)
        self.env["gift.requirement"].sudo().create(vals_list)
        return copies

    # ------------------------------------------------------------
    # DATES (decision 25)
    # ------------------------------------------------------------

    def write(self, vals):
        """A new delivery date of the order leaves the deliver-by of wishes alone."""
        res = super().write(vals)
        if "commitment_date" in vals:
            confirmed = self.filtered(lambda order: order.state == "sale")
            wishes = confirmed.sudo().gift_requirement_ids
            wishes.filtered("deliver_by")._gift_open_moves()._gift_apply_deadline()
        return res

    def _gift_deliver_moment(self, day):
        """Return the latest moment of a deliver-by day, naive UTC.

        :param date day: the day as promised, in the zone of the order's company
        """
        zone = pytz.timezone(self.company_id.sudo()._gift_tz())
        moment = zone.localize(datetime.combine(day, DELIVER_HOUR))
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    def _gift_propose_commitment(self):
        """Propose the latest deliver-by as delivery date, unless one was entered.

        What was proposed before is recognised by its hour and follows the wishes.
        """
        self.ensure_one()
        days = [day for day in self.gift_requirement_ids.mapped("deliver_by") if day]
        if not days:
            return
        now = self.commitment_date
        if now and now != self._gift_deliver_moment(self._gift_local_day(now)):
            return
        latest = self._gift_deliver_moment(max(days))
        if now != latest:
            self.commitment_date = latest

    def _gift_local_day(self, moment):
        """Return the day of a naive UTC moment in the zone of the order's company."""
        zone = pytz.timezone(self.company_id.sudo()._gift_tz())
        return pytz.utc.localize(moment).astimezone(zone).date()

    @api.model
    def _gift_transit_days_of(self, partner, company):
        """Return the calendar days that a parcel to a partner travels."""
        return partner._gift_transit_days(company).get(partner.id, 0)
