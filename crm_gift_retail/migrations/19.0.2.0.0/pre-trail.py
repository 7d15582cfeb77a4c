from odoo.addons.crm_gift_retail.tools.utm_install import adopt_existing


def migrate(cr, version):
    """Keep the company's own media and sources where ours have the same name."""
    if version:
        adopt_existing(cr)
