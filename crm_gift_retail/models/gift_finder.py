"""Find a customer by whatever people know: number, last digits, pinyin, order …"""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.find_term import read_term
from .gift_finder_rows import CANDIDATES

DUTY_GROUP = "crm_gift_retail.crm_gift_retail_group_user"
MAX_RESULTS = 50


class GiftFinder(models.AbstractModel):
    """The one search of all screens that ask "who is this?"."""

    _name = "gift.finder"
    _inherit = ["gift.finder.rows"]
    _description = "Customer Finder"

    # ------------------------------------------------------------------ rights
    @api.model
    def _check_finder(self):
        """Raise unless the user has a duty in Gift Retail."""
        if not self.env.su and not self.env.user.has_group(DUTY_GROUP):
            raise AccessError(
                self.env._("This needs a duty in Gift Retail. Ask a manager.")
            )

    # ------------------------------------------------------------------ search
    @api.model
    @api.readonly
    def find(self, term, limit=8):
        """Find customers by number, last digits, pinyin, name, order, WeChat, e-mail.

        Only contacts that the user may read in the chosen companies are found; own
        people and companies are not customers.

        :param str term: what somebody typed, at most 80 characters are read
        :param int limit: number of results, 1 to 50
        :return: list of dicts, best first: ``partner_id``, ``customer_id`` (or False),
            ``name``, ``firm``, ``tier`` (props of the badge, or False), ``phone``
            (words instead where it is masked), ``match`` (``phone``, ``tail``,
            ``email``, ``code``, ``order``, ``tracking``, ``wechat``, ``name``,
            ``pinyin``), ``owner``, ``claimed_until`` (ISO date or False),
            ``last_order_date``, ``is_recipient`` (only an address of somebody else)
        :raise AccessError: for users without a duty, portal and public
        """
        self._check_finder()
        region = self.env.company._gift_region()
        asked = read_term(term if isinstance(term, str) else "", region)
        limit = max(1, min(int(limit), MAX_RESULTS))
        rows = {}
        for search in self._get_searches(asked):
            for row in search(asked, limit):
                rows.setdefault(row["partner_id"], row)
            if len(rows) >= limit:
                break
        found = self._drop_addresses(list(rows.values()))[:limit]
        return self._get_results(found)

    @api.model
    def _get_searches(self, asked):
        """Return the searches that may answer, the surest first.

        :param Term asked: of ``tools/find_term.py``
        """
        if asked.phone:
            return [self._find_by_phone]
        if asked.email:
            return [self._find_by_email, self._find_by_reference]
        searches = []
        if asked.text:
            searches.append(self._find_by_reference)
        if asked.tail:
            searches.append(self._find_by_tail)
        elif asked.name:
            searches += [self._find_by_name_start, self._find_by_name_part]
        return searches

    @api.model
    def _find_by_phone(self, asked, limit):
        """Return the rows of a whole number."""
        return self._get_rows(
            "phone", Domain("phone_sanitized", "=", asked.phone), limit
        )

    @api.model
    def _find_by_email(self, asked, limit):
        """Return the rows of an e-mail address."""
        return self._get_rows(
            "email", Domain("email_normalized", "=", asked.email), limit
        )

    @api.model
    def _find_by_tail(self, asked, limit):
        """Return the rows of the last digits, with the name when one was given."""

        def to_sql(model, alias, query):
            number = SQL.identifier(alias, "phone_sanitized")
            condition = SQL(
                "reverse(%s) LIKE %s AND %s IS NOT NULL",
                number,
                asked.tail[::-1] + "%",
                number,
            )
            if asked.head:
                condition = SQL(
                    "%s AND strpos(%s, %s) > 0", condition, number, asked.head
                )
            if asked.name:
                # The few of that tail are asked for their names, not all names for
                # their tail: a scalar subselect, which is never made a join.
                condition = SQL(
                    """%s AND (SELECT %s FROM gift_partner_pinyin k
                                WHERE k.partner_id = %s)""",
                    condition,
                    self._get_name_sql(asked, contains=True),
                    SQL.identifier(alias, "id"),
                )
            return condition

        return self._get_rows("tail", Domain.custom(to_sql=to_sql), limit)

    @api.model
    def _find_by_name_start(self, asked, limit):
        """Return the rows whose name, pinyin or initials start so."""
        rows = self._get_rows("name", self._get_name_domain(asked), limit)
        for row in rows:
            if asked.letters and not row["name"].casefold().startswith(asked.name):
                row["match"] = "pinyin"
        return rows

    @api.model
    def _find_by_name_part(self, asked, limit):
        """Return the rows whose name has the words somewhere; not for one or two."""
        if len(asked.name) < (3 if asked.name.isascii() else 2):
            return []
        return self._get_rows(
            "name", self._get_name_domain(asked, contains=True), limit
        )

    @api.model
    def _get_name_sql(self, asked, contains=False):
        """Return the condition on ``gift_partner_pinyin k`` for a name."""
        name = asked.name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        if contains and not asked.letters:
            return SQL("k.name_key LIKE %s", f"%{name}%")
        conditions = [SQL("k.name_key LIKE %s", f"{'%' * contains}{name}%")]
        if asked.letters:
            conditions += [
                SQL("k.initials <> '' AND k.initials LIKE %s", f"{asked.letters}%"),
                SQL('k."full" <> \'\' AND k."full" LIKE %s', f"{asked.letters}%"),
            ]
        return SQL("(%s)", SQL(" OR ").join(conditions))

    @api.model
    def _get_name_domain(self, asked, contains=False):
        if contains:  # pinyin starts were searched before
            asked = asked._replace(letters="")
        condition = self._get_name_sql(asked, contains)

        def to_sql(model, alias, query):
            return SQL(
                """%s IN (SELECT k.partner_id FROM gift_partner_pinyin k
                           WHERE %s LIMIT %s)""",
                SQL.identifier(alias, "id"),
                condition,
                CANDIDATES * 4,
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _find_by_reference(self, asked, limit):
        """Return the rows of a customer number, an order, a parcel, a WeChat name."""
        self.env.flush_all()
        parts = [
            SQL(
                "(SELECT x.partner_id, %s::text FROM (%s) x LIMIT %s)",
                match,
                part,
                limit,
            )
            for match, part in self._get_reference_parts(asked).items()
        ]
        found = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        matches = {}
        for partner_id, match in found:
            matches.setdefault(partner_id, match)
        if not matches:
            return []
        rows = self._get_rows("", Domain("id", "in", list(matches)), limit)
        for row in rows:
            row["match"] = matches[row["partner_id"]]
        return rows

    @api.model
    def _get_reference_parts(self, asked):
        """Return the selects of ``partner_id`` behind a reference, by kind of match.

        Seam: rooms add theirs (platforms' names). Rights are asked afterwards, on the
        contacts found.

        :param Term asked: of ``tools/find_term.py``
        :return: ``{match: SQL}``, in the order of preference
        """
        words = tuple({asked.text, asked.text.upper()})
        root = self.env.company.sudo().root_id.id
        companies = tuple(self.env.companies.ids)
        parts = {
            "code": SQL(
                """SELECT partner_id FROM gift_customer
                    WHERE company_id = %(root)s AND external_code IN %(words)s
                    UNION ALL
                   SELECT partner_id FROM gift_customer_code
                    WHERE company_id = %(root)s AND code IN %(words)s""",
                root=root,
                words=words,
            ),
            "order": SQL(
                """SELECT partner_id FROM sale_order
                    WHERE company_id IN %(companies)s AND name IN %(words)s
                    UNION ALL
                   SELECT partner_id FROM sale_order
                    WHERE company_id IN %(companies)s
                      AND client_order_ref IN %(words)s""",
                companies=companies,
                words=words,
            ),
            "wechat": SQL(
                """SELECT id AS partner_id FROM res_partner
                    WHERE gift_wechat IS NOT NULL AND lower(gift_wechat) = lower(%s)""",
                asked.text,
            ),
        }
        if "carrier_tracking_ref" in self.env["stock.picking"]._fields:
            parts["tracking"] = SQL(
                """SELECT partner_id FROM stock_picking
                    WHERE company_id IN %(companies)s AND partner_id IS NOT NULL
                      AND carrier_tracking_ref IN %(words)s""",
                companies=companies,
                words=words,
            )
        return parts
