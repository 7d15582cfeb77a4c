from odoo import api, fields, models
from odoo.exceptions import UserError

from .gift_consent import SERVING_GROUPS

BUYER_KINDS = [("private", "Private buyer"), ("firm", "Firm")]
USES = [
    ("own", "For themselves"),
    ("family", "Family and friends"),
    ("customers", "Firm's customers"),
    ("staff", "Firm's staff"),
    ("festival", "Festival gifts"),
    ("event", "Event or opening"),
    ("other", "Something else"),
]
NEED_STAGES = [
    ("browsing", "Just looking"),
    ("comparing", "Comparing"),
    ("budgeted", "Has a budget"),
    ("dated", "Has a date"),
    ("urgent", "Urgent"),
]
#: what must be known before an enquiry counts as classified
CLASSIFIED_BY = ("gift_buyer_kind", "gift_use", "gift_need_stage")


class CrmLead(models.Model):
    """What head office finds out about an enquiry (promise L4)."""

    _inherit = "crm.lead"

    gift_buyer_kind = fields.Selection(BUYER_KINDS, "Who Buys", tracking=True)
    gift_use = fields.Selection(USES, "Use of the Gift", tracking=True)
    gift_budget_head = fields.Monetary(
        "Budget a Head", currency_field="company_currency", tracking=True
    )
    gift_need_stage = fields.Selection(
        NEED_STAGES, "Stage of Need", index="btree_not_null", tracking=True
    )
    gift_segment = fields.Char(
        "Segment", help="Trade or circle of the buyer: bank, hospital, wedding …"
    )
    gift_handover_ids = fields.One2many(
        "gift.handover", "lead_id", "Handed Over", groups=SERVING_GROUPS
    )
    gift_invitation_ids = fields.One2many(
        "gift.invitation", "lead_id", "Invitations", groups=SERVING_GROUPS
    )

    _gift_budget_head_not_negative = models.Constraint(
        "CHECK (gift_budget_head IS NULL OR gift_budget_head >= 0)",
        "The budget a head cannot be negative: leave it empty when nobody told one.",
    )

    def action_gift_invite(self):
        """Open the invitation to a shop for the lead's customer.

        :return: window action
        :raise AccessError: without a serving duty
        """
        self.ensure_one()
        self.env["gift.consent"]._gift_check_serving()
        return self.env["gift.invitation"]._get_invite_action(
            self.partner_id, lead=self
        )

    def _gift_missing_facts(self):
        """Return the labels of what is not known yet, in the user's language."""
        self.ensure_one()
        labels = self.fields_get(CLASSIFIED_BY, ["string"])
        return [labels[name]["string"] for name in CLASSIFIED_BY if not self[name]]

    def unlink(self):
        """Take what was handed over along, with its messages."""
        # sudo: whoever may delete a lead deletes what is only about it
        handovers = self.env["gift.handover"].sudo()
        self._unlink_not_handed_over()
        handovers.search([("lead_id", "in", self.ids)]).unlink()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_not_handed_over(self):
        """Keep leads that a shop waits for: the clerk would see nothing any more."""
        # sudo: the handover may be somebody else's, and still stands in the way
        handovers = self.env["gift.handover"].sudo()
        waiting = handovers.search(
            [("lead_id", "in", self.ids), ("is_open", "=", True)], limit=1
        )
        if waiting:
            raise UserError(
                self.env._(
                    "The shop handed “%(lead)s” over to head office and waits for an "
                    "answer. Close the handover first, or mark the lead as lost.",
                    lead=waiting.lead_id.name,
                )
            )
