"""What customers were told on the telephone, and a price that waits for a word."""

from datetime import timedelta

from odoo import Command, fields

#: (who, customer's place in the list, quantity, part of the list price, days ago,
#: holds so many days, channel, note)
_TOLD = (
    ("sales", 0, 200, 0.92, 3, 30, "wechat", "含烫金 Logo included"),
    ("sales", 1, 120, 0.95, 12, 15, "phone", "老客户价 As last year"),
    ("sales2", 2, 80, 0.9, 45, 20, "phone", "要快递到付 Courier paid by them"),
    ("clerk", 4, 6, 1.0, 1, 7, "counter", ""),
    ("clerk2", 6, 12, 0.98, 6, 0, "counter", "开票 With fapiao"),
    ("caller", 9, 60, 0.94, 20, 10, "phone", ""),
    ("service", 5, 40, 0.97, 2, 30, "wechat", "补单 To make up for the broken box"),
)
#: a colleague who named a price to a customer of the first list as well
_BESIDE = ("sales2", 0, 200, 0.88, 1, 14, "visit", "")


def build(story):
    """Tell prices through ``gift.price.told``, and ask for one approval.

    :param Story story: the build with users, customers, products and quotations.
    """
    _restore_dates(story)
    for line in (*_TOLD, _BESIDE):
        _tell(story, *line)
    _ask(story)


def _restore_dates(story):
    """What was quoted was quoted on the day of its quotation."""
    story.env.flush_all()
    story.env.cr.execute(
        """UPDATE gift_price_quoted q SET date = o.date_order
             FROM sale_order o
            WHERE o.id = q.order_id AND q.company_id = %s""",
        [story.company.id],
    )
    story.env["gift.price.quoted"].invalidate_model(flush=False)


def _customer(story, place):
    """One of those who are in touch: nobody's silence ends, no clock changes colour."""
    known = [
        customer
        for number, customer in enumerate(story.customers)
        if not customer.silent_days and number % 7 in (0, 1, 2, 5)
    ]
    return known[place % len(known)]


def _product(story, place):
    return story.products[place % min(len(story.products), 12)]


def _price(product, part):
    """A price as people say it: no cents above ten."""
    price = product.list_price * part
    return round(price) if price > 10 else round(price, 1)


def _tell(story, login, place, quantity, part, ago, days, channel, note):
    product = _product(story, place)
    day = story.today - timedelta(days=ago)
    told = story.env["gift.price.told"].sudo()
    return told.create(
        {
            "partner_id": _customer(story, place).buyer.id,
            "product_id": product.id,
            "quantity": quantity,
            "price_unit": _price(product, part),
            "currency_id": story.company.currency_id.id,
            "valid_until": days and day + timedelta(days=days),
            "channel": channel,
            "note": note,
            "user_id": story.users[login].id,
            "company_id": story.company.id,
            "date": story.moment(day),
        }
    )


def _ask(story):
    """A quotation far below what the firm was told: a manager shall decide."""
    user = story.users["sales"]
    customer, product = _customer(story, 1), _product(story, 1)
    order = (
        story.env["sale.order"]
        .sudo()
        .create(
            {
                "partner_id": customer.buyer.id,
                "company_id": story.company.id,
                "user_id": user.id,
                "date_order": fields.Datetime.now(),
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 120,
                            "price_unit": _price(product, 0.75),
                            "gift_price_reason_id": story.env.ref(
                                "crm_gift_retail.gift_price_reason_competitor"
                            ).id,
                        }
                    )
                ],
            }
        )
    )
    mine = order.with_user(user).with_context(allowed_company_ids=story.company.ids)
    if mine.gift_price_state == "approval":
        mine.action_gift_ask_price()
