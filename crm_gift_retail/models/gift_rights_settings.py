"""A company's policy about other people's customers."""

from odoo import api, fields, models, tools


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_claim_policy = fields.Selection(
        [
            ("assist", "Anyone may quote, as an assist"),
            ("block", "Sending and confirming wait for a decision"),
        ],
        "Quoting Claimed Customers",
        required=True,
        default="assist",
    )
    gift_claim_hide_foreign = fields.Boolean(
        "Hide Others' Leads and Orders",
        help="Salespeople and callers see leads and orders of customers that somebody "
        "else claimed only where they are their own.",
    )
    gift_dispute_hours = fields.Float(
        "Decide Disputes Within (working hours)",
        default=4.0,
        help="Silence means that the owner keeps the customer.",
    )

    _gift_dispute_hours_positive = models.Constraint(
        "CHECK (gift_dispute_hours > 0)",
        "Give the managers some working hours to decide a dispute.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        """What is hidden changes at once."""
        res = super().write(vals)
        if not {"gift_claim_hide_foreign", "parent_id"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return res

    @api.model
    @tools.ormcache()
    def _gift_hiding_ids(self):
        """Return the ids of the root companies that hide others' documents."""
        return tuple(
            self.sudo().search([("gift_claim_hide_foreign", "=", True)]).root_id.ids
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_claim_policy = fields.Selection(
        related="company_id.gift_claim_policy", readonly=False
    )
    gift_claim_hide_foreign = fields.Boolean(
        related="company_id.gift_claim_hide_foreign", readonly=False
    )
    gift_dispute_hours = fields.Float(
        related="company_id.gift_dispute_hours", readonly=False
    )
