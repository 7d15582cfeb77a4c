from odoo import fields, models

from .gift_consent import SERVING_GROUPS
from .window import dialog_action


class ResPartner(models.Model):
    """Consent and invitations of a person."""

    _inherit = "res.partner"

    gift_consent_ids = fields.One2many(
        "gift.consent", "partner_id", "Consent", groups=SERVING_GROUPS
    )
    gift_invitation_ids = fields.One2many(
        "gift.invitation", "partner_id", "Invitations", groups=SERVING_GROUPS
    )

    def action_gift_invite(self):
        """Open the invitation to a shop for this customer.

        :return: window action
        :raise AccessError: without a serving duty
        """
        self.ensure_one()
        self.env["gift.consent"]._gift_check_serving()
        return self.env["gift.invitation"]._get_invite_action(self)

    def action_gift_consent(self):
        """Open the dialog that records a new answer about consent.

        :return: window action
        :raise AccessError: without a serving duty
        """
        self.ensure_one()
        self.env["gift.consent"]._gift_check_serving()
        return dialog_action(
            self.env["gift.consent.ask"],
            self.env._("What %(name)s agreed to", name=self.display_name),
            {"default_partner_id": self.id},
        )
