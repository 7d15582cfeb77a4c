from odoo import api, fields, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    gift_is_contact = fields.Boolean(
        "Counts as Contact",
        compute="_compute_gift_is_contact",
        store=True,
        readonly=False,
        help="Done activities of this type are real contacts with the customer.",
    )

    @api.depends("category")
    def _compute_gift_is_contact(self):
        """Calls and meetings are contacts unless someone says otherwise."""
        for activity_type in self:
            activity_type.gift_is_contact = activity_type.category in (
                "phonecall",
                "meeting",
            )
