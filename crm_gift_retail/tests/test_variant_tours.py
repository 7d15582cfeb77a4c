"""Stock by variant as a manager walks it, on a desk and on a telephone."""

from odoo.tests import HttpCase, tagged

from .variant_common import VariantCommon


class VariantTours(VariantCommon, HttpCase):
    def _walk(self):
        self._order(self.firm, [(self.red_small, 20, 1)])
        self.start_tour(
            "/odoo/gift-variants", "gift_variant", login=self.users["manager"].login
        )


@tagged("post_install", "-at_install")
class TestVariantTours(VariantTours):
    def test_matrix(self):
        self._walk()


@tagged("post_install", "-at_install")
class TestVariantToursPhone(VariantTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_matrix_on_a_phone(self):
        self._walk()
