from odoo import api, models
from odoo.tools import SQL

#: digits from which a telephone number may as well be a parcel's
PARCEL_DIGITS = 12


class GiftFinder(models.AbstractModel):
    _inherit = "gift.finder"

    @api.model
    def _get_searches(self, asked):
        """A long row of digits may be a parcel's number as well as a telephone's."""
        searches = super()._get_searches(asked)
        digits = sum(char.isdigit() for char in asked.text)
        if asked.phone and digits >= PARCEL_DIGITS:
            searches.append(self._find_by_reference)
        return searches

    @api.model
    def _get_reference_parts(self, asked):
        """Find the recipient and the buyer of a parcel by its tracking number."""
        parts = super()._get_reference_parts(asked)
        mine = SQL(
            """SELECT u.partner_id
                 FROM stock_picking k
                 LEFT JOIN sale_order o ON o.id = k.sale_id,
                      LATERAL (VALUES (k.partner_id), (o.partner_id)) u (partner_id)
                WHERE k.gift_tracking_ref IS NOT NULL
                  AND string_to_array(k.gift_tracking_ref, ', ') && %(words)s
                  AND k.company_id = ANY(%(companies)s) AND u.partner_id IS NOT NULL""",
            words=list({asked.text, asked.text.upper().replace(" ", "")}),
            companies=self.env.companies.ids,
        )
        known = parts.get("tracking")
        parts["tracking"] = SQL("%s UNION ALL %s", known, mine) if known else mine
        return parts
