"""What makes a customer hot, and for how long: rules as data (promise L6)."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.heat import HeatRule
from .crm_lead_need import NEED_STAGES
from .gift_touchpoint import KINDS

#: Longest time that one event may keep hot or events may lie apart, in days.
LONGEST = 365
#: A change of one of these moves customers.
MOVING_FIELDS = {
    "active",
    "company_id",
    "days_hot",
    "minimum",
    "need_stage",
    "outcome",
    "sequence",
    "touch_kind",
    "trigger",
    "within_days",
}


class GiftHeatRule(models.Model):
    """An event that makes hot. Cooling needs no rule: the days simply pass."""

    _name = "gift.heat.rule"
    _description = "Heat Rule"
    _order = "sequence, id"

    name = fields.Char(
        "Reason",
        required=True,
        translate=True,
        help="Shown on the card of the customer: why somebody is hot, in words.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for every company.",
    )
    trigger = fields.Selection(
        [
            ("touch", "Something happened"),
            ("quotation", "A quotation is open"),
            ("need", "Stage of the need"),
        ],
        required=True,
        default="touch",
    )
    touch_kind = fields.Selection(KINDS, "What Happened")
    outcome = fields.Char(help="Key of the outcome that it must have. Empty: any.")
    minimum = fields.Integer(
        "How Often", default=1, required=True, help="At least so many times."
    )
    within_days = fields.Integer(
        "Within (days)",
        default=30,
        required=True,
        help="So many times within so many days.",
    )
    need_stage = fields.Selection(NEED_STAGES, "Stage of the Need")
    days_hot = fields.Integer("Hot for (days)", default=14, required=True)

    _positive = models.Constraint(
        "CHECK (minimum > 0 AND within_days >= 0 AND days_hot > 0)",
        "How often and the days hot must be at least 1, the days within not negative.",
    )

    @api.constrains("days_hot", "within_days", "minimum")
    def _check_numbers(self):
        for rule in self:
            if rule.days_hot > LONGEST or rule.within_days > LONGEST:
                raise ValidationError(
                    self.env._(
                        "Heat rule “%(rule)s”: nothing keeps hot for more than "
                        "%(days)s days. Shorten it.",
                        rule=rule.name,
                        days=LONGEST,
                    )
                )
            if rule.minimum > 100:
                raise ValidationError(
                    self.env._(
                        "Heat rule “%(rule)s” asks for %(count)s events. Ask for 100 "
                        "at most.",
                        rule=rule.name,
                        count=rule.minimum,
                    )
                )

    @api.constrains("trigger", "touch_kind", "need_stage")
    def _check_trigger(self):
        for rule in self:
            missing = {
                "touch": not rule.touch_kind and self.env._("what happened"),
                "need": not rule.need_stage and self.env._("the stage of the need"),
            }.get(rule.trigger)
            if missing:
                raise ValidationError(
                    self.env._(
                        "Heat rule “%(rule)s”: choose %(missing)s.",
                        rule=rule.name,
                        missing=missing,
                    )
                )

    @api.constrains("company_id")
    def _check_company(self):
        for rule in self:
            if rule.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Heat rule “%(rule)s” belongs to the branch %(branch)s. Heat "
                        "is told for the whole company: choose %(root)s.",
                        rule=rule.name,
                        branch=rule.company_id.name,
                        root=rule.company_id.root_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._gift_touch_companies()
        return rules

    def write(self, vals):
        """Look at everybody again when a rule changes."""
        moving = not MOVING_FIELDS.isdisjoint(vals)
        if moving:
            self._gift_touch_companies()
        res = super().write(vals)
        if moving:
            self._gift_touch_companies()
        return res

    def unlink(self):
        self._gift_touch_companies()
        return super().unlink()

    def _gift_touch_companies(self):
        """Ask for a full run of the companies that these rules are for."""
        self.env.registry.clear_cache()
        customers = self.env["gift.customer"].sudo()
        companies = self.company_id
        if self.filtered(lambda rule: not rule.company_id):
            companies = customers._gift_root_companies()
        for company in companies:
            customers._gift_touch_all(company)

    @api.model
    @tools.ormcache("company_id")
    def _gift_rules(self, company_id):
        """Return the active rules of a root company, as the kernel knows them.

        :param int company_id: root ``res.company``
        :return: tuple of :class:`~..tools.heat.HeatRule`
        """
        # sudo: rules are the same for everybody
        rules = self.sudo().search([("company_id", "in", (False, company_id))])
        return tuple(
            HeatRule(
                rule.id,
                rule.sequence,
                rule.trigger,
                rule.days_hot,
                rule.touch_kind or None,
                rule.outcome or None,
                rule.minimum,
                rule.within_days,
                rule.need_stage or None,
            )
            for rule in rules
        )

    # ------------------------------------------------------------------
    # SQL: twin of tools/heat.py
    # ------------------------------------------------------------------

    @api.model
    def _gift_heat_sql(self, company, subject, chosen, now):
        """Return what keeps hot the longest: ``(subject, hot_until, hot_rule_id)``.

        Only what is hot at ``now``; one row per subject. Samples join here later, as
        one more SELECT of ``_gift_heat_parts``.

        :param company: root ``res.company``
        :param str subject: 'partner' (commercial partners) or 'lead' (leads that have
            no customer yet)
        :param chosen: callable(SQL column) that returns the condition of the subjects
            that are looked at
        :param datetime now: UTC
        :return: ``SQL`` query
        """
        parts = self._gift_heat_parts(
            company, self._gift_rules(company.id), subject, chosen, now
        )
        name = SQL.identifier(f"{subject}_id")
        if not parts:
            return SQL(
                """SELECT NULL::int AS %s, NULL::timestamp AS hot_until,
                          NULL::int AS hot_rule_id WHERE FALSE""",
                name,
            )
        return SQL(
            """
            SELECT DISTINCT ON (e.subject_id)
                   e.subject_id AS %s, e.hot_until, e.hot_rule_id
              FROM (%s) e (subject_id, hot_until, hot_rule_id, sequence)
             WHERE e.hot_until > %s
             ORDER BY e.subject_id, e.hot_until DESC, e.sequence, e.hot_rule_id
            """,
            name,
            SQL(" UNION ALL ").join(parts),
            now,
        )

    @api.model
    def _gift_heat_parts(self, company, rules, subject, chosen, now):
        """Return SELECTs of (subject_id, hot_until, hot_rule_id, sequence).

        Seam: what else makes hot joins here.

        :param rules: of ``_gift_rules``; the rest as for ``_gift_heat_sql``
        """
        parts = []
        if touch := [rule for rule in rules if rule.trigger == "touch"]:
            parts.append(self._gift_touch_sql(company, touch, subject, chosen, now))
        quoting = [rule for rule in rules if rule.trigger == "quotation"]
        if quoting and subject == "partner":  # a quotation always has a customer
            parts.append(self._gift_quotation_sql(company, quoting, chosen, now))
        needing = [rule for rule in rules if rule.trigger == "need"]
        if needing:
            parts.append(self._gift_need_sql(company, needing, subject, chosen))
        return parts

    @api.model
    def _gift_touch_sql(self, company, rules, subject, chosen, now):
        """SELECT of what touchpoints make hot, for all rules in one pass."""
        longest = max(rule.days + rule.within for rule in rules)
        column, alone = SQL("gt.commercial_partner_id"), SQL("TRUE")
        if subject == "lead":
            column = SQL("gt.lead_id")
            alone = SQL("gt.commercial_partner_id IS NULL")
        return SQL(
            """
            SELECT w.subject_id, max(w.date) + max(w.days) * interval '1 day',
                   w.rule_id, max(w.sequence)
              FROM (
                SELECT %(column)s AS subject_id, gt.date, r.days, r.rule_id,
                       r.sequence, r.within,
                       lag(gt.date, r.minimum - 1) OVER (
                           PARTITION BY r.rule_id, %(column)s
                           ORDER BY gt.date, gt.id) AS first_date
                  FROM gift_touchpoint gt
                  JOIN (VALUES %(rules)s)
                       AS r (rule_id, sequence, kind, outcome, minimum, within, days)
                    ON r.kind = gt.kind
                   AND (r.outcome IS NULL OR r.outcome = gt.outcome)
                 WHERE gt.company_id = %(root)s AND gt.is_mass IS NOT TRUE
                   AND gt.date > %(now)s::timestamp - %(longest)s * interval '1 day'
                   AND %(column)s IS NOT NULL AND %(alone)s AND %(chosen)s
              ) w
             WHERE w.first_date >= w.date - w.within * interval '1 day'
             GROUP BY w.subject_id, w.rule_id
            """,
            column=column,
            alone=alone,
            chosen=chosen(column),
            root=company.id,
            now=now,
            longest=longest,
            rules=SQL(", ").join(
                SQL(
                    "(%s, %s, %s, %s::varchar, %s, %s, %s)",
                    rule.id,
                    rule.sequence,
                    rule.kind,
                    rule.outcome,
                    rule.minimum,
                    rule.within,
                    rule.days,
                )
                for rule in rules
            ),
        )

    @api.model
    def _gift_quotation_sql(self, company, rules, chosen, now):
        """SELECT of what quotations that were sent and not answered make hot.

        A quotation keeps hot no longer than it is valid (to the end of that day).
        """
        column = SQL("qp.commercial_partner_id")
        return SQL(
            """
            SELECT %(column)s, LEAST(
                       q.date_order + r.days * interval '1 day',
                       ((q.validity_date + 1)::timestamp AT TIME ZONE %(tz)s)
                           AT TIME ZONE 'UTC'),
                   r.rule_id, r.sequence
              FROM sale_order q
              JOIN res_partner qp ON qp.id = q.partner_id
              JOIN res_company qc ON qc.id = q.company_id
             CROSS JOIN (VALUES %(rules)s) AS r (rule_id, sequence, days)
             WHERE q.state = 'sent'
               AND split_part(qc.parent_path, '/', 1)::int = %(root)s
               AND q.date_order > %(now)s::timestamp - %(longest)s * interval '1 day'
               AND %(chosen)s
            """,
            column=column,
            chosen=chosen(column),
            root=company.id,
            tz=company._gift_tz(),
            now=now,
            longest=LONGEST,
            rules=SQL(", ").join(
                SQL("(%s, %s, %s)", rule.id, rule.sequence, rule.days) for rule in rules
            ),
        )

    @api.model
    def _gift_need_sql(self, company, rules, subject, chosen):
        """SELECT of what the stage of need of open leads makes hot."""
        column = SQL("nl.id" if subject == "lead" else "np.commercial_partner_id")
        alone = SQL("nl.partner_id IS NULL" if subject == "lead" else "TRUE")
        return SQL(
            """
            SELECT %(column)s,
                   COALESCE(nl.gift_need_since, nl.create_date)
                       + r.days * interval '1 day',
                   r.rule_id, r.sequence
              FROM crm_lead nl
              LEFT JOIN res_partner np ON np.id = nl.partner_id
              JOIN (VALUES %(rules)s) AS r (rule_id, sequence, stage, days)
                ON r.stage = nl.gift_need_stage
             WHERE nl.active AND nl.won_status = 'pending'
               AND %(lead_root)s = %(root)s
               AND %(column)s IS NOT NULL AND %(alone)s AND %(chosen)s
            """,
            column=column,
            alone=alone,
            chosen=chosen(column),
            root=company.id,
            lead_root=self.env["crm.lead"]._gift_root_sql(SQL("nl")),
            rules=SQL(", ").join(
                SQL(
                    "(%s, %s, %s, %s)",
                    rule.id,
                    rule.sequence,
                    rule.need,
                    rule.days,
                )
                for rule in rules
            ),
        )
