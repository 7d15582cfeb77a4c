from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_proof_policy = fields.Selection(
        [
            ("artwork", "When the customer gave artwork"),
            ("engraving", "Whenever something is put on"),
            ("never", "Never"),
        ],
        "Wait for an Approved Proof",
        required=True,
        default="artwork",
        help="Making and shipping wait for the customer's approval of a proof, or for "
        "an approval to go on without. Wrappings can ask for a proof too.",
    )
    gift_proof_remind_days = fields.Integer(
        "Remind of Proofs after (days)",
        default=2,
        help="Twice, by the way it was sent; then the salesperson is told. 0: never.",
    )

    _gift_proof_remind_positive = models.Constraint(
        "CHECK (gift_proof_remind_days >= 0)",
        "The days after which customers are reminded of proofs cannot be negative.",
    )


# Odoo's own screen of settings.
# pylint: disable-next=no-wizard-in-models
class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_proof_policy = fields.Selection(
        related="company_id.gift_proof_policy", readonly=False, required=True
    )
    gift_proof_remind_days = fields.Integer(
        related="company_id.gift_proof_remind_days", readonly=False
    )
    gift_artwork_max_mb = fields.Float(
        "Largest Artwork File (MB)",
        config_parameter="crm_gift_retail.artwork_max_mb",
        default=25.0,
    )
