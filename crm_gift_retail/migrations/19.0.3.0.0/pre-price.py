from odoo.addons.crm_gift_retail.tools.price_install import add_firm_column


def migrate(cr, version):
    """Prepare the firm on order lines in SQL."""
    if version:
        add_firm_column(cr)
