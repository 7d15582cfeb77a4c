"""The last three months through Odoo's own flows, up to today's late parcel."""

from datetime import timedelta

from odoo import Command

from .clients import shop_team
from .context import Purchase
from .house import backdate
from .shopping import basket

_FLOW = {"tracking_disable": True, "mail_notrack": True, "skip_sms": True}
# Odoo's real flows take a quarter of a second an order: as many as it needs.
_ORDERS = 105
_PAYMENTS = 26
_REFUNDS = 4
_BACKORDERS = 2
# state: how many, days from today of the promised date (first, last)
_OPEN = {
    "late": (5, -4, -1),
    "today": (7, 0, 0),
    "soon": (9, 1, 9),
}
_QUOTES = {"draft": 8, "sent": 10, "cancel": 3}


def build(story):
    """Play out the purchases since the border, then what is still under way.

    :param Story story: the build with customers, products, stock, warehouses.
    """
    recent = [p for p in story.purchases if p.day >= story.border]
    wanted = story.scaled(_ORDERS)
    if len(recent) > wanted:  # a festival quarter: keep an even sample
        recent = [recent[i * len(recent) // wanted] for i in range(wanted)]
    orders = _create(story, recent)
    orders.action_confirm()
    _restore_dates(story, orders, [p.day for p in recent])
    _deliver(story, orders, recent)
    _invoice(story, orders, recent)
    _open_orders(story)
    _quotations(story)


def _create(story, purchases, **values):
    order_model = story.env["sale.order"].with_context(**_FLOW)
    return order_model.create(
        [dict(_order_values(story, p), **values) for p in purchases]
    )


def _order_values(story, purchase):
    customer = purchase.customer
    team, medium, source = shop_team(story, customer)
    code = {"beijing_road": "BJL", "tianhe": "TH"}.get(customer.team, "GZ")
    owner = story.users.get(customer.owner) or story.users["service"]
    lines = [
        Command.create(
            {
                "product_id": story.products[index].id,
                "product_uom_qty": quantity,
                "discount": discount,
            }
        )
        for index, quantity, discount in purchase.lines
    ]
    if customer.is_firm and purchase.lines[0][1] >= 20:
        lines.append(
            Command.create(
                {
                    "product_id": story.services[0].id,
                    "product_uom_qty": purchase.lines[0][1],
                }
            )
        )
    return {
        "partner_id": customer.partner.id,
        "partner_shipping_id": customer.buyer.id,
        "company_id": story.company.id,
        "user_id": owner.id,
        "team_id": team.id,
        "medium_id": medium.id,
        "source_id": source.id,
        "warehouse_id": story.warehouses[code].id,
        "date_order": story.moment(purchase.day),
        "client_order_ref": customer.is_firm
        and f"PO-{customer.code}-{story.rng.randint(1000, 9999)}",
        "order_line": lines,
    }


def _restore_dates(story, orders, days):
    """Confirming an order sets its date to now; put the story's date back."""
    moments = [story.moment(day) for day in days]
    for order, moment in zip(orders, moments, strict=True):
        order.date_order = moment
    backdate(orders, moments)


def _deliver(story, orders, purchases):
    late, partly = story.today - timedelta(days=1), story.scaled(_BACKORDERS)
    for order, purchase in zip(orders, purchases, strict=True):
        share = 1.0
        if partly and max(order.order_line.mapped("product_uom_qty")) > 2:
            share, partly = 0.6, partly - 1
        moment = story.moment(min(purchase.day + timedelta(days=2), late))
        ship(order.picking_ids, moment, share)


def ship(pickings, moment, share=1.0):
    """Send transfers, all or a part, on a day of the story.

    :param pickings: outgoing transfers; those not confirmed are left alone.
    :param datetime moment: naive UTC.
    :param float share: part of each quantity that leaves.
    """
    pickings = pickings.filtered(lambda p: p.state in ("assigned", "confirmed"))
    for move in pickings.move_ids:
        wanted = move.product_uom_qty
        move.quantity = wanted if share == 1.0 else max(1, int(wanted * share))
        move.picked = True
    pickings.with_context(**_FLOW)._action_done()
    for picking in pickings:
        picking.date_done = moment


def _invoice(story, orders, purchases):
    """Invoice all but the freshest orders, each at its own day; pay the old."""
    limit = story.today - timedelta(days=4)
    due = {
        order: purchase.day + timedelta(days=3)
        for order, purchase in zip(orders, purchases, strict=True)
        if purchase.day <= limit and order.invoice_status == "to invoice"
    }
    chosen = story.env["sale.order"].browse([order.id for order in due])
    if not chosen:
        return
    moves = chosen.with_context(**_FLOW)._create_invoices(grouped=True)
    for move in moves:
        order = move.line_ids.sale_line_ids.order_id[:1]
        day = min(due[order], story.today)
        move.write({"invoice_date": day, "date": day})
    moves.action_post()
    _pay(story, moves)
    _refund(story, moves)


def _pay(story, moves):
    """Pay some of the older invoices; the rest is open, some of it overdue."""
    limit = story.today - timedelta(days=25)
    paid = moves.filtered(lambda m: m.invoice_date <= limit)
    wanted = story.scaled(_PAYMENTS)
    paid = paid[:: max(1, len(paid) // wanted)][:wanted]
    if paid:
        wizard = story.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids, **_FLOW
        )
        day = story.today - timedelta(days=2)
        wizard.create({"group_payment": False, "payment_date": day})._create_payments()


def _refund(story, moves):
    chosen = moves.filtered(lambda m: len(m.invoice_line_ids) > 1)
    chosen = chosen[:: max(1, len(chosen) // _REFUNDS)][: story.scaled(_REFUNDS)]
    refunds = chosen._reverse_moves(
        [
            {
                "invoice_date": move.invoice_date + timedelta(days=6),
                "date": move.invoice_date + timedelta(days=6),
                "ref": f"{move.name}: 运输破损 broken in transit",
            }
            for move in chosen
        ]
    )
    for refund in refunds:
        lines = refund.invoice_line_ids
        keep = lines[:1]
        (lines - keep).unlink()
        keep.quantity = max(1, int(keep.quantity / 6))
    refunds.action_post()


def _open_orders(story):
    rng = story.rng
    buyers = [c for c in story.customers if not c.silent_days]
    for state, (count, first, last) in _OPEN.items():
        purchases = [
            _purchase(story, rng.choice(buyers[: len(buyers) // 2]), 6 + n % 5)
            for n in range(story.scaled(count))
        ]
        orders = _create(story, purchases)
        for order in orders:
            day = story.today + timedelta(days=rng.randint(first, last))
            order.commitment_date = story.moment(day, 17)
        if state == "soon":
            # one large order of a scarce piece waits until all is there
            scarce = [p for p in story.products if p.default_code == "CRA-701"]
            orders[-1].picking_policy = "one"
            orders[-1].order_line[:1].write(
                {"product_id": scarce[0].id, "product_uom_qty": 40}
            )
        orders.action_confirm()
        _restore_dates(story, orders, [p.day for p in purchases])


def _quotations(story):
    rng = story.rng
    buyers = [c for c in story.customers if not c.silent_days and c.is_firm]
    for state, count in _QUOTES.items():
        purchases = [
            _purchase(story, rng.choice(buyers), n % 12 + 1)
            for n in range(story.scaled(count))
        ]
        orders = _create(
            story, purchases, validity_date=story.today + timedelta(days=20)
        )
        if state == "sent":
            orders.action_quotation_sent()
        elif state == "cancel":
            orders._action_cancel()
        _restore_dates(story, orders, [p.day for p in purchases])


def _purchase(story, customer, days_ago):
    amount = max(260, customer.yearly * story.rng.uniform(0.08, 0.25))
    festival = story.festival.key
    lines = basket(story, customer.is_firm, amount, festival)
    return Purchase(customer, story.today - timedelta(days=days_ago), lines, festival)
