from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_transit_default = fields.Integer(
        related="company_id.gift_transit_default", readonly=False
    )
