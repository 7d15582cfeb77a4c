"""Telephones: who can ring in the demo, a family that shares a number, an agent."""

import json

from ...models.gift_customer_call import DEMO_CALLS

_UNKNOWN = "+86 186 2000 0000"
_RELATIVES = ("小梅", "子轩")


def build(story):
    """Let the demo's button ring: a buyer, a family, a new number, a hidden one.

    :param Story story: the build with customers, orders and quotations in place.
    """
    family = _share_number(story)
    buyer = _buyer_with_orders(story)
    calls = [
        (buyer.phone, "采购来电 Buyer of a firm"),
        (family.phone, "家人共用的号码 Number of a family"),
        (_UNKNOWN, "新号码 New number"),
        ("anonymous", "隐藏号码 Hidden number"),
    ]
    story.env["ir.config_parameter"].set_param(
        DEMO_CALLS,
        json.dumps(
            [{"number": number, "label": label} for number, label in calls if number],
            ensure_ascii=False,
        ),
    )


def _share_number(story):
    """Give two relatives of a private customer the customer's number."""
    head = next(customer for customer in story.customers if not customer.is_firm)
    surname = head.partner.name[:1]
    story.env["res.partner"].create(
        [
            {
                "name": surname + name,
                "phone": head.partner.phone,
                "lang": head.partner.lang,
                "country_id": head.partner.country_id.id,
                "company_id": story.company.id,
            }
            for name in _RELATIVES
        ]
    )
    return head.partner


def _buyer_with_orders(story):
    """Return the person behind the firm with the most open orders."""
    story.env.flush_all()
    story.env.cr.execute(
        """SELECT gift_commercial_partner_id FROM sale_order
            WHERE company_id = %s AND state = 'sale'
              AND delivery_status IN ('pending', 'started', 'partial')
            GROUP BY 1 ORDER BY count(*) DESC, 1""",
        [story.company.id],
    )
    busy = [row[0] for row in story.env.cr.fetchall()]
    buyers = {
        customer.partner.id: customer.buyer or customer.partner
        for customer in story.customers
    }
    known = [buyers[partner] for partner in busy if partner in buyers]
    return next((buyer for buyer in known if buyer.phone), story.customers[0].partner)
