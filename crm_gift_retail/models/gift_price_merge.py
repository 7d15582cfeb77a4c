from odoo import api, models


# Part of merging, which belongs to contacts and not to a screen of ours.
# pylint: disable-next=no-wizard-in-models
class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _gift_merge_keys(self):
        """Two colleagues were told of each other about what is one firm now."""
        return [
            *super()._gift_merge_keys(),
            ("gift_price_overlap", "partner_id", ["company_id", "user_id", "other_id"]),
        ]
