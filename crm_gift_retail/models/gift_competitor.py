"""The brands that customers are lost to (promise L8)."""

from odoo import api, fields, models


class GiftCompetitor(models.Model):
    """Another brand. Not a contact: nobody there is to be written to."""

    _name = "gift.competitor"
    _description = "Other Brand"
    _order = "name, id"

    name = fields.Char("Brand", required=True)
    active = fields.Boolean(default=True)
    note = fields.Text(help="What they are good at, what they cost.")
    lost_count = fields.Integer("Lost to Them", compute="_compute_lost_count")

    _name_uniq = models.UniqueIndex(
        "(lower(name))", "This brand is in the list already; choose it there."
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_lost_count(self):
        """Count the lost leads that the user may see."""
        groups = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                [("gift_competitor_id", "in", self.ids), ("won_status", "=", "lost")],
                ["gift_competitor_id"],
                ["__count"],
            )
            if self.env["crm.lead"].has_access("read")
            else []
        )
        counts = {brand.id: count for brand, count in groups}
        for brand in self:
            brand.lost_count = counts.get(brand.id, 0)


class CrmLostReason(models.Model):
    _inherit = "crm.lost.reason"

    gift_is_competitor = fields.Boolean(
        "Chose Another Brand",
        help="Customers lost for this reason who buy nothing are class D; they come "
        "to the win-back list with a day to try again.",
    )

    def write(self, vals):
        """Look at everybody again: who was lost to a brand may be class D now."""
        res = super().write(vals)
        if "gift_is_competitor" in vals:
            customers = self.env["gift.customer"].sudo()
            for company in customers._gift_root_companies():
                customers._gift_touch_all(company)
        return res
