from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GiftCareRule(models.Model):
    """When which customers deserve a word, and how it is put on somebody's desk."""

    _name = "gift.care.rule"
    _description = "Care Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    trigger = fields.Selection(
        [("last_contact", "Days since the last contact")],
        required=True,
        default="last_contact",
        help="Days since the last contact: when the contact interval of the "
        "customer's tier is over.",
    )
    tier_ids = fields.Many2many(
        "gift.tier",
        string="Tiers",
        domain="[('company_id', '=', company_id)]",
        help="Empty: every tier that has a contact interval.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        required=True,
        ondelete="restrict",
        domain=[("res_model", "in", (False, "res.partner"))],
        default=lambda self: self._default_activity_type_id(),
    )
    daily_limit = fields.Integer(
        string="Most per day and person",
        default=15,
        help="Of this rule; the company's own limit counts over all rules. 0: only "
        "the company's limit.",
    )
    note = fields.Html(
        string="Hint",
        translate=True,
        help="What to say and what not; shown with the task.",
    )
    open_count = fields.Integer(compute="_compute_open_count")

    _daily_limit_positive = models.Constraint(
        "CHECK (daily_limit >= 0)", "The number per day and person cannot be negative."
    )

    @api.model
    def _default_activity_type_id(self):
        return self.env.ref(
            "crm_gift_retail.mail_activity_type_care", raise_if_not_found=False
        )

    def _compute_open_count(self):
        groups = self.env["gift.care.action"]._read_group(
            [("rule_id", "in", self.ids), ("state", "in", ("planned", "due"))],
            ["rule_id"],
            ["__count"],
        )
        counts = {rule.id: count for rule, count in groups}
        for rule in self:
            rule.open_count = counts.get(rule.id, 0)

    @api.constrains("company_id", "tier_ids")
    def _check_company_and_tiers(self):
        """Care is per root company (decision 3), and so are tiers."""
        for rule in self:
            if rule.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s” belongs to the branch %(branch)s. Care is "
                        "planned for the whole company: choose %(root)s.",
                        rule=rule.name,
                        branch=rule.company_id.name,
                        root=rule.company_id.root_id.name,
                    )
                )
            foreign = rule.tier_ids.filtered(
                lambda tier, rule=rule: tier.company_id != rule.company_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s” of %(company)s names tiers of another "
                        "company: %(tiers)s. Remove them or make a rule there.",
                        rule=rule.name,
                        company=rule.company_id.name,
                        tiers=", ".join(foreign.mapped("display_name")),
                    )
                )

    @api.constrains("activity_type_id")
    def _check_activity_type(self):
        for rule in self:
            if rule.activity_type_id.res_model not in (False, "res.partner"):
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s”: activities of type %(type)s cannot be put on "
                        "a contact. Choose a type for all models or for contacts.",
                        rule=rule.name,
                        type=rule.activity_type_id.name,
                    )
                )

    @api.model
    def _gift_install(self):
        """Give every root company that exists its first rule."""
        companies = self.env["res.company"].with_context(active_test=False)
        for company in companies.search([("parent_id", "=", False)]):
            self._gift_setup_company(company)

    @api.model
    def _gift_setup_company(self, company):
        """Give a root company its first rule, unless it ever had one.

        :param company: ``res.company``; its root counts.
        :return: the rule that was made, or none.
        """
        root = company.sudo().root_id
        domain = [("company_id", "=", root.id), ("trigger", "=", "last_contact")]
        if not self._default_activity_type_id() or self.with_context(
            active_test=False
        ).search_count(domain, limit=1):
            return self.browse()
        english = self.with_context(lang="en_US")
        rule = english.create(
            {"name": self._gift_default_name(), "company_id": root.id}
        )
        for lang, __ in self.env["res.lang"].get_installed():
            if lang != "en_US":
                translated = rule.with_context(lang=lang)
                translated.name = translated._gift_default_name()
        return rule.with_env(self.env)

    @api.model
    def _gift_default_name(self):
        return self.env._("Not heard from for too long")

    def action_open_actions(self):
        """Open the open care actions of this rule.

        :return: window action.
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gift_retail.gift_care_action_action_all"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        return action
