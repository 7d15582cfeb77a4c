"""The last wishes of a customer, in the customer's own words."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

#: wishes shown on cards and leads
SHOWN = 3


class GiftRequirement(models.Model):
    _inherit = "gift.requirement"

    @api.model
    def _gift_last_wishes(self, partner, company, limit=SHOWN):
        """Return the newest wishes of a firm or household; one query.

        An order keeps the firm of its date: who changes firm leaves the wishes there.

        :param partner: ``res.partner``, whose commercial partner counts
        :param company: ``res.company``; its root and what is below it count
        :param int limit: how many
        :return: list of ``{id, text, what, date}``; empty for who may read no wishes
        """
        # sudo: which firm a person belongs to
        firm = partner.sudo().commercial_partner_id
        if not firm.id or not self.has_access("read"):
            return []
        self.flush_model()
        self.env["sale.order"].flush_model(["gift_commercial_partner_id", "name"])
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT w.id, w.said, w.card_text, w.engraving_text, w.event,
                       w.recipient_name, w.date_order, w.name,
                       COALESCE(s.name->>%(lang)s, s.name->>'en_US') AS occasion
                  FROM ((SELECT q.*, o.date_order, o.name FROM sale_order o
                           JOIN gift_requirement q ON q.order_id = o.id
                           JOIN res_company c ON c.id = o.company_id
                          WHERE o.gift_commercial_partner_id = %(firm)s
                            AND c.parent_path LIKE %(root)s
                            AND q.state <> 'cancelled'
                          ORDER BY q.id DESC LIMIT %(limit)s)
                        UNION ALL
                        (SELECT q.*, o.date_order, o.name FROM gift_requirement q
                           JOIN sale_order o ON o.id = q.order_id
                           JOIN res_company c ON c.id = o.company_id
                          WHERE q.partner_id IN (
                                SELECT id FROM res_partner
                                 WHERE commercial_partner_id = %(firm)s)
                            AND o.gift_commercial_partner_id IS NULL
                            AND c.parent_path LIKE %(root)s
                            AND q.state <> 'cancelled'
                          ORDER BY q.id DESC LIMIT %(limit)s)) w
                  LEFT JOIN gift_occasion s ON s.id = w.occasion_id
                 ORDER BY w.id DESC LIMIT %(limit)s
                """,
                lang=self.env.lang or "en_US",
                firm=firm.id,
                root=f"{company.sudo().root_id.id}/%",
                limit=limit,
            )
        )
        return [self._gift_last_wish(row) for row in rows]

    @api.model
    def _gift_last_wish(self, row):
        said = (row["said"] or "").strip()
        text = said and self.env._("“%(words)s”", words=said)
        what = filter(
            None, [row["occasion"] or row["event"], row["recipient_name"], row["name"]]
        )
        return {
            "id": row["id"],
            "text": text or row["card_text"] or row["engraving_text"] or "",
            "what": " · ".join(what),
            "date": format_date(
                self.env, fields.Datetime.context_timestamp(self, row["date_order"])
            ),
        }
