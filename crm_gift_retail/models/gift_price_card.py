"""Prices on the customer card, and the dialog to tell one: card, lead, counter."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .gift_customer_card_words import PRICE_DUTIES, SHOWN_PRICES
from .gift_finder_rows import get_user_name_sql


class GiftCustomerCardWords(models.AbstractModel):
    _inherit = "gift.customer.card.words"

    def _get_card_prices(self):
        """Return the last prices told: quotations as sent, by phone, in a chat.

        Free words of logged contacts count as well. One query.

        :return: list of ``{text, date, who, expired}``, the newest first; empty for
            duties that tell no prices
        """
        if not self._has_card_duty(PRICE_DUTIES):
            return []
        self.env["gift.price"]._gift_flush()
        rows = self.env.execute_query_dict(self._get_card_prices_sql())
        today = fields.Date.context_today(self)
        return [
            {
                "text": row["summary"] or self._get_price_words(row),
                "date": fields.Date.to_string(self._get_local_day(row["date"])),
                "who": row["who"] or "",
                "expired": bool(row["until"] and row["until"] < today),
            }
            for row in rows
        ]

    def _get_card_prices_sql(self):
        """Return the statement: two tables of prices, and words in the trail."""
        priced = [
            SQL(
                """SELECT x.product_id, x.quantity, x.price_unit, x.discount,
                          x.currency_id, x.valid_until, x.date, x.user_id, x.id,
                          NULL::varchar AS summary
                     FROM %(table)s x
                    WHERE x.commercial_partner_id = %(partner)s
                      AND x.company_id = %(company)s AND %(counts)s
                    ORDER BY x.date DESC, x.id LIMIT %(shown)s""",
                table=SQL.identifier(table),
                counts=counts,
                partner=self.partner_id.id,
                company=self.company_id.id,
                shown=SHOWN_PRICES,
            )
            for table, counts in (
                ("gift_price_quoted", SQL("TRUE")),
                ("gift_price_told", SQL("x.active")),
            )
        ]
        return SQL(
            """
            SELECT COALESCE(t.name->>%(lang)s, t.name->>'en_US') AS product,
                   s.quantity::float8, s.currency_id, s.valid_until AS until, s.date,
                   s.price_unit::float8 * (1 - COALESCE(s.discount, 0)::float8 / 100)
                       AS price,
                   %(who)s AS who, s.summary
              FROM ((%(quoted)s) UNION ALL (%(told)s) UNION ALL
                    (SELECT NULL, NULL, NULL, NULL, NULL, NULL, h.date, h.user_id, h.id,
                            h.summary
                       FROM gift_touchpoint h
                      WHERE h.commercial_partner_id = %(partner)s
                        AND h.company_id = %(company)s AND h.kind = 'price_told'
                        AND h.res_model <> 'gift.price.told'
                      ORDER BY h.date DESC LIMIT %(shown)s)) s
              LEFT JOIN product_product pp ON pp.id = s.product_id
              LEFT JOIN product_template t ON t.id = pp.product_tmpl_id
             ORDER BY s.date DESC, s.id LIMIT %(shown)s
            """,
            lang=self.env.lang or "en_US",
            who=get_user_name_sql(SQL("s.user_id")),
            quoted=priced[0],
            told=priced[1],
            partner=self.partner_id.id,
            company=self.company_id.id,
            shown=SHOWN_PRICES,
        )

    def _get_price_words(self, row):
        """Say a price: product, quantity, amount, until when."""
        words = {
            "quantity": f"{row['quantity']:.10g}",
            "product": row["product"],
            "price": self._format_amount(row["price"], row["currency_id"]),
        }
        if row["until"]:
            return self.env._(
                "%(quantity)s × %(product)s at %(price)s, valid until %(date)s",
                date=format_date(self.env, row["until"]),
                **words,
            )
        return self.env._("%(quantity)s × %(product)s at %(price)s", **words)


class GiftCustomerCardActions(models.AbstractModel):
    _inherit = "gift.customer.card.actions"

    def _get_card_actions(self, person):
        """Add "Price told", after the note."""
        actions = super()._get_card_actions(person)
        person = person.sudo(False)  # what the user may do, not what the card may read
        if person.env["gift.price.told"].has_access("create") and (
            person.type in (False, "contact")
        ):
            told = {
                "key": "price_told",
                "label": self.env._("Price told"),
                "icon": "fa-tag",
            }
            keys = [action["key"] for action in actions]
            actions.insert(keys.index("note") + 1 if "note" in keys else 0, told)
        return actions

    @api.model
    def _get_card_action(self, person, key):
        if key == "price_told":
            return self.env["gift.price.told"]._get_action(person)
        return super()._get_card_action(person, key)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_gift_price_told(self):
        """Open the dialog "Price told" for this lead's customer.

        :return: window action
        :raise AccessError: for duties that tell no prices
        """
        self.ensure_one()
        self.env["gift.price.told"].check_access("create")
        self.check_access("read")
        return self.env["gift.price.told"]._get_action(self.partner_id, lead=self)
