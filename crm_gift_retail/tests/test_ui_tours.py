from odoo.tests import HttpCase, tagged

from .ui_common import UiCommon


@tagged("post_install", "-at_install")
class TestUiTours(UiCommon, HttpCase):
    """Each role in a real browser, from the app's icon to the end of its errand."""

    def _tour(self, name, role):
        self.start_tour("/odoo", name, login=self.users[role].login, timeout=120)

    def test_manager_hands_over_and_takes_back(self):
        self._tour("gift_manager_hands_over", "manager")
        actions = self.Action.search(
            [("customer_id", "in", (self.silent | self.silent_b).ids)]
        )
        self.assertFalse(actions.filtered(lambda a: a.state in ("planned", "due")))

    def test_salesperson_finds_the_silent_vip(self):
        self._tour("gift_salesperson_finds_vip", "sales")

    def test_warehouse_sees_the_badge(self):
        order = self._order(self.silent.partner_id, [(self.product, 1, 100)])
        self.env["stock.quant"]._update_available_quantity(
            self.product, order.warehouse_id.lot_stock_id, 10
        )
        order.picking_ids.action_assign()
        self._tour("gift_warehouse_sees_badge", "warehouse")

    def test_clerk_sees_no_money(self):
        self._tour("gift_clerk_sees_no_money", "clerk")
