"""What every remembered price says."""

from odoo import fields, models

from ..tools.price_compare import discounted
from .gift_claim_rights import masked_domain


class GiftPriceRow(models.AbstractModel):
    """Mixin of prices that a firm has heard: as it was said, and as it is compared.

    Firm and price are stamped at that moment (decision 4): a contact who changes firm
    leaves prices behind, and a tax that changes later changes no past price.
    """

    _name = "gift.price.row"
    _description = "Price that a Firm Heard"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        "Firm",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The firm at the date of the price.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    uom_id = fields.Many2one("uom.uom", "Unit", required=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    price_unit = fields.Float("Price", min_display_digits="Product Price")
    discount = fields.Float("Discount (%)", digits="Discount")
    tax_included = fields.Boolean()
    price_net = fields.Float(
        "Net Price",
        readonly=True,
        help="Of one unit, without tax and after discount: what is compared.",
    )
    valid_until = fields.Date(help="Last day on which the price holds.")
    user_id = fields.Many2one(
        "res.users", "Salesperson", index="btree_not_null", ondelete="set null"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    is_expired = fields.Boolean(compute="_compute_is_expired")
    is_masked = fields.Boolean(compute="_compute_is_masked", search="_search_is_masked")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A price is told for a quantity above zero."
    )
    _price_positive = models.Constraint(
        "CHECK (price_unit >= 0 AND price_net >= 0)", "A price is not negative."
    )
    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100)",
        "A discount is between 0 and 100 %.",
    )

    def _compute_is_expired(self):
        """Tell which prices no longer hold on the company's day."""
        today = {company: company._gift_today() for company in self.company_id.sudo()}
        for row in self:
            row.is_expired = bool(
                row.valid_until and row.valid_until < today[row.company_id]
            )

    def _compute_is_masked(self):
        """Tell which rows are of customers that somebody else claimed."""
        claims = self.env["gift.claim"]
        for company, rows in self.grouped("company_id").items():
            masks = claims._gift_mask(rows.commercial_partner_id, company=company)
            for row in rows:
                row.is_masked = row.commercial_partner_id.id in masks

    def _search_is_masked(self, operator, value):
        if operator != "in":
            return NotImplemented
        return masked_domain(self, value, "commercial_partner_id")

    def _get_net_price(self):
        """Return what one unit costs without tax and after discount, as said."""
        self.ensure_one()
        net = discounted(self.price_unit, self.discount)
        if not self.tax_included or not net:
            return net
        company = self.company_id.sudo()
        # sudo: which taxes a product has is no secret, and clerks read no taxes
        taxes = self.product_id.sudo().taxes_id._filter_taxes_by_company(company)
        position = (
            self.env["account.fiscal.position"]
            .sudo()
            .with_company(company)
            ._get_fiscal_position(self.partner_id.sudo())
        )
        return position.map_tax(taxes)._get_tax_details(
            net,
            1.0,
            rounding_method="round_globally",
            product=self.product_id.sudo(),
            special_mode="total_included",
        )["total_excluded"]
