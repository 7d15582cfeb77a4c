"""What the customer card says beyond the row's own columns."""

from odoo import api, fields, models

#: open orders shown on the card; the rest is a number
SHOWN_ORDERS = 3


class GiftCustomerCard(models.AbstractModel):
    """The part of a customer's card that is read when one card is opened.

    Kept off the lists: a fixed number of queries per card, whatever the number of
    orders. Service is never masked (decision 20): whoever may read the customer sees
    where their parcels are and what was last said, without any amount.
    """

    _name = "gift.customer.card"
    _description = "Card of a customer"

    card = fields.Json(compute="_compute_card", help="What the form's card draws.")

    @api.depends_context("uid", "lang", "tz")
    def _compute_card(self):
        for customer in self:
            customer.card = {
                "salutation": customer.partner_id.gift_salutation or "",
                "stoppers": customer._get_card_stoppers(),
                **customer._get_card_orders(),
                "last_contact": customer._get_card_last_contact(),
                "care": customer._get_card_care(),
            }

    def _get_card_stoppers(self):
        """Return what must be known before speaking, in words, red on the card.

        Seam: complaints, pauses and "accepts no gifts" add theirs.

        :return: list of strings, empty when nothing stands in the way
        """
        self.ensure_one()
        stoppers = []
        if not self.partner_id.active:
            stoppers.append(self.env._("This contact is archived."))
        if overdue := self._get_overdue_invoice_count():
            stoppers.append(
                self.env._("Overdue invoice")
                if overdue == 1
                else self.env._("%(count)s overdue invoices", count=overdue)
            )
        return stoppers

    def _get_overdue_invoice_count(self):
        """Count posted invoices of this customer past their due date and not paid."""
        # sudo: everybody who speaks with the customer must know that, not how much
        return (
            self.env["account.move"]
            .sudo()
            .search_count(
                [
                    ("commercial_partner_id", "=", self.partner_id.id),
                    ("company_id", "child_of", self.company_id.id),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ("not_paid", "partial")),
                    ("invoice_date_due", "<", fields.Date.context_today(self)),
                ]
            )
        )

    def _get_open_order_domain(self):
        """Return the domain of confirmed orders that are not fully delivered."""
        return [
            ("partner_id", "child_of", self.partner_id.id),
            ("company_id", "child_of", self.company_id.id),
            ("state", "=", "sale"),
            ("delivery_status", "in", ("pending", "started", "partial")),
        ]

    def _get_card_orders(self):
        """Return up to three open orders with their state in a word, and the rest.

        :return: ``{"orders": [{id, name, word, promise, late, can_open}], "more": n}``
        """
        domain = self._get_open_order_domain()
        # sudo: "where is it" is service; no amount is read
        found = (
            self.env["sale.order"]
            .sudo()
            .search(domain, order="commitment_date, id", limit=SHOWN_ORDERS + 1)
        )
        shown = found[:SHOWN_ORDERS]
        more = 0
        if len(found) > SHOWN_ORDERS:
            more = found.search_count(domain) - SHOWN_ORDERS
        mine = shown.sudo(False)
        readable = (
            mine._filtered_access("read") if mine.has_access("read") else mine.browse()
        )
        return {
            "orders": [
                self._get_card_order(order, order.id in readable.ids) for order in shown
            ],
            "more": more,
        }

    def _get_card_order(self, order, can_open):
        """Return one order as the card shows it."""
        pickings = order.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel")
                and picking.picking_type_code == "outgoing"
            )
        )
        promise = order.commitment_date or min(
            (picking.scheduled_date for picking in pickings), default=None
        )
        day = promise and fields.Datetime.context_timestamp(self, promise).date()
        return {
            "id": order.id,
            "name": order.name,
            "word": self._get_order_word(order, pickings),
            "promise": day and fields.Date.to_string(day),
            "late": bool(day and day < fields.Date.context_today(self)),
            "can_open": can_open,
        }

    def _get_order_word(self, order, pickings):
        """Say in a word where an open order is."""
        if order.delivery_status == "partial":
            return self.env._("Partly delivered")
        if any(picking.state == "assigned" for picking in pickings):
            return self.env._("Being packed")
        return self.env._("Waiting for goods")

    def _get_card_last_contact(self):
        """Return the newest real contact: when, how, by whom, what was said.

        :return: dict, or False when there was none
        """
        # sudo: what was last said belongs to the service card
        touch = (
            self.env["gift.touchpoint"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("commercial_partner_id", "=", self.partner_id.id),
                    ("is_contact", "=", True),
                ],
                order="date desc",
                limit=1,
            )
        )
        if not touch:
            return False
        kinds = dict(touch._fields["kind"]._description_selection(self.env))
        return {
            "date": fields.Date.to_string(
                fields.Datetime.context_timestamp(self, touch.date).date()
            ),
            "kind": kinds.get(touch.kind, ""),
            "who": touch.user_id.name or "",
            "summary": touch.summary or "",
        }

    def _get_card_care(self):
        """Return the care that is due next: when, why, by whom.

        :return: dict, or False
        """
        # sudo: whoever speaks with the customer knows what was planned
        care = (
            self.env["gift.care.action"]
            .sudo()
            .search(
                [("customer_id", "=", self.id), ("state", "in", ("planned", "due"))],
                order="date_due, id",
                limit=1,
            )
        )
        if not care:
            return False
        return {
            "date": fields.Date.to_string(care.date_due),
            "reason": care.reason or care.rule_id.name or "",
            "who": care.user_id.name or "",
        }

    # ----------------------------------------------------------------- actions
    def action_open_partner(self):
        """Open the contact behind the card; its own rights decide."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def action_log_contact(self):
        """Open the dialog that logs a contact; it asks the rights itself."""
        self.ensure_one()
        return self.env["gift.contact.log"]._get_action(self.partner_id)

    def action_quote(self):
        """Open a new quotation for this customer; saving it asks the user's rights.

        A person who acts for several firms is asked for which one first.
        """
        self.ensure_one()
        return self.partner_id._gift_start_document("sale.order")
