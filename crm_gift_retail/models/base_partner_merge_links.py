from odoo import api, models


# Part of merging, which belongs to contacts and not to a screen of ours.
# pylint: disable-next=no-wizard-in-models
class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let marks of heat and referrals become one before their keys collide."""
        # sudo: whoever may merge contacts merges what hangs on them
        self.env["gift.heat.override"].sudo()._gift_merge(src_partners, dst_partner)
        self.env["gift.referral"].sudo()._gift_merge(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
