"""Writes a file in the Online Retail layout, as dirty as the real one.

Used where the shared data set is not present, and where a test needs another size.
"""

import csv
import datetime
import gzip
import random

HEADINGS = (
    "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice CustomerID Country"
).split()
CHARGES = (
    ("POST", "POSTAGE"),
    ("DOT", "DOTCOM POSTAGE"),
    ("M", "Manual"),
    ("C2", "CARRIAGE"),
    ("BANK CHARGES", "Bank Charges"),
    ("gift_0001_20", "Gift Voucher 20.00"),
)
COUNTRIES = ("United Kingdom", "Germany", "France", "EIRE", "Channel Islands")


def write(path, lines=4000, customers=120, days=540, seed=20101201):
    """Write the file; equal arguments give equal bytes apart from gzip's clock.

    :param path: target, gzipped
    :param lines: number of data lines
    :param customers: number of customers with a number
    :param days: length of the period, counted back from 31 August 2011
    :return: ``path``
    """
    chance = random.Random(seed)
    last = datetime.datetime(2011, 8, 31, 17, 30)
    products = [
        (
            f"{chance.randrange(10000, 99999)}{chance.choice(['', '', 'A', 'b'])}",
            f"GIFT {index}, RED" if index % 7 else "",
            round(chance.uniform(0.19, 40), 2),
        )
        for index in range(200)
    ]
    products += [
        ("DCGS0003", "BOXED GLASS", 1.25),
        ("PADS", "PADS FOR CUSHIONS", 0.001),
    ]
    home = {number: chance.choice(COUNTRIES) for number in range(customers)}
    moment = last - datetime.timedelta(days=days)
    step = datetime.timedelta(days=days) / lines
    invoice = 536365
    buyer = 0
    rows = []
    while len(rows) < lines:
        if chance.random() < 0.12 or not rows:
            invoice += 1
            buyer = chance.randrange(customers)
        rows.append(_row(chance, products, home, invoice, buyer, moment))
        moment += step
        if chance.random() < 0.02 and len(rows) < lines:
            rows.append(list(rows[-1]))  # an exact duplicate
    with gzip.open(path, "wt", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        writer.writerows(rows[:lines])
    return path


def _row(chance, products, home, invoice, buyer, moment):
    code, name, price = chance.choice(products)
    quantity = chance.choice((1, 1, 2, 3, 6, 12, 24, 144))
    price = round(price * chance.choice((1, 1, 1, 0.9, 1.15)), 3 if price < 0.01 else 2)
    number = str(invoice)
    customer = f"{12346 + buyer}.0"
    dice = chance.random()
    if dice < 0.02:
        number, quantity = f"C{invoice}", -quantity
    elif dice < 0.05:
        code, name = chance.choice(CHARGES)
        price = round(chance.uniform(1, 60), 2)
    elif dice < 0.06:
        price = 0
    elif dice < 0.062:
        number, code, name, price = f"A{invoice}", "B", "Adjust bad debt", -1200.5
    elif dice < 0.064:
        number = f"C{invoice}"  # a cancellation that is none
    elif dice < 0.07:
        quantity, price = -quantity, 0
    if chance.random() < 0.22:
        customer = ""
    return [
        number,
        code,
        name,
        quantity,
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        price,
        customer,
        home[buyer] if customer else "United Kingdom",
    ]
