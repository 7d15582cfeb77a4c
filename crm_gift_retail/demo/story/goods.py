"""Products with prices, costs, pictures and stock in head office and shops."""

from . import catalog, pictures
from .house import translate

# How many pieces lie where, by list price: shops keep few of each.
_STOCK = {"GZ": 400_000, "BJL": 9_000, "TH": 9_000}
# Sold out on purpose, so that something waits for goods.
_SCARCE = ("CRA-701", "PEN-402")


def build(story):
    """Create the catalogue and count the stock in.

    :param Story story: the build; fills ``products`` and ``services``.
    """
    env, company = story.env, story.company
    categories = {}
    for key, (name, zh) in catalog.CATEGORIES.items():
        categories[key] = env["product.category"].create({"name": name})
        if categories[key]._fields["name"].translate:
            translate(categories[key], {"name": zh})
    drawn = story.scale >= 0.2  # tests do without pictures
    values = [
        {
            "name": name,
            "default_code": code,
            "categ_id": categories[category].id,
            "list_price": price,
            "standard_price": cost,
            "is_storable": True,
            "company_id": company.id,
        }
        for code, name, _zh, category, price, cost, *_use in catalog.PRODUCTS
    ] + [
        {
            "name": name,
            "default_code": code,
            "type": "service",
            "list_price": price,
            "standard_price": cost,
            "invoice_policy": "order",
            "company_id": company.id,
        }
        for code, name, _zh, price, cost in catalog.SERVICES
    ]
    products = env["product.product"].create(values)
    if drawn:
        # one by one: of a batch Odoo keeps the first picture only
        for product, row in zip(products, catalog.PRODUCTS, strict=False):
            product.image_1920 = pictures.picture(row[3], row[6])
    rows = [row[2] for row in (*catalog.PRODUCTS, *catalog.SERVICES)]
    for product, zh in zip(products, rows, strict=True):
        translate(product.product_tmpl_id, {"name": zh})
    count = len(catalog.PRODUCTS)
    story.products = list(products[:count])
    story.services = list(products[count:])
    _count_in(story)


def _count_in(story):
    quants = story.env["stock.quant"].with_context(inventory_mode=True)
    values = []
    for code, worth in _STOCK.items():
        location = story.warehouses[code].lot_stock_id
        for product in story.products:
            scarce = product.default_code in _SCARCE
            quantity = 3 if scarce else 5 + int(worth / product.list_price)
            values.append(
                {
                    "product_id": product.id,
                    "location_id": location.id,
                    "inventory_quantity": quantity,
                }
            )
    quants.create(values).action_apply_inventory()
