"""The card's lines about words and money: what to say, what was said, what is due."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL, formatLang

from .gift_customer_card import OPEN_DELIVERY
from .gift_finder_rows import get_user_name_sql

SHOWN_PRICES = 3
SHOWN_DUE = 2
#: the newest orders looked at for the sentence to say
NEWEST_ORDERS = 5
#: a parcel is news for so many days
NEWS_DAYS = 14
GROUP = "crm_gift_retail.crm_gift_retail_group_%s"
#: who tells prices to customers
PRICE_DUTIES = ("clerk", "caller", "service", "sales", "manager")
#: who speaks about money owed; the others know that an invoice is overdue
MONEY_DUTIES = ("service", "sales", "manager")


class GiftCustomerCardWords(models.AbstractModel):
    """Sentence, prices, money, contacts and promises of the customer card."""

    _name = "gift.customer.card.words"
    _description = "Words on the card of a customer"

    def _has_card_duty(self, duties):
        """Tell whether the user has one of these duties."""
        return any(self.env.user.has_group(GROUP % duty) for duty in duties)

    # -------------------------------------------------------------- the sentence
    def _get_card_sentence(self, person):
        """Return the sentence to say, from the newest parcel or order.

        :param person: ``res.partner`` who is spoken with
        :return: sentence, or False when there is nothing new
        """
        row = self._get_newest_order()
        if not row or not row["product"]:
            return False
        today = fields.Date.context_today(self)
        words = {
            "who": person.gift_salutation or person.name or "",
            "what": self.env._(
                "%(quantity)s × %(product)s",
                quantity=f"{row['quantity']:.10g}",
                product=row["product"],
            ),
        }
        promise = row["commitment_date"] or row["scheduled"]
        promise = promise and self._get_local_day(promise)
        words["promise"] = promise and self._get_day_word(promise)
        if row["left_on"]:
            left = self._get_local_day(row["left_on"])
            words["day"] = self._get_day_word(left)
            if row["is_partial"]:
                return self.env._(
                    "%(who)s, the first part of your %(what)s left %(day)s.", **words
                )
            if promise and promise >= today:
                return self.env._(
                    "%(who)s, your %(what)s left %(day)s, promised %(promise)s.",
                    **words,
                )
            return self.env._("%(who)s, your %(what)s left %(day)s.", **words)
        if not row["is_open"]:
            return False
        if promise and promise < today:
            return self.env._(
                "%(who)s, your %(what)s should have left %(promise)s: let me see what "
                "holds it up.",
                **words,
            )
        if row["packed"]:
            return self.env._(
                "%(who)s, your %(what)s is being packed, promised %(promise)s.", **words
            )
        if promise:
            return self.env._(
                "%(who)s, your %(what)s waits for goods, promised %(promise)s.", **words
            )
        return self.env._("%(who)s, your %(what)s waits for goods.", **words)

    def _get_newest_order(self):
        """Return the order that has moved last: the newest parcel, else open order.

        A parcel that left more than two weeks ago is no news.

        :return: dict with its largest line, when it left, what was promised; or None
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT o.id, o.commitment_date, p.left_on, p.scheduled, p.packed,
                       l.product, l.quantity,
                       o.delivery_status IN %(open)s AS is_open,
                       o.delivery_status = 'partial' AS is_partial
                  FROM (SELECT s.* FROM sale_order s
                          JOIN res_company c ON c.id = s.company_id
                         WHERE s.gift_commercial_partner_id = %(partner)s AND %(root)s
                           AND s.state = 'sale'
                         ORDER BY s.date_order DESC, s.id DESC LIMIT %(newest)s) o
                  LEFT JOIN LATERAL (
                       SELECT max(k.date_done) FILTER (
                                  WHERE k.state = 'done' AND k.date_done > %(news)s)
                                  AS left_on,
                              min(k.scheduled_date) FILTER (WHERE k.state <> 'done')
                                  AS scheduled,
                              bool_or(k.state = 'assigned') AS packed
                         FROM stock_picking k
                         JOIN stock_picking_type y ON y.id = k.picking_type_id
                        WHERE k.sale_id = o.id AND y.code = 'outgoing'
                          AND k.state <> 'cancel') p ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT COALESCE(t.name->>%(lang)s, t.name->>'en_US') AS product,
                              sl.product_uom_qty AS quantity
                         FROM sale_order_line sl
                         JOIN product_product pp ON pp.id = sl.product_id
                         JOIN product_template t ON t.id = pp.product_tmpl_id
                        WHERE sl.order_id = o.id AND sl.display_type IS NULL
                          AND t.type <> 'service'
                        ORDER BY sl.price_subtotal DESC, sl.id LIMIT 1) l ON TRUE
                 ORDER BY p.left_on DESC NULLS LAST, is_open DESC NULLS LAST,
                          o.date_order DESC, o.id DESC
                 LIMIT 1
                """,
                partner=self.partner_id.id,
                root=self._get_root_sql(SQL("c")),
                newest=NEWEST_ORDERS,
                news=fields.Datetime.now() - timedelta(days=NEWS_DAYS),
                open=OPEN_DELIVERY,
                lang=self.env.lang or "en_US",
            )
        )
        return rows[0] if rows else None

    # -------------------------------------------------------------------- prices
    def _get_card_prices(self):
        """Return the last prices told; ``gift_price_card.py`` fills it.

        :return: list of ``{text, date, who, expired}``
        """
        return []

    def _format_amount(self, amount, currency_id):
        """Return an amount with its currency, as the user's language writes it."""
        currency = self.env["res.currency"].get_all_currencies()[currency_id]
        number = formatLang(self.env, amount, digits=currency["digits"][1])
        parts = [currency["symbol"] or currency["name"], number]
        if currency["position"] == "after":
            parts.reverse()
        return "\u00a0".join(parts)

    def _get_card_owed(self):
        """Return what is overdue, for the duties that speak about money.

        :return: amount in words, or False
        """
        if not self._has_card_duty(MONEY_DUTIES):
            return False
        amount = self._get_overdue()[1]
        currency_id = self.company_id.sudo().currency_id.id
        return bool(amount) and self._format_amount(float(amount), currency_id)

    # ------------------------------------------------------------ said and due
    def _get_card_last_contact(self):
        """Return the newest real contact: when, how, by whom, what was said.

        What was last said belongs to the service card, whoever may read the trail.

        :return: dict, or False when there was none
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT h.date, h.kind, h.summary, h.channel, %s AS who
                  FROM gift_touchpoint h
                 WHERE h.company_id = %s AND h.commercial_partner_id = %s
                   AND h.is_contact
                 ORDER BY h.date DESC LIMIT 1
                """,
                get_user_name_sql(SQL("h.user_id")),
                self.company_id.id,
                self.partner_id.id,
            )
        )
        if not rows:
            return False
        row = rows[0]
        trail = self.env["gift.touchpoint"]._fields
        kinds = dict(trail["kind"]._description_selection(self.env))
        channels = dict(trail["channel"]._description_selection(self.env))
        known = row["channel"] not in (False, None, "unknown")
        return {
            "date": fields.Date.to_string(self._get_local_day(row["date"])),
            "kind": kinds.get(row["kind"], ""),
            "channel": known
            and {"key": row["channel"], "label": channels.get(row["channel"], "")},
            "who": row["who"] or "",
            "summary": row["summary"] or "",
        }

    def _get_card_due(self):
        """Return what was promised and is due: call-backs and care, soonest first.

        :return: list of ``{date, reason, who, late}``
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT due.date, due.reason, %(doer)s AS who FROM (
                    (SELECT a.date_due AS date, a.user_id,
                            COALESCE(r.name->>%(lang)s, r.name->>'en_US') AS reason
                       FROM gift_care_action a
                       JOIN gift_care_rule r ON r.id = a.rule_id
                      WHERE a.customer_id = %(customer)s
                        AND a.state IN ('planned', 'due')
                      ORDER BY a.date_due, a.id LIMIT %(shown)s)
                    UNION ALL
                    (SELECT m.date_deadline, m.user_id,
                            COALESCE(m.summary,
                                     y.name->>%(lang)s, y.name->>'en_US')
                       FROM mail_activity m
                       LEFT JOIN mail_activity_type y ON y.id = m.activity_type_id
                      WHERE m.res_model = 'res.partner' AND m.active
                        AND m.res_id IN (
                            SELECT id FROM res_partner
                             WHERE commercial_partner_id = %(partner)s)
                        AND NOT EXISTS (SELECT 1 FROM gift_care_action g
                                         WHERE g.activity_id = m.id)
                      ORDER BY m.date_deadline, m.id LIMIT %(shown)s)
                ) due
                ORDER BY due.date LIMIT %(shown)s
                """,
                customer=self._origin.id or None,
                doer=get_user_name_sql(SQL("due.user_id")),
                partner=self.partner_id.id,
                lang=self.env.lang or "en_US",
                shown=SHOWN_DUE,
            )
        )
        today = fields.Date.context_today(self)
        return [
            {
                "date": fields.Date.to_string(row["date"]),
                "reason": row["reason"] or self.env._("Care"),
                "who": row["who"] or "",
                "late": row["date"] < today,
            }
            for row in rows
        ]

    def _get_card_firms(self, person):
        """Return the firms that a person may act for today: "for which company?".

        :param person: ``res.partner``
        :return: list of ``{id, name, current}``; empty unless there are several
        """
        person = person.sudo(False)  # the firms that the user may see
        roles = person.env["gift.partner.role"]
        if person.is_company or not roles.has_access("read"):
            return []
        query = roles._search(person._get_gift_acting_domain(), order="id")
        firm = query.join(roles._table, "firm_id", "res_partner", "id", "firm")
        query.add_where(SQL("%s", SQL.identifier(firm, "active")))
        query.order = None
        names = dict(
            self.env.execute_query(
                query.select(SQL.identifier(firm, "id"), SQL.identifier(firm, "name"))
            )
        )
        own = person.commercial_partner_id
        names = {own.id: own.name, **names}
        return [
            {"id": key, "name": name, "current": key == self.partner_id.id}
            for key, name in names.items()
            if len(names) > 1
        ]
