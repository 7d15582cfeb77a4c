"""Two salespeople, a shop, and the settling job in one call."""

from odoo import Command, fields

from .common import GiftRetailCommon


class ClaimCommon(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.company.country_id = cls.china
        cls.anna = cls._make_user("sales", login="claim_anna", name="Anna")
        cls.bob = cls._make_user("sales", login="claim_bob", name="Bob")
        cls.shop = cls.env["crm.team"].create(
            {"name": "Shop Beijing Road", "company_id": cls.company.id}
        )
        cls.shop.gift_is_shop = True
        cls.office = cls.env["crm.team"].create(
            {"name": "Office", "company_id": cls.company.id}
        )
        cls._serial = 0

    @classmethod
    def _claim(cls, partner, owner, company=None, **kwargs):
        claim = cls.env["gift.claim"]._gift_claim(
            partner, company or cls.company, owner=owner, **kwargs
        )
        return claim.with_env(cls.env)

    @classmethod
    def _held(cls, claim):
        """Return the kinds of keys that a claim holds."""
        cls.env["gift.claim.key"].invalidate_model()
        keys = cls.env["gift.claim.key"].search([("claim_id", "=", claim.id)])
        return set(keys.mapped("kind"))

    @classmethod
    def _owner(cls, partner):
        return partner._gift_owner(cls.company)[partner]

    @classmethod
    def _active(cls, partner, company=None):
        """Return the active claim of a customer, as the tests' user."""
        found = cls.env["gift.claim"]._gift_active(partner, company or cls.company)
        claim = found.get(partner.commercial_partner_id.id, cls.env["gift.claim"])
        return claim.with_env(cls.env)

    @classmethod
    def _touch(cls, partner, kind, user=None, **vals):
        """Register a touchpoint as a document of its own; return it."""
        cls._serial += 1
        vals = {
            "partner_id": partner.id if partner else False,
            "company_id": cls.company.id,
            "kind": kind,
            "user_id": user.id if user else False,
            "is_contact": kind in ("call", "meeting", "visit"),
            "res_model": "test.claim",
            "res_id": cls._serial,
            "date": fields.Datetime.now(),
            **vals,
        }
        ids = cls.env["gift.touchpoint"]._gift_register([vals])
        return cls.env["gift.touchpoint"].browse(ids)

    @classmethod
    def _settle(cls):
        """Do what the commit and the settling job do; return the notices."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        told = {}
        while True:
            count, notices = cls.env["gift.claim"]._gift_settle_batch()
            if not count:
                break
            cls.env.flush_all()
            for user_id, claim_ids in notices.items():
                told[user_id] = told.get(user_id, 0) + len(claim_ids)
            cls.env.cr.precommit.run()
        cls.env.invalidate_all()
        return told


class ClaimedCommon(ClaimCommon):
    """The firm is Anna's; Bob would like to sell to it too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._claim(cls.firm, cls.anna)
        cls.manager = cls.users["manager"]


class PolicyCommon(ClaimedCommon):
    def _quote(self, user=None, partner=None, **values):
        """Return a quotation that a user made by hand."""
        user = user or self.bob
        return (
            self.env["sale.order"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
            .create(
                {
                    "partner_id": (partner or self.firm).id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": 2,
                                "price_unit": 100,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
