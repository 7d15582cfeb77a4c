"""Packing in a real browser: on a desk, a tablet and a phone."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .requirement_common import RequirementCommon


class PackingTours(RequirementCommon, HttpCase):
    """Two parcels: one whose wish was changed, one without any wish."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["gift.customer"]._ensure(cls.firm, cls.company)
        now = fields.Datetime.now()
        order = cls._quotation()
        cls.wish = cls._wish(
            order,
            order.order_line,
            engraving_kind="engraving",
            engraving_text="Mother",
            card_text="Happy birthday 妈妈",
        )
        plain = cls._order(cls.person, [(cls.product_b, 2, 40)], confirm=False)
        (order | plain).action_confirm()
        cls.changed, cls.plain = order.picking_ids, plain.picking_ids
        cls.changed.move_ids.date_deadline = now - timedelta(days=2)
        cls.plain.move_ids.date_deadline = now + timedelta(days=2)
        cls.wish.with_user(cls.seller)._gift_change(
            {"engraving_text": "Grandmother"}, "She phoned"
        )

    def _pack(self, url, tour):
        self.start_tour(url, tour, login=self.packer.login, timeout=120)
        self.assertEqual((self.changed | self.plain).mapped("state"), ["done"] * 2)
        ack = self.env["gift.requirement.ack"].search(
            [("picking_id", "=", self.changed.id)]
        )
        self.assertEqual(ack.user_id, self.packer)
        self.assertEqual(self.changed.move_ids.gift_revision_id, self.wish.revision_id)


@tagged("post_install", "-at_install")
class TestPackingDesk(PackingTours):
    def test_from_the_list(self):
        self._pack("/odoo/gift-to-ship", "gift_packing_list")

    def test_times_and_alarms(self):
        self.env["gift.ship.alarm"]._give_alarms(self.company)
        self.start_tour(
            "/odoo/gift-shipping-times", "gift_ship_times", login=self.packer.login
        )


@tagged("post_install", "-at_install")
class TestPackingTablet(PackingTours):
    browser_size = "820x1180"
    touch_enabled = True

    def test_from_home(self):
        self._pack("/odoo/gift-home", "gift_packing")


@tagged("post_install", "-at_install")
class TestPackingPhone(PackingTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_from_the_cards(self):
        self._pack("/odoo/gift-to-ship?view_type=kanban", "gift_packing_cards")
