from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Write the trail of what is there already, and with it the first touch.

    Set-based and repeatable: it inserts what is missing and locks nothing that people
    work on.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["utm.medium"]._gift_install()
    env["gift.touchpoint"]._gift_backfill()
    customers = env["gift.customer"]
    for company in customers._gift_root_companies():
        customers._refresh(company)
