"""The page "Gift wishes" of an order, and the badge on its lines."""

from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.readonly
    def get_gift_wishes(self):
        """Return what the page "Gift wishes" draws.

        :return: dict with ``wishes`` (the whole order's first), ``places`` (lines
            without a wish, False for the whole order) and ``can_edit``
        :raise AccessError: for who may not read the order or wishes
        """
        self.ensure_one()
        self.check_access("read")
        model = self.env["gift.requirement"]
        model.check_access("read")
        wishes = model.search([("order_id", "=", self.id)])
        wishes = wishes.sorted(lambda w: (bool(w.line_id), w.line_id.sequence, w.id))
        lines = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.combo_item_id
                and not line.is_downpayment
            )
        )
        open_moves = wishes._gift_open_moves() if wishes else self.env["stock.move"]
        waiting = open_moves.sudo().picking_id._gift_unacknowledged()
        can_edit = (
            self.state != "cancel"
            and model.has_access("create")
            and self.has_access("write")
        )
        places = [
            {"line_id": line.id, "name": line.product_id.display_name or line.name}
            for line in lines - wishes.line_id
        ]
        if all(wish.line_id for wish in wishes):
            places.insert(0, {"line_id": False, "name": self.env._("Whole order")})
        return {
            "wishes": [self._gift_wish_card(wish, waiting) for wish in wishes],
            "places": places if can_edit else [],
            "can_edit": can_edit,
        }

    @api.model
    def _gift_wish_card(self, wish, waiting):
        """Return one card of the page.

        :param dict waiting: of ``stock.picking._gift_unacknowledged``
        """
        # sudo: what the wish says names things that its reader need not open
        states = dict(wish._fields["state"]._description_selection(self.env))
        revision = wish.sudo().revision_id
        product = wish.sudo().line_id.product_id
        return {
            "id": wish.id,
            "title": product.display_name or self.env._("Whole order"),
            "state": wish.state,
            "state_label": states[wish.state],
            "number": wish.number,
            "words": wish._gift_content_words(),
            "artworks": [
                {"id": artwork.id, "name": artwork.name, "shown": artwork.is_picture}
                for artwork in wish.sudo().artwork_ids
            ],
            "warning": wish.state in ("draft", "frozen") and wish.deliver_by_warning,
            "asked": wish.pending_reason or False,
            "waiting": [
                picking.name
                for picking, revisions in waiting.items()
                if revision in revisions
            ],
        }

    def action_gift_wish(self, line_id=False):
        """Open the wish of the order, or of one of its lines.

        :param int line_id: ``sale.order.line``; False for the whole order
        :return: window action of a dialog; a new wish where there is none yet
        :raise AccessError: for who may not read the order or wishes
        """
        self.ensure_one()
        self.check_access("read")
        model = self.env["gift.requirement"]
        model.check_access("read")
        line = self.env["sale.order.line"].browse(line_id or [])
        if line:
            line.check_access("read")
            line = line._gift_wish_line()
        wish = model.search(
            [("order_id", "=", self.id), ("line_id", "=", line.id)], limit=1
        )
        if not wish:
            model.check_access("create")
            self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Gift wish"),
            "res_model": "gift.requirement",
            "res_id": wish.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id, "default_line_id": line.id},
        }
