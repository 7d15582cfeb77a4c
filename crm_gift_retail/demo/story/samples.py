"""Samples in every stage: asked for, waiting, on their way, liked, ordered after."""

from datetime import timedelta

from odoo import Command

from .house import translate

_WORDS = {
    "likes": "喜欢",
    "orders": "想要报价",
    "shows": "先给别人看",
    "other": "换颜色或材质",
    "price": "太贵",
    "quality": "质量不够好",
}
# (login, customer's place, product's place, quantity, terms, days since, what happened)
_SAMPLES = (
    ("sales", 0, 0, 1, "keep", 0, "requested"),
    ("sales", 2, 2, 1, "keep", 0, "packed"),
    ("sales", 4, 3, 2, "keep", 4, "sent"),
    ("sales2", 5, 4, 1, "return", 18, "arrived"),
    ("sales", 6, 0, 1, "return", 19, "liked"),
    ("sales2", 7, 1, 1, "keep", 9, "liked"),
    ("sales", 8, 2, 1, "keep", 70, "kept"),
    ("sales2", 9, 3, 1, "return", 40, "lost"),
    ("sales", 10, 4, 2, "return", 30, "returned"),
    ("sales2", 1, 1, 40, "keep", 0, "approval"),
)
#: orders that a sample came before
_WON = 4


def build(story):
    """Ask for samples as salespeople do; play some of them out in the past.

    :param Story story: the build with users, customers, products and orders.
    """
    env = story.env
    story.company.write(
        {"gift_sample_value_limit": 500, "gift_sample_month_cost": 3000}
    )
    for key, name in _WORDS.items():
        word = env.ref(f"crm_gift_retail.gift_sample_feedback_{key}")
        translate(word, {"name": name})
    goods = [product for product in story.products if product.type == "consu"]
    for login, place, number, quantity, terms, days, what in _SAMPLES:
        customer = story.customers[place % len(story.customers)]
        product = goods[number % len(goods)]
        _play(story, login, customer.buyer, product, quantity, terms, days, what)
    for order in _orders(story):
        line = order.order_line.filtered(lambda row: row.product_id.type == "consu")[:1]
        days = (story.today - order.date_order.date()).days + 6
        _play(story, "sales", order.partner_id, line.product_id, 1, "keep", days, "won")
    env.flush_all()
    env["gift.sample"]._gift_follow(story.company)
    env["gift.customer"]._refresh(story.company)
    env.invalidate_all()


def _orders(story):
    """Return the newest orders of different firms, to have had a sample before."""
    orders = story.env["sale.order"].search(
        [("company_id", "=", story.company.id), ("state", "=", "sale")],
        order="date_order desc, id desc",
        limit=60,
    )
    found = {}
    for order in orders:
        if order.order_line.product_id.filtered(lambda p: p.type == "consu"):
            found.setdefault(order.gift_commercial_partner_id, order)
    return list(found.values())[: story.scaled(_WON)]


def _play(story, login, partner, product, quantity, terms, days, what):
    user = story.users[login]
    sample = (
        story.env["gift.sample"]
        .with_user(user)
        .create(
            {
                "partner_id": partner.id,
                "purpose": "quality" if terms == "return" else "product",
                "terms": terms,
                "note": "想先看看颜色。Wants to see the colour first.",
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": quantity})
                ],
            }
        )
    )
    if what == "requested":
        return
    sample.action_request()
    sample = sample.sudo().with_env(story.env)
    if sample.state == "approval" and what != "approval":
        asked = sample.gift_approval_ids.with_user(story.users["manager"])
        asked.with_context(allowed_company_ids=story.company.ids).action_decide(
            "approved"
        )
    if what in ("approval", "packed"):
        return
    _move(sample.picking_ids)
    if what == "returned":
        sample._gift_make_returns()
        _move(sample.picking_ids.filtered("return_id"))
    elif what in ("arrived", "liked"):
        mine = sample.with_user(user)
        mine.action_tap("arrived")
        if what == "liked":
            word = story.env.ref("crm_gift_retail.gift_sample_feedback_likes")
            mine.action_tap(f"feedback-{word.id}")
    elif what == "lost":
        sample.with_user(user).action_tap("lost")
    _put_back(story, sample, days)


def _move(pickings):
    for move in pickings.move_ids:
        move.write({"quantity": move.product_uom_qty, "picked": True})
    pickings.with_context(skip_backorder=True, skip_sms=True).button_validate()


def _put_back(story, sample, days):
    """Let it have happened some days ago: played out now, dated then."""
    asked = story.moment(story.today - timedelta(days=days + 1))
    sent = story.moment(story.today - timedelta(days=days))
    there = min(sent + timedelta(days=2), story.moment(story.today))
    story.env.flush_all()
    out = sample.picking_ids.filtered(lambda p: p.location_dest_id.usage == "customer")
    for pickings, day in ((out, sent), (sample.picking_ids - out, there)):
        pickings.move_ids.date = day
        pickings.date_done = day
    values = {"date_asked": asked, "sent_date": sent}
    if sample.arrived_date:
        values["arrived_date"] = there
    if sample.feedback_date:
        values["feedback_date"] = there
    if sample.terms == "return":
        values["return_by"] = story.today + timedelta(days=21 - days)
    sample.write(values)
    story.env.flush_all()
    # the trail is append-only for people; the story dates what it played
    story.env.cr.execute(
        """
        UPDATE gift_touchpoint
           SET date = CASE kind WHEN 'sample_asked' THEN %s WHEN 'sample' THEN %s
                      ELSE %s END
         WHERE (res_model = 'gift.sample' AND res_id = %s)
            OR (res_model = 'stock.picking' AND res_id = ANY(%s))
        """,
        [asked, sent, there, sample.id, sample.picking_ids.ids],
    )
