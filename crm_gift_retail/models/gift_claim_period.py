"""How a claim goes on and ends: extended, given on, given back."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools.claim_rules import extended


class GiftClaimPeriod(models.AbstractModel):
    """The part of ``gift.claim`` that moves it through its states.

    Whoever ends a claim *updates* its row where it is still active: two who do so at
    once collide, and the second, retried, finds it ended.
    """

    _name = "gift.claim.period"
    _description = "Course of a claim"

    def _gift_extend(self, touchpoint):
        """Extend these claims by a logged contact of their owner.

        Only a contact extends, never a changed field; at most so often as the company
        allows. Doing it again for the same touchpoint changes nothing.

        :param touchpoint: ``gift.touchpoint``
        :return: the claims that were extended
        """
        done = self.browse()
        if not touchpoint.is_contact or touchpoint.is_mass:
            return done
        for claim in self.sudo().filtered("active"):
            root = claim.company_id
            at = fields.Datetime.context_timestamp(
                self.with_context(tz=root._gift_tz()), touchpoint.date
            )
            until, count = extended(
                root._gift_claim_terms(),
                claim.basis,
                claim.until,
                at.date(),
                claim.extension_count,
            )
            if not claim.last_contact or claim.last_contact < touchpoint.date:
                claim.last_contact = touchpoint.date
            if count != claim.extension_count:
                claim.write({"until": until, "extension_count": count})
                done |= claim
        return done

    def _gift_end(self, state, reason, successor=None, keep_keys=False):
        """End active claims, set-based; those that ended meanwhile are left out.

        :param str state: expired, released or transferred
        :param str reason: in words, for the history
        :param successor: ``gift.claim`` that goes on, or None
        :param bool keep_keys: the keys stay active, their claim is given on next
        :return: the claims that this call ended
        """
        if not self:
            return self
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE gift_claim
                   SET state = %s, active = FALSE, end_reason = %s, successor_id = %s,
                       ended_on = now() AT TIME ZONE 'UTC', write_uid = %s,
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = ANY(%s) AND active
             RETURNING id
                """,
                state,
                reason,
                successor.id if successor else None,
                self.env.uid,
                self.ids,
            )
        )
        ended = self.browse(sorted(row[0] for row in rows))
        if not keep_keys:
            self.env.cr.execute(
                "UPDATE gift_claim_key SET active = FALSE "
                "WHERE claim_id = ANY(%s) AND active",
                [ended.ids],
            )
        self.env["gift.claim"].invalidate_model(flush=False)
        self.env["gift.claim.key"].invalidate_model(flush=False)
        ended.sudo()._gift_touch_customers()
        return ended

    def _gift_release(self, reason):
        """Give customers back to the public pool.

        :param str reason: in words
        :return: the claims that ended
        """
        return self._gift_end("released", reason)

    def _gift_transfer(self, owner, reason, team=None):
        """Give customers to somebody else, with basis, end and keys.

        :param owner: ``res.users``, or an empty record for a claim of ``team``
        :param str reason: in words
        :param team: ``crm.team``; the new owner's own by default
        :return: the new claims, in sudo
        """
        # sudo: whoever decides a transfer asked for rights before
        self = self.sudo()
        team = team or owner.sale_team_id or self.env["crm.team"]
        ended = self._gift_end("transferred", reason, keep_keys=True)
        now = fields.Datetime.now()
        new = self.create(
            [
                {
                    "partner_id": claim.partner_id.id,
                    "lead_id": claim.lead_id.id,
                    "company_id": claim.company_id.id,
                    "owner_id": owner.id,
                    "team_id": team.id,
                    "basis": claim.basis,
                    "channel": claim.channel,
                    "since": now,
                    "until": claim._gift_transfer_until(),
                    "previous_id": claim.id,
                    "touchpoint_id": claim.touchpoint_id.id,
                    "res_model": claim.res_model,
                    "res_id": claim.res_id,
                }
                for claim in ended
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH chain AS (
                    UPDATE gift_claim o SET successor_id = n.id
                      FROM gift_claim n
                     WHERE n.id = ANY(%(new)s) AND o.id = n.previous_id
                 RETURNING o.id AS old_id, n.id AS new_id
                )
                UPDATE gift_claim_key k SET claim_id = chain.new_id
                  FROM chain WHERE k.claim_id = chain.old_id AND k.active
                """,
                new=new.ids,
            )
        )
        ended.invalidate_recordset(["successor_id"], flush=False)
        self.env["gift.claim.key"].invalidate_model(flush=False)
        new._gift_touch_customers()
        return new

    def _gift_transfer_until(self):
        """Return the end of a claim given on: as it was, at least one period."""
        self.ensure_one()
        if not self.until:
            return False
        root = self.company_id
        period = root._gift_claim_terms().period("enquiry")
        return max(self.until, fields.Date.add(root._gift_today(), days=period))

    def _gift_check_cooldown(self, user):
        """Refuse to take a customer again that one has just let go.

        :param user: ``res.users`` who wants it; ``self`` is the last ended claim
        :raise UserError: with the day from which it is possible
        """
        if not self or self.owner_id != user or not self.ended_on:
            return
        root = self.company_id
        zone = self.with_context(tz=root._gift_tz())
        ended = fields.Datetime.context_timestamp(zone, self.ended_on).date()
        begun = fields.Datetime.context_timestamp(zone, self.since).date()
        free = fields.Date.add(ended, days=root.gift_claim_cooldown_days)
        undone = self.state == "released" and begun == ended
        if not undone and root._gift_today() < free:
            raise UserError(
                self.env._(
                    "You let %(customer)s go; others have the first choice until "
                    "%(date)s.",
                    customer=self.name,
                    date=format_date(self.env, free),
                )
            )

    @api.model
    def _gift_inactive_owner_sql(self, alias):
        """Return whether a claim's owner has left (archived): nobody speaks for it.

        :param SQL alias: ``gift_claim`` in the query
        """
        return SQL(
            """EXISTS (SELECT 1 FROM res_users lu
                        WHERE lu.id = %s.owner_id AND NOT lu.active)""",
            alias,
        )
