import datetime
from decimal import Decimal

import pytz

from odoo import fields, models
from odoo.tools import SQL

from .gift_import_job import BLOCK


class GiftImportWrite(models.Model):
    """From the staging rows to ``gift.sale.history``, set by set."""

    _inherit = "gift.import"

    # -- phase "settle": what can only be known once all lines are read ---------------

    def _phase_settle(self, reader):
        """Know products, estimated costs and the shift; mark customers in need."""
        self.env.cr.execute("ANALYZE gift_import_row, gift_import_customer")
        self._collect_products()
        self._settle_shift()
        self._skip_idle_customers()
        self._next_phase()
        self.env.cr.execute("ANALYZE gift_import_product")
        return 0

    def _collect_products(self):
        """List the file's codes with our product and the estimated unit cost.

        The estimate is ``cost_percent`` of the exact median of the unit prices (in
        company currency) over all taken lines of the code, returns included, charges
        not (decision 41). It is not rounded; the cost of a line is.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_import_product (import_id, code, unit_cost)
                SELECT %(id)s, code,
                       CASE WHEN %(percent)s > 0 THEN
                           avg(unit) FILTER (WHERE rank BETWEEN (size + 1) / 2
                                                         AND (size + 2) / 2)
                           * %(percent)s / 100 END
                  FROM (SELECT code, price * rate AS unit,
                               row_number() OVER (PARTITION BY code
                                                  ORDER BY price * rate) AS rank,
                               count(*) OVER (PARTITION BY code) AS size
                          FROM gift_import_row
                         WHERE import_id = %(id)s AND kind != 'charge' AND code != ''
                       ) AS ranked
                 GROUP BY code
                """,
                id=self.id,
                percent=Decimal(str(self.cost_percent or 0)),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE gift_import_product AS coded
                   SET product_id = found.id
                  FROM (SELECT DISTINCT ON (mine.code) mine.code, product.id
                          FROM gift_import_product AS mine
                          JOIN product_product AS product
                            ON product.default_code = mine.code
                            OR product.barcode = mine.code
                          JOIN product_template AS template
                            ON template.id = product.product_tmpl_id
                         WHERE mine.import_id = %(id)s
                           AND (template.company_id IS NULL
                                OR template.company_id = %(company)s)
                         ORDER BY mine.code, product.active DESC,
                                  (product.default_code = mine.code) DESC NULLS LAST,
                                  product.id
                       ) AS found
                 WHERE coded.import_id = %(id)s AND coded.code = found.code
                """,
                id=self.id,
                company=self.company_id.id,
            )
        )

    def _settle_shift(self):
        """Fix by how many weeks the dates move, and the first and last day (42)."""
        [(first, last)] = self.env.execute_query(
            SQL(
                """SELECT min(moment)::date, max(moment)::date
                     FROM gift_import_row WHERE import_id = %s""",
                self.id,
            )
        )
        weeks = self.shift_weeks if self.shift_mode == "fixed" else 0
        if self.shift_mode == "auto" and last:
            weeks = self._auto_shift(last)
        step = datetime.timedelta(weeks=weeks)
        self.write(
            {
                "shift_weeks": weeks,
                "first_day": first and first + step,
                "last_day": last and last + step,
            }
        )

    def _auto_shift(self, last):
        """Return the weeks after which ``last`` is yesterday or up to six days before.

        A file of the same kind that was shifted before sets the measure: two files of
        one source must move together, or customers would seem to pause.
        """
        earlier = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("preset", "=", self.preset),
                ("state", "=", "done"),
                ("shift_mode", "!=", "none"),
            ],
            limit=1,
        )
        if earlier:
            return earlier.shift_weeks
        now = fields.Datetime.now().replace(tzinfo=datetime.timezone.utc)
        yesterday = now.astimezone(pytz.timezone(self.tz)).date() - datetime.timedelta(
            1
        )
        return (yesterday - last).days // 7

    def _skip_idle_customers(self):
        """Customers all of whose lines are there already need no record (41)."""
        self.env.cr.execute(
            SQL(
                """
                WITH needed AS MATERIALIZED (
                    SELECT DISTINCT line.customer_key
                      FROM gift_import_row AS line
                      LEFT JOIN gift_sale_history AS present
                        ON present.company_id = %(company)s
                       AND present.line_key = line.line_key
                     WHERE line.import_id = %(id)s AND present.id IS NULL)
                UPDATE gift_import_customer AS customer SET outcome = 'skipped'
                 WHERE customer.import_id = %(id)s AND customer.outcome = 'pending'
                   AND NOT EXISTS (SELECT FROM needed
                                    WHERE customer_key = customer.customer_key)
                """,
                id=self.id,
                company=self.company_id.id,
            )
        )
        self.env["gift.import.customer"].invalidate_model(["outcome"])

    # -- phase "lines" ----------------------------------------------------------------

    def _phase_lines(self, reader):
        """Write the next block of lines; those already there are left alone."""
        [row] = self.env.execute_query(self._lines_sql())
        last, count, taken, returns, charges, anonymous, estimated = row
        if not count:
            self._next_phase()
            return 0
        self.write(
            {
                "position": last,
                "taken_count": self.taken_count + taken,
                "present_count": self.present_count + count - taken,
                "return_count": self.return_count + returns,
                "charge_count": self.charge_count + charges,
                "anonymous_count": self.anonymous_count + anonymous,
                "estimated_count": self.estimated_count + estimated,
            }
        )
        return count

    def _lines_sql(self):
        """Return the one statement that writes a block.

        A charge is revenue without margin: its cost is its revenue. Times of the file
        are local; the shift moves local days, so that a sale at ten stays at ten.
        """
        return SQL(
            """
            WITH block AS (
                SELECT line.*, customer.partner_id, coded.product_id,
                       round(line.amount * line.rate, %(digits)s) AS revenue,
                       CASE WHEN line.cost IS NOT NULL
                            THEN round(line.cost * line.rate, %(digits)s)
                            ELSE round(line.quantity * coded.unit_cost, %(digits)s)
                       END AS line_cost,
                       round(line.amount, currency.decimal_places) AS amount_currency,
                       line.moment + %(shift)s * interval '7 days' AS local
                  FROM gift_import_row AS line
                  LEFT JOIN gift_import_customer AS customer
                    ON customer.import_id = line.import_id
                   AND customer.customer_key = line.customer_key
                  JOIN res_currency AS currency ON currency.id = line.currency_id
                  LEFT JOIN gift_import_product AS coded
                    ON coded.import_id = line.import_id AND coded.code = line.code
                 WHERE line.import_id = %(id)s AND line.line_no > %(position)s
                   AND (customer.outcome IS DISTINCT FROM 'refused')
                 ORDER BY line.line_no
                 LIMIT %(limit)s
            ), added AS (
                INSERT INTO gift_sale_history (
                    company_id, import_id, partner_id, product_id, code, name, date,
                    date_day, quantity, revenue, cost, cost_state, currency_id,
                    amount_currency, kind, channel_medium_id, source_id, reference,
                    seller_name, user_id, line_key)
                SELECT %(company)s, import_id, partner_id, product_id, code, name,
                       local AT TIME ZONE %(tz)s AT TIME ZONE 'UTC', local::date,
                       quantity, revenue,
                       CASE WHEN kind = 'charge' THEN revenue
                            ELSE coalesce(line_cost, 0) END,
                       CASE WHEN kind = 'charge' OR cost IS NOT NULL THEN 'known'
                            WHEN line_cost IS NOT NULL THEN 'estimated'
                            ELSE 'missing' END,
                       currency_id, amount_currency, kind, medium_id,
                       source_id, reference, seller_name, user_id, line_key
                  FROM block
                ON CONFLICT (company_id, line_key) DO NOTHING
                RETURNING kind, partner_id, cost_state
            )
            SELECT (SELECT max(line_no) FROM block), (SELECT count(*) FROM block),
                   count(*), count(*) FILTER (WHERE kind = 'return'),
                   count(*) FILTER (WHERE kind = 'charge'),
                   count(*) FILTER (WHERE partner_id IS NULL),
                   count(*) FILTER (WHERE cost_state = 'estimated')
              FROM added
            """,
            id=self.id,
            company=self.company_id.id,
            position=self.position,
            limit=BLOCK,
            digits=self.company_id.currency_id.decimal_places,
            shift=self.shift_weeks,
            tz=self.tz,
        )

    def _count_lone_returns(self):
        """Count returns before which this customer bought nothing of that code.

        They are taken: the money went back. The number is shown, for it tells how
        much of the past the file does not hold.
        """
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM gift_sale_history AS back
                 WHERE back.import_id = %(id)s AND back.kind = 'return'
                   AND back.partner_id IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM gift_sale_history AS sale
                        WHERE sale.company_id = back.company_id
                          AND sale.partner_id = back.partner_id
                          AND sale.kind = 'sale' AND sale.code = back.code
                          AND sale.date_day <= back.date_day)
                """,
                id=self.id,
            )
        )
        self.lone_return_count = count
