"""A lead's salesperson changes: the customer may have to follow (decision 22)."""

from odoo import models

from .base_import_import import is_import

#: leads changed at once for which transfers are proposed by themselves; whoever moves
#: more uses the reassignment
PROPOSED_AT_ONCE = 20


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "gift.claim.banner", "gift.foreign.guard"]

    def write(self, vals):
        """Propose to give the customer to the lead's new salesperson."""
        changing = self.browse()
        if vals.get("user_id") and self._gift_proposes_transfer():
            changing = self.filtered(lambda lead: lead.user_id.id != vals["user_id"])
        res = super().write(vals)
        if changing and len(changing) <= PROPOSED_AT_ONCE:
            changing._gift_propose_transfers()
        return res

    def _gift_proposes_transfer(self):
        """Tell whether one of our people changes a salesperson by hand.

        A manager need not ask: the lead offers the transfer with a button.
        """
        return (
            not self.env.su
            and self.env.user._is_internal()
            and not is_import(self.env)
            and not self.env["gift.claim"]._gift_is_manager(self.env.user)
        )

    def _gift_propose_transfers(self):
        """Ask about the claims that others than the new salespeople hold.

        Who changes a lead of somebody else's customer to another person proposes that
        the customer follows; a manager decides.
        """
        claims = self.env["gift.claim"]
        for lead, row in self._gift_claim_rows().items():
            if row["owner_id"] and row["owner_id"] != lead.user_id.id:
                claims.browse(row["id"])._gift_propose_transfer(
                    lead.user_id,
                    self.env._(
                        "%(user)s made %(seller)s the salesperson of “%(lead)s”.",
                        user=self.env.user.name,
                        seller=lead.user_id.sudo().name,
                        lead=lead.name,
                    ),
                )

    def action_gift_transfer_claim(self):
        """Give the customer to the lead's salesperson, as a manager.

        :return: action that reloads the lead
        :raise AccessError: for anybody but a manager
        """
        self.ensure_one()
        self.env["gift.outbox"]._check_manager()
        self.check_access("write")
        row = self._gift_claim_rows().get(self)
        if row and self.user_id and row["owner_id"] != self.user_id.id:
            claim = self.env["gift.claim"].sudo().browse(row["id"])  # manager, checked
            claim._gift_transfer(
                self.user_id,
                self.env._(
                    "%(user)s gave the customer on with “%(lead)s”.",
                    user=self.env.user.name,
                    lead=self.name,
                ),
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
