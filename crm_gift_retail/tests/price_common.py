"""Firms that were told, quoted and sold prices."""

from datetime import timedelta

from odoo import Command, fields

from .common import GiftRetailCommon


def make_foreign_prices(case, company):
    """Put a row of each model of prices into another company.

    :param case: test with ``firm``, ``product`` and ``users``
    :param company: ``res.company``
    """
    there = case.env(context=dict(case.env.context, allowed_company_ids=company.ids))
    values = {"partner_id": case.firm.id, "product_id": case.product.id}
    there["gift.price.told"].create({**values, "price_unit": 1})
    there["gift.price.quoted"].create(
        {
            **values,
            "commercial_partner_id": case.firm.id,
            "company_id": company.id,
            "uom_id": case.product.uom_id.id,
            "currency_id": company.currency_id.id,
            "order_name": "Theirs",
        }
    )
    there["gift.price.reason"].create({"name": "Theirs", "company_id": company.id})
    there["gift.price.overlap"].create(
        {
            "partner_id": case.firm.id,
            "company_id": company.id,
            "user_id": case.users["sales"].id,
            "other_id": case.users["manager"].id,
            "date": fields.Datetime.now(),
        }
    )


class PriceCommon(GiftRetailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_user("sales", login="price_anna", name="Anna")
        cls.bob = cls._make_user("sales", login="price_bob", name="Bob")
        cls.manager = cls.users["manager"]
        cls.reason = cls.env.ref("crm_gift_retail.gift_price_reason_promotion")
        cls.unit = cls.product.uom_id
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.rule_all = cls.env.ref("sales_team.group_sale_salesman_all_leads")
        for user in cls.anna | cls.bob:
            user.group_ids += cls.rule_all

    @classmethod
    def _quote(cls, price=100, quantity=10, user=None, partner=None, **values):
        """Return a quotation of one line that a user made by hand."""
        line = {
            "product_id": (values.pop("product", None) or cls.product).id,
            "product_uom_qty": quantity,
            "price_unit": price,
            "tax_ids": [Command.clear()],
            **values.pop("line", {}),
        }
        orders = cls._as(user or cls.anna, cls.env["sale.order"])
        return orders.create(
            {
                "partner_id": (partner or cls.firm).id,
                "company_id": cls.company.id,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    @classmethod
    def _tell(cls, price=100, quantity=10, user=None, partner=None, days=0, **values):
        """Return a price told, so many days ago."""
        told = cls._as(user or cls.anna, cls.env["gift.price.told"])
        row = told.create(
            {
                "partner_id": (partner or cls.firm).id,
                "product_id": cls.product.id,
                "quantity": quantity,
                "price_unit": price,
                **values,
            }
        )
        if days:
            row.sudo().date = fields.Datetime.now() - timedelta(days=days)
        return row

    @classmethod
    def _sold(cls, price=100, quantity=10, days=0, **values):
        """Return a confirmed order of so many days ago, made by the system."""
        order = cls._order(
            values.pop("partner", None) or cls.firm,
            [
                {
                    "product_id": (values.pop("product", None) or cls.product).id,
                    "product_uom_qty": quantity,
                    "price_unit": price,
                    "tax_ids": [Command.clear()],
                    **values.pop("line", {}),
                }
            ],
            **values,
        )
        order.date_order = fields.Datetime.now() - timedelta(days=days)
        return order

    def _last(self, order):
        """Return what the screen says of the order's only line."""
        self.env.flush_all()
        order.order_line.invalidate_recordset(["gift_last_price"])
        return order.order_line.gift_last_price

    def _kinds(self, order):
        last = self._last(order)
        return {row["kind"]: row for row in last["rows"]} if last else {}
