"""From the list of recipients to one transfer per address (decision 25)."""

from datetime import timedelta

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    gift_recipient_list_ids = fields.One2many(
        "gift.recipient.list",
        "order_id",
        "Recipients",
        copy=False,
        groups="crm_gift_retail.crm_gift_retail_group_user",
        help="At most one list.",
    )

    def action_gift_recipients(self):
        """Open the list of recipients, a new one when there is none.

        :return: window action
        :raise AccessError: for those who may not read the order, or make a list
        """
        self.ensure_one()
        self.check_access("read")
        lists = self.env["gift.recipient.list"]
        found = lists.search([("order_id", "=", self.id)])
        if not found:
            lists.check_access("create")
            found = lists.create({"order_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Recipients of %(order)s", order=self.name),
            "res_model": "gift.recipient.list",
            "res_id": found.id,
            "view_mode": "form",
        }

    def _gift_recipient_lists(self):
        """Return the lists that make parcels of their own, superuser mode."""
        # sudo: goods go to recipients whoever confirms
        lists = self.sudo().gift_recipient_list_ids
        return lists.filtered(lambda own: own.is_parcel_each and own.recipient_ids)

    def action_confirm(self):
        """Refuse an order whose recipients get more than was ordered.

        Customers who pay are not refused: what is over stays with its line.
        """
        if self.env.user._is_internal():
            self._gift_recipient_lists()._check_sums()
        return super().action_confirm()

    def _action_cancel(self):
        """Give the list back: nobody has a transfer any more."""
        res = super()._action_cancel()
        lists = self.sudo().gift_recipient_list_ids  # sudo: as above
        lists.write({"state": "draft", "problem": False})
        lists.recipient_ids.write({"state": "waiting"})
        return res


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        """Leave goods for recipients to the job; the rest as ever."""
        if "gift_recipient_ids" in self.env.context:
            return super()._action_launch_stock_rule(
                previous_product_uom_qty=previous_product_uom_qty
            )
        lists = self.order_id._gift_recipient_lists()
        lists.filtered(
            lambda own: own.state == "draft" and own.order_id.state == "sale"
        )._start()
        open_lists = lists.filtered(lambda own: own.state in ("making", "failed"))
        left = self.filtered(
            lambda line: line.order_id not in open_lists.order_id.with_env(line.env)
        )
        return super(SaleOrderLine, left)._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )

    def _create_procurements(self, product_qty, procurement_uom, values):
        """One procurement per recipient of this batch; an empty batch is the rest."""
        ids = self.env.context.get("gift_recipient_ids")
        if not ids:
            if product_qty <= 0 and ids is not None:
                return []
            return super()._create_procurements(product_qty, procurement_uom, values)
        # sudo: as the lists
        parts = self.env["gift.recipient.quantity"].sudo()
        parts = parts.search([("recipient_id", "in", ids), ("line_id", "=", self.id)])
        order = self.sudo().order_id
        addresses = parts.recipient_id.address_id
        transit = addresses._gift_transit_days(order.company_id)
        procurements = []
        for part in parts:
            quantity, unit = self.product_uom_id._adjust_uom_quantities(
                part.quantity, self.product_id.uom_id
            )
            procurements += super()._create_procurements(
                quantity, unit, {**values, **self._gift_recipient_vals(part, transit)}
            )
        return procurements

    def _gift_recipient_vals(self, part, transit):
        """Return what goods for a recipient carry: who, where, by when.

        :param part: ``gift.recipient.quantity``
        :param dict transit: days of the way by address id
        """
        recipient = part.recipient_id
        vals = {
            "gift_recipient_id": recipient.id,
            "partner_id": recipient.address_id.id,
        }
        if recipient.deliver_by:
            order = self.sudo().order_id
            moment = order._gift_deliver_moment(recipient.deliver_by)
            days = transit.get(recipient.address_id.id, 0)
            deadline = moment - timedelta(days=days)
            lead = timedelta(days=order.company_id.security_lead)
            vals.update(date_deadline=deadline, date_planned=deadline - lead)
        return vals


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "gift_recipient_id"]


class StockMove(models.Model):
    _inherit = "stock.move"

    gift_recipient_id = fields.Many2one(
        "gift.recipient",
        "Recipient",
        readonly=True,
        copy=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _prepare_procurement_values(self):
        """Tell the step before for whom it is."""
        values = super()._prepare_procurement_values()
        if self.gift_recipient_id:
            values.update(
                gift_recipient_id=self.gift_recipient_id.id,
                partner_id=self.gift_recipient_id.sudo().address_id.id,
            )
        return values

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Goods for different recipients stay apart."""
        fields_apart = super()._prepare_merge_moves_distinct_fields()
        return [*fields_apart, "gift_recipient_id"]

    def _key_assign_picking(self):
        """Each address has its own transfer."""
        keys = super()._key_assign_picking()
        # sudo: where goods go, whoever moves them
        return (*keys, self.gift_recipient_id.sudo().address_id)

    def _search_picking_for_assignation_domain(self):
        """Join the transfer of the same address, or one without recipients."""
        domain = super()._search_picking_for_assignation_domain()
        address = self.gift_recipient_id.sudo().address_id
        if address:
            return [
                *domain,
                ("move_ids.gift_recipient_id.address_id", "=", address.id),
            ]
        return [*domain, ("move_ids.gift_recipient_id", "=", False)]
