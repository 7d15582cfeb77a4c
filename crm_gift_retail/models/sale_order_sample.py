"""Quotations from which samples are asked for, and orders that sell them."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .gift_profit_guard import STANDING_GROUPS
from .gift_sample_job import CRON


class SaleOrder(models.Model):
    _inherit = "sale.order"

    gift_sample_ids = fields.One2many(
        "gift.sample", "order_id", "Samples", groups=STANDING_GROUPS
    )
    gift_sample_id = fields.Many2one(
        "gift.sample",
        "Sells the Sample",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=STANDING_GROUPS,
        help="The customer keeps and pays it. Confirming books it back on paper.",
    )

    @api.constrains("gift_sample_id", "partner_id")
    def _check_gift_sample(self):
        """Nobody buys somebody else's sample."""
        for order in self.sudo().filtered("gift_sample_id"):
            sample = order.gift_sample_id
            firm = order.partner_id.commercial_partner_id
            if order.state in ("draft", "sent") and sample.firm_id != firm:
                raise ValidationError(
                    self.env._(
                        "%(sample)s is with %(theirs)s: %(firm)s cannot buy it.",
                        sample=sample.name,
                        theirs=sample.firm_id.display_name,
                        firm=firm.display_name,
                    )
                )

    def _gift_stamp_customer(self):
        """Look for samples that a confirmed order follows, soon after the commit."""
        res = super()._gift_stamp_customer()
        orders = self.sudo()  # samples are found whoever sells
        sold = orders.filtered(lambda order: order.gift_sample_id.quantity_out > 0)
        for order in sold:
            order.gift_sample_id._gift_take_back()
            order.gift_sample_id._gift_set_order(order)
        firms = orders.gift_commercial_partner_id
        waiting = (
            self.env["gift.sample"]
            .sudo()
            .search_count(
                [
                    ("firm_id", "in", firms.ids),
                    ("sent_date", "!=", False),
                    ("is_outcome_manual", "=", False),
                    ("won_order_id", "=", False),
                ],
                limit=1,
            )
        )
        cron = waiting and self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            cron._trigger()
        return res

    def action_gift_samples(self):
        """Open the samples of this quotation, or ask for the first one.

        :return: window action
        :raise AccessError: without a duty that sees samples
        """
        self.ensure_one()
        self.check_access("read")
        self.env["gift.sample"].check_access("read")
        return self.env["gift.sample"]._gift_open_from(
            self.gift_sample_ids,
            order_id=self.id,
            partner_id=self.partner_id.id,
            lead_id=self.opportunity_id.id,
            line_ids=[
                fields.Command.create({"product_id": product.id})
                for product in self.order_line.product_id
                if product.type == "consu"
            ][:5],
        )
