"""The last prices of a firm for a product: told, quoted, sold. One query for many."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date, formatLang

from .gift_customer_card_words import GROUP, PRICE_DUTIES
from .gift_finder_rows import get_user_name_sql

#: rows of the history in a popover, of each kind
HISTORY = 15


class GiftPrice(models.AbstractModel):
    """Finds what a firm was told, was sent and bought last.

    ``gift.price.told`` and ``gift.price.quoted`` are rows of our own; what was sold is
    read from the confirmed order lines themselves (``gift_firm_id`` is stamped there,
    decision 4) and from the history that a company brought along. Each source has an
    index of firm and product, and a LATERAL join takes its newest row: the cost follows
    the number of lines asked about, not the number of lines that there are.
    """

    _name = "gift.price"
    _description = "Last Prices"

    # ------------------------------------------------------------------
    # The query
    # ------------------------------------------------------------------

    @api.model
    def _gift_last(self, wanted, newest=1):
        """Return the newest prices of each kind, for many lines at once.

        :param list wanted: dicts with ``firm_id`` (commercial partner), ``root_id``
            (root company), ``order_id`` (its own prices are left out; or None),
            ``product_id``, ``uom_id``, ``currency_id``, ``quantity``,
            ``pricelist_id`` (or None)
        :param int newest: rows of each kind
        :return: list of lists of dicts, in the order of ``wanted``, the newest first:
            ``kind`` (told, quoted, sold), ``net`` per ``factor`` units of the tree
            ``reference``, ``quantity``, ``uom`` name, ``currency_id``, ``rate`` of it
            and ``to_rate`` of the wanted currency at ``date``, ``until``, ``who``,
            ``document``, ``break_at`` (a quantity from which the price list has
            another price, between the two quantities), ``to_factor``,
            ``to_reference``, ``masked``
        """
        found = [[] for _row in wanted]
        if not wanted:
            return found
        self._gift_flush()
        for row in self.env.execute_query_dict(self._gift_last_sql(wanted, newest)):
            found[row["pos"]].append(row)
        return found

    @api.model
    def _gift_flush(self):
        """Write what the query reads and is not in the database yet."""
        models_read = {
            "gift.price.quoted": None,
            "gift.price.told": None,
            "product.pricelist.item": None,
            "res.currency.rate": ["company_id", "currency_id", "name", "rate"],
            "res.partner": ["commercial_partner_id", "employee", "gift_is_anonymous"],
            "sale.order": [
                "currency_id",
                "date_order",
                "gift_commercial_partner_id",
                "state",
                "user_id",
            ],
            "sale.order.line": None,
            "uom.uom": ["factor", "name", "parent_path"],
        }
        for name, names in models_read.items():
            self.env[name].flush_model(names)

    @api.model
    def _gift_last_sql(self, wanted, newest):
        """Return the statement of :meth:`_gift_last`."""
        partners = self.env["res.partner"]
        columns = {
            name: [row.get(name) or None for row in wanted]
            for name in (
                "firm_id",
                "root_id",
                "order_id",
                "product_id",
                "uom_id",
                "currency_id",
                "pricelist_id",
            )
        }
        names = SQL(", ").join(SQL.identifier(name) for name in columns)
        arrays = SQL(", ").join(SQL("%s::int[]", values) for values in columns.values())
        return SQL(
            """
            SELECT w.pos - 1 AS pos, r.kind, r.net, r.quantity, r.currency_id, r.date,
                   r.until, r.document, %(who)s AS who,
                   COALESCE(ru.name->>%(lang)s, ru.name->>'en_US') AS uom,
                   r.uom_id = w.uom_id AS same_uom,
                   ru.factor, split_part(ru.parent_path, '/', 1) AS reference,
                   wu.factor AS to_factor,
                   split_part(wu.parent_path, '/', 1) AS to_reference,
                   CASE WHEN r.currency_id = w.currency_id THEN 1
                        ELSE %(rate)s END AS rate,
                   CASE WHEN r.currency_id = w.currency_id THEN 1
                        ELSE %(to_rate)s END AS to_rate,
                   b.min_quantity AS break_at, %(masked)s AS masked
              FROM unnest(%(arrays)s, %(quantities)s::float8[]) WITH ORDINALITY
                   AS w (%(names)s, quantity, pos)
              JOIN res_company rc ON rc.id = w.root_id
              JOIN res_partner f ON f.id = w.firm_id AND NOT %(nobody)s
              JOIN product_product pp ON pp.id = w.product_id
              JOIN product_template pt ON pt.id = pp.product_tmpl_id
              JOIN uom_uom wu ON wu.id = COALESCE(w.uom_id, pt.uom_id)
              JOIN uom_uom pu ON pu.id = pt.uom_id
              JOIN LATERAL (%(sources)s) r ON TRUE
              JOIN uom_uom ru ON ru.id = r.uom_id
              LEFT JOIN LATERAL (%(breaks)s) b ON TRUE
             WHERE %(compared)s
             ORDER BY w.pos, r.date DESC, r.kind, r.id DESC
            """,
            who=get_user_name_sql(SQL("r.user_id")),
            lang=self.env.lang or "en_US",
            rate=self._gift_rate_sql(SQL("r.currency_id")),
            to_rate=self._gift_rate_sql(SQL("w.currency_id")),
            masked=self._gift_masked_sql(),
            arrays=arrays,
            quantities=[row.get("quantity") or 0.0 for row in wanted],
            names=names,
            nobody=partners._gift_nobody_sql(SQL("f")),
            sources=SQL(" UNION ALL ").join(
                SQL("(%s)", source) for source in self._gift_sources(newest).values()
            ),
            breaks=self._gift_breaks_sql(),
            compared=self._gift_compared_sql(),
        )

    @api.model
    def _gift_sources(self, newest):
        """Return the sources of prices: ``{name: SQL}`` with the same columns.

        Aliases outside: w what is asked, pt product template, rc root company.
        """
        return {
            "told": self._gift_row_sql("told", "gift_price_told", newest),
            "quoted": self._gift_row_sql("quoted", "gift_price_quoted", newest),
            "sold": SQL(
                """SELECT * FROM ((%s) UNION ALL (%s)) s
                    ORDER BY s.date DESC, s.id DESC LIMIT %s""",
                self._gift_sold_sql(newest),
                self._gift_history_sql(newest),
                newest,
            ),
        }

    @api.model
    def _gift_row_sql(self, kind, table, newest):
        told = kind == "told"
        return SQL(
            """SELECT %(kind)s AS kind, x.id, x.price_net::float8 AS net,
                      x.quantity::float8 AS quantity, x.uom_id, x.currency_id, x.date,
                      x.valid_until AS until, x.user_id, %(document)s AS document
                 FROM %(table)s x
                WHERE x.commercial_partner_id = w.firm_id
                  AND x.product_id = w.product_id AND x.company_id = w.root_id
                  AND %(counts)s
                ORDER BY x.date DESC, x.id DESC LIMIT %(newest)s""",
            kind=kind,
            table=SQL.identifier(table),
            document=SQL("x.channel::text") if told else SQL("x.order_name::text"),
            counts=SQL("x.active")
            if told
            else SQL("x.order_id IS DISTINCT FROM w.order_id"),
            newest=newest,
        )

    @api.model
    def _gift_sold_sql(self, newest):
        """Return what confirmed orders say; a combo costs what its parts cost."""
        lines = self.env["sale.order.line"]
        return SQL(
            """SELECT 'sold' AS kind, l.id, %(net)s::float8 AS net,
                      l.product_uom_qty::float8 AS quantity, l.product_uom_id AS uom_id,
                      o.currency_id, o.date_order AS date, NULL::date AS until,
                      o.user_id, o.name::text AS document
                 FROM sale_order_line l
                 JOIN sale_order o ON o.id = l.order_id
                 JOIN res_company c ON c.id = o.company_id
                  AND c.parent_path LIKE w.root_id || '/%%'
                WHERE l.gift_firm_id = w.firm_id AND l.product_id = w.product_id
                  AND o.state = 'sale' AND o.id IS DISTINCT FROM w.order_id
                  AND %(comparable)s AND (l.price_subtotal > 0 OR pt.type = 'combo')
                ORDER BY o.date_order DESC, l.id DESC LIMIT %(newest)s""",
            net=lines._gift_net_sql(),
            comparable=lines._gift_comparable_sql(),
            newest=newest,
        )

    @api.model
    def _gift_history_sql(self, newest):
        """Return what the history says that a company brought along."""
        return SQL(
            """SELECT 'sold' AS kind, h.id, h.revenue::float8 / h.quantity AS net,
                      h.quantity::float8 AS quantity, pt.uom_id, rc.currency_id, h.date,
                      NULL::date AS until, h.user_id, h.reference::text AS document
                 FROM gift_sale_history h
                WHERE h.partner_id = w.firm_id AND h.product_id = w.product_id
                  AND h.company_id = w.root_id AND h.kind = 'sale'
                  AND h.quantity > 0 AND h.revenue > 0
                ORDER BY h.date DESC, h.id DESC LIMIT %s""",
            newest,
        )

    @api.model
    def _gift_rate_sql(self, currency):
        """Return a currency's rate at the date of price r; NULL when none is known.

        As Odoo chooses it: the company's own rate first, the last on or before the
        day, else the first one after it. Odoo then takes 1; a wrong comparison is
        worse than none, so here only the company's own currency is 1.

        :param SQL currency: column of the currency's id
        """
        pick = """(SELECT cr.rate FROM res_currency_rate cr
                    WHERE cr.currency_id = %s
                      AND (cr.company_id IS NULL OR cr.company_id = w.root_id)
                      AND cr.name {} r.date::date
                    ORDER BY cr.company_id, cr.name {} LIMIT 1)"""
        return SQL(
            "COALESCE(%s, %s, CASE WHEN %s = rc.currency_id THEN 1 END)",
            SQL(pick.format("<=", "DESC"), currency),
            SQL(pick.format(">", "ASC"), currency),
            currency,
        )

    @api.model
    def _gift_breaks_sql(self):
        """Return the quantity of a price break between the two quantities."""
        here = SQL("w.quantity * wu.factor / NULLIF(pu.factor, 0)")
        there = SQL("r.quantity * ru.factor / NULLIF(pu.factor, 0)")
        return SQL(
            """SELECT max(i.min_quantity)::float8 AS min_quantity
                 FROM product_pricelist_item i
                WHERE i.pricelist_id = w.pricelist_id
                  AND i.min_quantity > LEAST(%(here)s, %(there)s)
                  AND i.min_quantity <= GREATEST(%(here)s, %(there)s)
                  AND (i.product_id = pp.id
                       OR (i.product_id IS NULL AND i.product_tmpl_id = pt.id)
                       OR i.applied_on = '3_global'
                       OR (i.applied_on = '2_product_category' AND EXISTS (
                           SELECT 1 FROM product_category k
                             JOIN product_category ik ON ik.id = i.categ_id
                            WHERE k.id = pt.categ_id
                              AND k.parent_path LIKE ik.parent_path || '%%')))""",
            here=here,
            there=there,
        )

    @api.model
    def _gift_compared_sql(self):
        """Return whether a product (pp, pt) has prices to compare.

        Charges, tips and vouchers have none; a gift card or an eWallet costs whatever
        the buyer puts on it.
        """
        condition = SQL("COALESCE(pt.gift_revenue_kind, 'sale') = 'sale'")
        if "loyalty.rule" not in self.env.registry:
            return condition
        field = self.env["loyalty.rule"]._fields["product_ids"]
        return SQL(
            """%(condition)s AND NOT EXISTS (
                SELECT 1 FROM %(relation)s lp
                  JOIN loyalty_rule lr ON lr.id = lp.%(rule)s
                  JOIN loyalty_program lg ON lg.id = lr.program_id
                 WHERE lp.%(product)s = pp.id
                   AND lg.program_type IN ('gift_card', 'ewallet'))""",
            condition=condition,
            relation=SQL.identifier(field.relation),
            rule=SQL.identifier(field.column1),
            product=SQL.identifier(field.column2),
        )

    @api.model
    def _gift_masked_sql(self):
        """Return whether the user may not know this customer's prices yet."""
        claims, user = self.env["gift.claim"], self.env.user
        if not claims._gift_is_prospecting(user):
            return SQL("FALSE")
        return claims._gift_masked_sql(SQL("w.firm_id"), SQL("w.root_id"), user)

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    @api.model
    def _format_price(self, amount, currency_id):
        """Return an amount with its currency, as the user's language writes it."""
        currency = self.env["res.currency"].get_all_currencies().get(currency_id)
        if not currency:
            return formatLang(self.env, amount)
        precision = self.env["decimal.precision"].precision_get("Product Price")
        digits = currency["digits"][1]
        if round(amount, digits) != round(amount, precision):
            digits = max(digits, precision)
        parts = [
            currency["symbol"] or currency["name"],
            formatLang(self.env, amount, digits=digits),
        ]
        if currency["position"] == "after":
            parts.reverse()
        return "\u00a0".join(parts)

    @api.model
    def _get_kind_label(self, kind):
        return {
            "told": self.env._("Told"),
            "quoted": self.env._("Quoted"),
            "sold": self.env._("Sold"),
        }[kind]

    # ------------------------------------------------------------------
    # History, for popovers
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_history(self, partner_id, product_id):
        """Return what a firm heard and paid for a product, the newest first.

        :param int partner_id: the customer, person or firm
        :param int product_id: ``product.product``
        :return: list of dicts in the user's words: ``kind``, ``label``, ``date``
            (ISO day), ``price`` (net, of one ``unit``), ``quantity``, ``who``,
            ``until``, ``expired``, ``document``
        :raise AccessError: for duties that tell no prices, for customers that the
            user may not read, and for those claimed by others before the first contact
        """
        if not any(self.env.user.has_group(GROUP % duty) for duty in PRICE_DUTIES):
            raise AccessError(self.env._("Your duty tells no prices."))
        partner = self.env["res.partner"].browse(int(partner_id))
        product = self.env["product.product"].browse(int(product_id))
        partner.check_access("read")
        product.check_access("read")
        company = self.env.company.root_id
        rows = self._gift_last(
            [
                {
                    "firm_id": partner.commercial_partner_id.id,
                    "root_id": company.id,
                    "product_id": product.id,
                    "uom_id": product.uom_id.id,
                    "currency_id": company.currency_id.id,
                }
            ],
            newest=HISTORY,
        )[0]
        if any(row["masked"] for row in rows):
            mask = self.env["gift.claim"]._gift_mask(partner.commercial_partner_id)
            claim = mask.get(partner.commercial_partner_id.id)
            raise AccessError(
                self.env._(
                    "%(claimed)s. You see prices after your first contact.",
                    claimed=claim._gift_mask_text() if claim else "",
                )
            )
        today = company._gift_today()
        return [self._get_history_words(row, today) for row in rows]

    @api.model
    def _get_history_words(self, row, today):
        day = fields.Datetime.context_timestamp(self, row["date"]).date()
        document = row["document"] or ""
        if row["kind"] == "told":
            told = self.env["gift.price.told"]._fields["channel"]
            channels = dict(told._description_selection(self.env))
            document = channels.get(document, document)
        return {
            "kind": row["kind"],
            "label": self._get_kind_label(row["kind"]),
            "date": format_date(self.env, day),
            "price": self._format_price(row["net"], row["currency_id"]),
            "quantity": f"{row['quantity']:.10g}",
            "unit": row["uom"],
            "who": row["who"] or "",
            "until": row["until"] and format_date(self.env, row["until"]),
            "expired": bool(row["until"] and row["until"] < today),
            "document": document,
        }
