"""Claims whose future a manager decides: proposed transfers and silent customers."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from .gift_claim import GiftClaim as Claim

_lt = LazyTranslate(__name__)

#: silent customers asked about per company and day; the others follow the next days
IDLE_A_DAY = 30


class GiftClaim(models.Model):
    _inherit = "gift.claim"

    _gift_approval_kinds = {
        **Claim._gift_approval_kinds,
        "claim_transfer": _lt("Transfer of a customer"),
    }

    proposed_owner_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    dispute_ids = fields.One2many(
        "gift.claim.dispute",
        "claim_id",
        "Disputes",
        groups="crm_gift_retail.crm_gift_retail_group_caller,"
        "crm_gift_retail.crm_gift_retail_group_sales,"
        "crm_gift_retail.crm_gift_retail_group_service_lead",
    )

    # ------------------------------------------------------------------
    # Transfers
    # ------------------------------------------------------------------

    def _gift_propose_transfer(self, owner, because):
        """Ask a manager to give these customers to somebody else.

        Nothing changes until then; asking twice returns the open request. What was
        proposed before gives way to the new proposal.

        :param owner: ``res.users`` who shall have the customers
        :param str because: what led to the proposal, in words
        :return: ``gift.approval`` records
        """
        approvals = self.env["gift.approval"].sudo()
        for claim in self.sudo():  # whoever changes a salesperson may propose
            if claim.proposed_owner_id != owner:
                claim.gift_approval_ids.filtered(
                    lambda row: row.state == "open" and row.kind == "claim_transfer"
                )._close("withdrawn", note=self.env._("Another proposal followed."))
                claim.proposed_owner_id = owner
            approvals |= claim._gift_ask(
                "claim_transfer",
                self.env._(
                    "%(customer)s from %(old)s to %(new)s?",
                    customer=claim.name,
                    old=claim._gift_holder_name(),
                    new=owner.sudo().name,
                ),
                [
                    [self.env._("Customer"), claim.name],
                    [self.env._("Claim"), claim._gift_mask_text()],
                    [self.env._("Proposed owner"), owner.sudo().name],
                    [self.env._("Because"), because],
                ],
            )
        return approvals

    def _gift_on_decided(self, approval):
        """Carry out what the manager decided about this claim."""
        if approval.kind == "claim_transfer":
            return self._gift_decide_transfer(approval)
        return super()._gift_on_decided(approval)

    def _gift_decide_transfer(self, approval):
        owner = self.proposed_owner_id
        self.proposed_owner_id = False
        if approval.state != "approved":
            return
        if not self.active:
            raise UserError(
                self.env._(
                    "%(customer)s changed hands meanwhile. Refuse this.",
                    customer=self.name,
                )
            )
        if not owner.active:
            raise UserError(
                self.env._(
                    "%(owner)s has left. Refuse this, and propose somebody else.",
                    owner=owner.name or "?",
                )
            )
        self._gift_transfer(owner, approval._get_outcome())

    # ------------------------------------------------------------------
    # Silent customers
    # ------------------------------------------------------------------

    def _gift_on_idle(self):
        """Ask in the inbox, best customers first, so many a day and company.

        The others are asked about on the next days: the inbox stays readable.
        """
        for claims in self.sudo().grouped("company_id").values():
            ranked = claims._gift_best_first()
            later = ranked[IDLE_A_DAY:]
            if later:
                later.idle_asked_on = False
            super(GiftClaim, ranked[:IDLE_A_DAY])._gift_on_idle()
        return None

    def _gift_best_first(self):
        """Return these claims by tier and yearly revenue, best first."""
        standings = self.env["gift.customer"].sudo()
        rows = standings.search([("partner_id", "in", self.partner_id.ids)])
        rank = {
            (row.partner_id, row.company_id): (row.tier_id.priority, row.revenue_12m)
            for row in rows
        }
        return self.sorted(
            lambda claim: rank.get((claim.partner_id, claim.company_id), (0, 0)),
            reverse=True,
        )
