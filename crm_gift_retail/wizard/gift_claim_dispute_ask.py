from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.gift_claim_dispute import WISHES
from ..models.window import dialog_action


class GiftClaimDisputeAsk(models.TransientModel):
    """Dialog "I dispute this": wish, chips, a sentence; the trail is there already."""

    _name = "gift.claim.dispute.ask"
    _description = "I dispute this"

    claim_id = fields.Many2one(
        "gift.claim", required=True, readonly=True, ondelete="cascade"
    )
    claim_text = fields.Char("Now", compute="_compute_claim_text")
    wish = fields.Selection(WISHES, "I say", required=True, default="transfer")
    reason_ids = fields.Many2many("gift.claim.dispute.reason", string="Because")
    note = fields.Text("In my own words")
    evidence_ids = fields.Many2many(
        "gift.touchpoint",
        string="My contacts",
        compute="_compute_evidence_ids",
        help="From the trail; the manager sees the owner's as well.",
    )

    @api.depends("claim_id")
    def _compute_claim_text(self):
        for dialog in self:
            claim = dialog.claim_id.sudo()  # whose customer it is may be known
            dialog.claim_text = claim and f"{claim.name}: {claim._gift_mask_text()}"

    @api.depends("claim_id")
    @api.depends_context("uid")
    def _compute_evidence_ids(self):
        disputes = self.env["gift.claim.dispute"]
        for dialog in self:
            claim = dialog.claim_id.sudo()  # the user's own contacts with its customer
            dialog.evidence_ids = disputes._gift_evidence(claim)

    @api.model
    def _get_action(self, claim, document=None):
        """Return the action that opens the dialog for a claim.

        :param claim: ``gift.claim``, maybe empty
        :param document: record that the user looks at, to name it in an error
        :return: window action
        :raise UserError: when there is no claim to contest
        """
        disputes = self.env["gift.claim.dispute"]
        if not claim and document:
            raise UserError(
                self.env._(
                    "Nobody has claimed the customer of “%(document)s”. There is "
                    "nothing to dispute.",
                    document=document.display_name,
                )
            )
        disputes._gift_check_disputable(claim.sudo())  # active and somebody else's
        return dialog_action(
            self, self.env._("I dispute this"), {"default_claim_id": claim.id}
        )

    def action_ask(self):
        """Ask a manager.

        :return: action that says until when the decision comes
        :raise AccessError: for duties that own no customers
        :raise UserError: see ``gift.claim.dispute._gift_raise``
        """
        self.ensure_one()
        self.env["gift.claim"]._gift_check_may_claim()
        self.claim_id.check_access("read")
        dispute = self.env["gift.claim.dispute"]._gift_raise(
            self.claim_id, self.wish, self.reason_ids, self.note, self.evidence_ids
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": dispute.gift_approval_status,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
