"""How samples travel: out by a transfer of their own kind, and back."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.sample_rules import BEFORE_SENT, WITH_CUSTOMER


class GiftSampleShip(models.AbstractModel):
    """Part of ``gift.sample``: transfers, arrival, coming back."""

    _name = "gift.sample.ship"
    _description = "Transfers of Samples"

    # ------------------------------------------------------------
    # OUT
    # ------------------------------------------------------------

    def action_ship(self):
        """Hand approved samples to the warehouse.

        :raise AccessError: without the right to write the sample
        :raise UserError: naming the sample, and what is missing
        """
        self.check_access("write")
        for sample in self.sudo():  # transfers are the warehouse's
            if sample.state != "approved":
                raise UserError(
                    self.env._(
                        "%(sample)s is not approved, or was handed over already.",
                        sample=sample.name,
                    )
                )
            sample._gift_make_picking()
        return True

    def _gift_make_picking(self):
        """Make the transfer of a sample; Odoo reserves it as any other.

        :return: ``stock.picking`` in sudo
        :raise UserError: without customer or warehouse, with the remedy
        """
        self.ensure_one()
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "“%(lead)s” has no customer yet. Choose or create the contact on "
                    "the lead, then ship %(sample)s.",
                    lead=self.lead_id.name,
                    sample=self.name,
                )
            )
        warehouse = self.warehouse_id
        kind = warehouse.gift_sample_type_id
        if not kind:
            raise UserError(
                self.env._(
                    "%(sample)s needs a warehouse that sends samples. Choose one that "
                    "has an operation type “Samples”.",
                    sample=self.name,
                )
            )
        company = warehouse.company_id
        self._gift_stamp_firm()
        picking = (
            self.env["stock.picking"]
            .with_company(company)
            .create(self._gift_prepare_picking(kind))
        )
        self.state = "picking"
        picking.action_confirm()
        return picking

    def _gift_prepare_picking(self, kind):
        """Return the values of the transfer, with its moves. Seam.

        :param kind: ``stock.picking.type`` of samples
        """
        target = self.partner_id.with_company(kind.company_id).property_stock_customer
        places = {
            "location_id": kind.default_location_src_id.id,
            "location_dest_id": target.id,
            "company_id": kind.company_id.id,
            "picking_type_id": kind.id,
            "partner_id": self.partner_id.id,
            "origin": self.name,
        }
        return {
            **places,
            "gift_sample_id": self.id,
            "user_id": False,
            "move_ids": [
                fields.Command.create(
                    {
                        **places,
                        "product_id": line.product_id.id,
                        "product_uom": line.product_id.uom_id.id,
                        "product_uom_qty": line.quantity,
                        "gift_sample_line_id": line.id,
                    }
                )
                for line in self.line_ids
            ],
        }

    def _gift_check_not_sent(self):
        """Raise when the sample, or a part of it, has left.

        :raise UserError: naming it, with the remedy
        """
        self.ensure_one()
        if self.state not in BEFORE_SENT:
            raise UserError(
                self.env._(
                    "%(sample)s cannot be called off any more. If it comes back, "
                    "receive its return.",
                    sample=self.name,
                )
            )

    def _gift_moved(self):
        """Say where these samples are, after goods of theirs went out or came back."""
        rows = self.env["gift.sample.cost"]._read_group(
            [("sample_id", "in", self.ids)],
            ["sample_id", "is_return"],
            ["quantity:sum", "move_id:array_agg"],
        )
        found = {
            (sample.id, back): (quantity, ids) for sample, back, quantity, ids in rows
        }
        sent = self.browse()
        for sample in self:
            out, move_ids = found.get((sample.id, False), (0, []))
            back = found.get((sample.id, True), (0, []))[0]
            values = {"quantity_sent": out, "quantity_out": out + back}
            if out > 0 and not sample.sent_date:
                moves = self.env["stock.move"].browse(move_ids)
                values["sent_date"] = min(moves.mapped("date"))
                values["state"] = "sent"
                sent |= sample
            sample.write(values)
            self.env["gift.customer.queue"]._touch(sample.firm_id, sample.company_id)
        sent._gift_trail("sample")
        self._gift_settle()

    # ------------------------------------------------------------
    # ARRIVED
    # ------------------------------------------------------------

    def _gift_arrived(self, date=None):
        """Note that samples have arrived; those that were said to before stay.

        :param datetime date: UTC, now by default
        """
        arrived = self.filtered(lambda sample: sample.state == "sent")
        arrived.write(
            {"state": "arrived", "arrived_date": date or fields.Datetime.now()}
        )
        arrived._gift_end_reminders()

    # ------------------------------------------------------------
    # BACK
    # ------------------------------------------------------------

    def action_receive_back(self):
        """Open the return of a sample, made if there is none yet.

        :return: window action of the transfer
        :raise AccessError: without the right to write the sample
        :raise UserError: when the customer has nothing of it
        """
        self.ensure_one()
        self.check_access("write")
        sample = self.sudo()  # transfers are the warehouse's
        if sample.quantity_out <= 0:
            raise UserError(
                self.env._("The customer has nothing of %(sample)s.", sample=self.name)
            )
        sample._gift_make_returns()
        if not self.env["stock.picking"].has_access("read"):
            return True
        return self.action_open_pickings()

    def _gift_make_returns(self):
        """Make the returns of what is still out and not yet on its way back.

        :return: the new ``stock.picking`` records in sudo
        """
        made = self.env["stock.picking"]
        for picking in self.picking_ids.filtered(
            lambda p: p.state == "done" and p.location_dest_id.usage == "customer"
        ):
            open_lines = {
                move.id: quantity
                for move in picking.move_ids
                if (quantity := self._gift_not_returned(move)) > 0
            }
            if not open_lines:
                continue
            wizard = (
                self.env["stock.return.picking"]
                .with_company(picking.company_id)
                .create({"picking_id": picking.id})
            )
            for line in wizard.product_return_moves:
                line.quantity = open_lines.get(line.move_id.id, 0)
            made |= wizard._create_return()
        if made:
            self.date_return_made = fields.Date.context_today(self)
        return made

    @api.model
    def _gift_not_returned(self, move):
        """Return how much of a move that is done nobody has sent back yet."""
        if move.state != "done":
            return 0
        back = move.returned_move_ids.filtered(lambda m: m.state != "cancel")
        returned = sum(
            other.product_uom._compute_quantity(
                other.quantity if other.state == "done" else other.product_uom_qty,
                move.product_uom,
            )
            for other in back
        )
        return move.product_uom.round(move.quantity - returned)

    def _gift_take_back(self):
        """Receive on paper what the customer keeps because they buy it.

        The sale ships the goods from stock again, on paper as well: its cost counts
        once, with the sale.
        """
        for sample in self:
            sample._gift_make_returns()
            coming = sample.picking_ids.filtered(
                lambda p: (
                    p.state not in ("done", "cancel")
                    and p.location_id.usage == "customer"
                )
            )
            for move in coming.move_ids:
                move.quantity = move.product_uom_qty
                move.picked = True
            coming.move_ids._action_done()

    def action_sell(self):
        """Open a quotation for what the customer keeps and pays.

        Confirming it books the sample back on paper, so that the sale's delivery has
        it in stock; no parcel travels.

        :return: window action
        :raise AccessError: without the right to write the sample or make quotations
        :raise UserError: when the customer has nothing of it
        """
        self.ensure_one()
        self.check_access("write")
        self.env["sale.order"].check_access("create")
        rows = self.env["gift.sample.cost"].sudo()  # how much of what is still there
        out = rows._read_group(
            [("sample_id", "=", self.id)], ["product_id"], ["quantity:sum"]
        )
        out = [(product, quantity) for product, quantity in out if quantity > 0]
        if self.state not in (*WITH_CUSTOMER, "closed") or not out:
            raise UserError(
                self.env._(
                    "The customer has nothing of %(sample)s to buy.", sample=self.name
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_opportunity_id": self.lead_id.id,
                "default_origin": self.name,
                "default_gift_sample_id": self.id,
                "default_order_line": [
                    fields.Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                    for product, quantity in out
                ],
            },
        }
