"""A person knows better: hot or ordinary by hand, with a reason and an end."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .window import dialog_action

HEATS = [("hot", "Hot"), ("ordinary", "Ordinary")]
#: Days that a mark lasts unless told otherwise, and at most.
USUAL_DAYS = 14
MOST_DAYS = 365


class GiftHeatOverride(models.Model):
    """One mark by hand on a customer, or on a lead that has no customer yet.

    The newest counts; the older ones stay as the record of who said what. Nothing is
    written when a mark runs out: whoever looks compares its end with now.
    """

    _name = "gift.heat.override"
    _description = "Heat Set by Hand"
    _order = "id desc"
    _rec_name = "reason"

    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="cascade"
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    heat = fields.Selection(HEATS, required=True, default="hot")
    until = fields.Datetime(
        required=True,
        default=lambda self: fields.Datetime.now() + timedelta(days=USUAL_DAYS),
        help="Then the rules decide again.",
    )
    reason = fields.Char(required=True, help="In a few words; shown on the card.")
    user_id = fields.Many2one(
        "res.users",
        "Set by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    active = fields.Boolean(default=True)

    _one_subject = models.Constraint(
        "CHECK ((partner_id IS NULL) <> (lead_id IS NULL))",
        "Heat is set for a customer, or for a lead that has no customer yet.",
    )
    _partner_uniq = models.UniqueIndex(
        "(company_id, partner_id) WHERE active AND partner_id IS NOT NULL",
        "Somebody else has just set the heat of this customer. Look again.",
    )
    _lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE active AND lead_id IS NOT NULL",
        "Somebody else has just set the heat of this lead. Look again.",
    )

    @api.constrains("until")
    def _check_until(self):
        now = fields.Datetime.now()
        for mark in self:
            if mark.active and mark.until <= now:
                raise ValidationError(
                    self.env._(
                        "“%(reason)s” would have ended already on %(date)s. Choose a "
                        "later day.",
                        reason=mark.reason,
                        date=mark.until,
                    )
                )
            if mark.until > now + timedelta(days=MOST_DAYS):
                raise ValidationError(
                    self.env._(
                        "“%(reason)s”: nobody is hot or ordinary by hand for more than "
                        "%(days)s days. Choose an earlier end.",
                        reason=mark.reason,
                        days=MOST_DAYS,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Set the heat by hand; the mark before it steps back.

        Whoever may read the customer or the lead may say so.
        """
        self.browse().check_access("create")
        for vals in vals_list:
            vals["user_id"] = self.env.uid
            lead = self.env["crm.lead"].browse(vals.get("lead_id") or [])
            lead.check_access("read")
            partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
            partner = lead.partner_id or partner
            partner.check_access("read")
            if lead:
                company = lead.company_id or self.env.company
                vals["company_id"] = company.sudo().root_id.id
            if partner:
                # sudo: standing, and so heat, is the firm's
                vals["partner_id"] = partner.sudo().commercial_partner_id.id
                vals["lead_id"] = False
            # sudo: what a colleague said before steps back, it is not deleted
            self.sudo().search(
                [
                    ("partner_id", "=", vals.get("partner_id") or False),
                    ("lead_id", "=", vals.get("lead_id") or False),
                    ("company_id", "=", vals.get("company_id"))
                    if vals.get("company_id")
                    else ("company_id", "=", self.env.company.root_id.id),
                ]
            )._gift_step_back()
        marks = super().create(vals_list)
        marks._gift_forget_caches()
        return marks

    @api.model
    def _gift_dialog(self, subject, company_id, heat):
        """Return the action that opens the dialog "Hot or ordinary?".

        :param subject: ``res.partner``, or ``crm.lead`` that has no customer yet; the
            user may read it, saving the dialog asks again
        :param int company_id: whose standing it is
        :param str heat: of now; the dialog proposes the other
        """
        name = "lead_id" if subject._name == "crm.lead" else "partner_id"
        form = self.env.ref("crm_gift_retail.gift_heat_override_view_form")
        return dialog_action(
            self,
            self.env._("Hot or ordinary?"),
            {
                f"default_{name}": subject.id,
                "default_company_id": company_id,
                "default_heat": "ordinary" if heat == "hot" else "hot",
            },
            form.id,
        )

    def action_end(self):
        """End the mark now: the rules decide again.

        :raise AccessError: when the user may not read it.
        :raise UserError: when it has ended already.
        """
        self.check_access("read")
        if not self.filtered("active"):
            raise UserError(self.env._("This mark has ended already."))
        # sudo: marks are written by methods only; whoever sees it may end it
        self.sudo()._gift_step_back()

    def _gift_step_back(self):
        """Let these marks count no longer."""
        self.active = False
        self.flush_recordset(["active"])
        self._gift_forget_caches()

    @api.model
    def _gift_forget_caches(self):
        """Let screens look again: heat is read past the ORM."""
        self.env["gift.customer"].invalidate_model(["heat", "heat_reason"], flush=False)
        self.env["crm.lead"].invalidate_model(
            ["gift_heat", "gift_heat_reason"], flush=False
        )

    @api.model
    def _gift_merge(self, sources, target):
        """Keep the newest mark per company of contacts that become one.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        marks = self.search(
            [("partner_id", "in", [*sources.ids, target.id])], order="id desc"
        )
        for company in marks.company_id:
            marks.filtered(lambda mark, c=company: mark.company_id == c)[
                1:
            ]._gift_step_back()
        self.flush_model()

    @api.model
    def _gift_follow_leads(self, leads):
        """Let the mark of a lead follow it to its customer.

        The customer's own mark, if there is one, is what counts.

        :param leads: ``crm.lead`` that have a customer now
        """
        marks = self.sudo().search([("lead_id", "in", leads.ids)])
        for mark in marks:
            partner = mark.lead_id.partner_id.commercial_partner_id
            own = self.sudo().search_count(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", mark.company_id.id),
                ],
                limit=1,
            )
            if own:
                mark._gift_step_back()
            else:
                mark.write({"partner_id": partner.id, "lead_id": False})

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Bring the marks of merged leads along; the newest counts.

        :param sources: ``crm.lead`` records that go away
        :param target: ``crm.lead`` that stays
        """
        marks = self.with_context(active_test=False).search(
            [("lead_id", "in", [*sources.ids, target.id])], order="id desc"
        )
        marks.filtered("active")[1:]._gift_step_back()
        marks.filtered(lambda mark: mark.lead_id != target).lead_id = target
