"""What the customer card says beyond the row's own columns."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

#: open orders shown on the card; the rest is a number
SHOWN_ORDERS = 3
#: what a card reads of contacts, in one query
PERSON_FIELDS = (
    "active",
    "commercial_partner_id",
    "gift_salutation",
    "is_company",
    "name",
    "type",
)
OPEN_DELIVERY = ("pending", "started", "partial")


class GiftCustomerCard(models.AbstractModel):
    """The part of a customer's card that is read when one card is opened.

    Kept off the lists: a fixed number of queries per card, whatever the number of
    orders. Service is never masked (decision 20): whoever may read the customer sees
    where their parcels are and what was last said; amounts go by the duty.

    The record may be a new one without id: somebody who has no standing yet has a
    card as well.
    """

    _name = "gift.customer.card"
    _description = "Card of a customer"

    card = fields.Json(compute="_compute_card", help="What the form's card draws.")

    @api.depends_context("uid", "lang", "tz")
    def _compute_card(self):
        for customer in self:
            customer.card = customer._gift_caller_card()

    def _gift_caller_card(self, person=None):
        """Return the card of a customer: retail.md's first screen, line by line.

        Parts that have nothing to say are False or empty and are not drawn. At most
        nine queries, whatever the history; wishes are one more.

        :param person: ``res.partner`` who calls, by default the customer itself
        :return: dict with ``partner_id``, ``salutation``, ``is_recipient``,
            ``firms`` (an agent acts for several), ``channel``, ``sentence``,
            ``stoppers``, ``orders`` and ``more``, ``prices``, ``owed``,
            ``last_contact``, ``due``, ``care``, ``actions``
        """
        self.ensure_one()
        person = person or self.partner_id
        self.env.flush_all()
        (person | self.partner_id).fetch(PERSON_FIELDS)
        self = self.with_context(gift_card_overdue=self._get_overdue())
        # an address of somebody else: who gets a gift knows no price and no order
        if is_recipient := person.type not in (False, "contact"):
            prices, owed, orders = [], False, {"orders": [], "more": 0}
        else:
            prices, orders = self._get_card_prices(), self._get_card_orders()
            owed = self._get_card_owed()
        last_contact = self._get_card_last_contact()
        due = self._get_card_due()
        return {
            "partner_id": person.id,
            "salutation": person.gift_salutation or "",
            "is_recipient": is_recipient,
            "firms": self._get_card_firms(person),
            "channel": last_contact and last_contact["channel"],
            "sentence": not is_recipient and self._get_card_sentence(person),
            "stoppers": self._get_card_stoppers()
            + (
                [self.env._("Gets gifts, did not buy them: say no price.")]
                if is_recipient
                else []
            ),
            **orders,
            "prices": prices,
            "owed": owed,
            "last_contact": last_contact,
            "due": due,
            "care": due and due[0],
            "actions": self._get_card_actions(person),
        }

    # -------------------------------------------------------------- stoppers
    def _get_card_stoppers(self):
        """Return what must be known before speaking, in words, red on the card.

        Seam: complaints, pauses and "accepts no gifts" add theirs.

        :return: list of strings, empty when nothing stands in the way
        """
        self.ensure_one()
        stoppers = []
        if not self.partner_id.active:
            stoppers.append(self.env._("This contact is archived."))
        if overdue := self._get_overdue()[0]:
            stoppers.append(
                self.env._("Overdue invoice")
                if overdue == 1
                else self.env._("%(count)s overdue invoices", count=overdue)
            )
        return stoppers

    def _get_overdue(self):
        """Count this customer's posted invoices past their due date and not paid.

        Everybody who speaks with the customer must know that; how much is
        :meth:`_get_card_owed`'s business. A card asks once, see its context.

        :return: (number of invoices, amount in the company's currency)
        """
        known = self.env.context.get("gift_card_overdue")
        return (
            known
            or self.env.execute_query(
                SQL(
                    """
                    SELECT count(*), COALESCE(sum(m.amount_residual_signed), 0)
                      FROM account_move m
                      JOIN res_company c ON c.id = m.company_id
                     WHERE m.commercial_partner_id = %s AND %s
                       AND m.move_type = 'out_invoice' AND m.state = 'posted'
                       AND m.payment_state IN ('not_paid', 'partial')
                       AND m.invoice_date_due < %s
                    """,
                    self.partner_id.id,
                    self._get_root_sql(SQL("c")),
                    fields.Date.context_today(self),
                )
            )[0]
        )

    def _get_root_sql(self, company):
        """Return whether a company belongs to this customer's root company."""
        return SQL("%s.parent_path LIKE %s", company, f"{self.company_id.id}/%")

    # ---------------------------------------------------------------- orders
    def _get_card_orders(self):
        """Return up to three open orders with their state in a word, and the rest.

        :return: ``{"orders": [{id, name, word, promise, late, tracking, can_open}],
            "more": n}``
        """
        rows = self._get_card_order_rows()
        orders = self.env["sale.order"].browse([row["id"] for row in rows])
        tracking = self._get_card_tracking(orders)
        return {
            "orders": [
                {
                    "id": row["id"],
                    "name": row["name"],
                    "word": self._get_order_word(row),
                    "tracking": tracking.get(row["id"], ""),
                    "can_open": row["can_open"],
                    **self._get_promise(row["commitment_date"] or row["scheduled"]),
                }
                for row in rows
            ],
            "more": rows[0]["number"] - len(rows) if rows else 0,
        }

    def _get_card_order_rows(self):
        """Return the open orders that the card shows, the earliest promise first.

        :return: list of dicts: id, name, delivery_status, commitment_date, scheduled,
            packed, number (of all open orders), can_open
        """
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT o.id, o.name, o.delivery_status, o.commitment_date,
                       p.scheduled, p.packed, o.number, %(mine)s AS can_open
                  FROM (SELECT s.*, count(*) OVER () AS number
                          FROM sale_order s JOIN res_company c ON c.id = s.company_id
                         WHERE s.gift_commercial_partner_id = %(partner)s AND %(root)s
                           AND s.state = 'sale' AND s.delivery_status IN %(open)s
                         ORDER BY s.commitment_date, s.id LIMIT %(shown)s) o
                  LEFT JOIN LATERAL (
                       SELECT min(k.scheduled_date) AS scheduled,
                              bool_or(k.state = 'assigned') AS packed
                         FROM stock_picking k
                         JOIN stock_picking_type y ON y.id = k.picking_type_id
                        WHERE k.sale_id = o.id AND y.code = 'outgoing'
                          AND k.state NOT IN ('done', 'cancel')) p ON TRUE
                 ORDER BY o.commitment_date, o.id
                """,
                partner=self.partner_id.id,
                root=self._get_root_sql(SQL("c")),
                open=OPEN_DELIVERY,
                shown=SHOWN_ORDERS,
                mine=self._get_readable_orders_sql(),
            )
        )

    def _get_readable_orders_sql(self):
        """Return whether the user may open order ``o`` of the query.

        Asked for each order shown: the customer may have thousands.
        """
        orders = self.env["sale.order"].sudo(False)
        if not orders.has_access("read"):
            return SQL("FALSE")
        query = orders._search([], order="id")
        query.add_where(SQL("%s = o.id", SQL.identifier(orders._table, "id")))
        query.order = None
        return SQL("EXISTS (%s)", query.select())

    def _get_card_tracking(self, orders):
        """Return the tracking numbers of orders that are on their way.

        Carriers are an addon of their own: without it there is nothing to track.

        :param orders: ``sale.order`` records
        :return: ``{order id: tracking number}``
        """
        if not orders or "carrier_tracking_ref" not in (
            self.env["stock.picking"]._fields
        ):
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT sale_id, string_agg(DISTINCT carrier_tracking_ref, ', ')
                         FROM stock_picking
                        WHERE sale_id IN %s AND carrier_tracking_ref <> ''
                        GROUP BY sale_id""",
                    tuple(orders.ids),
                )
            )
        )

    def _get_promise(self, promise):
        """Return the day promised, and whether it has passed."""
        day = promise and self._get_local_day(promise)
        return {
            "promise": day and fields.Date.to_string(day),
            "late": bool(day and day < fields.Date.context_today(self)),
        }

    def _get_order_word(self, row):
        """Say in a word where an open order is."""
        if row["delivery_status"] == "partial":
            return self.env._("Partly delivered")
        if row["packed"]:
            return self.env._("Being packed")
        return self.env._("Waiting for goods")

    def _get_local_day(self, moment):
        """Return the user's day of a moment in UTC."""
        return fields.Datetime.context_timestamp(self, moment).date()

    def _get_day_word(self, day):
        """Return a day as people say it: today, yesterday, tomorrow, on 3 March."""
        distance = (day - fields.Date.context_today(self)).days
        near = {
            -1: self.env._("yesterday"),
            0: self.env._("today"),
            1: self.env._("tomorrow"),
        }
        return near.get(distance) or self.env._(
            "on %(date)s", date=format_date(self.env, day)
        )
