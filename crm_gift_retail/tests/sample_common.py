"""Base of the tests of samples: asked for, packed, on the way."""

from odoo import Command

from .common import GiftRetailCommon


class SampleCommon(GiftRetailCommon):
    """No limits unless a test sets some; goods in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "gift_sample_value_limit": 0,
                "gift_sample_month_count": 0,
                "gift_sample_month_cost": 0,
                "gift_sample_order_days": 60,
            }
        )
        cls.sales = cls.users["sales"]
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _sample(cls, partner=None, products=None, user=None, **values):
        """Return a sample entered by a salesperson, not yet asked for.

        :param products: list of (product, quantity)
        """
        partner = cls.contact if partner is None else partner
        samples = cls._as(user or "sales", cls.env["gift.sample"])
        return samples.create(
            {
                "partner_id": partner.id,
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": quantity})
                    for product, quantity in products or [(cls.product, 1)]
                ],
                **values,
            }
        )

    @classmethod
    def _sent(cls, partner=None, products=None, date=None, **values):
        """Return a sample that has left, in superuser mode.

        :param datetime date: when, in UTC
        """
        sample = cls._sample(partner, products, **values)
        sample.action_request()
        sample = sample.sudo().with_env(cls.env)
        cls._validate(sample.picking_ids)
        if date:
            sample.picking_ids.move_ids.date = date
            sample.sent_date = date
        return sample

    @classmethod
    def _validate(cls, pickings, quantities=None):
        """Validate transfers as the warehouse does, wholly or by product."""
        for move in pickings.move_ids:
            wanted = move.product_uom_qty
            if quantities is not None:
                wanted = quantities.get(move.product_id, 0)
            move.write({"quantity": wanted, "picked": bool(wanted)})
        pickings.with_context(
            skip_backorder=True, skip_sms=True, cancel_backorder=False
        ).button_validate()

    @classmethod
    def _touches(cls, sample, *kinds):
        """Return the sample's touchpoints, of some kinds."""
        domain = [("res_model", "=", "gift.sample"), ("res_id", "=", sample.id)]
        if kinds:
            domain.append(("kind", "in", kinds))
        return cls.env["gift.touchpoint"].search(domain, order="id")
