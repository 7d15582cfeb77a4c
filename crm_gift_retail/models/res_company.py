from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_history_border = fields.Date(
        "Sales History Until",
        help="Imported history counts before this day, invoices from it on. Empty: all "
        "of both counts.",
    )
    gift_count_pending = fields.Boolean(
        "Count Deliveries",
        help="Tiers count what is delivered and not invoiced, for companies that do "
        "not invoice in Odoo.",
    )
    gift_service_team_id = fields.Many2one(
        "crm.team",
        "Customer Service Team",
        help="Looks after customers that nobody else does.",
    )

    gift_care_daily_limit = fields.Integer(
        "Care per Day and Person",
        default=15,
        help="Most customers that are put on a person's list per day; the others wait, "
        "the best come first.",
    )

    _gift_care_daily_limit_positive = models.Constraint(
        "CHECK (gift_care_daily_limit >= 0)",
        "The number of customers per day and person cannot be negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Give every new root company its ladders."""
        companies = super().create(vals_list)
        for company in companies.filtered(lambda company: not company.parent_id):
            self.env["gift.tier.ladder"].sudo()._gift_setup_company(company)
            self.env["gift.care.rule"].sudo()._gift_setup_company(company)
        return companies

    def write(self, vals):
        """Look at everybody again when what counts changes."""
        res = super().write(vals)
        if not {
            "gift_history_border",
            "gift_count_pending",
            "gift_service_team_id",
        }.isdisjoint(vals):
            for company in self:
                self.env["gift.customer"].sudo()._gift_touch_all(company.root_id)
        return res

    def _gift_tz(self):
        """Return the name of the time zone that the company's days are counted in.

        Twin of ``gift.sale.fact._gift_company_sql``: the root company's contact, else
        its working hours, else UTC.
        """
        root = self.sudo().root_id
        return root.partner_id.tz or root.resource_calendar_id.tz or "UTC"

    def _gift_region(self):
        """Return the country whose telephone numbers need no prefix: ours, else China.

        :return: ISO code
        """
        # sudo: whoever works for a company types numbers of its country
        return self.sudo().country_id.code or "CN"

    def _gift_today(self):
        """Return today's date in the company's time zone."""
        now = fields.Datetime.now()
        record = self.with_context(tz=self._gift_tz())
        return fields.Datetime.context_timestamp(record, now).date()
