"""A company's rules about claims; the defaults are those of the trade."""

from odoo import fields, models

from ..tools.claim_rules import Terms


class ResCompany(models.Model):
    _inherit = "res.company"

    gift_claim_days_enquiry = fields.Integer(
        "Claim after an Enquiry (days)",
        default=30,
        help="Also of a customer taken from the pool.",
    )
    gift_claim_days_sample = fields.Integer("Claim after a Sample (days)", default=60)
    gift_claim_days_quotation_extra = fields.Integer(
        "Claim after an Offer Ends (days)",
        default=15,
        help="Counted from the day until which the quotation holds.",
    )
    gift_claim_days_purchase = fields.Integer(
        "Claim after a Purchase (days)",
        default=365,
        help="Counted from the last invoice, or the order while there is none.",
    )
    gift_claim_extensions = fields.Integer(
        "Extensions of a Claim",
        default=2,
        help="How often a logged contact of the owner extends a claim.",
    )
    gift_claim_warn_days = fields.Integer("Warn before a Claim Ends (days)", default=7)
    gift_claim_idle_days = fields.Integer(
        "Idle Claim (days)",
        default=180,
        help="So long without a logged contact, and the manager decides whose customer "
        "it is. Empty: never asked.",
    )
    gift_claim_pool_limit = fields.Integer(
        "Customers from the Pool",
        default=50,
        help="Most customers that one person may hold by taking them. What they have "
        "enquired or bought from that person does not count.",
    )
    gift_claim_cooldown_days = fields.Integer(
        "Wait before Taking again (days)",
        default=7,
        help="Who let a claim end waits so long before taking the same customer again, "
        "so that others have a chance. Giving back a take of the same day is free.",
    )
    gift_assist_share = fields.Integer(
        "Share of an Assist (%)",
        default=30,
        help="What a helper has of a sale to somebody else's customer.",
    )

    _gift_claim_days = models.Constraint(
        """CHECK (gift_claim_days_enquiry > 0 AND gift_claim_days_sample > 0
              AND gift_claim_days_purchase > 0 AND gift_claim_days_quotation_extra >= 0
              AND gift_claim_warn_days >= 0 AND gift_claim_idle_days >= 0
              AND gift_claim_extensions >= 0 AND gift_claim_pool_limit >= 0
              AND gift_claim_cooldown_days >= 0)""",
        "Periods of claims are whole days: at least one for enquiry, sample and "
        "purchase, not negative for the rest.",
    )
    _gift_assist_share_range = models.Constraint(
        "CHECK (gift_assist_share BETWEEN 0 AND 100)",
        "The share of an assist is between 0 and 100 %.",
    )

    def _gift_claim_terms(self):
        """Return the periods of the root company as the kernel's ``Terms``."""
        root = self.sudo().root_id
        return Terms(
            enquiry=root.gift_claim_days_enquiry,
            sample=root.gift_claim_days_sample,
            quotation_extra=root.gift_claim_days_quotation_extra,
            purchase=root.gift_claim_days_purchase,
            extensions=root.gift_claim_extensions,
        )
