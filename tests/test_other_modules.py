"""Wishes travel with the goods where other modules of Odoo decide their way."""

import re

from support import odoo

WITH = (odoo.ADDON, "mrp", "stock_dropshipping")


def test_kits_and_dropshipping(new_db, odoo_for):
    """The tests that need these modules, in a database that has them."""
    log = odoo_for(new_db(WITH)).run(
        "server",
        "--test-enable",
        "--test-tags=gift_other_modules",
        "--stop-after-init",
        "--no-http",
        check_log=False,
    )
    found = re.search(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", log)
    assert found, log[-2000:]
    assert found.groups() == ("0", "0", "2"), log[-4000:]
