from odoo import api, fields, models


class GiftRequirementChange(models.TransientModel):
    """Dialog: what the customer wishes now, and why it changed."""

    _name = "gift.requirement.change"
    _description = "Change a Wish"
    _inherit = ["gift.requirement.content"]

    requirement_id = fields.Many2one(
        "gift.requirement", "Wish", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="requirement_id.partner_id")
    reason = fields.Char("Why", required=True)
    is_made = fields.Boolean(compute="_compute_is_made")
    deliver_by_warning = fields.Char(compute="_compute_deliver_by_warning")

    @api.depends("requirement_id.state")
    def _compute_is_made(self):
        for change in self:
            change.is_made = change.requirement_id.state == "made"

    @api.depends("deliver_by")
    @api.depends_context("lang")
    def _compute_deliver_by_warning(self):
        for change in self:
            wish = change.requirement_id
            change.deliver_by_warning = bool(change.deliver_by) and (
                wish.order_id._gift_day_warning(change.deliver_by, wish.line_id)
            )

    @api.model
    def default_get(self, fields):
        """Begin with the wish as it is."""
        values = super().default_get(fields)
        wish = self.env["gift.requirement"].browse(values.get("requirement_id"))
        if wish.exists():
            wish.check_access("read")
            content = wish._gift_content_vals()
            values.update({name: content[name] for name in content if name in fields})
        return values

    def action_apply(self):
        """Change the wish, or ask for the decision when it is made.

        :return: client notification that closes the dialog
        :raise AccessError: for who may not change the order or its wishes
        :raise UserError: see ``gift.requirement._gift_change``
        """
        self.ensure_one()
        self.check_access("read")
        wish = self.requirement_id
        revision = wish._gift_change(self._gift_content_vals(), self.reason)
        if revision:
            text = self.env._(
                "Version %(number)s. The warehouse is asked to acknowledge it.",
                number=revision.number,
            )
        else:
            text = self.env._("It is made already: a manager decides on the change.")
        action = self.env["gift.outbox"]._notify(text)
        action["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return action
