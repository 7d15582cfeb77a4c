"""What an import says about where its customers came from."""

from odoo import models
from odoo.tools import SQL


class GiftImport(models.Model):
    """An import leaves one touchpoint per customer: the earliest that it knows.

    Purchases: the customer's first one in the file, with its day, channel and source.
    A customer list: that the customer is on it, with the list's medium and source. They
    are the file's, not a colleague's: undoing the import takes them back.
    """

    _inherit = "gift.import"

    def _leave_trail(self):
        """Write the touchpoints of this import; running it again changes nothing."""
        if self.preset == "customer_list":
            documents = self._trail_list_sql()
        else:
            documents = self._trail_purchases_sql()
        # sudo: append-only, so nobody has the right to create them by hand
        touchpoints = self.env["gift.touchpoint"].sudo()
        self.env.flush_all()
        self.env.cr.execute(touchpoints._gift_backfill_sql(documents))
        if self.env.cr.rowcount:
            touchpoints.invalidate_model(flush=False)
            self._reopen_first_touch()

    def _trail_purchases_sql(self):
        """Return each customer's first purchase, where nothing earlier is known."""
        return SQL(
            """
            SELECT h.partner_id, h.partner_id AS customer_id, NULL::int AS lead_id,
                   h.company_id, 'order' AS kind, 'in' AS direction,
                   NULL::text AS outcome, h.date, h.user_id, NULL::int AS team_id,
                   h.channel_medium_id AS medium_id, h.source_id,
                   NULL::int AS campaign_id, 'gift.sale.history' AS res_model,
                   h.id AS res_id, COALESCE(h.reference, h.name) AS summary
              FROM (SELECT DISTINCT ON (sold.partner_id) sold.*
                      FROM gift_sale_history sold
                     WHERE sold.import_id = %(id)s AND sold.partner_id IS NOT NULL
                       AND sold.kind = 'sale'
                     ORDER BY sold.partner_id, sold.date, sold.id) h
             WHERE NOT EXISTS (
                   SELECT FROM gift_touchpoint told
                    WHERE told.commercial_partner_id = h.partner_id
                      AND told.company_id = h.company_id AND told.date <= h.date)
            """,
            id=self.id,
        )

    def _trail_list_sql(self):
        """Return the customers of the list of whom nothing is known yet."""
        return SQL(
            """
            SELECT DISTINCT ON (p.commercial_partner_id) c.partner_id,
                   NULL::int AS customer_id, NULL::int AS lead_id, i.company_id,
                   'note' AS kind, NULL::text AS direction,
                   NULL::text AS outcome, now() AT TIME ZONE 'UTC' AS date,
                   i.create_uid AS user_id, NULL::int AS team_id, c.medium_id,
                   c.source_id, NULL::int AS campaign_id,
                   'gift.import.customer' AS res_model, c.id AS res_id,
                   i.name AS summary
              FROM gift_import_customer c
              JOIN gift_import i ON i.id = c.import_id
              JOIN res_partner p ON p.id = c.partner_id
             WHERE c.import_id = %(id)s
               AND c.outcome IN ('created', 'updated', 'matched')
               AND NOT EXISTS (
                   SELECT FROM gift_touchpoint told
                    WHERE told.commercial_partner_id = p.commercial_partner_id
                      AND told.company_id = i.company_id)
             ORDER BY p.commercial_partner_id, c.id
            """,
            id=self.id,
        )

    def _reopen_first_touch(self):
        """Let first touches be found anew where the file knows an earlier one.

        The past that a manager brings along is the only thing that comes before what
        the system saw first; what was corrected stays corrected.
        """
        self.env.cr.execute(
            """
            UPDATE gift_customer s SET first_touchpoint_id = NULL
              FROM gift_sale_history h
              JOIN gift_touchpoint t
                ON t.res_model = 'gift.sale.history' AND t.res_id = h.id
             WHERE h.import_id = %s AND s.partner_id = t.commercial_partner_id
               AND s.company_id = t.company_id AND s.first_touch_date > t.date
            """,
            [self.id],
        )
        self.env["gift.customer"].invalidate_model(flush=False)

    def _take_trail_back(self, model_name, ids):
        """Delete the touchpoints of documents of this import that go with it.

        :param str model_name: ``gift.sale.history`` or ``gift.import.customer``
        :param ids: of the documents
        """
        self.env.cr.execute(
            "DELETE FROM gift_touchpoint WHERE res_model = %s AND res_id = ANY(%s)",
            [model_name, list(ids)],
        )
        if self.env.cr.rowcount:
            self.env["gift.touchpoint"].invalidate_model(flush=False)
            self.env["gift.customer"].invalidate_model(flush=False)
