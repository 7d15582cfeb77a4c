"""Base of the care tests."""

from datetime import timedelta

from odoo import fields

from .common import GiftRetailCommon


class CareCommon(GiftRetailCommon):
    """Customers whose standing is written as the refresher would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Action = cls.env["gift.care.action"]
        cls.rule = cls.env["gift.care.rule"].search(
            [("company_id", "=", cls.company.id), ("trigger", "=", "last_contact")]
        )
        cls.owner = cls.users["sales"]
        tiers = cls.env["gift.tier"].search(
            [("company_id", "=", cls.company.id), ("audience", "=", "firm")]
        )
        cls.tier = {tier.code: tier for tier in tiers}

    @classmethod
    def _quiet(cls, name, days=100, tier="A", owner=None, company=None, **values):
        """Return the standing of a firm not heard from for so many days."""
        company = company or cls.company
        owner = cls.owner if owner is None else owner
        partner = cls._make_partner(name, is_company=True, user_id=owner.id)
        customer = cls.env["gift.customer"].sudo()._ensure(partner, company)
        tier_id = cls.tier[tier]
        if company != cls.company:
            tier_id = cls.env["gift.tier"].search(
                [
                    ("company_id", "=", company.id),
                    ("audience", "=", "firm"),
                    ("code", "=", tier),
                ]
            )
        cls._set(
            customer,
            owner_id=owner.id,
            tier_id=tier_id.id,
            last_contact_date=fields.Datetime.now() - timedelta(days=days),
            next_contact_date=cls.today
            - timedelta(days=days - tier_id.contact_interval_days),
            **values,
        )
        return customer

    @classmethod
    def _set(cls, customer, **values):
        customer.sudo().write(values)
        customer.flush_recordset()

    def _plan(self, company=None):
        return self.Action._plan(company or self.company)

    def _dispatch(self, company=None):
        pairs = self.Action._get_dispatchable(company or self.company)
        given = self.Action._dispatch_batch(pairs)
        self.env.flush_all()
        return given

    def _actions(self, customers):
        return self.Action.search([("customer_id", "in", customers.ids)])

    def _spoken(self, customer, days=0):
        """The refresher noticed a contact."""
        when = fields.Datetime.now() - timedelta(days=days)
        interval = customer.tier_id.contact_interval_days
        self._set(
            customer,
            last_contact_date=when,
            next_contact_date=self.today + timedelta(days=interval - days),
        )
