"""Base of the shop's tests: a shop with two clerks, head office, numbers of China."""

import uuid

from odoo import Command

from .common import GiftRetailCommon


class ShopCommon(GiftRetailCommon):
    """A shop in Guangzhou, where clerk and colleague serve on one tablet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.Capture = cls.env["gift.capture"]
        cls.clerk = cls.users["clerk"]
        cls.colleague = cls._make_user("clerk", login="gift_clerk_two")
        cls.medium = cls.env["utm.medium"].create(
            {"name": "Shop counter", "gift_channel": "shop"}
        )
        cls.source = cls.env["utm.source"].create({"name": "Beijing Road walk-in"})
        cls.shop = cls._make_team(
            "Beijing Road",
            cls.clerk | cls.colleague,
            gift_is_shop=True,
            gift_medium_id=cls.medium.id,
            gift_source_id=cls.source.id,
        )
        cls.other_shop = cls._make_team("Tianhe", gift_is_shop=True)
        cls.office = cls._make_team("Head office", cls.users["service"])
        cls.office.user_id = cls.users["service_lead"]
        cls.company.gift_service_team_id = cls.office
        cls.tea = cls.env["product.category"].create({"name": "Tea sets"})
        cls.product.categ_id = cls.tea

    @classmethod
    def _make_team(cls, name, members=None, **values):
        members = members or cls.env["res.users"]
        return cls.env["crm.team"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "member_ids": [Command.set(members.ids)],
                **values,
            }
        )

    @classmethod
    def _values(cls, **values):
        return {
            "team_id": cls.shop.id,
            "served_by_id": cls.colleague.id,
            "name": "王总",
            "phone": "138 0013 8000",
            **values,
        }

    def _register(self, role="clerk", key=None, **values):
        """Register a walk-in as a user; return the capture and the answer."""
        captures = self._as(role, self.env["gift.capture"])
        answer = captures.register(key or str(uuid.uuid4()), self._values(**values))
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["gift.capture"].browse(answer["id"]), answer

    def _touchpoints(self, record, kind=None):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["gift.touchpoint"].search(domain)
