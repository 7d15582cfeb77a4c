from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_transit_default = fields.Integer(
        "Usual Transit Days",
        default=3,
        help="Days that a parcel travels where no transit time says otherwise.",
    )

    _gift_transit_default_fits = models.Constraint(
        "CHECK (gift_transit_default BETWEEN 0 AND 90)",
        "A parcel travels 0 to 90 days.",
    )
