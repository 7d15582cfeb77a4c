"""Base of the tests about wishes: an order with wishes, and people who work on it."""

from odoo import Command

from .common import GiftRetailCommon


class RequirementCommon(GiftRetailCommon):
    """One salesperson, one packer, goods in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.users["sales"]
        cls.packer = cls.users["warehouse"]
        cls.birthday = cls.env.ref("crm_gift_retail.gift_occasion_birthday")
        cls.box = cls.env.ref("crm_gift_retail.gift_wrapping_box")
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.company.gift_transit_default = 0
        cls._stock(cls.product, 100)
        cls._stock(cls.product_b, 100)

    @classmethod
    def _stock(cls, product, quantity, location=None):
        """Put goods on a shelf."""
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.warehouse.lot_stock_id, quantity
        )

    @classmethod
    def _quotation(cls, *lines, **values):
        """Return a quotation of the salesperson for the firm."""
        values.setdefault("user_id", cls.seller.id)
        return cls._order(
            cls.firm, lines or [(cls.product, 10, 100)], confirm=False, **values
        )

    @classmethod
    def _wish(cls, order, line=None, **content):
        """Return a wish for an order or one of its lines, as the salesperson."""
        content = content or {"card_text": "Happy birthday", "wrapping_id": cls.box.id}
        wish = cls.env["gift.requirement"].with_user(cls.seller)
        wish = wish.create(
            {"order_id": order.id, "line_id": line and line.id, **content}
        )
        return wish.with_env(cls.env)

    def _change(self, wish, reason="She phoned", **content):
        """Change a fixed wish as the salesperson."""
        return wish.with_user(self.seller)._gift_change(content, reason)

    def _pick(self, pickings, quantity=None):
        """Set quantities done, as somebody who packs does."""
        for move in pickings.move_ids:
            move.write(
                {
                    "quantity": move.product_uom_qty if quantity is None else quantity,
                    "picked": True,
                }
            )

    def _validate(self, pickings, user=None):
        """Ship as a user of the warehouse."""
        return (
            pickings.with_user(user or self.packer)
            .with_context(skip_backorder=True, skip_sms=True)
            .button_validate()
        )

    @classmethod
    def _combo(cls, *products):
        """Return a combo product whose choices are these products, one each."""
        combos = cls.env["product.combo"].create(
            [
                {
                    "name": product.name,
                    "combo_item_ids": [Command.create({"product_id": product.id})],
                }
                for product in products
            ]
        )
        return cls.env["product.product"].create(
            {
                "name": "Gift basket",
                "type": "combo",
                "list_price": 150,
                "taxes_id": [Command.clear()],
                "combo_ids": [Command.set(combos.ids)],
            }
        )
