"""No promise that no courier can keep: quotations know the festivals' last days."""

from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, format_date

from .base_import_import import is_import
from .gift_profit_guard import STANDING_GROUPS

_lt = LazyTranslate(__name__)


class Bound(NamedTuple):
    """A promise that a festival binds: ``last`` is its ``LastDay``."""

    last: tuple
    promise: date
    is_late: bool


class SaleOrder(models.Model):
    _inherit = "sale.order"

    _gift_approval_kinds = {"last_ship": _lt("Promise after the last day to ship")}

    gift_last_ship_text = fields.Char(
        "Last Day to Ship",
        compute="_compute_gift_last_ship",
        groups=STANDING_GROUPS,
    )
    gift_is_past_last_ship = fields.Boolean(
        "Too Late for the Festival",
        compute="_compute_gift_last_ship",
        groups=STANDING_GROUPS,
    )
    gift_asked_promise = fields.Date(readonly=True, copy=False, groups=STANDING_GROUPS)
    gift_allowed_promise = fields.Date(
        "Promise Allowed",
        readonly=True,
        copy=False,
        groups=STANDING_GROUPS,
        help="A manager allowed promises from this day on, although the last day to "
        "ship has passed.",
    )

    @api.depends(
        "commitment_date",
        "partner_id",
        "partner_shipping_id",
        "company_id",
        "state",
        "gift_allowed_promise",
        "gift_requirement_ids.deliver_by",
    )
    @api.depends_context("lang")
    def _compute_gift_last_ship(self):
        """Say it while somebody types, before anything is saved."""
        open_orders = self.filtered(lambda o: o.state in ("draft", "sent"))
        found = open_orders._gift_find_last_ship()
        for order in self:
            bound = found.get(order)
            order.gift_is_past_last_ship = bound and bound.is_late
            order.gift_last_ship_text = bound and order._gift_last_ship_words(bound)

    def _gift_promise_days(self):
        """Return the days promised to the customer, in the company's zone.

        The order's own delivery date, and those of single wishes.
        """
        self.ensure_one()
        # sudo: dates of the order's own wishes, which its reader may read
        days = set(self.sudo().gift_requirement_ids.mapped("deliver_by"))
        if self.commitment_date:
            days.add(self._gift_local_day(self.commitment_date))
        return sorted(days - {False})

    def _gift_find_last_ship(self):
        """Return ``{order: Bound}`` of orders with a promise that a festival binds.

        Of several promises the one that is late, else the one to ship first. One query
        whatever the number of orders. What a manager allowed is not late.
        """
        last_ship = self.env["gift.last.ship"]
        wishes, asked = [], {}
        for order in self:
            address = order.partner_shipping_id or order.partner_id
            for day in order._gift_promise_days():
                key = str(len(wishes))
                asked[key] = (order, day)
                wishes.append(last_ship._gift_wish(key, address, order.company_id, day))
        found = {}
        for key, last in last_ship._gift_last_days(wishes).items():
            order, day = asked[key]
            if not last.row_id:
                continue
            allowed = order.sudo().gift_allowed_promise  # ours to compare
            is_late = order.company_id._gift_today() > last.day
            bound = Bound(last, day, is_late and not (allowed and day >= allowed))
            found.setdefault(order, []).append(bound)
        return {
            order: min(bounds, key=lambda bound: (not bound.is_late, bound.last.day))
            for order, bounds in found.items()
        }

    def _gift_last_ship_words(self, bound):
        """Return the sentence about the last day to ship of this order.

        :param Bound bound: of :meth:`_gift_find_last_ship`
        """
        # sudo: festival and region are no secret
        row = self.env["gift.last.ship"].sudo().browse(bound.last.row_id)
        festivals = dict(row._fields["festival"]._description_selection(self.env))
        words = {
            "promise": format_date(self.env, bound.promise),
            "festival": festivals[row.festival],
            "region": row._get_region_name(),
            "date": format_date(self.env, bound.last.day),
        }
        if not bound.is_late:
            return self.env._(
                "To arrive by %(promise)s it leaves by %(date)s at the latest "
                "(%(festival)s, %(region)s).",
                **words,
            )
        earliest = self.env["gift.last.ship"]._gift_earliest_day(
            self.partner_shipping_id or self.partner_id, self.company_id
        )
        return self.env._(
            "%(promise)s cannot be kept: for %(festival)s the last day to ship "
            "(%(region)s) was %(date)s. The earliest day to promise is %(earliest)s.",
            earliest=format_date(self.env, earliest),
            **words,
        )

    # ------------------------------------------------------------------
    # Refusing
    # ------------------------------------------------------------------

    def _gift_check_claim_block(self, states=("draft", "sent")):
        """Keep promises back as well: the same doors, opened by the same people."""
        res = super()._gift_check_claim_block(states=states)
        self._gift_check_last_ship(states)
        return res

    def _gift_check_last_ship(self, states=("draft", "sent")):
        """Raise when a quotation promises what no courier can keep any more.

        Only for our own people acting by hand: never for portal, web, till, import or
        jobs, whose payments must not fail.

        :param states: orders in other states are let through
        :raise UserError: the reason, the earliest possible day, and how to ask
        """
        if self.env.su or not self.env.user._is_internal() or is_import(self.env):
            return
        orders = self.filtered(lambda order: order.state in states)
        for order, bound in orders._gift_find_last_ship().items():
            if not bound.is_late:
                continue
            raise UserError(
                self.env._(
                    "%(order)s: %(reason)s Change the delivery date, or press “Ask "
                    "whether it may be promised” on the quotation.",
                    order=order.name,
                    reason=order._gift_last_ship_words(bound),
                )
            )

    # ------------------------------------------------------------------
    # Allowing
    # ------------------------------------------------------------------

    def action_gift_ask_last_ship(self):
        """Ask a manager whether the promise may stand; a manager allows it at once.

        :return: client notification
        :raise AccessError: for whoever may not edit the quotation, or has no duty
        :raise UserError: when there is nothing to allow
        """
        self.ensure_one()
        self.env["gift.last.ship"].check_access("read")
        self.check_access("write")
        bound = self._gift_find_last_ship().get(self)
        if not bound or not bound.is_late:
            raise UserError(
                self.env._(
                    "The promise of %(order)s needs no decision: send or confirm it.",
                    order=self.name,
                )
            )
        reason = self._gift_last_ship_words(bound)
        promise = bound.promise
        order = self.sudo()  # what was asked and allowed is written by methods only
        order.gift_asked_promise = promise
        if self.env["gift.approval"]._gift_is_manager():
            order.gift_allowed_promise = promise
            self.message_post(
                body=self.env._("Promised knowingly. %(reason)s", reason=reason)
            )
            return self.env["gift.outbox"]._notify(self.env._("Allowed."))
        approval = self._gift_ask(
            "last_ship",
            self.env._(
                "%(order)s for %(customer)s after the last day to ship",
                order=self.name,
                customer=self.partner_id.display_name,
            ),
            [
                [self.env._("Quotation"), self.name],
                [self.env._("Customer"), self.partner_id.display_name],
                [self.env._("Promised for"), format_date(self.env, promise)],
                [self.env._("Why not"), reason],
                [
                    self.env._("Amount"),
                    self.currency_id.format(self.amount_total),
                ],
            ],
        )
        return self.env["gift.outbox"]._notify(approval.status)

    def _gift_on_decided(self, approval):
        """Let the promise that was asked about stand, or not."""
        if approval.kind != "last_ship":
            return super()._gift_on_decided(approval)
        if approval.state == "approved":
            self.gift_allowed_promise = self.gift_asked_promise
        self.message_post(body=approval._get_outcome())
        return None
