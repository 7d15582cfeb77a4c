#!/usr/bin/env python3
"""Measure the workbook of variants: 10,000 variants in 5 warehouses.

    dev/python bench/variant_bench.py -d DATABASE

The database must have crm_gift_retail installed. Products, stock and orders are made
for it and rolled back. Judged are the time and what the process grows by meanwhile.
"""

import resource
import sys
import tempfile
import threading
import time

import common

TEMPLATES, COLOURS, SIZES, WAREHOUSES = 400, 5, 5, 5
SECONDS, MEGABYTES = 20, 300


def main():
    """Parse the command line, run and print; exit 1 when a goal is missed."""
    options = common.parser(__doc__).parse_args()
    goals = common.Goals()
    with common.environment(options, tracking_disable=True) as env:
        count = _goods(env)
        env.flush_all()
        env.invalidate_all()
        report = env["gift.variant.report"]
        place = f"company:{env.company.id}"
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file, _Memory() as memory:
            begin = time.process_time()
            spent, lines = common.seconds(
                lambda: report._write_workbook(
                    file.name, [], None, None, place, None, None, True
                )
            )
            busy = time.process_time() - begin
        print(f"{count} variants, {WAREHOUSES} warehouses, {lines} lines")
        print(f"  seconds of this process's processor: {busy:.1f}")
        goals.judge("seconds for the workbook", spent, SECONDS)
        goals.judge("megabytes more than before", memory.grown, MEGABYTES)
    return goals.verdict()


class _Memory:
    """Watches by how much the process grows."""

    def __enter__(self):
        self.grown, self.begin, self.over = 0, _resident(), threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def _watch(self):
        while not self.over.is_set():
            self.grown = max(self.grown, _resident() - self.begin)
            time.sleep(0.05)

    def __exit__(self, *_error):
        self.over.set()
        self.thread.join()


def _resident():
    """Resident memory of this process in megabytes."""
    with open("/proc/self/statm") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize() / 2**20


def _goods(env):
    """Make the products with stock in every warehouse and some sales."""
    warehouses = env["stock.warehouse"].search([("company_id", "=", env.company.id)])
    for number in range(WAREHOUSES - len(warehouses)):
        warehouses |= warehouses.create(
            {"name": f"House {number}", "code": f"H{number}"}
        )
    warehouses = warehouses[:WAREHOUSES]
    lines = []
    for name, count in (("Bench colour", COLOURS), ("Bench size", SIZES)):
        attribute = env["product.attribute"].create(
            {
                "name": name,
                "value_ids": [(0, 0, {"name": f"{name} {n}"}) for n in range(count)],
            }
        )
        values = [(6, 0, attribute.value_ids.ids)]
        lines.append((0, 0, {"attribute_id": attribute.id, "value_ids": values}))
    templates = env["product.template"].create(
        [
            {
                "name": f"Bench {number}",
                "is_storable": True,
                "attribute_line_ids": lines,
            }
            for number in range(TEMPLATES)
        ]
    )
    variants = templates.product_variant_ids
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO stock_quant (product_id, location_id, company_id, quantity,
                                 reserved_quantity, in_date)
        SELECT p.id, w.lot_stock_id, w.company_id, 5 + p.id %% 40, p.id %% 5,
               now() - (p.id %% 300) * interval '1 day'
          FROM product_product p, stock_warehouse w
         WHERE p.id = ANY(%s) AND w.id = ANY(%s)
        """,
        [variants.ids, warehouses.ids],
    )
    partner = env["res.partner"].create({"name": "Bench", "is_company": True})
    orders = env["sale.order"].create(
        [{"partner_id": partner.id, "warehouse_id": house.id} for house in warehouses]
    )
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO sale_order_line (order_id, product_id, product_uom_id, name,
                                     company_id, product_uom_qty, qty_delivered,
                                     price_unit, customer_lead, sequence)
        SELECT o.id, p.id, t.uom_id, 'Bench', o.company_id, 6, 2, 1, 0, 10
          FROM product_product p
          JOIN product_template t ON t.id = p.product_tmpl_id, sale_order o
         WHERE p.id = ANY(%s) AND o.id = ANY(%s)
        """,
        [variants.ids, orders.ids],
    )
    env.cr.execute(
        "UPDATE sale_order SET state = 'sale', delivery_status = 'pending' "
        "WHERE id = ANY(%s)",
        [orders.ids],
    )
    return len(variants)


if __name__ == "__main__":
    sys.exit(main())
