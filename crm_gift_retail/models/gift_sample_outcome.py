"""What becomes of samples: taps of people, orders that follow, time that passes."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.sample_rules import WITH_CUSTOMER, settle

#: answers to "what became of it?" that people give
BY_HAND = ("kept", "lost")


class GiftSampleOutcome(models.AbstractModel):
    """Part of ``gift.sample``: one-tap answers, and the order that followed."""

    _name = "gift.sample.outcome"
    _description = "Outcome of Samples"

    # ------------------------------------------------------------
    # ONE TAP
    # ------------------------------------------------------------

    @api.depends("state", "outcome", "terms", "quantity_out", "feedback_id")
    @api.depends_context("lang", "uid")
    def _compute_tap_options(self):
        """Return the next question with its answers: ``{question, chips}`` or False."""
        chips = None
        may = self.browse().has_access("write")
        for sample in self:
            sample.tap_options = False
            if not may or sample.state not in WITH_CUSTOMER:
                continue
            if sample.state == "sent":
                sample.tap_options = {
                    "question": self.env._("Did it arrive?"),
                    "chips": [
                        {"key": "arrived", "label": self.env._("Arrived")},
                        {"key": "lost", "label": self.env._("Lost")},
                    ],
                }
            elif sample.state == "arrived":
                chips = sample._gift_feedback_chips() if chips is None else chips
                sample.tap_options = {
                    "question": self.env._("What do they say?"),
                    "chips": chips,
                }
            elif not sample.outcome:
                options = [{"key": "kept", "label": self.env._("They keep it")}]
                if sample.terms == "return":
                    options.append({"key": "lost", "label": self.env._("Lost")})
                sample.tap_options = {
                    "question": self.env._("What became of it?"),
                    "chips": options,
                }

    @api.model
    def _gift_feedback_chips(self):
        """Return the chips of what customers say."""
        rows = self.env["gift.sample.feedback"].search([("active", "=", True)])
        return [{"key": f"feedback-{row.id}", "label": row.name} for row in rows]

    def action_tap(self, key):
        """Answer the question that :attr:`tap_options` asks, with one tap.

        Tapping the same answer twice, as on two phones, changes nothing.

        :param str key: key of a chip
        :raise AccessError: without the right to write the sample
        :raise UserError: for an answer that does not fit
        """
        self.check_access("write")
        for sample in self.sudo():  # states are written by methods only
            if sample.state not in WITH_CUSTOMER:
                raise UserError(
                    self.env._(
                        "%(sample)s is not with the customer. Reload the page.",
                        sample=sample.name,
                    )
                )
            if key == "arrived":
                sample._gift_tell_arrived()
            elif key in BY_HAND:
                sample._gift_set_outcome(key)
            elif key.startswith("feedback-"):
                sample._gift_set_feedback(key.removeprefix("feedback-"))
            else:
                raise UserError(
                    self.env._("“%(key)s” is no answer. Reload the page.", key=key)
                )
        return True

    def _gift_tell_arrived(self):
        """The customer says that it arrived: so do its transfers."""
        shipped = self.picking_ids.filtered(
            lambda p: p.state == "done" and p.location_dest_id.usage == "customer"
        )
        shipped._gift_trail_arrived()
        self._gift_arrived()

    def _gift_set_feedback(self, number):
        """Note what the customer says; the first word is the touchpoint."""
        feedback = self.env["gift.sample.feedback"]
        if number.isdigit():
            feedback = feedback.browse(int(number)).exists()
        if not feedback:
            raise UserError(
                self.env._("This answer is gone. Reload the page and choose another.")
            )
        now = fields.Datetime.now()
        self.write(
            {
                "feedback_id": feedback.id,
                "feedback_date": now,
                "arrived_date": self.arrived_date or now,
                "state": "feedback",
            }
        )
        self._gift_trail("sample_feedback")
        self._gift_end_reminders()
        self._gift_settle()

    def _gift_set_outcome(self, outcome):
        """Set the outcome by hand: nothing overrules it but goods that come back."""
        today = self.company_id._gift_today()
        self.write(
            {
                "outcome": outcome,
                "outcome_date": today,
                "is_outcome_manual": True,
                "won_order_id": False,
                "state": "closed",
            }
        )
        self._gift_end_reminders()

    def _gift_set_order(self, order):
        """Link another order that followed, or none; set by hand, it stays.

        :param order: ``sale.order`` or an empty one
        :raise AccessError: without the right to write the sample or read the order
        :raise UserError: for an order of another customer, or one not confirmed
        """
        self.check_access("write")
        order.check_access("read")
        for sample in self.sudo():  # states are written by methods only
            theirs = order.sudo()
            if not sample.sent_date:
                raise UserError(
                    self.env._(
                        "%(sample)s was not sent yet: no order can have followed.",
                        sample=sample.name,
                    )
                )
            if order and (
                theirs.state != "sale"
                or theirs.gift_commercial_partner_id != sample.firm_id
                or theirs.company_id.root_id != sample.company_id
            ):
                raise UserError(
                    self.env._(
                        "%(order)s is no confirmed order of %(firm)s. Choose one of "
                        "theirs.",
                        order=theirs.name,
                        firm=sample.firm_id.display_name,
                    )
                )
            if order:
                ended = sample.terms == "keep" or sample.quantity_out <= 0
                sample.write(
                    {
                        "won_order_id": order.id,
                        "outcome": "ordered",
                        "outcome_date": theirs.date_order,
                        "is_outcome_manual": True,
                        "state": "closed" if ended else sample.state,
                    }
                )
            else:
                sample._gift_set_no_order()

    def _gift_set_no_order(self):
        """None of their orders followed: they keep it, or still owe it."""
        keeps = self.terms == "keep"
        self.write(
            {
                "won_order_id": False,
                "outcome": "kept" if keeps else False,
                "outcome_date": self.company_id._gift_today() if keeps else False,
                "is_outcome_manual": True,
                "state": "closed" if keeps else self._gift_open_state(),
            }
        )
        self._gift_settle()

    # ------------------------------------------------------------
    # BY ITSELF
    # ------------------------------------------------------------

    def _gift_settle(self):
        """Let these samples be what goods, orders and time have made of them.

        What people said stays, unless the goods came back and no order followed.
        """
        for sample in self.filtered("sent_date"):
            back = sample.quantity_out <= 0
            if sample.is_outcome_manual and (not back or sample.outcome == "ordered"):
                if back and sample.state != "closed":
                    sample.state = "closed"
                continue
            today = sample.company_id._gift_today()
            outcome, closed = settle(
                sample.terms,
                sample.quantity_sent,
                sample.quantity_out,
                sample.outcome == "ordered" and bool(sample.won_order_id),
                sample.outcome,
                (today - sample._gift_sent_day()).days,
                sample.company_id.gift_sample_order_days,
            )
            values = {"outcome": outcome or False, "is_outcome_manual": False}
            # the day of an order is the order's
            if outcome != "ordered" and (outcome or False) != sample.outcome:
                values["outcome_date"] = today if outcome else False
            if closed:
                values["state"] = "closed"
            elif sample.state == "closed":
                values["state"] = sample._gift_open_state()
            if changed := {k: v for k, v in values.items() if sample[k] != v}:
                sample.write(changed)
            if closed:
                sample._gift_end_reminders()

    def _gift_sent_day(self):
        """Return the company's day on which it was sent."""
        zone = self.with_context(tz=self.company_id._gift_tz())
        return fields.Datetime.context_timestamp(zone, self.sent_date).date()

    def _gift_open_state(self):
        """Return the state of a sample that is open again."""
        if self.feedback_date:
            return "feedback"
        return "arrived" if self.arrived_date else "sent"

    @api.model
    def _gift_link_orders(self, company):
        """Link samples to the firm's next order with one of their products, set-based.

        The order must be confirmed within the company's days after the sample was sent;
        a colour or size of the same product counts. An order that was cancelled
        since is let go, and the next one found.

        :param company: root ``res.company``
        :return: ids of the samples whose order changed
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH found AS (
                    SELECT s.id, w.order_id,
                           (w.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                               AS day
                      FROM gift_sample s
                      LEFT JOIN LATERAL (
                           SELECT o.id AS order_id, o.date_order
                             FROM sale_order o
                             JOIN res_company b ON b.id = o.company_id
                            WHERE o.gift_commercial_partner_id = s.firm_id
                              AND o.state = 'sale'
                              AND split_part(b.parent_path, '/', 1)::int = %(root)s
                              AND o.date_order >= s.sent_date
                              AND o.date_order
                                  < s.sent_date + %(days)s * interval '1 day'
                              AND EXISTS (
                                  SELECT 1 FROM sale_order_line l
                                    JOIN product_product op ON op.id = l.product_id
                                    JOIN product_product sp
                                      ON sp.product_tmpl_id = op.product_tmpl_id
                                    JOIN gift_sample_line sl
                                      ON sl.product_id = sp.id
                                   WHERE l.order_id = o.id AND sl.sample_id = s.id
                                     AND l.product_uom_qty > 0)
                            ORDER BY o.date_order, o.id LIMIT 1) w ON TRUE
                     WHERE s.company_id = %(root)s AND s.sent_date IS NOT NULL
                       AND s.is_outcome_manual IS NOT TRUE
                       AND (s.won_order_id IS NOT NULL OR s.sent_date
                            > now() AT TIME ZONE 'UTC'
                              - (%(days)s + 31) * interval '1 day')
                )
                UPDATE gift_sample s
                   SET won_order_id = found.order_id,
                       outcome = CASE WHEN found.order_id IS NULL THEN NULL
                                      ELSE 'ordered' END,
                       outcome_date = found.day,
                       write_date = now() AT TIME ZONE 'UTC', write_uid = %(uid)s
                  FROM found
                 WHERE found.id = s.id
                   AND s.won_order_id IS DISTINCT FROM found.order_id
             RETURNING s.id
                """,
                tz=company._gift_tz(),
                root=company.id,
                days=company.gift_sample_order_days,
                uid=self.env.uid,
            )
        )
        ids = sorted(row[0] for row in rows)
        if ids:
            self.env["gift.sample"].invalidate_model(flush=False)
        return ids
