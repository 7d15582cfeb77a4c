"""Today's packing table: wishes of all sorts, one changed this morning, alarms."""

import base64
from datetime import timedelta

from odoo import Command

from . import pictures
from .context import Purchase
from .orders import _create, _restore_dates

#: hours from the order until everything lay there; taken in turn
_READY_HOURS = (3, 20, 5, 44, 7, 27)

# firm or person, place among them, days ago, ship within days, lines (product, pieces),
# wish of the first line, wish of the order
_PARCELS = (
    (
        True,
        2,
        4,
        0,
        ((0, 30),),
        {
            "occasion": "opening",
            "wrapping": "box",
            "engraving_kind": "print",
            "engraving_text": "贺 · 开业大吉",
            "card_text": "恭贺新店开业，生意兴隆！",
            "said": "盒子上印我们的标，金色的。Our logo on the box, in gold.",
            "logo": True,
        },
        {},
    ),
    (
        False,
        3,
        2,
        1,
        ((7, 1),),
        {
            "occasion": "birthday",
            "recipient_name": "妈妈",
            "wrapping": "paper",
            "engraving_kind": "engraving",
            "engraving_text": "生日快乐",
            "card_text": "妈妈，生日快乐！\n永远爱您的小雨",
        },
        {},
    ),
    (
        True,
        6,
        3,
        3,
        ((3, 12), (9, 12), (15, 24), (20, 6)),
        {"engraving_kind": "sticker", "engraving_text": "2026", "logo": True},
        {
            "occasion": "customers",
            "wrapping": "festive",
            "said": "后门收货，十点以前。At the back door, before ten.",
        },
    ),
    (
        False,
        9,
        6,
        -1,
        ((11, 2), (4, 1)),
        {"occasion": "wedding", "wrapping": "bag", "card_text": "百年好合"},
        {},
    ),
)
_CHANGE = {"engraving_text": "贺 · 新店开张", "card_text": "恭贺新店开张，宾客盈门！"}
_WHY = "客户今早来电改字。They phoned this morning: other words."


def build(story):
    """Fill the packing table; say when parcels were ready; give today's alarms.

    :param Story story: the build with customers, products and orders.
    """
    firms, persons = (
        [c for c in story.customers if c.is_firm is kind and not c.silent_days]
        for kind in (True, False)
    )
    changed = None
    for is_firm, place, ago, within, lines, own, whole in _PARCELS:
        people = firms if is_firm else persons
        customer = people[place % len(people)]
        order = _order(story, customer, ago, within, lines)
        wish = _wish(story, order, own, order.order_line[:1])
        if whole:
            _wish(story, order, whole)
        order.action_confirm()
        _restore_dates(story, order, [story.today - timedelta(days=ago)])
        changed = changed or wish
    seller = changed.order_id.user_id
    if seller.login not in story.sellers:
        seller = story.users["manager"]  # salespeople change their own orders
    changed.with_user(seller).with_context(
        allowed_company_ids=story.company.ids
    )._gift_change(_CHANGE, _WHY)
    _say_when_ready(story)
    story.env.flush_all()
    story.env["gift.ship.alarm"]._give_alarms(story.company)


def _order(story, customer, ago, within, lines):
    """Make a quotation with a promised day, shipped from head office."""
    goods = [(index % len(story.products), pieces, 0) for index, pieces in lines]
    purchase = Purchase(customer, story.today - timedelta(days=ago), goods)
    return _create(
        story,
        [purchase],
        warehouse_id=story.warehouses["GZ"].id,
        commitment_date=story.moment(story.today + timedelta(days=within), 17),
    )


def _wish(story, order, words, line=None):
    """Note a wish of the order, or of one line of it."""
    words = dict(words)
    values = {"order_id": order.id, "line_id": line.id if line else False}
    for key, model in (("occasion", "gift_occasion"), ("wrapping", "gift_wrapping")):
        if key in words:
            xmlid = f"crm_gift_retail.{model}_{words.pop(key)}"
            values[f"{key}_id"] = story.env.ref(xmlid).id
    if words.pop("logo", False):
        artwork = story.env["gift.artwork"]._gift_keep(
            "logo.png",
            base64.b64decode(pictures.logo()),
            partner=order.partner_id,
            company=story.company,
        )
        values["artwork_ids"] = [Command.set(artwork.ids)]
    return story.env["gift.requirement"].create({**values, **words})


def _say_when_ready(story):
    """Odoo's flows of the story ran today; give each parcel its own past."""
    pickings = story.env["stock.picking"].search(
        [
            ("company_id", "=", story.company.id),
            ("picking_type_code", "=", "outgoing"),
            ("state", "in", ("assigned", "done")),
            ("sale_id", "!=", False),
        ],
        order="id",
    )
    for number, picking in enumerate(pickings):
        hours = _READY_HOURS[number % len(_READY_HOURS)]
        ready = picking.sale_id.date_order + timedelta(hours=hours)
        latest = picking.date_done or picking.gift_ready_date
        picking.gift_ready_date = min(ready, latest) if latest else ready
