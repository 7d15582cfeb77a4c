from odoo import fields, models

from .gift_ship_alarm import MANAGER_DUTY, WAREHOUSE_DUTY


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    gift_alarm_user_ids = fields.Many2many(
        "res.users",
        "stock_warehouse_gift_alarm_user_rel",
        string="Told of late parcels",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who hears that a parcel gets short of time or is late, beside the owner "
        "of the customer. Nobody named: all with the duty Warehouse in this company.",
    )

    def _gift_alarm_users(self, company):
        """Return who is told of this warehouse's parcels; maybe for no warehouse.

        :param company: ``res.company`` of the parcels
        :return: ``res.users``, in superuser mode
        """
        named = self.sudo().gift_alarm_user_ids.filtered("active")
        if named:
            return named
        # sudo: colleagues of all duties; only who they are leaves this method
        users = self.env["res.users"].sudo()
        domain = [("company_ids", "in", company.ids), ("share", "=", False)]
        packers, managers = (
            users.search([*domain, ("all_group_ids", "in", self.env.ref(duty).id)])
            for duty in (WAREHOUSE_DUTY, MANAGER_DUTY)
        )
        return (packers - managers) or managers - self.env.ref("base.user_root")
