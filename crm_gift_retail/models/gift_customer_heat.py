"""Hot or ordinary: two columns of the refresher, compared with the clock when read."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .gift_heat_override import HEATS

#: Kinds of touchpoints that may make hot; only these ask for a look at once.
COLD_KINDS = frozenset({"shipped", "arrived", "assist", "referral", "handover"})


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    hot_until = fields.Datetime(
        index="btree_not_null",
        help="By the heat rules; when it is past, the customer is ordinary again "
        "without anything being written.",
    )
    hot_rule_id = fields.Many2one(
        "gift.heat.rule", "Hot by", index="btree_not_null", ondelete="set null"
    )
    heat = fields.Selection(HEATS, compute="_compute_heat", search="_search_heat")
    heat_reason = fields.Char("Why Hot", compute="_compute_heat")

    @api.depends("hot_until", "hot_rule_id")
    @api.depends_context("lang", "tz")
    def _compute_heat(self):
        """Compare with now; what was set by hand comes first. One query for all."""
        now = fields.Datetime.now()
        marks = self._gift_heat_marks(now)
        for customer in self:
            mark = marks.get((customer.partner_id.id, customer.company_id.id))
            hot = customer.hot_until and customer.hot_until > now
            customer.heat = mark[0] if mark else "hot" if hot else "ordinary"
            customer.heat_reason = self._gift_heat_words(
                mark and mark[1:],
                hot and (customer.sudo().hot_rule_id.name, customer.hot_until),
            )

    def _gift_heat_marks(self, now):
        """Return ``{(partner, company): (heat, reason, until, who)}`` set by hand."""
        partner_ids = self.partner_id.ids
        if not partner_ids:
            return {}
        self.env["gift.heat.override"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.partner_id, o.company_id, o.heat, o.reason, o.until, up.name
                  FROM gift_heat_override o
                  JOIN res_users u ON u.id = o.user_id
                  JOIN res_partner up ON up.id = u.partner_id
                 WHERE o.active AND o.until > %s AND o.partner_id = ANY(%s)
                """,
                now,
                partner_ids,
            )
        )
        return {row[:2]: row[2:] for row in rows}

    @api.model
    def _gift_heat_words(self, mark, rule):
        """Say why somebody is hot (or ordinary by hand).

        :param mark: (reason, until, who) set by hand, or falsy
        :param rule: (name of the rule, until), or falsy
        :return: sentence, or False
        """
        if mark:
            reason, until, who = mark
            text = self.env._("%(reason)s (%(who)s)", reason=reason, who=who)
        elif rule:
            text, until = rule
        else:
            return False
        day = fields.Datetime.context_timestamp(self, until).date()
        return self.env._(
            "%(reason)s, until %(day)s",
            reason=text or self.env._("Hot"),
            day=day.strftime(self._gift_short_date()),
        )

    @api.model
    def _gift_short_date(self):
        """Return the user's date format; read from the cache of languages."""
        return self.env["res.lang"]._get_data(code=self.env.lang or "en_US").date_format

    @api.model
    def _search_heat(self, operator, value):
        """Search by heat; set by hand counts before the rules."""
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        self.env["gift.heat.override"].flush_model()

        def marked(heat):
            return Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    """EXISTS (SELECT FROM gift_heat_override o
                                WHERE o.active AND o.until > %s AND o.heat = %s
                                  AND o.partner_id = %s AND o.company_id = %s)""",
                    now,
                    heat,
                    SQL.identifier(alias, "partner_id"),
                    SQL.identifier(alias, "company_id"),
                ),
                predicate=lambda customer: customer.heat == heat,
            )

        hot = marked("hot") | (Domain("hot_until", ">", now) & ~marked("ordinary"))
        wanted = set(value)
        if {"hot", "ordinary"} <= wanted:
            return Domain.TRUE
        if "hot" in wanted:
            return hot
        return ~hot if "ordinary" in wanted else Domain.FALSE

    # ------------------------------------------------------------------
    # Refresher
    # ------------------------------------------------------------------

    @api.model
    def _gift_standing_sources(self, company, chosen):
        """Add what the heat rules say."""
        return {
            **super()._gift_standing_sources(company, chosen),
            "heat": (
                self.env["gift.heat.rule"]._gift_heat_sql(
                    company, "partner", chosen, fields.Datetime.now()
                ),
                ["hot_until", "hot_rule_id"],
            ),
        }

    @api.model
    def _gift_standing_columns(self, company, today):
        """Write heat when it comes or is taken back, never because time passed."""
        now = fields.Datetime.now()
        cold = SQL("s.hot_until IS NULL AND s.old_hot_until <= %s", now)
        return {
            **super()._gift_standing_columns(company, today),
            **{
                name: SQL(
                    "CASE WHEN NOT s.eligible THEN NULL WHEN %s THEN %s ELSE %s END",
                    cold,
                    SQL.identifier("s", f"old_{name}"),
                    SQL.identifier("s", name),
                )
                for name in ("hot_until", "hot_rule_id")
            },
        }

    def action_set_heat(self):
        """Open the dialog that sets the heat by hand.

        :return: window action; saving it asks the user's rights
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["gift.heat.override"]._gift_dialog(
            self.partner_id, self.company_id.id, self.heat
        )


class GiftTouchpoint(models.Model):
    _inherit = "gift.touchpoint"

    @api.model
    def _gift_registered(self, touchpoints):
        """Have a look at the heat of customers that something happened with."""
        res = super()._gift_registered(touchpoints)
        queue = self.env["gift.customer.queue"]
        warm = touchpoints.filtered(
            lambda touch: (
                touch.commercial_partner_id
                and not touch.is_mass
                and touch.kind not in COLD_KINDS
            )
        )
        for company in warm.company_id:
            queue._touch(
                warm.filtered(
                    lambda touch, c=company: touch.company_id == c
                ).commercial_partner_id,
                company,
            )
        return res
