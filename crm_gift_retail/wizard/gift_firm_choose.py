from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.window import dialog_action

#: Documents that the dialog starts or changes.
DOCUMENTS = ("crm.lead", "sale.order")


class GiftFirmChoose(models.TransientModel):
    """Small dialog: the firms of a person, one click."""

    _name = "gift.firm.choose"
    _description = "For which company today?"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, readonly=True, ondelete="cascade"
    )
    option_ids = fields.Many2many("res.partner", compute="_compute_option_ids")
    firm_id = fields.Many2one(
        "res.partner", "Company", domain="[('id', 'in', option_ids)]"
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model")

    @api.depends("partner_id")
    def _compute_option_ids(self):
        options = self.partner_id._gift_firm_options_by_person()
        for dialog in self:
            dialog.option_ids = options.get(dialog.partner_id)

    @api.model
    def _get_action(self, person, document=None, res_model=None):
        """Return the action that opens the dialog.

        :param person: ``res.partner`` who acts for several firms
        :param document: record whose firm is chosen, or None for a new one
        :param str res_model: model of the new document
        :return: window action
        """
        return dialog_action(
            self,
            self.env._("For which company today?"),
            {
                "default_partner_id": person.id,
                "default_res_model": document._name if document else res_model,
                "default_res_id": document.id if document else False,
            },
        )

    def action_choose(self):
        """Name the firm on the document, or start a new document with it.

        :return: window action of the new document, or one that closes the dialog
        :raise AccessError: when the user may not edit the document
        :raise UserError: without a choice, or for a firm the person does not act for
        """
        self.ensure_one()
        self.env["gift.partner.role"].check_access("read")
        if not self.firm_id:
            raise UserError(
                self.env._(
                    "Choose for which company %(person)s orders today.",
                    person=self.partner_id.display_name,
                )
            )
        if self.res_model not in DOCUMENTS:
            raise UserError(
                self.env._(
                    "Documents of the kind “%(model)s” do not ask for a company.",
                    model=self.res_model,
                )
            )
        model = self.env[self.res_model]
        if self.res_id:
            document = model.browse(self.res_id)
            document.check_access("write")
            document._gift_set_firm(self.partner_id, self.firm_id)
            return {"type": "ir.actions.act_window_close"}
        values = model._gift_firm_values(self.partner_id, self.firm_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }
