"""What the rows of one import need to know from the database, asked once."""

import bisect
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..tools.import_errors import ImportRefusal
from ..tools.import_rows import check_customer
from ..tools.utm_text import channel_of_name, clean_name

MAX_NEW_SOURCES = 100
CHECKED_LIMIT = 50_000


COUNTRY_WORDS = {
    "中国": "CN",
    "中国大陆": "CN",
    "prc": "CN",
    "香港": "HK",
    "中国香港": "HK",
    "澳门": "MO",
    "台湾": "TW",
    "usa": "US",
    "美国": "US",
    "uk": "GB",
    "英国": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "eire": "IE",
    "rsa": "ZA",
    "korea": "KR",
    "czech republic": "CZ",
    "日本": "JP",
    "德国": "DE",
    "法国": "FR",
    "韩国": "KR",
    "新加坡": "SG",
    "马来西亚": "MY",
    "澳大利亚": "AU",
    "加拿大": "CA",
}


class LineValues(NamedTuple):
    """What a line becomes through the database."""

    currency_id: int
    rate: Decimal
    medium_id: int
    source_id: int
    user_id: int | None


class GiftImportLookup(models.Model):
    """Gives an import its :class:`Lookup`."""

    _inherit = "gift.import"

    def _make_lookup(self, *, may_create=True):
        """Return the :class:`Lookup` of this import.

        :param may_create: whether new channels and sources of the file are made
        """
        return Lookup(self, may_create)


class Lookup:
    """Currencies and rates, channels, sources, salespeople, checked customers."""

    def __init__(self, record, may_create=True):
        self.may_create = may_create
        self.env = record.env
        self.record = record
        self.company_currency = record.company_id.currency_id
        self.default_currency = record.file_currency_id or self.company_currency
        self._medium_id = record.medium_id.id
        self._source_id = record.source_id.id
        self._rates = {}
        self._currencies = {
            currency.name.upper(): currency
            for currency in record.env["res.currency"]
            .with_context(active_test=False)
            .search([])  # pylint: disable=no-search-all
        }
        self._aliases = {
            "RMB": "CNY",
            "人民币": "CNY",
            "¥": "CNY",
            "元": "CNY",
            "美元": "USD",
            "港币": "HKD",
            "欧元": "EUR",
            "英镑": "GBP",
        }
        self._series = {}
        self._media = {}
        self._sources = {}
        self._users = {}
        self._checked = {}
        self._countries = {}
        self._states = {}
        self._langs = [code for code, _name in record.env["res.lang"].get_installed()]
        self._region = record._phone_region()

    def line_values(self, purchase):
        """Return the :class:`LineValues` of a purchase line.

        :raises ImportRefusal: ``currency_unknown``, ``currency_no_rate``
        """
        currency = self.currency(purchase.currency)
        currency_id = currency._ids[0]  # called per line: without the ORM's detour
        return LineValues(
            currency_id,
            self.rate(currency, purchase.date.date()),
            self._utm("utm.medium", self._media, purchase.channel) or self._medium_id,
            self.source_id(purchase.source),
            self.user_id(purchase.seller),
        )

    def currency(self, text):
        """Return the ``res.currency`` of a code; the import's own for ``""``."""
        if not text:
            return self.default_currency
        currency = self._currencies.get(self._aliases.get(text, text))
        if currency is None:
            raise ImportRefusal("currency_unknown", "currency", text)
        return currency

    def rate(self, currency, day):
        """Return the factor from ``currency`` to the company's on ``day``.

        Odoo would take the oldest rate, or 1, where none is known yet; the importer
        refuses the line instead: a wrong amount looks like any other.
        """
        key = (currency._ids[0], day)
        if key not in self._rates:
            self._rates[key] = self._rate(currency, day)
        return self._rates[key]

    def _rate(self, currency, day):
        if currency == self.company_currency:
            return Decimal(1)
        foreign = self._rate_at(currency, day)
        own = self._rate_at(self.company_currency, day, default=Decimal(1))
        if foreign is None:
            raise ImportRefusal(
                "currency_no_rate", "currency", currency.name, day=day.isoformat()
            )
        return own / foreign

    def source_id(self, text):
        """Return the id of the source of that name; the import's own for ``""``."""
        return self._utm("utm.source", self._sources, text) or self._source_id

    def user_id(self, text):
        """Return the id of the internal user of that name or login, else None."""
        if not text:
            return None
        if text not in self._users:
            users = self.env["res.users"].sudo().search(
                [
                    "|", ("login", "=", text), ("name", "=", text),
                    ("share", "=", False),
                ],
                limit=2,
            )  # fmt: skip
            self._users[text] = users.id if len(users) == 1 else None
        return self._users[text]

    def country(self, text):
        """Return the country of a code or a name in English or Chinese, else none."""
        countries = self.env["res.country"].sudo()
        key = text.strip().casefold()
        if not key:
            return countries
        if key not in self._countries:
            code = COUNTRY_WORDS.get(key, key.upper())
            found = countries.search([("code", "=", code)], limit=1)
            for lang in self._langs:
                found = found or countries.with_context(lang=lang).search(
                    [("name", "=ilike", key)], limit=1
                )
            self._countries[key] = found
        return self._countries[key]

    def state(self, text, country):
        """Return the province of that name in the country, else none."""
        states = self.env["res.country.state"].sudo()
        if not text or not country:
            return states
        key = (country.id, text)
        if key not in self._states:
            short = text
            for tail in (
                "壮族自治区",
                "回族自治区",
                "维吾尔自治区",
                "自治区",
                "省",
                "市",
            ):
                short = short.removesuffix(tail)
            self._states[key] = states.search(
                [
                    ("country_id", "=", country.id),
                    "|", ("name", "=ilike", short + "%"), ("code", "=", text),
                ],
                limit=1,
            )  # fmt: skip
        return self._states[key]

    def check_customer(self, key, texts):
        """Return the checked customer of a purchase line, each one checked once."""
        found = self._checked.get(key)
        if found is None:
            if len(self._checked) > CHECKED_LIMIT:
                self._checked.clear()
            try:
                found = check_customer(texts, self._region)
            except ImportRefusal as refusal:
                found = refusal
            self._checked[key] = found
        if isinstance(found, ImportRefusal):
            raise found
        return found

    def _utm(self, model, cache, text):
        """Return the id of a medium or source by name, made when it is new.

        A file may bring at most a hundred new ones; text beyond that is noise, and
        what is no name (markup, code) is unknown. The channel of a new medium is said
        only where its name is certain.
        """
        if not text:
            return None
        key = text.casefold()
        if key not in cache:
            utm = self.env["utm.mixin"].sudo()
            name = clean_name(text)
            if name is None:
                found = utm._gift_utm_unknown(model)
            else:
                found = utm._gift_utm_find(model, name)
                if not found and self.may_create and len(cache) < MAX_NEW_SOURCES:
                    found = utm._gift_utm_create(model, name)
                    if model == "utm.medium":
                        found.gift_channel = channel_of_name(name)
            cache[key] = found.id
        return cache[key]

    def _rate_at(self, currency, day, default=None):
        series = self._series.get(currency.id)
        if series is None:
            rows = self.env.execute_query(
                SQL(
                    """SELECT DISTINCT ON (name) name, rate FROM res_currency_rate
                        WHERE currency_id = %s
                          AND (company_id IS NULL OR company_id = %s)
                        ORDER BY name, company_id NULLS LAST""",
                    currency.id,
                    self.record.company_id.id,
                )
            )
            series = ([row[0] for row in rows], [Decimal(str(row[1])) for row in rows])
            self._series[currency.id] = series
        index = bisect.bisect_right(series[0], day) - 1
        return series[1][index] if index >= 0 else default
