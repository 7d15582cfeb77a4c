"""WeChat names become identities; companies get the rule of winning back."""

from odoo import SUPERUSER_ID, api

BATCH = 1000


def migrate(cr, version):
    """Keep the WeChat names that contacts have; the oldest contact holds a name."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    cr.execute(
        "SELECT id FROM res_partner WHERE COALESCE(gift_wechat, '') <> '' ORDER BY id"
    )
    ids = [row[0] for row in cr.fetchall()]
    partners = env["res.partner"].with_context(gift_identity_lenient=True)
    for start in range(0, len(ids), BATCH):
        partners.browse(ids[start : start + BATCH])._gift_keep_wechat({})
        env.flush_all()
        env.invalidate_all()
    env["gift.care.rule"]._gift_install()
