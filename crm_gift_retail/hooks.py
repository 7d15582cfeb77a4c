"""Install and uninstall hooks: each room adds one call, in a visible order."""


def pre_init_hook(env):
    """Prepare big columns in SQL before the ORM would fill them row by row.

    :param env: environment of the installing user; the module's models are not
        loaded yet.
    """


def post_init_hook(env):
    """Set up every root company that exists when the addon is installed.

    :param env: environment with all models of the addon loaded.
    """
    env["gift.customer"]._gift_install()
    env["gift.care.rule"]._gift_install()


def uninstall_hook(env):
    """Remove what Odoo's own uninstall does not see.

    :param env: environment with the addon still loaded.
    """
