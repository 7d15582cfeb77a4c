"""What all chapters of the story share."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

import pytz

SEED = 20260206
TIMEZONE = "Asia/Shanghai"


@dataclass
class Customer:
    """One invented customer and how it behaves."""

    rank: int
    is_firm: bool
    code: str
    yearly: float  # CNY revenue a year, without VAT
    owner: str  # login, or "" for the service team
    team: str
    source: str
    name: str = ""
    greeting: str = ""
    place: tuple = ()
    silent_days: int = 0  # 0: in touch; else nothing at all for so many days
    since_days: int = 730
    is_due_soon: bool = False  # amber: no later chapter may speak with it
    partner: object = None
    buyer: object = None  # the person to speak with; the partner when private


@dataclass
class Purchase:
    """One purchase that the story wants to have happened."""

    customer: Customer
    day: date
    lines: list  # of (product index, quantity, discount in percent)
    festival: str = ""


@dataclass
class Story:
    """State of the build; chapters read and fill it.

    ``today`` is the company's day (Asia/Shanghai); ``scale`` shrinks the number
    of customers and orders for tests; everything random comes from ``rng``.
    """

    env: object
    company: object
    today: date
    scale: float = 1.0
    users: dict = field(default_factory=dict)
    teams: dict = field(default_factory=dict)
    warehouses: dict = field(default_factory=dict)
    mediums: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)
    products: list = field(default_factory=list)
    services: list = field(default_factory=list)
    customers: list = field(default_factory=list)
    purchases: list = field(default_factory=list)
    festival: object = None

    @cached_property
    def rng(self):
        """The story's only source of chance: same day, same story."""
        return random.Random(SEED)  # noqa: S311

    @cached_property
    def sellers(self):
        """Logins of those who may note wishes and show proofs; callers may not.

        Asked for only when the users are there.
        """
        group = "crm_gift_retail.crm_gift_retail_group_sales"
        return {login for login, user in self.users.items() if user.has_group(group)}

    @property
    def border(self):
        """First day of real invoices; the past before it is history rows."""
        return self.today - timedelta(days=91)

    def scaled(self, number):
        """Shrink a count for small builds, never below one.

        :param int number: count of the full story.
        :rtype: int
        """
        return max(1, round(number * self.scale))

    def moment(self, day, hour=None):
        """Turn a day of the story into a moment within shop hours.

        :param date day: local day in Guangzhou.
        :param float hour: local hour of a promise; left out for what happened, which
            is drawn between 10 and 19 and never lies in the future.
        :return: naive UTC, as Odoo stores it.
        :rtype: datetime
        """
        happened = hour is None
        hour = self.rng.uniform(10, 19) if happened else hour
        local = datetime.combine(day, time()) + timedelta(
            hours=int(hour), minutes=self.rng.randrange(0, 60)
        )
        zone = pytz.timezone(TIMEZONE)
        utc = zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)
        return min(utc, datetime.utcnow()) if happened else utc
