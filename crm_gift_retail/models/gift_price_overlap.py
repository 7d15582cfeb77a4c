"""Two people who quote one firm are told of each other, once."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

DAYS = 30


class GiftPriceOverlap(models.Model):
    """Two salespeople named prices to one firm within 30 days.

    The unique key makes that both are told once, also when both quote at the same
    moment (the second transaction meets the first's row and is run again by Odoo).
    When it happens again after those days, they are told again. Whose customer it is
    and who helps whom is the claims' business and untouched.
    """

    _name = "gift.price.overlap"
    _description = "Two People Quoted One Firm"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Firm", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", "One", required=True, readonly=True, index=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "res.users",
        "The Other",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Datetime("Told", required=True, readonly=True)

    _pair_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id, user_id, other_id)",
        "These two have been told of each other.",
    )

    @api.model
    def _gift_note(self, rows):
        """Tell those who named prices to the firms of these rows before.

        :param rows: new ``gift.price.told`` or ``gift.price.quoted``, in any mode
        :return: the pairs that are new, in sudo
        """
        rows = rows.sudo().filtered(lambda row: row.user_id.active)
        if not rows:
            return self
        found = self.browse()
        for company, named in rows.grouped("company_id").items():
            for pair in self._gift_new_pairs(named, company):
                found |= pair
                pair._gift_tell()
        return found

    @api.model
    def _gift_new_pairs(self, rows, company):
        """Insert the pairs that these rows make; return those that are new."""
        self.env.flush_all()
        pairs = {(row.commercial_partner_id.id, row.user_id.id) for row in rows}
        firms, users = zip(*sorted(pairs), strict=True)
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_price_overlap
                       (partner_id, company_id, user_id, other_id, date)
                SELECT DISTINCT n.firm_id, %(company)s,
                       LEAST(n.user_id, h.user_id), GREATEST(n.user_id, h.user_id),
                       %(now)s::timestamp
                  FROM unnest(%(firms)s::int[], %(users)s::int[])
                       AS n (firm_id, user_id)
                  JOIN LATERAL (
                       SELECT q.user_id FROM gift_price_quoted q
                        WHERE q.commercial_partner_id = n.firm_id
                          AND q.company_id = %(company)s AND q.date > %(since)s
                       UNION
                       SELECT t.user_id FROM gift_price_told t
                        WHERE t.commercial_partner_id = n.firm_id AND t.active
                          AND t.company_id = %(company)s AND t.date > %(since)s) h
                    ON h.user_id <> n.user_id
                  JOIN res_users u ON u.id = h.user_id AND u.active AND NOT u.share
                 ORDER BY 1, 3, 4
                ON CONFLICT (partner_id, company_id, user_id, other_id)
                DO UPDATE SET date = EXCLUDED.date
                 WHERE gift_price_overlap.date <= %(since)s
                RETURNING id
                """,
                company=company.id,
                firms=list(firms),
                users=list(users),
                now=now,
                since=now - timedelta(days=DAYS),
            )
        )
        new = self.sudo().browse([row[0] for row in self.env.cr.fetchall()])
        new.invalidate_recordset(flush=False)
        return new

    def _gift_tell(self):
        """Tell both of each other; no amounts: one of them may be a helper."""
        self.ensure_one()
        for reader, other in (
            (self.user_id, self.other_id),
            (self.other_id, self.user_id),
        ):
            # sudo: a notice of the system to colleagues
            self.env["gift.alert"].sudo()._send(
                reader,
                lambda env: env._("Two of you quote one customer"),
                lambda env, other=other: env._(
                    "%(other)s named a price to %(firm)s within the last %(days)s "
                    "days, as you did. Speak with each other before the customer "
                    "does.",
                    other=other.name,
                    firm=self.partner_id.display_name,
                    days=DAYS,
                ),
                self.partner_id,
                urgent=False,
            )
