"""Who brought whom, from the first word to the first paid order that stands."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

STATES = [
    ("invited", "Invited"),
    ("identified", "Known"),
    ("ordered", "First order paid"),
    ("due", "Reward due"),
    ("rewarded", "Rewarded"),
    ("reversed", "Order refunded"),
    ("refused", "Does not count"),
]
#: Only the methods of this model write these.
WRITABLE = frozenset({"note"})


class GiftReferral(models.Model):
    """One customer (or lead) brought by another, per root company.

    The firms of its day are stamped (decision 4). Twice the same customer is refused
    by a unique key; circles by a walk that is guarded by a row which every new
    referral of the company updates (decision 12): of two transactions that would close
    a circle together, the later one is tried again and then sees the other.
    """

    _name = "gift.referral"
    _description = "Referral"
    _inherit = ["gift.referral.check", "gift.referral.job", "gift.touchpoint.mixin"]
    _order = "id desc"
    _rec_name = "referred_name"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    referrer_id = fields.Many2one(
        "res.partner", "Brought by", required=True, index=True, ondelete="cascade"
    )
    referrer_firm_id = fields.Many2one(
        "res.partner",
        "Customer Who Brings",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    referred_id = fields.Many2one(
        "res.partner", "Who Was Brought", index="btree_not_null", ondelete="cascade"
    )
    referred_firm_id = fields.Many2one(
        "res.partner",
        "Customer Brought",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    referred_name = fields.Char("Brought", compute="_compute_referred_name")
    state = fields.Selection(STATES, required=True, readonly=True, default="invited")
    refusal = fields.Selection(
        [
            ("same_entity", "It is the same customer"),
            ("existing", "Bought before"),
            ("same_phone", "Same telephone number"),
            ("same_email", "Same e-mail address"),
            ("same_address", "Same address"),
            ("taken", "Brought by somebody else already"),
            ("circle", "Brought, in the end, by whom they brought"),
            ("merged", "Merged with another customer"),
            ("withdrawn", "Taken back"),
        ],
        "Why Not",
        readonly=True,
    )
    date_invited = fields.Date(readonly=True, required=True)
    date_identified = fields.Date("Known since", readonly=True)
    invoice_id = fields.Many2one(
        "account.move",
        "First Paid Order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_ordered = fields.Date("First Order", readonly=True)
    date_due = fields.Date(
        "Return Window Ends", readonly=True, help="From then on the reward is due."
    )
    user_id = fields.Many2one(
        "res.users", "Noted by", readonly=True, ondelete="set null"
    )
    note = fields.Char()

    _referred_uniq = models.UniqueIndex(
        "(company_id, referred_firm_id) WHERE state <> 'refused' "
        "AND referred_firm_id IS NOT NULL",
        "This customer has been brought by somebody already.",
    )
    _lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE state <> 'refused' AND lead_id IS NOT NULL",
        "Somebody has been noted already as who brought this lead.",
    )
    _open_idx = models.Index(
        "(company_id, state) WHERE state NOT IN ('refused', 'reversed')"
    )

    @api.depends("referred_id", "lead_id")
    def _compute_referred_name(self):
        # sudo: the name of a lead that the reader of the referral may not open
        for referral in self.sudo():
            lead = referral.lead_id
            referral.referred_name = (
                referral.referred_id.display_name or lead.contact_name or lead.name
            )

    # ------------------------------------------------------------------
    # Noting
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Note who brought whom; what cannot count is refused with the reason.

        :raise ValidationError: same person, buys already, brought before, a circle
        """
        self.browse().check_access("create")
        leads, partners = self.env["crm.lead"], self.env["res.partner"]
        for vals in vals_list:
            for name in set(vals) & (set(self._fields) - WRITABLE - {
                "company_id", "lead_id", "referred_id", "referrer_id",
            }):  # fmt: skip
                vals.pop(name)
            lead = leads.browse(vals.get("lead_id") or [])
            referrer = partners.browse(vals.get("referrer_id") or [])
            referred = partners.browse(vals.get("referred_id") or [])
            for record in filter(None, (lead, referrer, referred)):
                record.check_access("read")
            # sudo: a lead's customer, read above
            referred = referred or lead.sudo().partner_id
            if not referrer or not (referred or lead):
                raise ValidationError(
                    self.env._(
                        "A referral needs who brought, and the contact or lead that "
                        "was brought."
                    )
                )
            company = lead.company_id or self.env["res.company"].browse(
                vals.get("company_id") or self.env.company.id
            )
            company = company.sudo().root_id
            today = company._gift_today()
            vals.update(
                company_id=company.id,
                referred_id=referred.id,
                user_id=self.env.uid,
                date_invited=today,
                date_identified=today if referred else False,
                # sudo: the firms of this day
                referrer_firm_id=referrer.sudo().commercial_partner_id.id,
                referred_firm_id=referred.sudo().commercial_partner_id.id,
                state="identified" if referred else "invited",
            )
            self._gift_guard(company)
        referrals = self.browse()
        for vals in vals_list:  # one after the other: each may close a circle
            self._gift_check_taken(vals)
            referral = super().create([vals])
            reason = referral.sudo()._gift_refusals()[referral.id]
            if reason:
                raise ValidationError(
                    self._gift_refusal_words(
                        reason, referral.referrer_id, referral.referred_name
                    )
                )
            referrals |= referral
        referrals._gift_trail("referral")
        return referrals

    def write(self, vals):
        """Let only the note be written by hand."""
        if not self.env.su and not WRITABLE.issuperset(vals):
            raise UserError(
                self.env._(
                    "A referral goes its way by itself. Take it back, with a note why, "
                    "and note another."
                )
            )
        return super().write(vals)

    @api.model
    def _gift_guard(self, company):
        """Let no two transactions add referrals to a company at once.

        The second raises a serialization error and is tried again by Odoo.

        :param company: root ``res.company``
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO gift_referral_guard (company_id, version)
                   VALUES (%s, 1) ON CONFLICT (company_id)
                   DO UPDATE SET version = gift_referral_guard.version + 1""",
                company.id,
            )
        )

    @api.model
    def _gift_check_taken(self, vals):
        """Raise when somebody else has brought this customer or lead already."""
        # sudo: also what colleagues noted
        taken = self.sudo().search(
            [
                ("company_id", "=", vals["company_id"]),
                ("state", "!=", "refused"),
                "|",
                "&",
                ("referred_firm_id", "!=", False),
                ("referred_firm_id", "=", vals["referred_firm_id"]),
                "&",
                ("lead_id", "!=", False),
                ("lead_id", "=", vals.get("lead_id")),
            ],
            limit=1,
        )
        if taken:
            referrer = self.env["res.partner"].browse(vals["referrer_id"])
            raise ValidationError(
                self._gift_refusal_words("taken", referrer, taken.referred_name)
            )

    @api.model
    def _gift_refusal_words(self, reason, referrer, name):
        """Return why a referral cannot count, in a sentence.

        :param str reason: key of ``refusal``
        :param referrer: ``res.partner`` who brings
        :param str name: who was brought
        """
        labels = dict(self._fields["refusal"]._description_selection(self.env))
        return self.env._(
            "%(referrer)s cannot count as who brought %(referred)s: %(reason)s.",
            referrer=referrer.sudo().display_name,
            referred=name,
            reason=labels[reason].lower(),
        )

    def _gift_trail_vals(self, kind):
        """Say on the trail of who was brought, by whom."""
        medium = self.env.ref(
            "crm_gift_retail.utm_medium_referral", raise_if_not_found=False
        )
        return {
            "partner_id": self.referred_id.id,
            "lead_id": self.lead_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "medium_id": medium and medium.id,
            "channel": "referral",
            "summary": self.env._(
                "Brought by %(name)s", name=self.referrer_id.display_name
            ),
        }

    def action_withdraw(self):
        """Take referrals back: they do not count.

        :raise AccessError: for all but service leads and managers
        :raise UserError: when a reward was given already
        """
        self.check_access("write")
        given = self.filtered(lambda referral: referral.state == "rewarded")
        if given:
            raise UserError(
                self.env._(
                    "The reward for %(name)s was given and stays.",
                    name=given[0].referred_name,
                )
            )
        # sudo: states are written by methods only
        self.sudo().write({"state": "refused", "refusal": "withdrawn"})

    def _gift_reward(self):
        """Mark referrals as rewarded. Seam: what a reward is comes with benefits.

        :return: the referrals that were due
        """
        due = self.filtered(lambda referral: referral.state == "due")
        # sudo: states are written by methods only
        due.sudo().write({"state": "rewarded"})
        return due


class GiftReferralGuard(models.Model):
    """The row that every new referral of a company updates (decision 12)."""

    _name = "gift.referral.guard"
    _description = "Guard of Referrals"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    version = fields.Integer(required=True, default=0)

    _company_uniq = models.Constraint("UNIQUE (company_id)", "One guard per company.")
