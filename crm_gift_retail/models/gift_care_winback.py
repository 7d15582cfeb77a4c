"""Care on the day to try again with somebody who was lost to another brand."""

from odoo import api, fields, models
from odoo.tools import SQL


class GiftCareRule(models.Model):
    _inherit = "gift.care.rule"

    trigger = fields.Selection(
        selection_add=[("winback", "Day to try again (lost to another brand)")],
        ondelete={"winback": "cascade"},
    )

    @api.model
    def _gift_setup_company(self, company):
        """Give a root company its rule of winning back too, unless it ever had one."""
        rule = super()._gift_setup_company(company)
        root = company.sudo().root_id
        domain = [("company_id", "=", root.id), ("trigger", "=", "winback")]
        if not self._default_activity_type_id() or self.with_context(
            active_test=False
        ).search_count(domain, limit=1):
            return rule
        english = self.browse().with_context(lang="en_US")
        winback = english.create(
            {
                "name": english._gift_winback_name(),
                "company_id": root.id,
                "trigger": "winback",
                "sequence": 30,
            }
        )
        for lang, __ in self.env["res.lang"].get_installed():
            if lang != "en_US":
                translated = winback.with_context(lang=lang)
                translated.name = translated._gift_winback_name()
        return rule

    def _gift_default_name(self):
        """Name the rule by what it waits for."""
        if self[:1].trigger == "winback":
            return self._gift_winback_name()
        return super()._gift_default_name()

    @api.model
    def _gift_winback_name(self):
        return self.env._("Try again: chose another brand")


class GiftCareAction(models.Model):
    _inherit = "gift.care.action"

    @api.depends("rule_id.trigger")
    @api.depends_context("lang", "tz")
    def _compute_reason(self):
        """Say which brand it was, for those who were lost to one."""
        res = super()._compute_reason()
        winback = self.filtered(lambda action: action.rule_id.trigger == "winback")
        ids = [int(action.occurrence.split("-")[0]) for action in winback]
        # sudo: the brand belongs to the reason, whoever may read the lead
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        brands = {
            lead.id: lead.gift_competitor_id.name for lead in leads.browse(ids).exists()
        }
        for action, lead_id in zip(winback, ids, strict=True):
            brand = brands.get(lead_id)
            action.reason = (
                self.env._(
                    "Chose %(brand)s; today is the day to try again", brand=brand
                )
                if brand
                else self.env._("Chose another brand; now is the day to try again")
            )
        return res

    @api.model
    def _plan_sources(self):
        return {**super()._plan_sources(), "winback": self._source_winback}

    @api.model
    def _gift_winback_sql(self, company):
        """Return (lead_id, partner_id, occurrence, date) of who may be won back.

        The occurrence is lead and day, so that a day put off is a new one.
        """
        return SQL(
            """
            SELECT wl.id AS lead_id, wl.partner_id AS partner_id,
                   wp.commercial_partner_id AS commercial_id,
                   wl.id || '-' || to_char(wl.gift_winback_date, 'YYYYMMDD')
                       AS occurrence,
                   wl.gift_winback_date AS date_due
              FROM crm_lead wl
              JOIN res_partner wp ON wp.id = wl.partner_id AND wp.active
             WHERE wl.won_status = 'lost'
               AND wl.gift_winback_date <= %(today)s
               AND %(lead_root)s = %(root)s
            """,
            today=company._gift_today(),
            lead_root=self.env["crm.lead"]._gift_root_sql(SQL("wl")),
            root=company.id,
        )

    @api.model
    def _source_winback(self, rule):
        """SELECT of the customers with whom today is the day to try again.

        One per customer, for the lead lost last.
        """
        return SQL(
            """
            SELECT DISTINCT ON (customer.partner_id)
                   customer.partner_id AS partner_id, customer.id AS customer_id,
                   lost.occurrence AS occurrence, lost.date_due AS date_due,
                   COALESCE(tier.priority, 0) AS priority
              FROM (%(lost)s) AS lost
              JOIN gift_customer AS customer
                ON customer.partner_id = lost.commercial_id
               AND customer.company_id = %(company)s
               AND customer.active IS NOT FALSE
              LEFT JOIN gift_tier AS tier ON tier.id = customer.tier_id
             WHERE %(tiers)s
             ORDER BY customer.partner_id, lost.lead_id DESC
            """,
            lost=self._gift_winback_sql(rule.company_id),
            company=rule.company_id.id,
            tiers=(
                SQL("customer.tier_id IN %s", tuple(rule.tier_ids.ids))
                if rule.tier_ids
                else SQL("TRUE")
            ),
        )

    @api.model
    def _flush_sources(self):
        self.env["crm.lead"].flush_model()
        return super()._flush_sources()

    @api.model
    def _settle_sql(self, company, chosen):
        """Lapse what is no longer to be won back: taken up again, or put off."""
        return SQL(
            """
            (%(before)s)
            UNION ALL
            SELECT action.id, 'lapsed'
              FROM gift_care_action AS action
              JOIN gift_care_rule AS rule
                ON rule.id = action.rule_id AND rule.trigger = 'winback'
             WHERE action.company_id = %(company)s
               AND action.state IN ('planned', 'due', 'held')
               AND %(chosen)s
               AND NOT EXISTS (SELECT FROM (%(lost)s) AS lost
                                WHERE lost.occurrence = action.occurrence)
            """,
            before=super()._settle_sql(company, chosen),
            company=company.id,
            chosen=chosen,
            lost=self._gift_winback_sql(company),
        )
