"""Sharing a quotation is sending it: what waits for a decision is not shared."""

from odoo import api, models


# Part of sharing, which belongs to Odoo and not to a screen of ours.
# pylint: disable-next=no-wizard-in-models
class PortalShare(models.TransientModel):
    _inherit = "portal.share"

    @api.model
    def default_get(self, fields):
        """Refuse before the link is made."""
        self._gift_check_document(
            self.env.context.get("active_model"), self.env.context.get("active_id")
        )
        return super().default_get(fields)

    @api.depends("res_model", "res_id")
    def _compute_share_link(self):
        """Make no link of a quotation that waits."""
        for wizard in self:
            wizard._gift_check_document(wizard.res_model, wizard.res_id)
        return super()._compute_share_link()

    def action_send_mail(self):
        """Send no link of a quotation that waits."""
        for wizard in self:
            wizard._gift_check_document(wizard.res_model, wizard.res_id)
        return super().action_send_mail()

    @api.model
    def _gift_check_document(self, res_model, res_id):
        """Raise when the document is a quotation that waits for a decision.

        :param str res_model: name of a model, or nothing
        :param int res_id: id of the document, or nothing
        :raise UserError: "claimed by NAME until DATE", and how to ask
        """
        if res_model == "sale.order" and res_id:
            orders = self.env["sale.order"].browse(res_id).exists()
            orders._gift_check_claim_block()
