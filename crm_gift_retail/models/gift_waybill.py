from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import xlsx_stream


class GiftWaybill(models.Model):
    """One sheet for a courier: which transfers, in which order.

    Kept, because the courier answers with tracking numbers in that order. Written by
    the methods below alone.
    """

    _name = "gift.waybill"
    _description = "Waybill Sheet"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    courier_id = fields.Many2one(
        "gift.courier", required=True, readonly=True, index=True, ondelete="restrict"
    )
    layout_id = fields.Many2one("gift.waybill.layout", related="courier_id.layout_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Made by", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    line_ids = fields.One2many("gift.waybill.line", "waybill_id", readonly=True)
    line_count = fields.Integer("Transfers", compute="_compute_counts")
    open_count = fields.Integer(
        "Without Number",
        compute="_compute_counts",
        help="Transfers on the sheet that have no tracking number yet.",
    )

    @api.depends("courier_id.code", "date")
    @api.depends_context("tz")
    def _compute_name(self):
        for sheet in self:
            day = fields.Date.context_today(sheet, sheet.date)
            sheet.name = f"{sheet.courier_id.code} {day} #{sheet.id or ''}"

    @api.depends("line_ids.picking_id.gift_tracking_ref")
    def _compute_counts(self):
        lines = self.env["gift.waybill.line"]
        mine = [("waybill_id", "in", self.ids)]
        count = dict(lines._read_group(mine, ["waybill_id"], ["__count"]))
        waiting = [*mine, ("picking_id.gift_tracking_ref", "=", False)]
        still = dict(lines._read_group(waiting, ["waybill_id"], ["__count"]))
        for sheet in self:
            sheet.line_count = count.get(sheet, 0)
            sheet.open_count = still.get(sheet, 0)

    @api.model
    def _make(self, pickings, courier):
        """Write down a sheet of transfers, in their order; rights are the caller's.

        :param pickings: ``stock.picking`` of one company that may go on a sheet
        :param courier: ``gift.courier`` with a layout
        :return: the ``gift.waybill``
        """
        pickings.check_access("write")
        sheet = self.sudo().create(  # written by methods only
            {
                "courier_id": courier.id,
                "company_id": pickings.company_id.id,
                "user_id": self.env.uid,
                "line_ids": [
                    fields.Command.create({"position": position, "picking_id": key})
                    for position, key in enumerate(pickings.ids, 1)
                ],
            }
        )
        pickings.write({"gift_courier_id": courier.id})
        return sheet.sudo(False)

    def action_download(self):
        """Log who takes the sheet out and send it, as often as it is needed.

        :return: action that downloads the file
        :raise AccessError: for duties that ship nothing
        :raise UserError: when the courier has no layout
        """
        self.ensure_one()
        self.check_access("read")
        self._get_layout()
        exports = self.env["gift.export"]
        exports._check_export(self._name)
        return exports._start(
            self._name, self.name, [("id", "=", self.id)], self.line_count
        )

    def action_open_transfers(self):
        """Open the transfers of the sheet.

        :return: window action
        :raise AccessError: when the user may not read the sheet
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.picking_id.ids)],
        }

    def _get_layout(self):
        """Return the layout of the courier, with columns."""
        layout = self.courier_id.layout_id
        if not layout.line_ids:
            raise UserError(
                self.env._(
                    "%(courier)s has no waybill sheet. Choose a layout for it under "
                    "Configuration, Couriers.",
                    courier=self.courier_id.name,
                )
            )
        return layout

    def _write_workbook(self, path):
        """Write the sheet as the courier wants it, with the values of this moment.

        :param path: where the workbook goes
        :return: number of rows
        """
        layout = self._get_layout()
        values_model = self.env["gift.waybill.values"]
        pickings = self.line_ids.picking_id
        values = values_model._get_values(pickings)
        return xlsx_stream.write_workbook(
            path,
            layout.sheet_title or layout.name,
            [
                xlsx_stream.Column(
                    line.heading, values_model._get_value_kind(line.value), line.width
                )
                for line in layout.line_ids
            ],
            (
                values_model._get_row(layout, values[line.picking_id.id])
                for line in self.line_ids
            ),
        )


class GiftWaybillLine(models.Model):
    """A transfer's place on a sheet."""

    _name = "gift.waybill.line"
    _description = "Row of a Waybill Sheet"
    _order = "waybill_id, position"
    _rec_name = "picking_id"

    waybill_id = fields.Many2one(
        "gift.waybill", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="waybill_id.company_id", store=True)
    position = fields.Integer(required=True, readonly=True)
    picking_id = fields.Many2one(
        "stock.picking", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="picking_id.partner_id", string="Recipient")
    tracking_ref = fields.Char(related="picking_id.gift_tracking_ref")
    state = fields.Selection(related="picking_id.state")

    _position_uniq = models.Constraint(
        "UNIQUE (waybill_id, position)", "A sheet has one transfer in each place."
    )
    _picking_uniq = models.Constraint(
        "UNIQUE (waybill_id, picking_id)", "A transfer stands once on a sheet."
    )
