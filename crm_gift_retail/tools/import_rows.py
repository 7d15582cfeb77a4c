"""From the cells of a row to a purchase line or a customer, or a refusal."""

import datetime
import hashlib
import re
from decimal import Decimal
from typing import NamedTuple

from . import import_values as values
from .import_errors import ImportRefusal, shorten
from .lunar_date import BirthdayError, parse_birthday
from .person_name import clean_name, is_firm, parse_name, parse_sex
from .phone_cn import is_placeholder, parse_phones

EMAIL = re.compile(r"^[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s.,;<>()\"]{2,}$")
# Online Retail: what is sold has a code of five digits (with letters behind), or is one
# of the other retailer's articles (DCGS…) or the article PADS. POST, DOT, C2, M, D, S,
# B, CRUK, AMAZONFEE, BANK CHARGES and gift_0001_… (vouchers) are no product.
ONLINE_RETAIL_PRODUCT = re.compile(r"^(?:\d{5}|DCGS|PADS$)", re.I)
MAX_TEXT = 500
CUSTOMER_CACHE = 20_000
FIRM_WORDS = frozenset(
    "企业 公司 单位 团体 firm company business b2b corporate".split()
)
PERSON_WORDS = frozenset(
    "个人 私人 散客 person individual private b2c consumer".split()
)
CUSTOMER_FIELDS = (
    "customer_code name contact customer_type phone phone_other email wechat sex "
    "salutation birthday birthday_lunar birthday_calendar source remark street "
    "district city state zip country vat seller"
).split()


class Options(NamedTuple):
    """What a company decides about an import, as far as single rows depend on it.

    :param today: last day allowed, in the company's time zone
    :param tz: the company's :class:`~datetime.tzinfo`
    :param region: ISO country for phone numbers without prefix
    """

    preset: str
    today: datetime.date
    tz: datetime.tzinfo = datetime.timezone.utc
    date_order: str = ""
    anonymous: bool = False
    region: str = "CN"


class PurchaseLine(NamedTuple):
    """One line that is taken. Money in the currency of the file, signs as quantity."""

    kind: str  # sale, return, charge
    reference: str
    code: str
    name: str
    date: datetime.datetime
    quantity: Decimal
    price: Decimal
    amount: Decimal
    cost: Decimal | None  # of the whole line
    currency: str
    channel: str
    source: str
    seller: str
    customer: dict  # texts by kernel field; empty: anonymous
    key: str  # equal for lines that are equal in reference, code, date, quantity, price

    @property
    def customer_key(self):
        """One text per customer within a file, ``""`` for anonymous."""
        return customer_key(self.customer)


def customer_key(customer):
    """Return what tells two customers of one file apart: code, else all their texts."""
    if code := customer.get("customer_code"):
        return f"code:{code}"
    if not customer:
        return ""
    parts = (customer.get(field, "") for field in ("email", "phone", "name", "contact"))
    return "text:" + "|".join(part.casefold().replace(" ", "") for part in parts)


class RowParser:
    """Turns rows into :class:`PurchaseLine` or customer dictionaries.

    :param mapping: kernel field -> index of its column
    :param options: :class:`Options`
    """

    def __init__(self, mapping, options):
        self.mapping = mapping
        self.options = options
        self._customers = {}
        self._index = mapping.get
        self._retail = options.preset == "online_retail"
        self._customer_columns = [
            (field, mapping[field]) for field in CUSTOMER_FIELDS if field in mapping
        ]
        if options.preset == "purchases":
            self._customer_columns = [
                pair for pair in self._customer_columns if pair[0] not in _LINE_FIELDS
            ]

    def missing_fields(self):
        """Return the groups of fields of which the file has none, in kernel names."""
        if self.options.preset == "customer_list":
            needed = [("name", "contact", "phone", "email", "customer_code")]
        elif self._retail:
            needed = [(field,) for field in _RETAIL_NEEDED]
        else:
            needed = [("date",), ("quantity", "amount"), ("unit_price", "amount")]
            if not self.options.anonymous:
                needed.append(("customer_code", "name", "contact", "phone", "email"))
        return [
            group for group in needed if not any(one in self.mapping for one in group)
        ]

    def purchase(self, cells):
        """Return the :class:`PurchaseLine` of a row.

        :raises ImportRefusal: with the field and value at fault
        """
        get = self._index

        def cell(field):
            index = get(field)
            return None if index is None else cells[index]

        reference = values.to_text(cell("reference"))[:MAX_TEXT]
        code = values.to_code(cell("code"))[:MAX_TEXT]
        name = values.to_text(cell("description"))[:MAX_TEXT] or code
        moment = values.parse_date(
            cell("date"), "date", self.options.date_order, self.options.tz
        )
        if moment.date() > self.options.today:
            raise ImportRefusal("date_future", "date", moment.date())
        quantity, price, amount = self._money(cell)
        kind = self._kind(reference, code, quantity)
        if self._retail and reference[:1] in "Cc" and quantity > 0:
            raise ImportRefusal("return_positive", "quantity", quantity)
        cost = None if kind == "charge" else self._cost(cell, quantity)
        customer = self._customer_texts(cells)
        if not customer and not self.options.anonymous:
            raise ImportRefusal("customer_missing", "name")
        return PurchaseLine(
            kind,
            reference,
            code,
            name,
            moment,
            quantity,
            price,
            amount,
            cost,
            values.to_text(cell("currency")).upper(),
            values.to_text(cell("channel"))[:MAX_TEXT],
            values.to_text(cell("source"))[:MAX_TEXT],
            values.to_text(cell("seller"))[:MAX_TEXT],
            customer,
            line_key(
                self.options.preset, reference, code or name, moment, quantity, price
            ),
        )

    def customer(self, cells):
        """Return the checked customer of a row of a customer list.

        :returns: dictionary as :func:`check_customer`
        :raises ImportRefusal: with the field and value at fault
        """
        raw = {field: cells[index] for field, index in self._customer_columns}
        return check_customer(raw, self.options.region)

    def _money(self, cell):
        """Return quantity, unit price (above zero) and amount of a row."""
        has_amount = _is_filled(cell("amount"))
        has_price = _is_filled(cell("unit_price"))
        if _is_filled(cell("quantity")) or not has_amount:
            quantity = values.parse_number(cell("quantity"), "quantity")
        else:
            quantity = Decimal(1)
            if values.parse_number(cell("amount"), "amount") < 0:
                quantity = -quantity
        if not quantity:
            raise ImportRefusal("quantity_zero", "quantity", cell("quantity"))
        amount = values.parse_number(cell("amount"), "amount") if has_amount else None
        if has_price or amount is None:
            field, value = "unit_price", cell("unit_price")
            price = values.parse_number(value, field)
        else:
            field, value = "amount", cell("amount")
            # an amount without sign on a returned line
            price = (
                abs(amount) / abs(quantity)
                if amount * quantity < 0
                else (amount / quantity)
            )
        if price == 0:
            raise ImportRefusal("price_zero", field, value)
        if price < 0:
            raise ImportRefusal("price_negative", field, value)
        if amount is None:
            amount = quantity * price
        elif not amount:
            raise ImportRefusal("price_zero", "amount", cell("amount"))
        elif amount * quantity < 0:
            amount = -amount
        return quantity, round(price, values.MAX_DECIMALS), amount

    def _kind(self, reference, code, quantity):
        if self._retail and not ONLINE_RETAIL_PRODUCT.match(code):
            return "charge"
        return "return" if quantity < 0 else "sale"

    def _cost(self, cell, quantity):
        if _is_filled(cell("unit_cost")):
            cost = values.parse_number(cell("unit_cost"), "unit_cost")
            if cost < 0:
                raise ImportRefusal("cost_negative", "unit_cost", cell("unit_cost"))
            return cost * quantity
        if _is_filled(cell("cost")):
            cost = values.parse_number(cell("cost"), "cost")
            return abs(cost) if quantity > 0 else -abs(cost)
        return None

    def _customer_texts(self, cells):
        """Return the customer's texts of a row; the same few come again and again."""
        cells = tuple(cells[index] for _field, index in self._customer_columns)
        try:
            return self._customers[cells]
        except KeyError:
            if len(self._customers) > CUSTOMER_CACHE:
                self._customers.clear()
            return self._customers.setdefault(cells, self._read_customer(cells))

    def _read_customer(self, cells):
        customer = {}
        for (field, _index), value in zip(self._customer_columns, cells, strict=True):
            if value is None or value == "":
                continue
            text = (
                values.to_code(value)
                if field == "customer_code"
                else (values.to_text(value))
            )
            if text:
                customer[field] = text[:MAX_TEXT]
        if not any(field in customer for field in _IDENTIFYING):
            return {}
        return customer


_RETAIL_NEEDED = (
    "reference code description quantity date unit_price customer_code country".split()
)
_LINE_FIELDS = frozenset(("source", "seller"))
_IDENTIFYING = ("customer_code", "name", "contact", "phone", "email", "wechat")


def line_key(preset, reference, code, moment, quantity, price):
    """Return 16 hex characters, equal for lines equal in all that decision 41 names."""
    text = "\x1f".join(
        (
            preset,
            reference,
            code,
            moment.isoformat(),
            values.number_text(quantity),
            values.number_text(price),
        )
    )
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def check_customer(raw, region="CN"):
    """Return a customer's cells checked and in their stored form.

    :param raw: kernel field -> cell (text or what a spreadsheet holds)
    :param region: ISO country for phone numbers without prefix
    :returns: dictionary with ``customer_code, name, contact, is_company, phone`` (as
        displayed), ``phone_key`` (E.164 when it identifies, else empty), ``phones``
        (further ones, displayed), ``email, wechat, sex, salutation, birthday`` (a
        :class:`~.lunar_date.Birthday` or None) and the plain texts
    :raises ImportRefusal: a value that must not be stored, with its field
    """
    text = {
        field: values.to_text(value)[: 10 * MAX_TEXT] for field, value in raw.items()
    }
    get = text.get
    name, contact = clean_name(get("name", "")), clean_name(get("contact", ""))
    for field, value in (("name", name), ("contact", contact)):
        if len(value) > MAX_TEXT:
            raise ImportRefusal("text_too_long", field, shorten(value, 60))
    phones = _phones(raw, region)
    email = _email(get("email", ""))
    is_company = _is_company(get("customer_type", ""), name, contact)
    code = values.to_code(raw.get("customer_code"))[:MAX_TEXT]
    if not (name or contact or phones or email or code):
        raise ImportRefusal("customer_missing", "name")
    sex = parse_sex(get("sex", ""))
    person = parse_name(contact or ("" if is_company else name), sex)
    salutation = get("salutation", "")
    if salutation and not sex:
        # a column 称呼 often says only 先生 or 女士
        sex = parse_sex(salutation)
        person = parse_name(person.full, sex) if sex else person
    if not salutation or parse_sex(salutation):
        salutation = person.salutation
    result = {
        "customer_code": code,
        "name": name,
        "contact": "" if contact == name else contact,
        "is_company": is_company,
        "phone": phones[0].display if phones else "",
        "phone_key": next((p.e164 for p in phones if p.identity), ""),
        "phones": [phone.display for phone in phones[1:]],
        "email": email,
        "sex": person.sex,
        "salutation": salutation[:60],
        "birthday": _birthday(raw, get("birthday_calendar", "")),
    }
    for (
        field
    ) in "wechat source remark street district city state zip country vat".split():
        result[field] = get(field, "")
    result["seller"] = get("seller", "")
    return result


def _phones(raw, region):
    phones = []
    for field in ("phone", "phone_other"):
        value = raw.get(field)
        if value is None or is_placeholder(value):
            continue
        found, errors = parse_phones(value, region)
        if errors:
            raise ImportRefusal(errors[0].code, field, value)
        phones += [phone for phone in found if phone not in phones]
    return phones


def _email(text):
    if is_placeholder(text):
        return ""
    first = re.split(r"[;,，；\s]+", text.strip())[0].strip("<>")
    if not EMAIL.match(first):
        raise ImportRefusal("email_invalid", "email", text)
    return first.lower()


def _is_company(kind, name, contact):
    kind = kind.casefold()
    if any(word in kind for word in PERSON_WORDS):
        return False
    if any(word in kind for word in FIRM_WORDS):
        return True
    return is_firm(name) or bool(name and contact and name != contact)


def _birthday(raw, calendar_text):
    lunar = None
    if (
        any(mark in calendar_text for mark in "农阴")
        or "lunar" in calendar_text.lower()
    ):
        lunar = True
    elif calendar_text:
        lunar = False
    for field, is_lunar in (("birthday_lunar", True), ("birthday", lunar)):
        value = raw.get(field)
        if value is None or is_placeholder(value):
            continue
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                value = values.parse_date(value, field).date()
            except ImportRefusal:
                value = values.to_text(value)
        try:
            return parse_birthday(value, lunar=is_lunar)
        except BirthdayError as error:
            raise ImportRefusal(error.code, field, raw[field]) from error
    return None


def _is_filled(value):
    return (
        value is not None
        and value != ""
        and not (isinstance(value, str) and not value.strip())
    )
