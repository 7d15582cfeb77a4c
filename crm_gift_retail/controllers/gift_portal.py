"""The customer's page of a quotation, opened by one of our own people."""

from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class GiftCustomerPortal(CustomerPortal):
    def _document_check_access(self, model_name, document_id, access_token=None):
        """Show no quotation that waits for a decision: the page holds its link.

        Customers never wait, signed in or not.

        :raise UserError: "claimed by NAME until DATE", and how to ask
        """
        document = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        if model_name == "sale.order":
            document.with_user(request.env.user)._gift_check_claim_block()
        return document
