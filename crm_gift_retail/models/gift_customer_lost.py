"""Class D: talked to us, chose another brand, bought nothing."""

from odoo import api, models
from odoo.tools import SQL


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    @api.model
    def _gift_lost_sql(self, company, chosen):
        """Return the last day that each customer was lost to another brand.

        :param company: root ``res.company``
        :param chosen: as for ``_gift_standing_sql``
        :return: SQL query of (partner_id, lost_on)
        """
        return SQL(
            """
            SELECT lp.commercial_partner_id AS partner_id,
                   max((COALESCE(ll.date_closed, ll.write_date) AT TIME ZONE 'UTC'
                        AT TIME ZONE %(tz)s)::date) AS lost_on
              FROM crm_lead ll
              JOIN crm_lost_reason lr
                ON lr.id = ll.lost_reason_id AND lr.gift_is_competitor
              JOIN res_partner lp ON lp.id = ll.partner_id
             WHERE ll.won_status = 'lost' AND %(lead_root)s = %(root)s AND %(chosen)s
             GROUP BY 1
            """,
            tz=company._gift_tz(),
            lead_root=self.env["crm.lead"]._gift_root_sql(SQL("ll")),
            root=company.id,
            chosen=chosen(SQL("lp.commercial_partner_id")),
        )

    @api.model
    def _gift_standing_sources(self, company, chosen):
        """Add who was lost: they are customers of class D without a purchase."""
        return {
            **super()._gift_standing_sources(company, chosen),
            "lost": (self._gift_lost_sql(company, chosen), ["lost_on"]),
        }

    @api.model
    def _gift_tier_sql(self, company):
        """Put customers into tier D who were lost to a brand and buy nothing.

        Lost after their last purchase, and none in the ladder's window. With the next
        purchase the measured tier counts again; so it does when the lead is taken up
        again. A ladder without tier D leaves them where they are.
        """
        measured = super()._gift_tier_sql(company)

        def lost_tier(ladder):
            tier = ladder.tier_ids.filtered("is_lost").sorted("id")[:1]
            return SQL("%s", tier.id) if tier else None

        def bought(ladder):
            suffix = "year" if ladder.window == "calendar_year" else "12m"
            return SQL.identifier("s", f"order_count_{suffix}")

        tier = self._gift_by_audience_sql(company, lost_tier, SQL("NULL::int"))
        return SQL(
            """CASE WHEN s.eligible AND s.lost_on IS NOT NULL
                         AND COALESCE(s.last_order_date < s.lost_on, TRUE)
                         AND %(bought)s = 0 AND %(tier)s IS NOT NULL
                    THEN %(tier)s ELSE %(measured)s END""",
            bought=self._gift_by_audience_sql(
                company, bought, SQL("s.order_count_12m")
            ),
            tier=tier,
            measured=measured,
        )
