from odoo import api, fields, models
from odoo.fields import Domain

from .gift_profit_guard import STANDING_GROUPS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    gift_referral_ids = fields.One2many(
        "gift.referral", "lead_id", "Referrals", groups=STANDING_GROUPS
    )
    gift_referrer_id = fields.Many2one(
        "res.partner",
        "Brought by",
        compute="_compute_gift_referrer_id",
        inverse="_inverse_gift_referrer_id",
        store=True,
        index="btree_not_null",
        copy=False,
        groups=STANDING_GROUPS,
    )

    @api.depends("gift_referral_ids.state", "gift_referral_ids.referrer_id")
    def _compute_gift_referrer_id(self):
        found = self.env["gift.referral"].search_fetch(
            [("lead_id", "in", self._origin.ids), ("state", "!=", "refused")],
            ["lead_id", "referrer_id"],
        )
        referrers = {referral.lead_id.id: referral.referrer_id for referral in found}
        for lead in self:
            lead.gift_referrer_id = referrers.get(lead._origin.id)

    def _inverse_gift_referrer_id(self):
        """Note who brought the lead; another name takes the place of the first."""
        for lead in self:
            # sudo: whoever may write the lead says who brought it
            before = lead.sudo().gift_referral_ids.filtered(
                lambda r: r.state != "refused"
            )
            referrer = lead.gift_referrer_id
            if before.referrer_id == referrer:
                continue
            before.action_withdraw()
            before.flush_recordset()
            if referrer:
                self.env["gift.referral"].create(
                    {"lead_id": lead.id, "referrer_id": referrer.id}
                )


class GiftCustomer(models.Model):
    _inherit = "gift.customer"

    referral_count = fields.Integer("Brought", compute="_compute_referrals")
    brought_by_id = fields.Many2one(
        "res.partner", "Brought by", compute="_compute_referrals"
    )

    def _compute_referrals(self):
        """Count whom the customer brought and tell who brought it: two queries."""
        referrals = self.env["gift.referral"]
        base = Domain("state", "!=", "refused") & Domain(
            "company_id", "in", self.company_id.ids
        )
        made = {
            (firm.id, company.id): count
            for firm, company, count in referrals._read_group(
                base & Domain("referrer_firm_id", "in", self.partner_id.ids),
                ["referrer_firm_id", "company_id"],
                ["__count"],
            )
        }
        brought = {
            (r.referred_firm_id.id, r.company_id.id): r.referrer_id.id
            for r in referrals.search_fetch(
                base & Domain("referred_firm_id", "in", self.partner_id.ids),
                ["referred_firm_id", "company_id", "referrer_id"],
            )
        }
        for customer in self:
            key = (customer.partner_id.id, customer.company_id.id)
            customer.referral_count = made.get(key, 0)
            customer.brought_by_id = brought.get(key)

    def action_open_referrals(self):
        """Open whom the customer brought, and by whom it was brought.

        :return: window action
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_gift_retail.gift_referral_action"
        )
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            "|",
            ("referrer_firm_id", "=", self.partner_id.id),
            ("referred_firm_id", "=", self.partner_id.id),
        ]
        action["context"] = {"default_referrer_id": self.partner_id.id}
        return action
