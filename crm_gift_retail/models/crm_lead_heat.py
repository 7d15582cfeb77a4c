"""Heat of a lead: its customer's, or its own while it has no customer."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .gift_heat_override import HEATS
from .gift_profit_guard import STANDING_GROUPS

#: A change of one of these may make the customer hotter or cooler.
HEAT_FIELDS = frozenset(
    {"active", "company_id", "gift_need_stage", "partner_id", "probability", "stage_id"}
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # for whoever may tell the need: written along with it
    gift_need_since = fields.Datetime("Need Told on", readonly=True, copy=False)
    gift_heat = fields.Selection(
        HEATS,
        "Heat",
        compute="_compute_gift_standing",
        search="_search_gift_heat",
        groups=STANDING_GROUPS,
    )
    gift_heat_reason = fields.Char(
        "Why Hot", compute="_compute_gift_standing", groups=STANDING_GROUPS
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Note when a need was told, and have a look at the customers' heat."""
        now = fields.Datetime.now()
        for vals in vals_list:
            if vals.get("gift_need_stage"):
                vals.setdefault("gift_need_since", now)
        leads = super().create(vals_list)
        leads.filtered("partner_id")._gift_touch_customers()
        return leads

    def write(self, vals):
        """Note when a need was told, and have a look at both customers' heat."""
        if "gift_need_stage" in vals and "gift_need_since" not in vals:
            vals = {**vals, "gift_need_since": fields.Datetime.now()}
        moving = not HEAT_FIELDS.isdisjoint(vals)
        if moving:
            self._gift_touch_customers()
        res = super().write(vals)
        if moving:
            self._gift_touch_customers()
        return res

    def unlink(self):
        self._gift_touch_customers()
        return super().unlink()

    def _gift_touch_customers(self):
        """Ask for a refresh of the customers of these leads after the commit."""
        # sudo: the lead's customer changes whoever may read the contact
        self.env["gift.customer.queue"]._touch(
            self.sudo().partner_id.commercial_partner_id
        )

    @api.model
    def _gift_root_sql(self, alias):
        """Return the SQL of a lead's root company.

        Its own company's, else its salesperson's, else the only one there is.

        :param SQL alias: ``crm_lead`` in the query
        """
        return SQL(
            """(SELECT COALESCE(
                    (SELECT split_part(rc.parent_path, '/', 1)::int FROM res_company rc
                      WHERE rc.id = %(lead)s.company_id),
                    (SELECT split_part(rc.parent_path, '/', 1)::int
                       FROM res_users ru JOIN res_company rc ON rc.id = ru.company_id
                      WHERE ru.id = %(lead)s.user_id),
                    (SELECT min(rc.id) FROM res_company rc
                      WHERE rc.parent_id IS NULL HAVING count(*) = 1)))""",
            lead=alias,
        )

    # ------------------------------------------------------------------
    # Hot or ordinary
    # ------------------------------------------------------------------

    def _compute_gift_standing(self):
        """Tell heat too: with the standing, or with one query for leads of nobody."""
        res = super()._compute_gift_standing()
        strangers = self.filtered(lambda lead: lead._origin and not lead.partner_id)
        if not strangers:
            return res
        ids = strangers._origin.ids
        query = self._gift_heat_leads_sql(
            fields.Datetime.now(),
            SQL("l.id = ANY(%s)", ids),
            lambda column: SQL("%s = ANY(%s)", column, ids),
        )
        rows = {row[0]: row[1:] for row in self.env.execute_query(query)}
        for lead in strangers:
            *mark, hot_until, rule = rows.get(lead._origin.id) or [None] * 6
            lead._gift_show_heat(mark, hot_until, rule)
        return res

    def _gift_standing_depends(self):
        return [*super()._gift_standing_depends(), "gift_need_stage", "user_id"]

    def _gift_fill_extra(self, row):
        """Show the heat of the lead's customer."""
        res = super()._gift_fill_extra(row)
        mark = [row.get(f"mark_{name}") for name in ("heat", "reason", "until", "who")]
        self._gift_show_heat(mark, row.get("hot_until"), row.get("rule_name"))
        return res

    def _gift_show_heat(self, mark, hot_until, rule_name):
        """Set heat and reason.

        :param mark: (heat, reason, until, who) set by hand, Nones when it was not
        :param hot_until: by the rules, None when ordinary or over
        :param rule_name: of the rule
        """
        heat, *by_hand = mark
        hot = hot_until and hot_until > fields.Datetime.now()
        self.gift_heat = heat or ("hot" if hot else "ordinary")
        self.gift_heat_reason = self.env["gift.customer"]._gift_heat_words(
            heat and by_hand, hot and (rule_name, hot_until)
        )

    @api.model
    def _gift_extra_sql(self):
        """Read the heat together with the standing."""
        columns, joins = super()._gift_extra_sql()
        self.env["gift.heat.override"].flush_model()
        return (
            SQL(
                """%s, c.hot_until, COALESCE(hr.name->>%s, hr.name->>'en_US')
                           AS rule_name,
                       ho.heat AS mark_heat, ho.reason AS mark_reason,
                       ho.until AS mark_until, hp.name AS mark_who""",
                columns,
                self.env.lang or "en_US",
            ),
            SQL(
                """%s
                  LEFT JOIN gift_heat_rule hr ON hr.id = c.hot_rule_id
                  LEFT JOIN gift_heat_override ho
                         ON ho.partner_id = c.partner_id
                        AND ho.company_id = c.company_id
                        AND ho.active AND ho.until > %s
                  LEFT JOIN res_users hu ON hu.id = ho.user_id
                  LEFT JOIN res_partner hp ON hp.id = hu.partner_id""",
                joins,
                fields.Datetime.now(),
            ),
        )

    @api.model
    def _search_gift_heat(self, operator, value):
        """Search by heat."""
        if operator != "in":
            return NotImplemented
        wanted = set(value) & {"hot", "ordinary"}
        if len(wanted) != 1:
            return Domain.TRUE if wanted else Domain.FALSE
        now = fields.Datetime.now()
        query = self._gift_heat_leads_sql(
            now,
            SQL(
                """COALESCE(lo.heat, po.heat,
                            CASE WHEN COALESCE(w.hot_until, c.hot_until) > %s
                                 THEN 'hot' END) = 'hot'""",
                now,
            ),
            lambda column: SQL(
                """%s IN (SELECT cl.id FROM crm_lead cl
                           WHERE cl.active AND cl.partner_id IS NULL)""",
                column,
            ),
        )
        hot = Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s IN (SELECT h.id FROM (%s) h)", SQL.identifier(alias, "id"), query
            ),
            predicate=lambda lead: lead.sudo().gift_heat == "hot",
        )
        return hot if "hot" in wanted else ~hot

    @api.model
    def _gift_heat_leads_sql(self, now, condition, chosen):
        """Return (id, by hand, its reason, end and author, hot until, rule's name).

        A lead with a customer shows the customer's heat; one without its own, from its
        touchpoints and the stage of its need.

        :param datetime now: UTC
        :param SQL condition: over ``l`` (lead), ``c`` (standing), ``w`` (own heat),
            ``lo`` and ``po`` (set by hand on lead and customer)
        :param chosen: callable(SQL column) that returns the condition of the leads
            whose own heat is worked out
        """
        for name in ("crm.lead", "gift.heat.override", "gift.heat.rule"):
            self.env[name].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        rules = self.env["gift.heat.rule"]
        # sudo: the roots of the user's companies
        roots = self.env.companies.sudo().root_id
        own = SQL(" UNION ALL ").join(
            SQL(
                "(%s)",
                rules._gift_heat_sql(root, "lead", chosen, now),
            )
            for root in roots
        )
        return SQL(
            """
            SELECT l.id, COALESCE(lo.heat, po.heat), COALESCE(lo.reason, po.reason),
                   COALESCE(lo.until, po.until), up.name,
                   CASE WHEN COALESCE(w.hot_until, c.hot_until) > %(now)s
                        THEN COALESCE(w.hot_until, c.hot_until) END,
                   COALESCE(r.name->>%(lang)s, r.name->>'en_US')
              FROM crm_lead l
              LEFT JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN gift_customer c ON c.partner_id = p.commercial_partner_id
                                       AND c.company_id = %(root)s
              LEFT JOIN (%(own)s) w ON w.lead_id = l.id AND l.partner_id IS NULL
              LEFT JOIN gift_heat_rule r
                     ON r.id = COALESCE(w.hot_rule_id, c.hot_rule_id)
              LEFT JOIN gift_heat_override lo
                     ON lo.lead_id = l.id AND lo.active AND lo.until > %(now)s
              LEFT JOIN gift_heat_override po
                     ON po.partner_id = p.commercial_partner_id
                    AND po.company_id = c.company_id
                    AND po.active AND po.until > %(now)s
              LEFT JOIN res_users u ON u.id = COALESCE(lo.user_id, po.user_id)
              LEFT JOIN res_partner up ON up.id = u.partner_id
             WHERE %(condition)s
            """,
            now=now,
            lang=self.env.lang or "en_US",
            root=self._gift_root_sql(SQL("l")),
            own=own,
            condition=condition,
        )

    def action_gift_set_heat(self):
        """Open the dialog that sets the heat of the lead (or its customer) by hand.

        :return: window action; saving it asks the user's rights
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["gift.heat.override"]._gift_dialog(
            self.partner_id.commercial_partner_id or self,
            self._gift_standing_company_id(),
            self.gift_heat,
        )
