"""What is in a sample's parcel."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .gift_profit_guard import PROFIT_GROUPS


class GiftSampleLine(models.Model):
    """One product of a sample, in the product's own unit."""

    _name = "gift.sample.line"
    _description = "Product of a Sample"
    _order = "sample_id, sequence, id"
    _rec_name = "product_id"

    sample_id = fields.Many2one(
        "gift.sample", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="sample_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('type', '=', 'consu')]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(default=1, required=True, digits="Product Unit")
    value = fields.Monetary(
        compute="_compute_value",
        groups=PROFIT_GROUPS,
        help="What it costs by today's prices; what has no cost counts at its price.",
    )
    move_ids = fields.One2many("stock.move", "gift_sample_line_id", "Moves")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A sample has at least a bit of each product."
    )

    @api.depends("product_id", "quantity", "company_id")
    def _compute_value(self):
        """Value the goods; a product without a cost must not pass every limit."""
        for line in self:
            company = line.company_id or line.sample_id.company_id
            # sudo: cost prices, behind this field's own groups
            product = line.product_id.sudo().with_company(company)
            price = product.standard_price
            if product and not price:
                price = product.currency_id._convert(
                    product.lst_price,
                    company.currency_id,
                    company,
                    company.sudo()._gift_today(),
                )
            line.value = price * line.quantity

    @api.constrains("product_id")
    def _check_product(self):
        """Refuse what cannot be put into a parcel, and goods of another company."""
        for line in self:
            product = line.product_id.sudo()  # its kind and company, for the message
            if product.type != "consu":
                raise ValidationError(
                    self.env._(
                        "“%(product)s” cannot be sent: choose goods, and for a set "
                        "the goods in it.",
                        product=product.display_name,
                    )
                )
            if product.company_id and product.company_id.root_id != line.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(product)s” belongs to %(company)s. Choose a product of "
                        "your own.",
                        product=product.display_name,
                        company=product.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._gift_check_open()
        return lines

    def write(self, vals):
        self._gift_check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_open(self):
        self._gift_check_open()

    def _gift_check_open(self):
        """Raise when one of these belongs to a sample that is on its way.

        :raise UserError: naming the sample, and what to do instead
        """
        if self.env.su:
            return
        fixed = self.sample_id.filtered(lambda sample: sample.state != "requested")
        if fixed:
            raise UserError(
                self.env._(
                    "%(sample)s is on its way: what is in it stays. Call it off and "
                    "ask for another one.",
                    sample=fixed[0].name,
                )
            )
