"""What a sample may cost, how many a person may send, and who is asked else."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..tools.sample_rules import Limits, month_of, passed_limits, tier_value_limit


class GiftSampleLimit(models.AbstractModel):
    """Part of ``gift.sample``: limits, the month's quota, approval."""

    _name = "gift.sample.limit"
    _description = "Limits of Samples"

    quota_month = fields.Date(readonly=True, copy=False)
    quota_cost = fields.Float(
        readonly=True, copy=False, groups=fields.NO_ACCESS, digits=(16, 2)
    )

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    def action_request(self):
        """Ask for these samples: within the limits they go, else somebody decides.

        :raise AccessError: without the right to write the sample
        :raise UserError: naming the sample and what is missing
        """
        self.check_access("write")
        for sample in self:
            sample._gift_check_complete()
        # sudo: states are written by methods only, rights were checked
        for sample in self.sudo():
            passed, words = sample._gift_take_quota()
            sample.date_asked = fields.Datetime.now()
            sample._gift_trail("sample_asked")
            if passed:
                sample.state = "approval"
                sample._gift_ask(
                    "sample",
                    self.env._(
                        "%(number)s: %(products)s for %(customer)s",
                        number=sample.name,
                        products=sample.products,
                        customer=sample._gift_who(),
                    ),
                    sample._gift_get_facts(),
                    team=sample.team_id,
                    limit="; ".join(words),
                )
            else:
                sample._gift_approve()
        return True

    def _gift_check_complete(self):
        """Raise unless it can be asked for.

        :raise UserError: naming what is missing, and the remedy
        """
        self.ensure_one()
        if self.state != "requested":
            raise UserError(
                self.env._("%(sample)s was asked for already.", sample=self.name)
            )
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "Choose at least one product for %(sample)s.", sample=self.name
                )
            )
        today = self.company_id.sudo()._gift_today()
        if self.terms == "return" and self.return_by < today:
            raise UserError(
                self.env._(
                    "%(sample)s should have been back on %(date)s already. Choose a "
                    "day to come.",
                    sample=self.name,
                    date=format_date(self.env, self.return_by),
                )
            )

    def _gift_who(self):
        """Return for whom the sample is, in words."""
        lead = self.lead_id
        return self.partner_id.display_name or lead.contact_name or lead.name or ""

    def _gift_limits(self):
        """Return the limits of company and tier, in sudo."""
        company = self.company_id
        return Limits(
            tier_value_limit(
                company.gift_sample_value_limit, self.gift_tier_id.sample_value_limit
            ),
            company.gift_sample_month_count,
            company.gift_sample_month_cost,
        )

    def _gift_take_quota(self):
        """Count this sample in the salesperson's month, and see what it passes.

        The count is a row that every request of the month updates (decision 12): of two
        at once the second is tried again and sees the first.

        :return: (names of the limits passed, the same in words without any amount)
        """
        month = month_of(self.company_id._gift_today())
        value = self.value
        self.write({"quota_month": month, "quota_cost": value})
        count, cost = self.env["gift.sample.quota"]._gift_add(
            self.user_id, self.company_id, month, 1, value
        )
        limits = self._gift_limits()
        passed = passed_limits(limits, value, count, cost)
        tier = self.gift_tier_id.display_name
        words = {
            "value": self.env._("Worth more than samples for %(tier)s", tier=tier)
            if tier
            else self.env._("Worth more than samples may be"),
            "count": self.env._(
                "More than %(limit)s samples in a month", limit=limits.count
            ),
            "cost": self.env._("The month's samples cost more than they may"),
        }
        return passed, [words[name] for name in passed]

    def _gift_give_back_quota(self):
        """Take these samples out of their month again, once."""
        for sample in self.filtered("quota_month"):
            self.env["gift.sample.quota"]._gift_add(
                sample.user_id,
                sample.company_id,
                sample.quota_month,
                -1,
                -sample.quota_cost,
            )
            sample.write({"quota_month": False, "quota_cost": 0})

    def _gift_get_facts(self):
        """Return the facts for who decides; amounts for who may see them."""
        self.ensure_one()
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        terms = dict(self._fields["terms"]._description_selection(self.env))
        back = terms[self.terms]
        if self.return_by:
            back = f"{back}, {format_date(self.env, self.return_by)}"
        quota = self.env["gift.sample.quota"]._gift_month(
            self.user_id, self.company_id, self.quota_month
        )
        currency = self.company_id.currency_id

        def money(amount):
            return formatLang(self.env, amount, currency_obj=currency)

        facts = [
            [self.env._("Customer"), self._gift_who()],
            [self.env._("Tier"), self.gift_tier_id.display_name],
            [self.env._("What"), self.products],
            [self.env._("Purpose"), purposes[self.purpose]],
            [self.env._("Keep or return"), back],
            [self.env._("Why"), self.note],
            [
                self.env._("Samples this month"),
                self.env._(
                    "%(count)s by %(user)s", count=quota[0], user=self.user_id.name
                ),
            ],
            [self.env._("Cost"), money(self.quota_cost), "profit"],
            [self.env._("Cost this month"), money(quota[1]), "profit"],
        ]
        return [fact for fact in facts if fact[1]]

    # ------------------------------------------------------------
    # DECISION
    # ------------------------------------------------------------

    def _gift_on_decided(self, approval):
        """Let it go, or say that it does not."""
        if self.state != "approval":
            return
        if approval.state == "approved":
            self._gift_approve()
        else:
            self._gift_give_back_quota()
            self.state = "refused"

    def _gift_on_withdrawn(self, approval):
        """Who asked thinks again."""
        if self.state == "approval":
            self._gift_give_back_quota()
            self.state = "requested"

    def _gift_approve(self):
        """Let the sample go; it is packed as soon as it has somewhere to go."""
        self.state = "approved"
        if self.partner_id:
            self._gift_make_picking()

    def action_call_off(self):
        """Call these samples off before they are sent.

        :raise AccessError: without the right to write the sample
        :raise UserError: when one was sent already
        """
        self.check_access("write")
        for sample in self.sudo():  # states are written by methods only
            sample._gift_check_not_sent()
            sample.state = "cancelled"
            waiting = sample.gift_approval_ids.filtered(lambda a: a.state == "open")
            waiting._close("withdrawn", note=self.env._("The sample was called off."))
            sample.picking_ids.filtered(lambda p: p.state != "cancel").action_cancel()
            sample._gift_give_back_quota()
        return True
