"""Base of the tests of parcels: orders with a moment and a promise."""

from datetime import datetime

from .common import GiftRetailCommon

NOW = datetime(2026, 3, 10, 8, 0)  # 16:00 in Shanghai


class ShipCommon(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for company in cls.company | cls.company_b:
            company.partner_id.tz = "Asia/Shanghai"
        cls.env.user.tz = "Asia/Shanghai"
        for user in cls.users.values():
            user.write({"tz": "Asia/Shanghai", "notification_type": "inbox"})
        cls.firm.user_id = cls.users["sales"]
        cls.Alarm = cls.env["gift.ship.alarm"]
        cls.Report = cls.env["gift.ship.report"]
        cls.warehouse = cls._order(cls.firm, [], confirm=False).warehouse_id

    @classmethod
    def _parcel(cls, ordered, promised, partner=None, ready=False, **values):
        """Return the open transfer of an order with these two moments."""
        order = cls._order(partner or cls.firm, [(cls.product, 2, 100)], **values)
        order.date_order = ordered
        picking = order.picking_ids
        picking.move_ids.date_deadline = promised
        if ready:
            cls.env["stock.quant"]._update_available_quantity(
                cls.product, picking.location_id, 2
            )
            picking.action_assign()
        return picking

    def _alarms(self, company=None):
        return self.Alarm._give_alarms(company or self.company)

    def _notices(self, role):
        user = self.users[role] if isinstance(role, str) else role
        return self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", user.partner_id.id),
                ("mail_message_id.model", "=", "gift.ship.alarm"),
            ]
        )
