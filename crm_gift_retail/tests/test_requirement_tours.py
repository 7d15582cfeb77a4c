"""A salesperson notes wishes, takes an old one over and changes a fixed one."""

from odoo.tests import HttpCase, tagged

from .requirement_common import RequirementCommon


class RequirementTours(RequirementCommon, HttpCase):
    def _note_and_change(self):
        earlier = self._quotation()
        self._wish(
            earlier,
            earlier.order_line,
            occasion_id=self.birthday.id,
            card_text="Happy birthday, Mother",
            wrapping_id=self.box.id,
        )
        earlier.action_confirm()
        order = self._quotation()
        url = f"/odoo/sale.order/{order.id}"
        self.start_tour(
            url, "gift_requirement_seller", login=self.seller.login, timeout=120
        )
        wishes = order.gift_requirement_ids
        own = wishes.filtered("line_id")
        self.assertEqual(len(wishes), 2)
        self.assertEqual(own.wrapping_id, self.box)
        self.assertEqual(own.said, "Blue ribbon, not the red one")
        order.with_user(self.seller).action_confirm()
        self.start_tour(
            url, "gift_requirement_change", login=self.seller.login, timeout=120
        )
        self.assertEqual(own.number, 2)
        self.assertEqual(own.revision_id.change_reason, "She phoned")
        self.assertEqual(order.picking_ids.gift_ack_state, "needed")


@tagged("post_install", "-at_install")
class TestRequirementTours(RequirementTours):
    def test_on_the_desk(self):
        self._note_and_change()


@tagged("post_install", "-at_install")
class TestRequirementToursPhone(RequirementTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone(self):
        self._note_and_change()
