"""Guests who come, guests who do not, and who hears of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .gift_job_run import logged_job

STATES = [
    ("expected", "Expected"),
    ("arrived", "Arrived"),
    ("missed", "Did not come"),
]
MISSED_BATCH = 500


class GiftInvitationArrival(models.AbstractModel):
    """What happens to an invitation on its day."""

    _name = "gift.invitation.arrival"
    _description = "Arrival of guests"

    def action_arrived(self):
        """Mark as arrived, in one tap; the inviter is told. Twice changes nothing.

        :raise AccessError: without a serving duty or for another company
        :raise UserError: for a day that is not today
        """
        self.env["gift.consent"]._gift_check_serving()
        self.check_access("read")
        for invitation in self:
            today = invitation.company_id._gift_today()
            if invitation.day != today and invitation.state != "arrived":
                raise UserError(
                    self.env._(
                        "%(name)s is invited for %(day)s, not for today. Capture the "
                        "visit instead.",
                        name=invitation._get_who(),
                        day=invitation.day,
                    )
                )
        self.sudo()._gift_arrive()
        return True

    def action_not_coming(self):
        """Mark as not coming before the day is over, in one tap.

        :raise AccessError: without a serving duty or for another company
        """
        self.env["gift.consent"]._gift_check_serving()
        self.check_access("read")
        # sudo: guarded field, rights were checked
        self.sudo().filtered(lambda row: row.state == "expected").state = "missed"
        return True

    def _gift_arrive(self, capture=None):
        """Mark as arrived and tell the inviter, once.

        :param capture: ``gift.capture`` of the visit, whose touchpoint is the visit's
            then, or None: the invitation itself leaves it
        """
        now = fields.Datetime.now()
        fresh = self.filtered(lambda row: row.state != "arrived")
        values = {
            "state": "arrived",
            "date_arrived": capture.date if capture else now,
            "arrived_by_id": self.env.uid,
        }
        fresh.write(values)
        if capture:
            self.write({"capture_id": capture.id})
        else:
            fresh._gift_trail("visit")
        for invitation in fresh:
            invitation._gift_tell_inviter()

    def _gift_tell_inviter(self):
        """Tell whoever invited that the customer is here, unless it is the same."""
        self.ensure_one()
        inviter = self.invited_by_id
        if inviter == self.env.user or not inviter.active:
            return
        self.env["gift.alert"]._send(
            inviter,
            lambda env: env._("Your guest arrived"),
            lambda env: env._(
                "%(name)s arrived at %(shop)s: %(reason)s",
                name=self._get_who(),
                shop=self.with_env(env).team_id.name,
                reason=self.reason,
            ),
            self.partner_id or self.lead_id,
            urgent=False,
        )

    def _get_who(self):
        """Return how to call the guest."""
        partner = self.partner_id
        return partner.display_name or self.lead_id.name or ""

    def _gift_trail_vals(self, kind):
        """An invitation goes out; a visit is contact."""
        visit = kind == "visit"
        return {
            **super()._gift_trail_vals(kind),
            **self.team_id._gift_default_utm(),
            "lead_id": self.lead_id.id,
            "user_id": (self.arrived_by_id if visit else self.invited_by_id).id,
            "date": self.date_arrived if visit else fields.Datetime.now(),
            "is_contact": visit,
            "direction": "in" if visit else "out",
            "summary": self.reason,
        }

    # ------------------------------------------------------------------
    # Expected today
    # ------------------------------------------------------------------

    @api.model
    def expected_today(self, team_id):
        """Return who is expected in a shop today, for the clerk's screen.

        :param int team_id: id of the shop (``crm.team``)
        :return: list of dicts ``id, partner_id, name, tier, reason, inviter, state``,
            those who are still expected first
        :raise AccessError: without a serving duty
        """
        self.env["gift.consent"]._gift_check_serving()
        rows = self.search(
            [
                ("team_id", "=", team_id),
                ("day", "=", self.env.company._gift_today()),
            ]
        )
        order = [state for state, _label in STATES]
        rows = rows.sorted(lambda row: (order.index(row.state), row.id))
        home = self.env["gift.home"]
        return [
            {
                "id": row.id,
                "partner_id": row.partner_id.id,
                "name": row.sudo()._get_who(),
                "tier": home._get_badge(row.partner_id.gift_tier_id),
                "reason": row.reason,
                "inviter": row.sudo().invited_by_id.name,
                "state": row.state,
            }
            for row in rows
        ]

    @api.model
    @logged_job("crm_gift_retail.ir_cron_gift_invitation_missed")
    def _cron_mark_missed(self):
        """Hourly: who did not come by the end of the shop's day missed it."""
        cron = self.env["ir.cron"]
        domain = self._gift_missed_domain()
        cron._commit_progress(remaining=self.search_count(domain))
        done = 0
        while rows := self.search(domain, limit=MISSED_BATCH, order="id"):
            rows = rows.try_lock_for_update().filtered_domain(domain)
            if not rows:
                break
            rows.write({"state": "missed"})
            done += len(rows)
            if not cron._commit_progress(len(rows)):
                break
        return done

    @api.model
    def _gift_missed_domain(self):
        """Return what is over: the days that ended in each company's time zone."""
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        over = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("day", "<", company._gift_today())
            for company in companies
        )
        return Domain("state", "=", "expected") & over
