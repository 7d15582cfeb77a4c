"""Two people, one customer: the facts, a manager's decision, and what came of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, format_date

_lt = LazyTranslate(__name__)

WISHES = [("transfer", "The customer is mine"), ("split", "We share the sale")]
#: contacts shown as evidence, per side
SHOWN = 8


class GiftClaimDispute(models.Model):
    """A claim that somebody contests (decision 21).

    Asked through the approval inbox; silence lets the owner keep the customer. The
    result is carried out in the deciding transaction and stays with the claim.
    """

    _name = "gift.claim.dispute"
    _description = "Dispute about a Claim"
    _inherit = ["gift.approval.mixin", "gift.touchpoint.mixin"]
    _order = "id desc"
    _rec_name = "claim_id"

    _gift_approval_kinds = {"claim_dispute": _lt("Dispute about a customer")}

    claim_id = fields.Many2one(
        "gift.claim", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="When the dispute began.",
    )
    claimant_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    wish = fields.Selection(WISHES, required=True, readonly=True)
    reason_ids = fields.Many2many(
        "gift.claim.dispute.reason", string="Because", readonly=True
    )
    note = fields.Text("In One's Own Words", readonly=True)
    evidence_ids = fields.Many2many("gift.touchpoint", readonly=True)
    state = fields.Selection(
        [
            ("open", "Waiting"),
            ("transferred", "Customer given on"),
            ("split", "Shared"),
            ("kept", "Owner keeps"),
            ("withdrawn", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    result = fields.Char("Decision", readonly=True)
    decided_at = fields.Datetime("Decided", readonly=True)
    new_claim_id = fields.Many2one(
        "gift.claim", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _open_uniq = models.UniqueIndex(
        "(claim_id) WHERE state = 'open'",
        "This claim is disputed already; the decision comes first.",
    )

    @api.depends("claim_id", "claimant_id")
    def _compute_display_name(self):
        for dispute in self:
            # sudo: names of people and customer, which the dispute is about
            row = dispute.sudo()
            dispute.display_name = self.env._(
                "%(claimant)s and %(owner)s about %(customer)s",
                claimant=row.claimant_id.name,
                owner=row.owner_id.name or row.claim_id.team_id.name or "",
                customer=row.claim_id.name or row.partner_id.display_name or "",
            )

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    def _gift_dialog(self, document):
        """Open the dialog "I dispute this" for the claim on a document's customer.

        :param document: one record that the user looks at, with a method
            ``_gift_disputed_claim`` that says which ``gift.claim`` is meant, maybe none
        :return: window action
        :raise AccessError: for duties that own no customers, or a foreign document
        :raise UserError: when nobody else has claimed the customer
        """
        document.ensure_one()
        document.check_access("read")
        self.env["gift.claim"]._gift_check_may_claim()
        return self.env["gift.claim.dispute.ask"]._get_action(
            document._gift_disputed_claim(), document=document
        )

    @api.model
    def _gift_raise(self, claim, wish, reasons=None, note=None, evidence=None):
        """Contest a claim in the user's name and ask a manager.

        :param claim: active ``gift.claim``
        :param str wish: key of ``WISHES``
        :param reasons: ``gift.claim.dispute.reason`` records
        :param str note: plain text
        :param evidence: ``gift.touchpoint`` records; the trail's by default
        :return: the ``gift.claim.dispute``
        :raise UserError: own or ended claim, disputed already, nothing said
        """
        claim = claim.sudo()  # whose customer it is may be known; rights asked before
        self._gift_check_disputable(claim)
        evidence = evidence if evidence is not None else self._gift_evidence(claim)
        if not reasons and not (note or "").strip() and not evidence:
            raise UserError(
                self.env._(
                    "Say why %(customer)s should be yours: choose a reason, or write a "
                    "sentence.",
                    customer=claim.name,
                )
            )
        # sudo: disputes are written through this door only
        dispute = self.sudo().create(
            {
                "claim_id": claim.id,
                "partner_id": claim.partner_id.id,
                "owner_id": claim.owner_id.id,
                "claimant_id": self.env.uid,
                "wish": wish,
                "reason_ids": [fields.Command.set(reasons.ids if reasons else [])],
                "note": note,
                "evidence_ids": [fields.Command.set(evidence.ids)],
            }
        )
        dispute._gift_ask(
            "claim_dispute",
            self.env._(
                "Whose customer is %(customer)s: %(owner)s's or %(claimant)s's?",
                customer=claim.name,
                owner=claim._gift_holder_name(),
                claimant=self.env.user.name,
            ),
            dispute._gift_facts(),
            deadline=claim.company_id.gift_dispute_hours,
            reasons=[
                ("transfer", self.env._("Give the customer on"), "approved"),
                ("split", self.env._("Share the sale"), "approved"),
                ("first", self.env._("Owner was first"), "refused"),
                ("active", self.env._("Owner looks after them"), "refused"),
            ],
        )
        return dispute.sudo(self.env.su)

    @api.model
    def _gift_check_disputable(self, claim):
        """Raise unless this claim is somebody else's, active and not contested."""
        if not claim or not claim.active:
            raise UserError(
                self.env._(
                    "Nobody holds this customer now. Take them from the pool, or claim "
                    "them."
                )
            )
        if claim.owner_id == self.env.user:
            raise UserError(
                self.env._("%(customer)s is yours already.", customer=claim.name)
            )
        # sudo: that somebody contests it is told to whoever wants to
        found = self.sudo().search(
            [("claim_id", "=", claim.id), ("state", "=", "open")], limit=1
        )
        if found:
            raise UserError(
                self.env._(
                    "%(claimant)s disputes this already: %(status)s. Tell the manager "
                    "what you know.",
                    claimant=found.claimant_id.name,
                    status=found.gift_approval_status or "",
                )
            )

    @api.model
    def _gift_evidence(self, claim, user=None):
        """Return the user's own touchpoints with a claim's customer, newest first.

        :param claim: ``gift.claim``
        :param user: ``res.users``, the current one by default
        """
        user = user or self.env.user
        trail = self.env["gift.touchpoint"].sudo()  # the user's own, or the owner's
        domain = [
            ("company_id", "=", claim.company_id.id),
            ("user_id", "=", user.id),
            ("is_mass", "=", False),
        ]
        if claim.partner_id:
            domain.append(("commercial_partner_id", "=", claim.partner_id.id))
        elif claim.lead_id:
            domain.append(("lead_id", "=", claim.lead_id.id))
        else:
            return trail.browse()
        return trail.search(domain, limit=SHOWN)

    def _gift_facts(self):
        """Return the facts for the manager: who, since when, what happened, why."""
        self.ensure_one()
        claim = self.claim_id
        labels = {
            name: dict(field._description_selection(self.env))
            for name, field in (
                ("basis", claim._fields["basis"]),
                ("wish", self._fields["wish"]),
            )
        }
        env = self.env
        facts = [
            [env._("Customer"), claim.name or ""],
            [env._("Claim"), claim._gift_mask_text()],
            [
                env._("Since"),
                ", ".join(
                    (format_date(env, claim.since.date()), labels["basis"][claim.basis])
                ),
            ],
            [
                env._("%(name)s wishes", name=self.claimant_id.name),
                labels["wish"][self.wish],
            ],
        ]
        if self.reason_ids:
            facts.append([env._("Because"), ", ".join(self.reason_ids.mapped("name"))])
        if self.note:
            facts.append([env._("In own words"), self.note])
        facts += self._gift_contact_facts(self.claimant_id, self.evidence_ids)
        if self.owner_id:
            facts += self._gift_contact_facts(
                self.owner_id, self._gift_evidence(claim, self.owner_id)
            )
        return facts

    def _gift_contact_facts(self, user, touchpoints):
        """Return one fact per contact of a person, in words; or that there is none."""
        label = self.env._("Contacts of %(name)s", name=user.name)
        if not touchpoints:
            return [[label, self.env._("none in the trail")]]
        fields_ = touchpoints._fields
        kinds = dict(fields_["kind"]._description_selection(self.env))
        channels = dict(fields_["channel"]._description_selection(self.env))
        return [
            [
                label,
                " · ".join(
                    filter(
                        None,
                        (
                            format_date(
                                self.env,
                                fields.Datetime.context_timestamp(
                                    self, touch.date
                                ).date(),
                            ),
                            kinds.get(touch.kind),
                            touch.channel != "unknown" and channels.get(touch.channel),
                            touch.summary,
                        ),
                    )
                ),
            ]
            for touch in touchpoints[:SHOWN]
        ]

    # ------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------

    def _gift_on_decided(self, approval):
        """Carry out the decision; silence and refusal let the owner keep."""
        claim = self.claim_id
        if approval.state != "approved":
            return self._gift_settle("kept", approval)
        if not claim.active or claim.owner_id != self.owner_id:
            raise UserError(
                self.env._(
                    "%(customer)s changed hands meanwhile. Refuse this; a new dispute "
                    "names the present owner.",
                    customer=claim.name,
                )
            )
        if self.env.user == self.owner_id and self._gift_other_managers():
            raise UserError(
                self.env._(
                    "%(customer)s is your own customer: let another manager decide.",
                    customer=claim.name,
                )
            )
        outcome = approval.reason_key
        if outcome not in ("transfer", "split"):
            outcome = self.wish
        if outcome == "split":
            self._gift_split()
            return self._gift_settle("split", approval)
        self.new_claim_id = claim._gift_transfer(
            self.claimant_id, self._gift_end_words(approval)
        )[:1]
        return self._gift_settle("transferred", approval)

    def _gift_on_withdrawn(self, approval):
        """The claimant thought better of it."""
        self._gift_settle("withdrawn", approval)

    def _gift_other_managers(self):
        """Return the managers of the company who do not own the claim."""
        group = self.env.ref("crm_gift_retail.crm_gift_retail_group_manager")
        return group.all_user_ids.filtered(
            lambda user: (
                user.active
                and user != self.owner_id
                and user != self.claimant_id
                and user._is_internal()
                and not user._is_superuser()
                and self.company_id in user.company_ids
            )
        )

    def _gift_split(self):
        """Make the claimant the owner's assist, with a touchpoint to show for it."""
        touch_ids = self._gift_trail(
            "assist", user_id=self.claimant_id.id, summary=self.display_name
        )
        self.env["gift.claim.assist"]._gift_add(
            [
                (
                    self.claim_id.id,
                    self.claimant_id.id,
                    touch_id,
                    self.claimant_id.sale_team_id.id or None,
                    fields.Datetime.now(),
                    self.company_id.gift_assist_share,
                )
                for touch_id in touch_ids
            ]
        )

    def _gift_end_words(self, approval):
        """Return why the claim was given on, for its history."""
        return self.env._(
            "Dispute of %(claimant)s: %(outcome)s",
            claimant=self.claimant_id.name,
            outcome=approval._get_outcome(),
        )

    def _gift_settle(self, state, approval):
        """Write the result down and tell the owner; the claimant hears of it anyway."""
        self.write(
            {
                "state": state,
                "result": approval._get_outcome(),
                "decided_at": fields.Datetime.now(),
            }
        )
        if state in ("transferred", "split") and self.owner_id:
            label = dict(self._fields["state"].selection)[state]
            self.env["gift.alert"]._send(
                self.owner_id._gift_deputy(self.company_id._gift_today()),
                lambda env: env._("A dispute about your customer is decided"),
                lambda env: f"{self.display_name}: {label}",
                self,
                urgent=False,
            )
