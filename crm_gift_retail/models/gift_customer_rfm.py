"""Limits of the recency, frequency and money classes, from the company's own data."""

from odoo import api, models
from odoo.tools import SQL

# Limits move only when one is off by more than this share, so that a new day does not
# rewrite half of the customers.
BOUNDS_TOLERANCE = 0.1


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    @api.model
    def _gift_renew_rfm_bounds(self, company, figures):
        """Renew the limits of the classes from this run's figures.

        Quintiles of the customers who bought within twelve months; recency of all who
        ever bought. Kept while every limit is within the tolerance.

        :param company: root ``res.company``
        :param str figures: table of rows of ``_gift_figures_sql``
        """
        for audience, ladder in self._gift_ladders(company).items():
            self.env.cr.execute(
                SQL(
                    """
                    SELECT percentile_disc(%(at)s) WITHIN GROUP (
                               ORDER BY %(today)s - f.last_order_date),
                           percentile_disc(%(at)s) WITHIN GROUP (
                               ORDER BY f.order_count_12m)
                               FILTER (WHERE f.order_count_12m > 0),
                           percentile_disc(%(at)s) WITHIN GROUP (
                               ORDER BY f.revenue_12m::float)
                               FILTER (WHERE f.order_count_12m > 0)
                      FROM %(figures)s f
                      JOIN res_partner p ON p.id = f.partner_id
                     WHERE f.order_count > 0
                       AND COALESCE(p.is_company, FALSE) = %(firm)s
                    """,
                    at=[0.2, 0.4, 0.6, 0.8],
                    today=company._gift_today(),
                    figures=SQL.identifier(figures),
                    firm=audience == "firm",
                )
            )
            found = dict(
                zip(
                    ("recency", "frequency", "monetary"),
                    self.env.cr.fetchone(),
                    strict=True,
                )
            )
            kept = ladder.rfm_bounds or {}
            if any(
                limits and not self._gift_near(limits, kept.get(name))
                for name, limits in found.items()
            ):
                ladder.rfm_bounds = {
                    name: limits or kept.get(name) for name, limits in found.items()
                }

    @api.model
    def _gift_near(self, limits, kept):
        """Return whether new class limits are close enough to keep the old ones."""
        return bool(kept) and all(
            abs(new - old) <= BOUNDS_TOLERANCE * max(abs(old), 1)
            for new, old in zip(limits, kept, strict=True)
        )
