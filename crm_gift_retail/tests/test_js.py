from odoo.tests import HttpCase, tagged


def hoot_id(name):
    """Return hoot's id of a suite: its 32-bit rolling hash of the name."""
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestGiftJs(HttpCase):
    def test_unit(self):
        """Our hoot suites, on a desktop's screen."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={hoot_id('@crm_gift_retail')}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
