"""Wishes of order lines, and what the goods take along of them."""

from datetime import timedelta

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    gift_requirement_ids = fields.One2many(
        "gift.requirement",
        "line_id",
        "Own Wishes",
        groups="crm_gift_retail.crm_gift_retail_group_user",
        help="At most one.",
    )
    gift_requirement_id = fields.Many2one(
        "gift.requirement",
        "Gift Wish",
        compute="_compute_gift_requirement_id",
        groups="crm_gift_retail.crm_gift_retail_group_user",
    )

    @api.depends("gift_requirement_ids")
    def _compute_gift_requirement_id(self):
        for line in self:
            line.gift_requirement_id = line.gift_requirement_ids[:1]

    def _gift_wish_line(self):
        """Return the line that carries the wish: a combo's, for its parts."""
        self.ensure_one()
        return self.linked_line_id if self.combo_item_id else self

    def _gift_wishes(self):
        """Return the wishes that hold for each line, superuser mode.

        :return: dict of line to ``(own wish, wish of the whole order)``, each maybe
            empty ``gift.requirement``
        """
        # sudo: goods carry wishes whoever moves them
        wishes = self.sudo().order_id.gift_requirement_ids
        own = {wish.line_id: wish for wish in wishes if wish.line_id}
        whole = {wish.order_id: wish for wish in wishes if not wish.line_id}
        none = wishes.browse()
        return {
            line: (
                own.get(line.sudo()._gift_wish_line(), none),
                whole.get(line.sudo().order_id, none),
            )
            for line in self
        }

    def _gift_revision_vals(self):
        """Return the fixed wishes that goods of each line take along.

        :return: dict of line id to values for ``stock.move``
        """
        result = {}
        for line, (own, whole) in self._gift_wishes().items():
            revisions = [
                wish.revision_id.id
                for wish in (own, whole)
                if wish.state in ("frozen", "made") and wish.revision_id
            ]
            result[line.id] = dict(
                zip(
                    ("gift_revision_id", "gift_order_revision_id"),
                    [*revisions, False, False],
                    strict=False,
                )
            )
        return result

    def _gift_deliver_by(self):
        """Return the day by which each line must be there, where one is wished.

        :return: dict of line to ``date`` or False
        """
        return {
            line: own.deliver_by or whole.deliver_by
            for line, (own, whole) in self._gift_wishes().items()
        }

    def _gift_deadline(self):
        """Return until when each line must leave: deliver-by less the carrier's days.

        :return: dict of line to naive UTC ``datetime``, only lines with a deliver-by
        """
        deadlines = {}
        for line, day in self._gift_deliver_by().items():
            if not day:
                continue
            order = line.sudo().order_id
            transit = order._gift_transit_days_of(
                order.partner_shipping_id, order.company_id
            )
            moment = order._gift_deliver_moment(day)
            deadlines[line] = moment - timedelta(days=transit)
        return deadlines

    def _prepare_procurement_values(self):
        """Hand the fixed wish and its date to the goods (decisions 23 and 25)."""
        values = super()._prepare_procurement_values()
        values.update(self._gift_revision_vals()[self.id])
        deadline = self._gift_deadline().get(self)
        if deadline:
            lead = timedelta(days=self.order_id.company_id.security_lead)
            values.update(date_deadline=deadline, date_planned=deadline - lead)
        return values
