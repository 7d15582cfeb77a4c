"""Whom we invited to a shop on a day, and whether they came (promise L12)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .gift_invitation_arrival import STATES
from .window import dialog_action

#: written by the methods below only
GUARDED = frozenset({"state", "date_arrived", "arrived_by_id", "invited_by_id"})
#: farthest day that makes sense for an invitation
DAYS_AHEAD = 370


class GiftInvitation(models.Model):
    """One customer, one shop, one day."""

    _name = "gift.invitation"
    _inherit = ["gift.invitation.arrival", "gift.touchpoint.mixin"]
    _description = "Invitation to a shop"
    _order = "day desc, state desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", index=True, ondelete="cascade"
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    team_id = fields.Many2one(
        "crm.team",
        "Shop",
        required=True,
        ondelete="restrict",
        domain="[('gift_is_shop', '=', True),"
        " ('company_id', 'in', [False, company_id])]",
    )
    day = fields.Date(
        required=True, default=lambda self: self.env.company._gift_today()
    )
    reason = fields.Char(required=True, help="What the customer wants to see or do.")
    invited_by_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(STATES, required=True, default="expected", index=True)
    date_arrived = fields.Datetime("Arrived At")
    arrived_by_id = fields.Many2one("res.users", "Received By", ondelete="set null")
    capture_id = fields.Many2one(
        "gift.capture", "Walk-in", index="btree_not_null", ondelete="set null"
    )

    _partner_day_uniq = models.UniqueIndex(
        "(partner_id, team_id, day) WHERE partner_id IS NOT NULL",
        "This customer is invited to this shop on this day already.",
    )
    _lead_day_uniq = models.UniqueIndex(
        "(lead_id, team_id, day) WHERE partner_id IS NULL",
        "This enquiry is invited to this shop on this day already.",
    )
    _somebody = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR lead_id IS NOT NULL)",
        "An invitation needs a customer or an enquiry.",
    )
    _expected_idx = models.Index("(team_id, day)")

    @api.depends("partner_id", "lead_id", "day", "team_id")
    def _compute_display_name(self):
        """Say who is expected when and where."""
        for invitation in self:
            who = invitation.partner_id.display_name or invitation.lead_id.name
            invitation.display_name = self.env._(
                "%(who)s, %(shop)s, %(day)s",
                who=who or self.env._("New invitation"),
                shop=invitation.team_id.name or "",
                day=invitation.day or "",
            )

    @api.constrains("day", "company_id")
    def _check_day(self):
        """Refuse days in the past and far ahead when somebody is newly invited."""
        for invitation in self.filtered(lambda row: row.state == "expected"):
            today = invitation.company_id._gift_today()
            if invitation.day < today:
                raise UserError(
                    self.env._(
                        "%(day)s is over. Choose today or a later day for %(name)s.",
                        day=invitation.day,
                        name=invitation._get_who(),
                    )
                )
            if (invitation.day - today).days > DAYS_AHEAD:
                raise UserError(
                    self.env._(
                        "%(day)s is more than a year ahead. Check the year for "
                        "%(name)s.",
                        day=invitation.day,
                        name=invitation._get_who(),
                    )
                )

    @api.constrains("team_id", "company_id")
    def _check_shop(self):
        """Refuse a team that is no shop of the invitation's company."""
        for invitation in self:
            team = invitation.team_id.sudo()
            root = team.company_id.root_id
            if not team.gift_is_shop or (root and root != invitation.company_id):
                raise UserError(
                    self.env._(
                        "“%(team)s” is no shop of %(company)s. Choose a shop.",
                        team=team.name,
                        company=invitation.company_id.sudo().name,
                    )
                )

    # ------------------------------------------------------------------
    # Inviting
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Write down who invites, refuse to invite twice, leave the touchpoint.

        :raise UserError: when the customer is invited to that shop on that day already
        """
        self.env["gift.consent"]._gift_check_serving()
        for vals in vals_list:
            if not self.env.su:
                for name in GUARDED:
                    vals.pop(name, None)
            if not vals.get("partner_id") and vals.get("lead_id"):
                lead = self.env["crm.lead"].browse(vals["lead_id"])
                lead.check_access("read")
                vals["partner_id"] = lead.partner_id.id
            self._check_not_invited(vals)
        invitations = super().create(vals_list)
        invitations._gift_trail("invitation")
        return invitations

    @api.model
    def _check_not_invited(self, vals):
        """Name the invitation that stands in the way; the unique key has the say."""
        if not vals.get("team_id") or not vals.get("partner_id"):
            return
        # sudo: whoever invited before may be of another list
        found = self.sudo().search(
            [
                ("partner_id", "=", vals["partner_id"]),
                ("team_id", "=", vals["team_id"]),
                ("day", "=", vals.get("day") or self.env.company._gift_today()),
            ],
            limit=1,
        )
        if found:
            raise UserError(
                self.env._(
                    "%(name)s is invited to %(shop)s on %(day)s already, by %(user)s: "
                    "%(reason)s. Choose another day.",
                    name=found._get_who(),
                    shop=found.team_id.name,
                    day=found.day,
                    user=found.invited_by_id.name,
                    reason=found.reason,
                )
            )

    def write(self, vals):
        """Let day, shop and reason be changed while the customer is expected.

        :raise AccessError: for state and times, which the buttons write
        :raise UserError: when the customer came or missed the day
        """
        if not self.env.su:
            if guarded := GUARDED.intersection(vals):
                raise AccessError(
                    self.env._(
                        "%(fields)s of an invitation change by its buttons only.",
                        fields=", ".join(sorted(guarded)),
                    )
                )
            self._check_expected()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_expected(self):
        """Only what is still ahead can be taken back."""
        if not self.env.su:
            self._check_expected()

    def _check_expected(self):
        for invitation in self:
            if invitation.state != "expected":
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(name)s: “%(state)s”. What happened is not changed any more; "
                        "invite again for another day.",
                        name=invitation.display_name,
                        state=states[invitation.state],
                    )
                )

    @api.model
    def invite(self, team_id, day, reason, partner_id=None, lead_id=None):
        """Invite a customer or an enquiry to a shop.

        :param int team_id: id of the shop (``crm.team``)
        :param str day: ISO date, in the company's time zone
        :param str reason: why, in words that the clerk reads
        :param int partner_id: id of the ``res.partner``, or None
        :param int lead_id: id of the ``crm.lead``, or None
        :return: id of the invitation
        :raise AccessError: without a serving duty
        :raise UserError: naming what is wrong: twice, in the past, no shop, no reason
        """
        self.env["gift.consent"]._gift_check_serving()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why the customer comes: the clerk reads it.")
            )
        if not partner_id and not lead_id:
            raise UserError(self.env._("Choose the customer or the enquiry to invite."))
        return self.create(
            {
                "team_id": team_id,
                "day": day,
                "reason": reason.strip(),
                "partner_id": partner_id,
                "lead_id": lead_id,
            }
        ).id

    @api.model
    def _get_invite_action(self, partner, lead=None):
        """Return the window action of the invitation dialog.

        :param partner: ``res.partner``, maybe empty
        :param lead: ``crm.lead`` or None
        """
        shops = self.env["gift.capture"]._get_shops()
        return dialog_action(
            self,
            self.env._("Invite to the shop"),
            {
                "default_partner_id": partner.id,
                "default_lead_id": lead.id if lead else False,
                "default_team_id": shops[:1].id,
            },
            self.env.ref("crm_gift_retail.gift_invitation_view_dialog").id,
        )

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    @api.model
    def _gift_merge(self, sources, target):
        """Make one of invitations that collide when persons become one.

        The one that says most stays: arrived, else expected, else missed; it takes
        over the reasons of the others.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        rows = self.search([("partner_id", "in", [*sources.ids, target.id])])
        rank = {"arrived": 0, "expected": 1, "missed": 2}
        groups = rows.grouped(lambda row: (row.team_id, row.day))
        for group in groups.values():
            kept, *others = group.sorted(lambda row: (rank[row.state], row.id))
            gone = self.union(*others)
            if gone:
                reasons = dict.fromkeys([kept.reason, *gone.mapped("reason")])
                kept.reason = "; ".join(reasons)
                self.env.cr.execute(
                    SQL("DELETE FROM gift_invitation WHERE id = ANY(%s)", gone.ids)
                )
        self.flush_model()
        self.invalidate_model()

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Bring the invitations of merged leads along, one per shop and day.

        Of two for the same shop and day the one that came true stays, else the older:
        the other says the same about the same person.

        :param sources: ``crm.lead`` records that go away
        :param target: ``crm.lead`` that stays
        """
        rows = self.search([("lead_id", "in", (sources | target).ids)], order="id")
        for same in (
            rows.filtered(lambda row: not row.partner_id)
            .grouped(lambda row: (row.team_id, row.day))
            .values()
        ):
            kept = same.filtered(lambda row: row.state == "arrived")[:1] or same[:1]
            (same - kept).unlink()
        rows = rows.exists()
        rows.flush_model()
        rows.filtered(lambda row: row.lead_id != target).write({"lead_id": target.id})
