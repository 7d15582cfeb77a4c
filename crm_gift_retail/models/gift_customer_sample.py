"""Samples on the customer: a button on the card, what they had on the form."""

from odoo import api, fields, models


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    sample_count = fields.Integer(compute="_compute_sample_count")

    @api.depends_context("uid")
    def _compute_sample_count(self):
        """Count the samples of these customers that the user may see."""
        found = self.env["gift.sample"]._read_group(
            [
                ("firm_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ],
            ["firm_id", "company_id"],
            ["__count"],
        )
        counts = {(firm.id, company.id): count for firm, company, count in found}
        for customer in self:
            key = (customer.partner_id.id, customer.company_id.id)
            customer.sample_count = counts.get(key, 0)

    def action_open_samples(self):
        """Open the samples of this customer, or ask for the first one.

        :return: window action
        :raise AccessError: without a duty that sees samples
        """
        self.ensure_one()
        self.check_access("read")
        samples = self.env["gift.sample"]
        found = samples.search(
            [
                ("firm_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return samples._gift_open_from(found, partner_id=self.partner_id.id)


class GiftCustomerCardActions(models.AbstractModel):
    _inherit = "gift.customer.card.actions"

    def _get_card_actions(self, person):
        """Add "Sample" after "Quote"."""
        actions = super()._get_card_actions(person)
        samples = person.sudo(False).env["gift.sample"]
        if actions and samples.has_access("create"):
            keys = [action["key"] for action in actions]
            place = keys.index("quote") + 1 if "quote" in keys else len(actions)
            actions.insert(
                place,
                {"key": "sample", "label": self.env._("Sample"), "icon": "fa-gift"},
            )
        return actions

    @api.model
    def _get_card_action(self, person, key):
        if key != "sample":
            return super()._get_card_action(person, key)
        samples = self.env["gift.sample"]
        samples.check_access("create")
        return samples._gift_open_from(samples, partner_id=person.id)
