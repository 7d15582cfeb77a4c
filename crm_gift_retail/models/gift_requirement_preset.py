from odoo import api, fields, models


class GiftRequirementPreset(models.Model):
    """A wish to use again: one customer's ("as every year") or the house's."""

    _name = "gift.requirement.preset"
    _description = "Saved Wish"
    _inherit = ["gift.requirement.content"]
    _order = "sequence, id desc"

    name = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: offered for every customer.",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="Empty: for all companies.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._gift_commercial(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._gift_commercial(vals))

    @api.model
    def _gift_commercial(self, vals):
        """A preset belongs to the firm or household, whoever of it is named."""
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        # sudo: only which firm a person belongs to
        return {**vals, "partner_id": partner.sudo().commercial_partner_id.id}
