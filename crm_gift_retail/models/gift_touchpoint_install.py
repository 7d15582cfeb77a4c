"""The trail of what happened before the addon, or this version of it, came."""

from odoo import api, models
from odoo.tools import SQL

from .gift_touchpoint import INSERTED


class GiftTouchpoint(models.Model):
    _inherit = "gift.touchpoint"

    @api.model
    def _gift_backfill(self):
        """Write the touchpoints of documents that are there already.

        Enquiries, won and lost leads, quotations that are out, confirmed orders, goods
        shipped and returned: one statement each, oldest first. It only inserts, takes
        no lock on what it reads, and running it again changes nothing.

        :return: number of rows written
        """
        # sudo: append-only, so nobody has the right to create them by hand
        self = self.sudo()
        self.env.flush_all()
        count = 0
        for documents in self._gift_backfill_parts().values():
            self.env.cr.execute(self._gift_backfill_sql(documents))
            count += self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return count

    @api.model
    def _gift_backfill_parts(self):
        """Return the documents to write: ``{name: SQL}``, each with the same columns.

        A room that adds a document adds its own.
        """
        return {
            "lead": self._gift_backfill_leads_sql(
                "lead", SQL("l.create_date"), SQL("TRUE")
            ),
            "lead_won": self._gift_backfill_leads_sql(
                "lead_won",
                SQL("COALESCE(l.date_closed, l.write_date)"),
                SQL("l.won_status = 'won'"),
            ),
            "lead_lost": self._gift_backfill_leads_sql(
                "lead_lost",
                SQL("COALESCE(l.date_closed, l.write_date)"),
                SQL("l.won_status = 'lost'"),
            ),
            "quotation": self._gift_backfill_orders_sql("quotation", "sent", "out"),
            "order": self._gift_backfill_orders_sql("order", "sale", "in"),
            "shipped": self._gift_backfill_pickings_sql("shipped", "out"),
            "return": self._gift_backfill_pickings_sql("return", "in"),
        }

    @api.model
    def _gift_backfill_leads_sql(self, kind, date, condition):
        """Return leads as documents; one without company is its salesperson's."""
        return SQL(
            """
            SELECT l.partner_id, NULL::int AS customer_id, l.id AS lead_id,
                   COALESCE(l.company_id, lt.company_id, lu.company_id, lc.company_id)
                       AS company_id,
                   %(kind)s AS kind, %(direction)s AS direction,
                   %(outcome)s AS outcome, %(date)s AS date,
                   COALESCE(l.user_id, NULLIF(l.create_uid, 1)) AS user_id, l.team_id,
                   l.medium_id, l.source_id, l.campaign_id, 'crm.lead' AS res_model,
                   l.id AS res_id, l.name AS summary
              FROM crm_lead l
              LEFT JOIN crm_team lt ON lt.id = l.team_id
              LEFT JOIN res_users lu ON lu.id = l.user_id
              LEFT JOIN res_users lc ON lc.id = l.create_uid
              LEFT JOIN crm_lost_reason lr ON lr.id = l.lost_reason_id
             WHERE %(condition)s
            """,
            kind=kind,
            direction="in" if kind == "lead" else None,
            outcome=SQL(
                """CASE WHEN lr.gift_is_competitor THEN 'competitor'
                        ELSE 'lost' END"""
            )
            if kind == "lead_lost"
            else SQL("NULL::text"),
            date=date,
            condition=condition,
        )

    @api.model
    def _gift_backfill_orders_sql(self, kind, state, direction):
        """Return orders of a state; the firm is that of their confirmation."""
        return SQL(
            """
            SELECT o.partner_id, o.gift_commercial_partner_id AS customer_id,
                   o.opportunity_id AS lead_id, o.company_id, %(kind)s AS kind,
                   %(direction)s AS direction, NULL::text AS outcome,
                   o.date_order AS date, o.user_id, o.team_id, o.medium_id, o.source_id,
                   o.campaign_id, 'sale.order' AS res_model, o.id AS res_id,
                   o.name AS summary
              FROM sale_order o
             WHERE o.state = %(state)s
            """,
            kind=kind,
            state=state,
            direction=direction,
        )

    @api.model
    def _gift_backfill_pickings_sql(self, kind, direction):
        """Return transfers to (or from) customers that are done; the buyer's."""
        customer, ours = SQL("ld"), SQL("ls")
        if kind == "return":
            customer, ours = ours, customer
        return SQL(
            """
            SELECT COALESCE(o.partner_id, k.partner_id) AS partner_id,
                   o.gift_commercial_partner_id AS customer_id,
                   o.opportunity_id AS lead_id, k.company_id, %(kind)s AS kind,
                   %(direction)s AS direction, NULL::text AS outcome,
                   COALESCE(k.date_done, k.write_date) AS date,
                   COALESCE(k.user_id, o.user_id) AS user_id, o.team_id, o.medium_id,
                   o.source_id, o.campaign_id, 'stock.picking' AS res_model,
                   k.id AS res_id, k.name AS summary
              FROM stock_picking k
              JOIN stock_location ls ON ls.id = k.location_id
              JOIN stock_location ld ON ld.id = k.location_dest_id
              LEFT JOIN sale_order o ON o.id = k.sale_id
             WHERE k.state = 'done' AND %(customer)s.usage = 'customer'
               AND %(ours)s.usage <> 'customer'
            """,
            kind=kind,
            direction=direction,
            customer=customer,
            ours=ours,
        )

    @api.model
    def _gift_backfill_sql(self, documents):
        """Return the statement that writes documents as touchpoints.

        Firm, root company and channel are stamped as ``_gift_register`` does.

        :param SQL documents: query of ``_gift_backfill_parts``
        """
        return SQL(
            """
            INSERT INTO gift_touchpoint (%(columns)s)
            SELECT p.id, CASE WHEN p.id IS NOT NULL
                              THEN COALESCE(d.customer_id, p.customer_id) END,
                   d.lead_id, split_part(c.parent_path, '/', 1)::int, d.kind, FALSE,
                   FALSE, d.direction, d.outcome, date_trunc('second', d.date),
                   d.user_id, d.team_id, COALESCE(d.medium_id, t.gift_medium_id),
                   COALESCE(d.source_id,
                            CASE WHEN d.medium_id IS NULL THEN t.gift_source_id END),
                   d.campaign_id,
                   COALESCE(NULLIF(m.gift_channel, 'unknown'), tm.gift_channel,
                            'unknown'),
                   d.res_model, d.res_id, left(d.summary, 250), %(uid)s,
                   now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM (%(documents)s) d
              JOIN res_company c ON c.id = d.company_id
              LEFT JOIN (SELECT bp.id, bc.id AS customer_id
                           FROM res_partner bp
                           JOIN res_partner bc ON bc.id = bp.commercial_partner_id
                          WHERE NOT %(nobody)s) p ON p.id = d.partner_id
              LEFT JOIN utm_medium m ON m.id = d.medium_id
              LEFT JOIN crm_team t ON t.id = d.team_id
              LEFT JOIN utm_medium tm ON tm.id = t.gift_medium_id
             WHERE p.id IS NOT NULL OR d.lead_id IS NOT NULL
             ORDER BY d.date, d.res_id
            ON CONFLICT (res_model, res_id, kind) DO NOTHING
            """,
            documents=documents,
            nobody=self.env["res.partner"]._gift_nobody_sql(SQL("bc")),
            columns=INSERTED,
            uid=self.env.uid,
        )
