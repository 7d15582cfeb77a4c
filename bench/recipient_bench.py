#!/usr/bin/env python3
"""Measure transfers for recipients: 500 recipients with 3 lines each.

    dev/python bench/recipient_bench.py -d DATABASE

The database must have crm_gift_retail installed. One order is made, confirmed and
turned into transfers by the job's own steps; all is rolled back.
"""

import sys

import common

RECIPIENTS, LINES, SECONDS = 500, 3, 60


def main():
    """Parse the command line, run and print; exit 1 when a goal is missed."""
    options = common.parser(__doc__).parse_args()
    goals = common.Goals()
    with common.environment(options, tracking_disable=True) as env:
        record = _order(env)
        confirm, _result = common.seconds(record.order_id.action_confirm)
        make, batches = common.seconds(lambda: _make(record))
        count = len(record.order_id.picking_ids)
        print(f"{count} transfers in {batches} steps, confirmed in {confirm:.1f} s")
        goals.judge("seconds until all transfers are made", confirm + make, SECONDS)
        if count != RECIPIENTS:
            goals.missed.append("number of transfers")
    return goals.verdict()


def _make(record):
    """Run the job's steps without its commits."""
    batches = 0
    while record.state == "making":
        record._make_batch()
        record.env.flush_all()
        batches += 1
    return batches


def _order(env):
    """Make an order with its list."""
    products = env["product.product"].create(
        [{"name": f"Bench {n}", "is_storable": True} for n in range(LINES)]
    )
    buyer = env["res.partner"].create({"name": "Bench", "is_company": True})
    order = env["sale.order"].create(
        {
            "partner_id": buyer.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": RECIPIENTS})
                for product in products
            ],
        }
    )
    record = env["gift.recipient.list"].create({"order_id": order.id})
    env["gift.recipient"].create(
        [
            {
                "list_id": record.id,
                "row": number,
                "name": f"Recipient {number}",
                "phone": f"138{number:08d}",
                "street": f"Road {number}",
                "city": "Guangzhou",
                "quantity_ids": [
                    (0, 0, {"line_id": line.id, "quantity": 1})
                    for line in order.order_line
                ],
            }
            for number in range(RECIPIENTS)
        ]
    )
    env.flush_all()
    return record


if __name__ == "__main__":
    sys.exit(main())
