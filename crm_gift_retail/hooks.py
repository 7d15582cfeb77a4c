"""Install and uninstall hooks: each room adds one call, in a visible order."""

from .tools.price_install import add_firm_column
from .tools.ship_install import add_ready_date
from .tools.utm_install import adopt_existing


def pre_init_hook(env):
    """Prepare big columns in SQL before the ORM would fill them row by row.

    :param env: environment of the installing user; the module's models are not
        loaded yet.
    """
    adopt_existing(env.cr)
    add_ready_date(env.cr)
    add_firm_column(env.cr)


def post_init_hook(env):
    """Set up every root company that exists when the addon is installed.

    :param env: environment with all models of the addon loaded.
    """
    env["utm.medium"]._gift_install()
    env["gift.customer"]._gift_install()
    env["gift.care.rule"]._gift_install()
    env["gift.partner.pinyin"]._fill()
    env["gift.price.quoted"]._gift_install()
    env["stock.warehouse"]._gift_install()


def uninstall_hook(env):
    """Remove what Odoo's own uninstall does not see.

    :param env: environment with the addon still loaded.
    """
    # Our activity type goes only when nothing points to it: rules end with us, planned
    # activities stay with the people who have them, as calls.
    env.cr.execute("DELETE FROM gift_care_rule")
    care = env.ref("crm_gift_retail.mail_activity_type_care", raise_if_not_found=False)
    call = env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
    if care and call:
        env.cr.execute(
            """UPDATE mail_activity SET activity_type_id = %s
                WHERE activity_type_id = %s""",
            [call.id, care.id],
        )
    env.invalidate_all()
