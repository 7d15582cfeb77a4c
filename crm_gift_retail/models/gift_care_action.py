"""One word of care that is due to one customer, once."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

OPEN_STATES = ("planned", "due", "held")
#: Days until the next try after "not reached"; after the last one, a pause.
RETRY_DAYS = (1, 3)
PAUSE_DAYS = 14
LEAD_GROUPS = (
    "crm_gift_retail.crm_gift_retail_group_service",
    "crm_gift_retail.crm_gift_retail_group_manager",
)


class GiftCareAction(models.Model):
    """Care for one person, made by a rule for one occurrence.

    Nobody writes it by hand: rules plan it (``gift.care.planner``), the dispatch
    puts it on a desk as one ``mail.activity`` (``gift.care.dispatch``), and a
    logged contact closes it. The activity may be done or dismissed in Odoo's own
    way too.
    """

    _name = "gift.care.action"
    _description = "Care Action"
    _inherit = ["gift.care.planner", "gift.care.dispatch", "gift.care.hand.over"]
    _order = "priority desc, date_due, id"
    _rec_name = "partner_id"

    rule_id = fields.Many2one(
        "gift.care.rule", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(
        "gift.customer",
        string="Standing",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    occurrence = fields.Char(
        required=True,
        readonly=True,
        help="What makes the action unique for rule and customer: for the last "
        "contact, its day.",
    )
    state = fields.Selection(
        [
            ("planned", "Waiting"),
            ("due", "To do"),
            ("done", "Done"),
            ("held", "Held back"),
            ("cancelled", "Cancelled"),
            ("missed", "Missed"),
        ],
        required=True,
        readonly=True,
        default="planned",
    )
    cause = fields.Selection(
        [
            ("contact", "Contact logged"),
            ("activity", "Task done"),
            ("elsewhere", "Contacted in another way"),
            ("lapsed", "No longer due"),
            ("dismissed", "Dismissed"),
            ("merged", "Merged with another customer"),
        ],
        string="Closed because",
        readonly=True,
    )
    date_planned = fields.Date(string="Due since", readonly=True)
    date_due = fields.Date(string="Day", required=True, readonly=True)
    date_dispatched = fields.Date(string="Given on", readonly=True)
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Who", readonly=True, index="btree_not_null"
    )
    given_to_id = fields.Many2one(
        "res.users",
        readonly=True,
        help="The customer's owner when the action was given; a task that was passed "
        "on by hand stays where it is.",
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    priority = fields.Integer(readonly=True, help="Of the customer's tier.")
    attempts = fields.Integer(
        string="Not reached", readonly=True, help="Tries without reaching anybody."
    )
    handover_token = fields.Char(string="Hand-over", readonly=True)
    is_handover_made = fields.Boolean(readonly=True)
    handover_state = fields.Char(readonly=True)
    handover_cause = fields.Char(readonly=True)

    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    note = fields.Html(related="rule_id.note", string="Hint")
    tier_id = fields.Many2one(related="customer_id.tier_id")
    tier_name = fields.Char(related="customer_id.tier_id.code", string="Tier letter")
    tier_color = fields.Integer(related="customer_id.tier_id.color", string="Colour")
    owner_id = fields.Many2one(related="customer_id.owner_id", string="Looked after by")
    contact_state = fields.Selection(related="customer_id.contact_state")
    last_contact_date = fields.Datetime(related="customer_id.last_contact_date")
    last_order_date = fields.Date(related="customer_id.last_order_date")
    reason = fields.Char(string="Why", compute="_compute_reason")

    _occurrence_uniq = models.Constraint(
        "UNIQUE (rule_id, partner_id, occurrence)",
        "This rule already has an action for this customer and occasion.",
    )
    _open_idx = models.Index(
        "(company_id, state, date_due) WHERE state IN ('planned', 'due', 'held')"
    )
    _user_idx = models.Index("(user_id, state, date_due)")
    _handover_idx = models.Index("(handover_token) WHERE handover_token IS NOT NULL")

    @api.depends("customer_id.last_contact_date", "customer_id.tier_id", "attempts")
    @api.depends_context("lang", "tz")
    def _compute_reason(self):
        """Say in a sentence why this customer is on the list."""
        now = fields.Datetime.now()
        for action in self:
            customer = action.customer_id
            if customer.last_contact_date:
                days = (now - customer.last_contact_date).days
                text = self.env._("Not heard from for %(days)s days", days=days)
            else:
                text = self.env._("No contact logged yet")
            interval = customer.contact_interval
            if interval:
                text = self.env._(
                    "%(text)s (tier %(tier)s: every %(interval)s days)",
                    text=text,
                    tier=customer.tier_code or "",
                    interval=interval,
                )
            if action.attempts:
                text = self.env._(
                    "%(text)s · not reached: %(count)s×",
                    text=text,
                    count=action.attempts,
                )
            action.reason = text

    # ------------------------------------------------------------
    # BUTTONS: one click each, with the rights of whoever may read the action
    # ------------------------------------------------------------

    def action_spoke(self):
        """Log that we spoke with the customers; closes the actions.

        :return: client notification.
        """
        return self._log_outcome("spoke")

    def action_not_reached(self):
        """Log a try without success; the action comes back by itself.

        :return: client notification.
        """
        return self._log_outcome("not_reached")

    def action_wechat(self):
        """Log that a WeChat message was sent; closes the actions.

        :return: client notification.
        """
        return self._log_outcome("wechat")

    def action_log(self):
        """Open the quick dialog, to choose an outcome and add a note.

        :return: window action.
        """
        self.ensure_one()
        return self.env["gift.contact.log"]._get_action(self.partner_id, action=self)

    def action_dismiss(self):
        """Take the actions off the list for this occasion, without a contact.

        :raise AccessError: when somebody else's, for all but service and managers.
        :raise UserError: when already closed.
        """
        self._check_open()
        self._check_may_act()
        actions = self.sudo()  # states are written by methods only; checked above
        actions._drop_activities()
        actions._close("cancelled", "dismissed")

    def _log_outcome(self, outcome):
        self._check_open()
        self._check_may_act()
        log = self.env["gift.contact.log"]
        for action in self:
            log._log_contact(action.partner_id, outcome, action=action)
        return self.env["gift.outbox"]._notify(
            self.env._(
                "Logged for %(names)s.",
                names=", ".join(self[:3].mapped("partner_id.display_name")),
            )
        )

    def _check_open(self):
        self.check_access("read")
        closed = self.filtered(lambda action: action.state not in OPEN_STATES)
        if closed:
            raise UserError(
                self.env._(
                    "Care for %(names)s is closed already. Refresh the list; to log "
                    "another contact open the customer.",
                    names=", ".join(closed[:5].mapped("partner_id.display_name")),
                )
            )

    def _check_may_act(self):
        """Own actions for everybody; those of others for service and managers."""
        if self.env.su or any(map(self.env.user.has_group, LEAD_GROUPS)):
            return
        foreign = self.filtered(lambda action: action.user_id != self.env.user)
        if foreign:
            raise AccessError(
                self.env._(
                    "Care for %(names)s is on somebody else's list. Ask customer "
                    "service or your manager.",
                    names=", ".join(foreign[:5].mapped("partner_id.display_name")),
                )
            )

    # ------------------------------------------------------------
    # CLOSING
    # ------------------------------------------------------------

    @api.model
    def _gift_open_for(self, partners, company):
        """Open actions of these customers in one root company.

        :param partners: ``res.partner``; persons stand for their firm too.
        :param company: ``res.company``; its root counts.
        :return: ``gift.care.action`` in superuser mode.
        """
        return self.sudo().search(  # the system closes what a contact settles
            [
                ("partner_id", "in", (partners | partners.commercial_partner_id).ids),
                ("company_id", "=", company.sudo().root_id.id),
                ("state", "in", OPEN_STATES),
            ]
        )

    def _close(self, state, cause):
        """Close open actions and clear their desks; system only.

        :param str state: "done" or "cancelled".
        :param str cause: key of ``cause``.
        """
        open_actions = self.filtered(lambda action: action.state in OPEN_STATES)
        open_actions._drop_activities()
        open_actions.write(
            {"state": state, "cause": cause, "date_closed": fields.Datetime.now()}
        )

    @api.model
    def _gift_merge(self, sources, target):
        """Leave one open action per rule when contacts become one.

        What is on a desk stays before what waits, the target's before a source's.

        :param sources: ``res.partner`` that go.
        :param target: ``res.partner`` that stays.
        """
        actions = self.search(
            [
                ("partner_id", "in", (sources | target).ids),
                ("state", "in", OPEN_STATES),
            ]
        )
        for same in actions.grouped("rule_id").values():
            ranked = same.sorted(
                lambda a: (a.state != "due", a.partner_id != target, a.id)
            )
            ranked[1:]._close("cancelled", "merged")
        # rows of equal occurrence will go: the open one is the one to keep
        for action in actions.filtered(lambda a: a.state in OPEN_STATES):
            self.search(
                [
                    ("id", "!=", action.id),
                    ("rule_id", "=", action.rule_id.id),
                    ("occurrence", "=", action.occurrence),
                    ("partner_id", "in", (sources | target).ids),
                ]
            ).unlink()

    def _drop_activities(self):
        """Remove what still lies on desks; done activities stay archived."""
        activities = self.activity_id.filtered("active")
        activities.with_context(gift_care_silent=True).unlink()

    def _postpone_after_try(self):
        """Not reached: back in a day, in three, then a pause of two weeks."""
        for action in self:
            today = action.company_id._gift_today()
            tries = action.attempts + 1
            if tries <= len(RETRY_DAYS):
                day = today + timedelta(RETRY_DAYS[tries - 1])
                action.write({"attempts": tries, "date_due": day})
                action.activity_id.date_deadline = day
            else:
                action._drop_activities()
                action.write(
                    {
                        "attempts": 0,
                        "state": "planned",
                        "date_due": today + timedelta(PAUSE_DAYS),
                        "date_dispatched": False,
                        "user_id": False,
                        "given_to_id": False,
                    }
                )

    # ------------------------------------------------------------
    # WHAT HAPPENS TO THE ACTIVITY IN ODOO'S OWN WAY
    # ------------------------------------------------------------

    @api.model
    def _get_of_activities(self, activities):
        """Actions on a desk through these activities, in superuser mode."""
        return self.sudo().search(  # whoever may touch the activity closes its action
            Domain("activity_id", "in", activities.ids) & Domain("state", "=", "due")
        )

    def _on_activity_done(self):
        """The task was marked as done: the action is done."""
        self._close("done", "activity")

    def _on_activity_dismissed(self):
        """The task was deleted: nobody wants this action any more."""
        self.write(
            {
                "state": "cancelled",
                "cause": "dismissed",
                "date_closed": fields.Datetime.now(),
            }
        )

    def _on_activity_moved(self, vals):
        """The task was given to somebody else or to another day."""
        values = {}
        if vals.get("user_id"):
            values["user_id"] = vals["user_id"]
        if vals.get("date_deadline"):
            values["date_due"] = vals["date_deadline"]
        if values:
            self.write(values)
