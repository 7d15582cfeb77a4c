"""What an import of an Online Retail file must result in, worked out by hand.

Standard library only; shares no code with the product. The rules, from the design:

* a line without customer is taken, as anonymous: money that belongs to nobody;
* a price of zero or below refuses the line, so does an invoice that begins with ``C``
  and has a positive quantity;
* an invoice that begins with ``C`` is a return (its quantity is negative);
* a code that is no product (five digits, or the other shop's ``DCGS…`` and ``PADS``)
  is a charge: revenue without margin;
* exact duplicates stay;
* the cost of a product is 60 % of the median of its unit prices over all lines taken,
  not rounded; revenue and cost are rounded per line, half away from zero, to the cent;
* profit of twelve months: from the day after the same day last year up to today.
"""

import csv
import datetime
import gzip
import re
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

CENT = Decimal("0.01")
SHARE = Decimal("0.6")
PRODUCT = re.compile(r"^(?:\d{5}|DCGS|PADS$)", re.IGNORECASE)


@dataclass
class Customer:
    """Sums of one customer number."""

    lines: int = 0
    revenue: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    profit: Decimal = Decimal(0)
    revenue_12m: Decimal = Decimal(0)
    profit_12m: Decimal = Decimal(0)
    orders: set = field(default_factory=set)


@dataclass
class Books:
    """Everything that is compared."""

    read: int = 0
    taken: int = 0
    refused: dict = field(default_factory=dict)  # line of the file -> reason
    kinds: Counter = field(default_factory=Counter)
    amounts: dict = field(default_factory=lambda: defaultdict(Decimal))
    anonymous: int = 0
    estimated: int = 0
    cost: Decimal = Decimal(0)
    customers: dict = field(default_factory=lambda: defaultdict(Customer))
    shift: int = 0
    last_day: datetime.date | None = None


def rows(path):
    """Yield (line of the file, row); the heading is line 1.

    :param path: a CSV file, gzipped or not
    """
    opener = gzip.open if Path(path).suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        yield from enumerate(csv.DictReader(stream), 2)


def rounded(amount):
    """Round to the cent, half away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def number_of(text):
    """``17850.0`` is customer 17850."""
    return text.strip().removesuffix(".0")


def reason_of(row, quantity, price):
    """Why a line is refused, or None."""
    if quantity == 0:
        return "quantity_zero"
    if price == 0:
        return "price_zero"
    if price < 0:
        return "price_negative"
    if row["InvoiceNo"].strip()[:1] in ("C", "c") and quantity > 0:
        return "return_positive"
    return None


def kind_of(row, quantity):
    """``charge``, ``return`` or ``sale``."""
    if not PRODUCT.match(row["StockCode"].strip()):
        return "charge"
    return "return" if quantity < 0 else "sale"


def weeks_to_yesterday(last_day, today):
    """Whole weeks by which dates move so that the last is yesterday or before."""
    return ((today - datetime.timedelta(days=1)) - last_day).days // 7


def calculate(path, today, shift=True):
    """Work out everything from the file.

    :param path: file in the Online Retail layout
    :param today: the company's day
    :param shift: whether dates move by whole weeks up to yesterday
    :return: :class:`Books`
    """
    books = Books()
    taken = []
    prices = defaultdict(list)
    for line, row in rows(path):
        books.read += 1
        quantity, price = Decimal(row["Quantity"]), Decimal(row["UnitPrice"])
        reason = reason_of(row, quantity, price)
        if reason:
            books.refused[line] = reason
            continue
        kind = kind_of(row, quantity)
        day = datetime.date.fromisoformat(row["InvoiceDate"][:10])
        code = row["StockCode"].strip()
        if kind != "charge":
            prices[code].append(price)
        taken.append((row, kind, code, quantity, price, day))
        books.last_day = max(books.last_day or day, day)
    if shift:
        books.shift = weeks_to_yesterday(books.last_day, today)
    move = datetime.timedelta(weeks=books.shift)
    unit_costs = {
        code: statistics.median(some) * SHARE for code, some in prices.items()
    }
    start = year_before(today) + datetime.timedelta(days=1)
    for row, kind, code, quantity, price, day in taken:
        revenue = rounded(quantity * price)
        cost = Decimal(0)
        profit = Decimal(0)
        if kind != "charge":
            cost = rounded(quantity * unit_costs[code])
            profit = revenue - cost
            books.estimated += 1
        books.taken += 1
        books.kinds[kind] += 1
        books.amounts[kind] += revenue
        books.cost += cost
        number = number_of(row["CustomerID"])
        if not number:
            books.anonymous += 1
            continue
        customer = books.customers[number]
        customer.lines += 1
        customer.revenue += revenue
        customer.cost += cost
        customer.profit += profit
        if kind == "sale" and revenue > 0:
            customer.orders.add(row["InvoiceNo"].strip())
        if start <= day + move <= today:
            customer.revenue_12m += revenue
            customer.profit_12m += profit
    return books


def year_before(day):
    """The same day of last year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
