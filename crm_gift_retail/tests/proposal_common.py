"""Base of the tests about proposals: a small catalogue, a salesperson, a customer."""

from datetime import timedelta

from odoo import Command

from .requirement_common import RequirementCommon


class ProposalCommon(RequirementCommon):
    """A tea set and a vase in stock, a lamp that a supplier brings in ten days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what other modules sell must not be in the way
        others = cls.env["product.template"].search([("sale_ok", "=", True)])
        ours = (cls.product | cls.product_b | cls.service).product_tmpl_id
        (others - ours).sale_ok = False
        cls.env["gift.wrapping"].search([]).product_id = False
        cls.vendor = cls._make_partner("Lamp maker", is_company=True)
        cls.lamp = cls._make_product(
            "Lamp",
            price=90,
            cost=30,
            categ_id=cls.env["product.category"].create({"name": "Lamps"}).id,
            seller_ids=[Command.create({"partner_id": cls.vendor.id, "delay": 10})],
        )
        cls.scarf = cls._make_product("Scarf", price=55, cost=20)
        cls._stock(cls.scarf, 30)
        cls.company.gift_transit_default = 0
        cls.contact.email = "contact@firm.example"
        cls.proposal = cls._propose()

    @classmethod
    def _propose(cls, user=None, **values):
        """Return a proposal of the salesperson for the firm's contact."""
        values = {
            "partner_id": cls.contact.id,
            "people": 10,
            "budget": 100,
            "occasion_id": cls.birthday.id,
            "said": "Something blue",
            **values,
        }
        proposals = cls.env["gift.proposal"].with_user(user or cls.seller)
        return proposals.create(values).with_env(cls.env)

    @classmethod
    def _with_options(cls, **values):
        """Return a proposal with two options that were made by hand."""
        proposal = cls._propose(**values)
        proposal.with_user(cls.seller).option_ids = [
            Command.create(
                {
                    "name": name,
                    "line_ids": [Command.create({"product_id": p.id, "quantity": q})],
                }
            )
            for name, p, q in (("Tea", cls.product, 1), ("Vases", cls.product_b, 2))
        ]
        return proposal

    @classmethod
    def _sent(cls, **values):
        """Return (proposal that was sent, its open link, path of the link)."""
        proposal = cls._with_options(**values)
        proposal.with_user(cls.seller).action_mark_sent()
        return proposal, *cls._link(proposal)

    @classmethod
    def _link(cls, proposal):
        link, url = proposal._gift_make_link("proposal", proposal.partner_id)
        return link, url[url.index("/gift/l/") :]

    def _seller(self, record):
        return record.with_user(self.seller)

    def _touchpoints(self, kind):
        return self.env["gift.touchpoint"].search(
            [
                ("kind", "=", kind),
                ("partner_id", "=", self.contact.id),
                ("company_id", "=", self.company.id),
            ]
        )

    @classmethod
    def _in_days(cls, days):
        return cls.today + timedelta(days=days)
