"""Handing customers to the team: a few a day, and back again."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class GiftCareHandOver(models.AbstractModel):
    """Part of ``gift.care.action`` behind the manager's button."""

    _name = "gift.care.hand.over"
    _description = "Hand-over of care actions"

    @api.model
    def _gift_hand_over(self, customers, per_day=3):
        """Hand customers to their owners, a few a day, best first; undoable.

        The button under "9 not heard from for 120 days": what is already planned
        is moved, what is on a desk stays, the rest is made. Nothing is sent.
        Called by buttons of managers, which checked the right; checked again.

        :param customers: ``gift.customer`` rows, in one or more root companies.
        :param int per_day: most per owner and day, at least 1.
        :return: dict ``token`` (for :meth:`action_undo_hand_over`), ``count``,
            ``skipped`` (on a desk already, or without an owner) and ``last_date``
            (``datetime.date`` of the last one, or False).
        :raise UserError: when ``per_day`` is below 1, or a company has no rule.
        """
        self.env["gift.outbox"]._check_manager()
        if per_day < 1:
            raise UserError(
                self.env._("Give at least one customer per day, not %s.", per_day)
            )
        token = uuid4().hex
        count, last_date = 0, False
        self._flush_sources()
        for company, rows in customers.grouped("company_id").items():
            rule = self._get_hand_over_rule(company)
            spread = self._spread(rows, company._gift_today(), per_day)
            ids = self._upsert_handed_over(rule, spread, token)
            count += len(ids)
            last_date = max(
                [last_date or company._gift_today(), *(spread[i] for i in ids)]
            )
        self.invalidate_model()
        self._trigger_dispatch()
        return {
            "token": token,
            "count": count,
            "skipped": len(customers) - count,
            "last_date": count and last_date,
        }

    @api.model
    def _get_hand_over_rule(self, company):
        """The rule that handed-over actions belong to."""
        rule = (
            self.env["gift.care.rule"]
            .sudo()  # the key of the action, not a right of the manager
            .search(
                [("company_id", "=", company.id), ("trigger", "=", "last_contact")],
                limit=1,
            )
        )
        if not rule:
            raise UserError(
                self.env._(
                    "%(company)s has no active care rule for the last contact. Make "
                    "one under Configuration / Care rules.",
                    company=company.name,
                )
            )
        return rule

    @api.model
    def _spread(self, customers, first_day, per_day):
        """Give every customer a day: ``per_day`` per owner, best first.

        :return: dict of customer id to date; those without an owner are left out.
        """
        best_first = customers.sudo().sorted(  # order by profit, shown to nobody
            lambda row: (-row.tier_id.priority, -row.profit_12m, row.id)
        )
        given = Counter()
        spread = {}
        for row in best_first:
            owner = row.owner_id
            if owner and owner.active and row.partner_id.active:
                spread[row.id] = first_day + timedelta(given[owner.id] // per_day)
                given[owner.id] += 1
        return spread

    @api.model
    def _upsert_handed_over(self, rule, spread, token):
        """Make or move the actions of one company; return the customers' ids."""
        if not spread:
            return []
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_care_action AS action (
                    rule_id, partner_id, customer_id, company_id, occurrence, state,
                    date_planned, date_due, priority, attempts,
                    handover_token, is_handover_made,
                    create_uid, write_uid, create_date, write_date)
                SELECT %(rule)s, customer.partner_id, customer.id,
                       customer.company_id, %(occurrence)s, 'planned', given.day,
                       given.day, COALESCE(tier.priority, 0), 0, %(token)s, TRUE,
                       %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM gift_customer AS customer
                  JOIN unnest(%(ids)s::int[], %(days)s::date[]) AS given(id, day)
                    ON given.id = customer.id
                  LEFT JOIN gift_tier AS tier ON tier.id = customer.tier_id
                 ORDER BY customer.partner_id
                ON CONFLICT (rule_id, partner_id, occurrence) DO UPDATE
                   SET handover_token = EXCLUDED.handover_token,
                       date_due = EXCLUDED.date_due,
                       state = 'planned', cause = NULL, date_closed = NULL,
                       handover_state = action.state,
                       handover_cause = action.cause,
                       write_date = EXCLUDED.write_date,
                       write_uid = EXCLUDED.write_uid
                 WHERE action.state IN ('planned', 'held', 'cancelled', 'missed')
                   AND action.handover_token IS NULL
                RETURNING customer_id
                """,
                rule=rule.id,
                occurrence=self._occurrence_last_contact_sql(SQL("customer")),
                token=token,
                uid=self.env.uid,
                ids=list(spread),
                days=list(spread.values()),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def action_undo_hand_over(self, token):
        """Take a hand-over back, except what was done or put on a desk and begun.

        :param str token: as given by the hand-over.
        :return: number of actions taken back.
        :raise AccessError: for anybody but a manager.
        :raise UserError: when nothing of it is left to take back.
        """
        self.env["gift.outbox"]._check_manager()
        actions = self.search(
            [
                ("handover_token", "=", token),
                ("state", "in", ("planned", "due", "held")),
                ("attempts", "=", 0),
            ]
        )
        if not token or not actions:
            raise UserError(
                self.env._(
                    "There is nothing to take back: the customers were contacted, or "
                    "the hand-over was undone before."
                )
            )
        actions = actions.sudo()  # the manager's right, checked above
        actions._drop_activities()
        count = len(actions)
        made = actions.filtered("is_handover_made")
        for action in actions - made:
            action.write(
                {
                    "state": action.handover_state,
                    "cause": action.handover_cause,
                    "date_due": action.date_planned,
                    "user_id": False,
                    "given_to_id": False,
                    "date_dispatched": False,
                    "handover_token": False,
                    "handover_state": False,
                    "handover_cause": False,
                    "date_closed": fields.Datetime.now()
                    if action.handover_state == "cancelled"
                    else False,
                }
            )
        made.unlink()
        return count
