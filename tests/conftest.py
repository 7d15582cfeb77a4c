"""Fixtures of the black-box tests: what they start, they end."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parent / "dev"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


@pytest.fixture(scope="session", autouse=True)
def provisioned(request):
    """Everything the tests need is there before the first one starts."""
    import giftdev

    return giftdev.provision(("database", "download", "demo", "test"))


@pytest.fixture(scope="module")
def new_db():
    """Function that clones a database; all of them are dropped at the end."""
    import giftdev
    from support import odoo

    made = []

    def make(wanted=(odoo.ADDON,)):
        made.append(odoo.new_database(wanted))
        return made[-1]

    yield make
    for name in made:
        giftdev.dropdb(name)


@pytest.fixture(scope="module")
def odoo_for():
    """Function that returns the command line for a database."""
    from support.odoo import Odoo

    made = []

    def make(database, **options):
        made.append(Odoo(database, **options))
        return made[-1]

    yield make
    for item in made:
        item.close()
