"""Leads lost to another brand, and the day to try again (promise L8)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .gift_profit_guard import STANDING_GROUPS

#: A change of one of these may lose a lead or bring it back.
LOST_FIELDS = frozenset({"active", "lost_reason_id", "probability", "stage_id"})


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "gift.touchpoint.mixin"]

    gift_competitor_id = fields.Many2one(
        "gift.competitor",
        "Lost to",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=STANDING_GROUPS,
    )
    gift_lost_to_brand = fields.Boolean(
        "Lost to Another Brand",
        related="lost_reason_id.gift_is_competitor",
        groups=STANDING_GROUPS,
    )
    gift_winback_date = fields.Date(
        "Try Again on",
        index="btree_not_null",
        copy=False,
        groups=STANDING_GROUPS,
        help="On this day the customer is worth another word. Proposed when a lead is "
        "lost to another brand; empty: not again.",
    )
    gift_winback_due = fields.Boolean(
        "Try Again Now",
        compute="_compute_gift_winback_due",
        search="_search_gift_winback_due",
        groups=STANDING_GROUPS,
    )

    @api.depends("gift_winback_date", "won_status")
    def _compute_gift_winback_due(self):
        today = fields.Date.context_today(self)
        for lead in self:
            lead.gift_winback_due = bool(
                lead.won_status == "lost"
                and lead.gift_winback_date
                and lead.gift_winback_date <= today
            )

    @api.model
    def _search_gift_winback_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain("won_status", "=", "lost")
        due &= Domain("gift_winback_date", "<=", "today")
        if set(value) == {True, False}:
            return Domain.TRUE
        return due if True in value else ~due

    def write(self, vals):
        """Propose the day to try again when a lead is lost to another brand."""
        moving = not LOST_FIELDS.isdisjoint(vals)
        lost = self.filtered(lambda lead: moving and lead.won_status == "lost")
        res = super().write(vals)
        if moving:
            self._gift_settle_winback(
                lost,
                given="gift_winback_date" in vals
                or self.env.context.get("gift_winback_given"),
            )
        return res

    def _gift_settle_winback(self, lost, given=False):
        """Give lost leads their day, take it from those that came back.

        :param lost: those of these leads that were lost before
        :param bool given: the writer said the day; it stands
        """
        # sudo: whoever may lose a lead, with or without a duty of ours
        leads = self.sudo()
        back = leads.filtered(
            lambda lead: (
                lead.gift_winback_date and lead in lost and lead.won_status != "lost"
            )
        )
        if back:
            back.gift_winback_date = False
        if given:
            return
        for lead in leads:
            if (
                lead.won_status == "lost"
                and lead.lost_reason_id.gift_is_competitor
                and not lead.gift_winback_date
            ):
                company = lead.company_id or self.env.company.sudo()
                lead.gift_winback_date = company._gift_today() + timedelta(
                    days=company.root_id.gift_winback_days
                )

    def _gift_trail_vals(self, kind):
        """Say on the trail that it was another brand."""
        vals = super()._gift_trail_vals(kind)
        if kind == "lead_lost" and self.lost_reason_id.gift_is_competitor:
            vals["outcome"] = "competitor"
            if self.gift_competitor_id:
                vals["summary"] = self.env._(
                    "%(lead)s: lost to %(brand)s",
                    lead=self.name,
                    brand=self.gift_competitor_id.name,
                )
        return vals

    # ------------------------------------------------------------------
    # Win back
    # ------------------------------------------------------------------

    def action_gift_try_again(self):
        """Take lost leads up again: they return to the pipeline as they were.

        :return: action that opens the lead, or the list of several
        :raise UserError: when one of them is not lost
        """
        self.check_access("write")
        open_leads = self.filtered(lambda lead: lead.won_status != "lost")
        if open_leads:
            raise UserError(
                self.env._(
                    "“%(lead)s” is not lost. Open it and go on with it.",
                    lead=open_leads[0].name,
                )
            )
        self.action_restore()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Try again"),
            "res_model": "crm.lead",
        }
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {
            **action,
            "domain": [("id", "in", self.ids)],
            "views": [(False, "list"), (False, "form")],
        }

    def action_gift_try_later(self):
        """Put off the day to try again by the company's usual number of days."""
        self.check_access("write")
        for lead in self:
            company = lead.company_id or self.env.company
            # sudo: a setting of the root company
            days = company.sudo().root_id.gift_winback_days
            lead.gift_winback_date = company._gift_today() + timedelta(days=days)

    def action_gift_not_again(self):
        """Take lost leads off the win-back list for good."""
        self.check_access("write")
        self.gift_winback_date = False
