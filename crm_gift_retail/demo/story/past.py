"""The older past: narrow history rows, as an import would leave them."""

from datetime import timedelta

from . import catalog
from .clients import shop_team

_RETURNS = 0.018  # part of the lines that came back


def build(story):
    """Write purchases before the border as ``gift.sale.history``.

    :param Story story: the build with customers, products and purchases.
    """
    story.company.gift_history_border = story.border
    values = []
    for number, purchase in enumerate(story.purchases):
        if purchase.day < story.border:
            values += _rows(story, purchase, f"LS{number:05d}")
    story.env["gift.sale.history"].create(values)


def _rows(story, purchase, reference):
    customer, rng = purchase.customer, story.rng
    moment = story.moment(purchase.day)
    _team, medium, source = shop_team(story, customer)
    owner = story.users.get(customer.owner)
    base = {
        "company_id": story.company.id,
        "partner_id": customer.partner.id,
        "currency_id": story.company.currency_id.id,
        "channel_medium_id": medium.id,
        "source_id": source.id,
        "seller_name": owner.name if owner else False,
        "user_id": owner.id if owner else False,
        "cost_state": "known",
    }
    rows = []
    for index, quantity, discount in purchase.lines:
        line = dict(
            base,
            **_money(catalog.PRODUCTS[index], quantity, discount),
            product_id=story.products[index].id,
            reference=reference,
            date=moment,
            date_day=purchase.day,
            kind="sale",
            line_key=f"story:{reference}:{index}",
        )
        rows.append(line)
        back = purchase.day + timedelta(days=rng.randint(3, 9))
        if rng.random() < _RETURNS and back < story.border:
            rows.append(
                dict(
                    line,
                    **_money(catalog.PRODUCTS[index], -max(1, quantity // 8), discount),
                    reference=f"C{reference}",
                    date=story.moment(back),
                    date_day=back,
                    kind="return",
                    line_key=f"story:C{reference}:{index}",
                )
            )
    if customer.team == "online" and not customer.is_firm:
        rows.append(
            dict(
                base,
                code="SF",
                name="快递费",
                quantity=1.0,
                revenue=12.0,
                amount_currency=12.0,
                cost=12.0,
                reference=reference,
                date=moment,
                date_day=purchase.day,
                kind="charge",
                line_key=f"story:{reference}:SF",
            )
        )
    return rows


def _money(row, quantity, discount):
    code, name, zh, _category, price, cost = row[:6]
    revenue = round(quantity * price * (1 - discount / 100), 2)
    return {
        "code": code,
        "name": f"{zh} {name}",
        "quantity": float(quantity),
        "revenue": revenue,
        "amount_currency": revenue,
        "cost": round(quantity * cost, 2),
    }
