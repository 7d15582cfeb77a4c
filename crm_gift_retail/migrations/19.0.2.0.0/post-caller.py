from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give search keys to the contacts that were there before the finder."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["gift.partner.pinyin"]._fill()
