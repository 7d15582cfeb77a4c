"""A scarf in four colours and three lengths: what is asked for most is short."""

from datetime import timedelta

from odoo import Command

from . import pictures
from .house import backdate, translate
from .orders import ship

_COLOURS = (
    ("Kapok red", "木棉红"),
    ("Celadon", "青瓷绿"),
    ("Ink", "墨色"),
    ("Ivory", "象牙白"),
)
_LENGTHS = (("160 cm", "160 厘米"), ("180 cm", "180 厘米"), ("200 cm", "200 厘米"))
# pieces on hand, by warehouse: a row a colour, a column a length
_STOCK = {
    "GZ": ((6, 40, 18), (55, 60, 35), (80, 45, 0), (24, 30, 12)),
    "BJL": ((2, 5, 3), (4, 6, 2), (5, 4, 0), (1, 3, 2)),
    "TH": ((0, 4, 2), (3, 5, 2), (6, 2, 1), (2, 2, 0)),
}
# (colour, length, pieces, days ago, sent): who orders is drawn
_ORDERS = (
    (0, 1, 12, 70, True), (1, 1, 6, 64, True), (3, 0, 4, 52, True),
    (0, 1, 20, 41, True), (2, 2, 8, 33, True), (1, 0, 5, 26, True),
    (0, 2, 10, 19, True), (3, 1, 3, 11, True),
    (0, 1, 36, 5, False), (0, 0, 10, 4, False), (2, 2, 6, 3, False),
    (1, 2, 4, 2, False), (0, 1, 15, 1, False),
)  # fmt: skip


def build(story):
    """Create the scarf, count it in and sell some of it.

    :param Story story: the build with customers, users and warehouses.
    """
    env = story.env
    colour = _attribute(env, "Colour", "颜色", _COLOURS)
    length = _attribute(env, "Length", "长度", _LENGTHS)
    scarf = env["product.template"].create(
        {
            "name": "Cashmere scarf",
            "default_code": "SIL-320",
            "list_price": 520,
            "is_storable": True,
            "company_id": story.company.id,
            "image_1920": story.scale >= 0.2 and pictures.picture("silk", "#8d2f39"),
            "attribute_line_ids": [
                Command.create(
                    {
                        "attribute_id": attribute.id,
                        "value_ids": [Command.set(attribute.value_ids.ids)],
                    }
                )
                for attribute in (colour, length)
            ],
        }
    )
    translate(scarf, {"name": "羊绒围巾"})
    scarf.product_variant_ids.standard_price = 235
    variants = {
        (place // len(_LENGTHS), place % len(_LENGTHS)): variant
        for place, variant in enumerate(scarf.product_variant_ids)
    }
    _count_in(story, variants)
    _sell(story, variants)


def _attribute(env, name, chinese, values):
    attribute = env["product.attribute"].create(
        {
            "name": name,
            "value_ids": [
                Command.create({"name": value, "sequence": number})
                for number, (value, _zh) in enumerate(values)
            ],
        }
    )
    translate(attribute, {"name": chinese})
    for record, (_name, zh) in zip(attribute.value_ids, values, strict=True):
        translate(record, {"name": zh})
    return attribute


def _count_in(story, variants):
    quants = story.env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {
                "product_id": variants[row, column].id,
                "location_id": story.warehouses[code].lot_stock_id.id,
                "inventory_quantity": quantity,
            }
            for code, table in _STOCK.items()
            for row, line in enumerate(table)
            for column, quantity in enumerate(line)
            if quantity
        ]
    ).action_apply_inventory()


def _sell(story, variants):
    rng = story.rng
    buyers = [c for c in story.customers if c.is_firm and not c.silent_days]
    for row, column, quantity, ago, sent in _ORDERS:
        customer = rng.choice(buyers)
        owner = story.users.get(customer.owner) or story.users["service"]
        day = story.today - timedelta(days=ago)
        order = story.env["sale.order"].create(
            {
                "partner_id": customer.partner.id,
                "partner_shipping_id": customer.buyer.id,
                "company_id": story.company.id,
                "user_id": owner.id,
                "warehouse_id": story.warehouses["GZ"].id,
                "commitment_date": not sent
                and story.moment(story.today + timedelta(days=12 - ago), 17),
                "order_line": [
                    Command.create(
                        {
                            "product_id": variants[row, column].id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        moment = story.moment(day)
        order.date_order = moment
        backdate(order, [moment])
        if sent:
            ship(order.picking_ids, story.moment(day + timedelta(days=1)))
