from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.stock_picking import SHIP_ORDER

#: problems that are written out; more are counted
SHOWN = 50


class GiftWaybillAsk(models.TransientModel):
    """Chosen transfers and a courier become a sheet; who stays out is named before."""

    _name = "gift.waybill.ask"
    _description = "Make a Waybill Sheet"

    picking_ids = fields.Many2many(
        "stock.picking", default=lambda self: self._default_picking_ids()
    )
    courier_id = fields.Many2one(
        "gift.courier",
        required=True,
        domain=[("is_collected", "=", False), ("layout_id", "!=", False)],
        default=lambda self: self._default_courier_id(),
    )
    is_again = fields.Boolean(
        "Also those on an earlier sheet",
        help="The courier lost the sheet, or never took it.",
    )
    ready_count = fields.Integer("On the Sheet", compute="_compute_problems")
    problem_count = fields.Integer("Stay Out", compute="_compute_problems")
    problems = fields.Text(compute="_compute_problems")

    @api.model
    def _default_picking_ids(self):
        if self.env.context.get("active_model") != "stock.picking":
            return False
        return self.env.context.get("active_ids")

    @api.model
    def _default_courier_id(self):
        """Propose the courier of the user's last sheet."""
        last = self.env["gift.waybill"].search(
            [("user_id", "=", self.env.uid)], limit=1
        )
        return last.courier_id

    @api.depends("picking_ids", "courier_id", "is_again")
    def _compute_problems(self):
        for ask in self:
            pickings = ask.picking_ids._origin
            problems = ask._get_problems(pickings)
            lines = [
                self.env._("%(transfer)s: %(reason)s", transfer=p.name, reason=reason)
                for p, reason in list(problems.items())[:SHOWN]
            ]
            if len(problems) > SHOWN:
                lines.append(
                    self.env._("… and %(count)s more", count=len(problems) - SHOWN)
                )
            ask.problems = "\n".join(lines)
            ask.problem_count = len(problems)
            ask.ready_count = len(pickings) - len(problems)

    def _get_problems(self, pickings):
        """Return ``{picking: reason}`` of the transfers that cannot go on the sheet."""
        self.ensure_one()
        layout = self.courier_id.layout_id
        values_model = self.env["gift.waybill.values"]
        values = values_model._get_values(pickings) if layout else {}
        sheets = {}
        if not self.is_again:
            lines = self.env["gift.waybill.line"].search(
                [("picking_id", "in", pickings.ids)], order="id"
            )
            sheets = {line.picking_id: line.waybill_id for line in lines}
        _ = self.env._
        found = {}
        for picking in pickings:
            reason = picking._gift_waybill_problem()
            if not reason and picking in sheets:
                reason = _("is on sheet %(sheet)s.", sheet=sheets[picking].name)
            if not reason and layout:
                missing = values_model._get_missing(layout, values[picking.id])
                reason = missing and _(
                    "%(headings)s is missing. Fill it in on the address of %(who)s.",
                    headings="、".join(missing),
                    who=picking.partner_id.display_name or _("the transfer"),
                )
            if reason:
                found[picking] = reason
        return found

    def action_make(self):
        """Make the sheet of those that can go, in packing order, and open it.

        :return: window action of the sheet
        :raise AccessError: for duties that ship nothing
        :raise UserError: when nothing can go, or companies are mixed
        """
        self.ensure_one()
        sheets = self.env["gift.waybill"]
        sheets.check_access("read")
        pickings = self.picking_ids
        if len(pickings.company_id) > 1:
            raise UserError(
                self.env._(
                    "A sheet has one sender. Choose transfers of one company, not of "
                    "%(companies)s.",
                    companies=", ".join(pickings.company_id.mapped("name")),
                )
            )
        good = pickings - self.env["stock.picking"].union(*self._get_problems(pickings))
        good = good.search([("id", "in", good.ids)], order=SHIP_ORDER)
        if not good:
            raise UserError(
                self.env._(
                    "None of the chosen transfers can go on the sheet:\n%(problems)s",
                    problems=self.problems or "",
                )
            )
        sheet = sheets._make(good, self.courier_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "gift.waybill",
            "res_id": sheet.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
