"""A wish changes while somebody ships: one of the two sees the other (decision 12)."""

import pytest


def orders(env, count):
    """Confirmed orders with goods in stock, every second one with a wish.

    Returns order, picking and wish ids; no wish is 0.
    """
    product = env["product.product"].create(
        {"name": "Tea set", "type": "consu", "is_storable": True, "list_price": 100.0}
    )
    warehouse = env["stock.warehouse"].search([], limit=1)
    env["stock.quant"]._update_available_quantity(
        product, warehouse.lot_stock_id, 10 * count
    )
    buyer = env["res.partner"].create({"name": "Ms Wang"})
    rows = []
    for index in range(count):
        order = env["sale.order"].create(
            {"partner_id": buyer.id, "order_line": [(0, 0, {"product_id": product.id})]}
        )
        wish = env["gift.requirement"]
        if index % 2 == 0:
            wish = wish.create({"order_id": order.id, "card_text": "To Mother"})
        order.action_confirm()
        rows.append([order.id, order.picking_ids.id, wish.id or 0])
    return rows


def race(env, order, picking, wish, winner):
    """Change and ship at the same moment; the winner commits first.

    Both transactions have their snapshot before the other one commits, and are tried
    again as Odoo does with a request. A wish of 0 is noted by the change itself.
    """
    import threading

    from odoo import SUPERUSER_ID, api
    from odoo.service.model import retrying
    from odoo.tools import mute_logger

    registry, database = env.registry, env.cr.dbname
    env.cr.commit()
    seen = {"change": threading.Event(), "ship": threading.Event()}
    committed = threading.Event()
    result = {}

    def change(own):
        if wish:
            head = own["gift.requirement"].browse(wish)
            head._gift_change({"card_text": "To Grandmother"}, "She phoned")
        else:
            own["gift.requirement"].create(
                {"order_id": order, "card_text": "To Grandmother"}
            )

    def ship(own):
        goods = own["stock.picking"].browse(picking)
        for move in goods.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        goods.move_ids._action_done()

    def work(name, action):
        threading.current_thread().dbname = database
        tries = []
        other = "ship" if name == "change" else "change"
        try:
            with registry.cursor() as cr:
                own = api.Environment(cr, SUPERUSER_ID, {})

                def attempt():
                    tries.append(name)
                    own["sale.order"].browse(order).read(["name"])  # the snapshot
                    seen[name].set()
                    seen[other].wait(120)
                    if name != winner:
                        committed.wait(120)
                    action(own)

                retrying(attempt, own)
                cr.commit()
            outcome = "done"
        except Exception as error:  # every failure is a result of the test
            outcome = f"{type(error).__name__}: {error}"
        finally:
            committed.set()
        result[name] = [len(tries), outcome]

    threads = [
        threading.Thread(target=work, args=job)
        for job in (("change", change), ("ship", ship))
    ]
    # the database's refusal is what the test is about
    with mute_logger("odoo.sql_db"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    env.cr.rollback()
    goods = env["stock.picking"].browse(picking)
    result["state"] = goods.state
    result["name"] = goods.name
    result["waiting"] = len(goods._gift_unacknowledged())
    return result


@pytest.fixture(scope="module")
def world(new_db, odoo_for):
    shell = odoo_for(new_db())
    return shell, shell.call(orders, count=4)


@pytest.mark.parametrize("row", (0, 1), ids=("a fixed wish", "the first wish"))
def test_change_first_then_nothing_leaves(world, row):
    """The packer's request is tried again, sees the change and names the picking."""
    shell, rows = world
    order, picking, wish = rows[row]
    result = shell.call(race, order=order, picking=picking, wish=wish, winner="change")
    assert result["change"] == [1, "done"]
    tries, outcome = result["ship"]
    assert tries == 2, "the shipment noticed that it was not alone"
    assert outcome.startswith("UserError"), outcome
    assert result["name"] in outcome
    assert result["state"] != "done"
    assert result["waiting"] == 1


@pytest.mark.parametrize("row", (2, 3), ids=("a fixed wish", "the first wish"))
def test_shipment_first_then_nothing_changes(world, row):
    """The salesperson's request is tried again and learns that the goods have left."""
    shell, rows = world
    order, picking, wish = rows[row]
    result = shell.call(race, order=order, picking=picking, wish=wish, winner="ship")
    assert result["ship"] == [1, "done"]
    tries, outcome = result["change"]
    assert tries == 2, "the change noticed that it was not alone"
    assert outcome.startswith("UserError"), outcome
    assert result["name"] in outcome
    assert result["state"] == "done"
    assert result["waiting"] == 0
