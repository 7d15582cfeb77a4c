from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.gift_partner_role import ROLES
from ..models.window import dialog_action


class GiftEmployerMove(models.TransientModel):
    """Dialog "changed employer": the person goes, the money stays."""

    _name = "gift.employer.move"
    _description = "Changed employer"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, readonly=True, ondelete="cascade"
    )
    old_firm_id = fields.Many2one(
        "res.partner", "Leaves", compute="_compute_old_firm_id"
    )
    new_firm_id = fields.Many2one(
        "res.partner",
        "Goes to",
        domain=[("is_company", "=", True), ("gift_is_anonymous", "=", False)],
        help="Empty: not known yet.",
    )
    role = fields.Selection(ROLES, "Role There", default="buyer")
    date = fields.Date(
        "Since", required=True, default=lambda self: fields.Date.context_today(self)
    )
    successor_id = fields.Many2one(
        "res.partner",
        "Follows at the Old Firm",
        domain="[('parent_id', '=', old_firm_id), ('is_company', '=', False),"
        " ('id', '!=', partner_id)]",
        help="Empty: the one who looks after the old firm is asked.",
    )

    @api.depends("partner_id")
    def _compute_old_firm_id(self):
        for move in self:
            firm = move.partner_id.commercial_partner_id
            move.old_firm_id = firm if firm != move.partner_id else False

    @api.model
    def _get_action(self, person):
        """Return the action that opens the dialog for a person."""
        return dialog_action(
            self, self.env._("Changed employer"), {"default_partner_id": person.id}
        )

    def _check_move(self):
        """Raise when the change makes no sense, with the remedy."""
        person = self.partner_id
        if not self.old_firm_id:
            raise UserError(
                self.env._(
                    "%(person)s has no employer to leave. Set the company on the "
                    "contact instead.",
                    person=person.display_name,
                )
            )
        if self.new_firm_id == self.old_firm_id:
            raise UserError(
                self.env._(
                    "%(person)s is at %(firm)s already. Choose another company, or "
                    "leave it empty.",
                    person=person.display_name,
                    firm=self.old_firm_id.display_name,
                )
            )
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The day of the change lies ahead. Enter it on that day, or plan "
                    "an activity on %(person)s until then.",
                    person=person.display_name,
                )
            )

    def action_apply(self):
        """Move the contact; ask "who follows?" and make the lead at once.

        :return: action that closes the dialog and reloads the contact
        :raise AccessError: when the user may not edit the contact or roles
        :raise UserError: when there is nothing to change
        """
        self.ensure_one()
        self.env["gift.partner.role"].check_access("create")
        person, old_firm, new_firm = self.partner_id, self.old_firm_id, self.new_firm_id
        person.check_access("write")
        self._check_move()
        person.parent_id = new_firm
        changes = (
            self.env["gift.employer.change"]
            .sudo()  # whoever may edit the contact says what happened to it
            ._gift_note(
                [(person.sudo(), old_firm.sudo())],
                date=self.date,
                company=self.env.company.sudo().root_id,
            )
        )
        if new_firm and self.role:
            self.env["gift.partner.role"].create(
                {
                    "partner_id": person.id,
                    "firm_id": new_firm.id,
                    "role": self.role,
                    "date_from": self.date,
                }
            )
        pending = changes.filtered(lambda row: row.state == "pending")
        pending._process()
        if self.successor_id:
            changes.successor_id = self.successor_id
            for change in changes:
                change.action_answer()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
