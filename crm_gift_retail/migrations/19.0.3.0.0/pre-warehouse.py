from odoo.addons.crm_gift_retail.tools.ship_install import add_ready_date


def migrate(cr, version):
    """Leave the transfers that are there without a moment at which they were ready."""
    if version:
        add_ready_date(cr)
