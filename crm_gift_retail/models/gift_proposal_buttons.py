"""Where proposals start: enquiries, customers, quotations."""

from odoo import models

from .window import form_action


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_gift_proposal(self):
        """Open the proposal of this enquiry, or start one.

        :return: window action
        :raise AccessError: for who may not read the enquiry or make proposals
        """
        self.ensure_one()
        self.check_access("read")
        values = {
            "lead_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": (self.company_id or self.env.company).id,
            "user_id": self.user_id.id or self.env.uid,
            "budget": self.gift_budget_head,
        }
        return self.env["gift.proposal"]._get_start_action(
            self, [("lead_id", "=", self.id)], values
        )


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    def action_gift_proposal(self):
        """Open the open proposal of this customer, or start one.

        :return: window action
        :raise AccessError: for who may not read the customer or make proposals
        """
        self.ensure_one()
        self.check_access("read")
        values = {"partner_id": self.partner_id.id, "user_id": self.env.uid}
        return self.env["gift.proposal"]._get_start_action(
            self,
            [
                ("partner_id", "child_of", self.partner_id.ids),
                ("company_id", "child_of", self.company_id.ids),
            ],
            values,
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_gift_proposal(self):
        """Open the proposal of this quotation, or start one.

        :return: window action
        :raise AccessError: for who may not read the quotation or make proposals
        """
        self.ensure_one()
        self.check_access("read")
        proposals = self.env["gift.proposal"]
        made = proposals.search([("order_id", "=", self.id)], limit=1)
        domain = [("source_order_id", "=", self.id)]
        if made:
            return form_action(made)
        values = {
            "source_order_id": self.id,
            "partner_id": self.partner_id.id,
            "lead_id": self.opportunity_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id or self.env.uid,
        }
        return proposals._get_start_action(self, domain, values)
