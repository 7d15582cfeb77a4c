"""A quotation that waits for a decision has no link to send by hand (decision 21)."""

from odoo import fields, models

#: recipients who stand outside: the button of their mails is the customer's link
OUTSIDE = ("portal_customer", "portal", "customer")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Not read along with other fields: who may read it depends on the quotation.
    access_token = fields.Char(prefetch=False)

    def _has_field_access(self, field, operation):
        """Guard the secret of the link: who waits neither reads nor chooses it.

        Without records (filters, groups, lists) nobody who may have to wait reads it.
        """
        if not super()._has_field_access(field, operation):
            return False
        if field.name != "access_token" or not self._gift_may_wait():
            return True
        if self:
            return not self._gift_waiting_rows()
        # sudo: a policy is no secret
        roots = self.env.companies.sudo().root_id
        return "block" not in roots.mapped("gift_claim_policy")

    def get_portal_url(self, *args, **kwargs):
        """Wait for the decision before there is a link for the customer.

        :return: as Odoo's
        :raise UserError: "claimed by NAME until DATE", and how to ask
        """
        self._gift_check_claim_block()
        return super().get_portal_url(*args, **kwargs)

    def _sign_token(self, pid):
        """Sign for a recipient: words to a customer are signed with the secret."""
        # sudo: a signature does not tell what it was made with
        return super(SaleOrder, self.sudo())._sign_token(pid)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Send words without the button that leads to a quotation that waits."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if self._gift_waiting_rows():
            for name, _condition, options in groups:
                if name in OUTSIDE:
                    options["has_button_access"] = False
        return groups
