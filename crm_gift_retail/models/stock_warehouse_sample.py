"""Every warehouse has an operation type for samples."""

from odoo import api, fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    gift_sample_type_id = fields.Many2one(
        "stock.picking.type",
        "Samples Operation Type",
        check_company=True,
        copy=False,
        index="btree_not_null",
    )

    def _get_sequence_values(self, name=False, code=False):
        """Number the transfers of samples by themselves."""
        values = super()._get_sequence_values(name=name, code=code)
        prefix = self.gift_sample_type_id.sequence_code or "SMP"
        values["gift_sample_type_id"] = {
            "name": self.env._("%(name)s Sequence samples", name=name or self.name),
            "prefix": f"{code or self.code}/{prefix}/",
            "padding": 5,
            "company_id": self.company_id.id,
        }
        return values

    def _get_picking_type_create_values(self, max_sequence):
        """Samples leave the stock in one step, however many the orders take."""
        data, sequence = super()._get_picking_type_create_values(max_sequence)
        data["gift_sample_type_id"] = {
            "name": self.env._("Samples"),
            "code": "outgoing",
            "use_create_lots": False,
            "default_location_dest_id": self.env.ref(
                "stock.stock_location_customers"
            ).id,
            "sequence": sequence + 1,
            "sequence_code": "SMP",
            "company_id": self.company_id.id,
        }
        return data, sequence + 1

    def _get_picking_type_update_values(self):
        """Let samples follow the warehouse's stock location and code."""
        data = super()._get_picking_type_update_values()
        data["gift_sample_type_id"] = {
            "active": self.active,
            "default_location_src_id": self.lot_stock_id.id,
            "barcode": self.code.replace(" ", "").upper() + "SMP",
        }
        return data

    def _create_or_update_sequences_and_picking_types(self):
        """Samples that come back are received as all else is."""
        values = super()._create_or_update_sequences_and_picking_types()
        if "gift_sample_type_id" in values:
            kind = self.env["stock.picking.type"].browse(values["gift_sample_type_id"])
            kind.return_picking_type_id = values.get("in_type_id") or self.in_type_id
        return values

    @api.model
    def _gift_install(self):
        """Give the operation type to the warehouses that are there already."""
        warehouses = self.with_context(active_test=False)
        for warehouse in warehouses.search([("gift_sample_type_id", "=", False)]):
            values = warehouse._create_or_update_sequences_and_picking_types()
            if values:
                warehouse.write(values)
