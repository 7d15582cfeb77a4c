"""Who the trail belongs to may change; what happened may not (decision 18)."""

from odoo import api, models
from odoo.tools import SQL


class GiftTouchpoint(models.Model):
    _inherit = "gift.touchpoint"

    @api.model
    def _gift_move(self, sources, target):
        """Move the touchpoints of merged contacts or leads: the only change there is.

        Nothing is dropped: a touchpoint of a merged record itself takes over the
        document that stays where that has none of the kind yet, else it keeps its own.

        :param sources: ``res.partner`` or ``crm.lead`` records that go away
        :param target: the one that stays
        """
        columns = ["lead_id"]
        if sources._name == "res.partner":
            columns = ["partner_id", "commercial_partner_id"]
        values = {"model": sources._name, "sources": sources.ids, "target": target.id}
        moved = SQL(", ").join(
            SQL(
                "%(column)s = CASE WHEN t.%(column)s = ANY(%(sources)s) "
                "THEN %(target)s ELSE t.%(column)s END",
                column=SQL.identifier(column),
                **values,
            )
            for column in columns
        )
        theirs = SQL(" OR ").join(
            SQL("t.%s = ANY(%s)", SQL.identifier(column), sources.ids)
            for column in columns
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE gift_touchpoint t
                   SET %(moved)s,
                       res_id = CASE WHEN t.id IN (
                           SELECT DISTINCT ON (s.kind) s.id
                             FROM gift_touchpoint s
                            WHERE s.res_model = %(model)s
                              AND s.res_id = ANY(%(sources)s)
                              AND NOT EXISTS (
                                  SELECT 1 FROM gift_touchpoint o
                                   WHERE o.res_model = %(model)s
                                     AND o.res_id = %(target)s AND o.kind = s.kind)
                            ORDER BY s.kind, s.id)
                           THEN %(target)s ELSE t.res_id END
                 WHERE %(theirs)s
                    OR (t.res_model = %(model)s AND t.res_id = ANY(%(sources)s))
                """,
                moved=moved,
                theirs=theirs,
                **values,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Bring the trail of merged leads along; see :meth:`_gift_move`."""
        self._gift_move(sources, target)

    @api.model
    def _gift_follow_leads(self, leads):
        """Let the trail of leads follow them to their customer.

        What happened before the customer was known becomes the customer's, with the
        firm of this moment; so do the touchpoints that the lead itself left. What
        happened with another contact stays with that contact.

        :param leads: ``crm.lead`` records whose customer was set or changed
        """
        leads.flush_recordset(["partner_id"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        customers = self._gift_customers_of(leads.partner_id.ids)
        if not customers:
            return
        self.env.cr.execute(
            """
            UPDATE gift_touchpoint t
               SET partner_id = p.id, commercial_partner_id = p.commercial_partner_id
              FROM crm_lead l
              JOIN res_partner p ON p.id = l.partner_id
             WHERE l.id = ANY(%(leads)s) AND p.id = ANY(%(partners)s)
               AND t.lead_id = l.id
               AND t.partner_id IS DISTINCT FROM p.id
               AND (t.partner_id IS NULL
                    OR (t.res_model = 'crm.lead' AND t.res_id = l.id))
         RETURNING t.commercial_partner_id
            """,
            {"leads": leads.ids, "partners": list(customers)},
        )
        moved = {row[0] for row in self.env.cr.fetchall()}
        if moved:
            self.env["gift.customer.queue"]._touch(moved)
            self.invalidate_model(flush=False)

    @api.model
    def _gift_anonymise(self, partners=None, leads=None):
        """Take the person out of the trail, before contacts or leads are erased.

        That something happened, when, by which door and what it led to stays; who it
        was and the words go. A contact's touchpoints stay with the firm.

        :param partners: ``res.partner`` records that will be deleted
        :param leads: ``crm.lead`` records that will be deleted
        """
        self.env["gift.platform.message"]._gift_erase(partners, leads)
        if partners:
            self.env.cr.execute(
                """
                UPDATE gift_touchpoint t
                   SET summary = CASE WHEN t.partner_id = ANY(%(gone)s)
                                      THEN NULL ELSE t.summary END,
                       partner_id = n.partner_id,
                       commercial_partner_id = COALESCE(n.firm_id, n.partner_id)
                  FROM (SELECT o.id,
                               CASE WHEN o.partner_id <> ALL(%(gone)s)
                                    THEN o.partner_id
                                    WHEN o.commercial_partner_id <> ALL(%(gone)s)
                                    THEN o.commercial_partner_id END AS partner_id,
                               CASE WHEN o.commercial_partner_id <> ALL(%(gone)s)
                                    THEN o.commercial_partner_id END AS firm_id
                          FROM gift_touchpoint o
                         WHERE o.partner_id = ANY(%(gone)s)
                            OR o.commercial_partner_id = ANY(%(gone)s)) n
                 WHERE t.id = n.id
                """,
                {"gone": partners.ids},
            )
        if leads:
            self.env.cr.execute(
                """
                UPDATE gift_touchpoint SET summary = NULL, lead_id = NULL
                 WHERE lead_id = ANY(%s)
                """,
                [leads.ids],
            )
        self.invalidate_model(flush=False)
