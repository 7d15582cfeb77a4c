"""What a shop hands over to head office: classify it, follow it up, say so."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .gift_handover_ask import RED_HOURS

STATES = [
    ("new", "Waits for head office"),
    ("classified", "Classified"),
    ("following", "Being followed up"),
    ("done", "Done"),
    ("closed", "Closed by the shop"),
]
OPEN = ("new", "classified", "following")
#: what only the methods below may write
GUARDED = frozenset(
    "asked_by_id capture_id classified_by_id closed_by_id company_id date_asked "
    "date_classified date_closed deadline lead_id outcome partner_id served_by_id "
    "state team_id".split()
)


class GiftHandover(models.Model):
    """One enquiry that a shop handed over; one open at a time for each lead."""

    _name = "gift.handover"
    _inherit = [
        "gift.handover.ask",
        "mail.thread",
        "mail.activity.mixin",
        "gift.touchpoint.mixin",
    ]
    _description = "Handover to head office"
    _order = "is_open desc, deadline, id"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    capture_id = fields.Many2one(
        "gift.capture", "Walk-in", index="btree_not_null", ondelete="set null"
    )
    team_id = fields.Many2one("crm.team", "Shop", index="btree_not_null")
    asked_by_id = fields.Many2one("res.users", "Handed Over By", index="btree_not_null")
    served_by_id = fields.Many2one("res.users", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users",
        "Follows Up",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    note = fields.Text("What the Shop Says")
    state = fields.Selection(
        STATES, required=True, default="new", index=True, tracking=True
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True, index=True)
    is_red = fields.Boolean(
        "Late",
        compute="_compute_is_red",
        search="_search_is_red",
        help="Past its deadline, or not classified for a day.",
    )
    date_asked = fields.Datetime("Handed Over", required=True)
    deadline = fields.Datetime("Answer By", required=True, tracking=True)
    date_classified = fields.Datetime("Classified On")
    classified_by_id = fields.Many2one("res.users")
    date_closed = fields.Datetime("Closed On")
    closed_by_id = fields.Many2one("res.users")
    outcome = fields.Char("What Came of It")

    buyer_kind = fields.Selection(related="lead_id.gift_buyer_kind", readonly=False)
    use = fields.Selection(related="lead_id.gift_use", readonly=False)
    need_stage = fields.Selection(related="lead_id.gift_need_stage", readonly=False)
    currency_id = fields.Many2one(related="lead_id.company_currency")
    budget_head = fields.Monetary(
        related="lead_id.gift_budget_head", currency_field="currency_id", readonly=False
    )
    segment = fields.Char(related="lead_id.gift_segment", readonly=False)
    phone = fields.Char(related="lead_id.phone")

    _open_lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE state IN ('new', 'classified', 'following')",
        "This enquiry is with head office already. Open it there.",
    )
    _capture_uniq = models.UniqueIndex(
        "(capture_id) WHERE capture_id IS NOT NULL",
        "This walk-in was handed over already.",
    )

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------

    @api.depends("state")
    def _compute_is_open(self):
        """Open until somebody at head office or in the shop ends it."""
        for handover in self:
            handover.is_open = handover.state in OPEN

    @api.depends("state", "deadline", "date_asked")
    def _compute_is_red(self):
        """Late now; the clock alone makes it so, hence nothing is stored."""
        now = fields.Datetime.now()
        limit = now - timedelta(hours=RED_HOURS)
        for handover in self:
            handover.is_red = handover.state in OPEN and (
                handover.deadline < now
                or (handover.state == "new" and handover.date_asked < limit)
            )

    @api.model
    def _search_is_red(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        late = Domain("state", "in", OPEN) & (
            Domain("deadline", "<", now)
            | Domain("state", "=", "new")
            & Domain("date_asked", "<", now - timedelta(hours=RED_HOURS))
        )
        return Domain.OR(late if one else ~late for one in value)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def write(self, vals):
        """Keep state, dates and who did what for the buttons.

        :raise AccessError: when a screen or the API writes them directly
        """
        guarded = sorted(GUARDED.intersection(vals))
        if guarded and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a handover change by its buttons only.",
                    fields=", ".join(guarded),
                )
            )
        res = super().write(vals)
        if "user_id" in vals and not self.env.context.get("gift_keep_activity"):
            self.sudo()._gift_schedule()
        return res

    def _check_head_office(self):
        """Raise unless the user may write these handovers, which head office may."""
        self.check_access("write")

    # ------------------------------------------------------------------
    # Head office
    # ------------------------------------------------------------------

    def action_take(self):
        """Take these enquiries: the user follows them up.

        :raise AccessError: without the right to write them
        """
        self._check_head_office()
        self.write({"user_id": self.env.uid})
        return True

    def action_classify(self):
        """Say that the enquiry is classified; its chips must be answered.

        :raise AccessError: for anybody but head office
        :raise UserError: naming the customer and what is missing
        """
        self._check_head_office()
        for handover in self:
            missing = handover.lead_id._gift_missing_facts()
            if missing:
                raise UserError(
                    self.env._(
                        "Choose %(missing)s for %(name)s first.",
                        missing=", ".join(missing),
                        name=handover.display_name,
                    )
                )
        # sudo: guarded fields, rights were checked
        new = self.sudo().filtered(lambda handover: handover.state == "new")
        new.write(
            {
                "state": "classified",
                "date_classified": fields.Datetime.now(),
                "classified_by_id": self.env.uid,
            }
        )
        return True

    def action_follow(self):
        """Say that somebody is following the enquiry up.

        :raise AccessError: for anybody but head office
        :raise UserError: when it is not classified
        """
        self.action_classify()
        self.sudo().filtered(lambda h: h.state == "classified").state = "following"
        return True

    def action_done(self):
        """End the enquiry: it was followed up.

        :raise AccessError: for anybody but head office
        :raise UserError: when it is not classified
        """
        self.action_classify()
        self.filtered("is_open")._gift_end("done")
        return True

    # ------------------------------------------------------------------
    # The shop
    # ------------------------------------------------------------------

    def action_close(self, reason=None):
        """Close what the shop settled itself: by whoever handed over or served.

        :param str reason: in the clerk's words, or None
        :raise AccessError: for a handover of somebody else, unless head office
        :raise UserError: when it is closed already
        """
        self.env["gift.consent"]._gift_check_serving()
        self.check_access("read")
        mine = self.env.user
        for handover in self:
            own = mine in handover.asked_by_id | handover.served_by_id
            if not own and not handover.has_access("write"):
                raise AccessError(
                    self.env._(
                        "%(name)s was handed over by %(user)s, who may close it. Head "
                        "office may as well.",
                        name=handover.sudo().display_name,
                        user=handover.sudo().asked_by_id.name,
                    )
                )
            if not handover.is_open:
                raise UserError(
                    self.env._(
                        "%(name)s is closed already. Reload the page.",
                        name=handover.sudo().display_name,
                    )
                )
        self._gift_end("closed", reason)
        return True

    def _gift_end(self, state, reason=None):
        """End these handovers with a state and settle their activities."""
        # sudo: guarded fields, the callers checked rights
        self = self.sudo()
        self.write(
            {
                "state": state,
                "date_closed": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
                "outcome": (reason or "").strip() or False,
            }
        )
        for handover in self:
            handover.activity_feedback(
                ["crm_gift_retail.mail_activity_type_handover"],
                feedback=handover.outcome or None,
            )

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    @api.model
    def _gift_merge_leads(self, sources, target):
        """Bring handovers along when leads are merged; one stays open.

        :param sources: ``crm.lead`` records that go away
        :param target: ``crm.lead`` that stays
        """
        rows = self.search([("lead_id", "in", [*sources.ids, target.id])], order="id")
        waiting = rows.filtered("is_open")
        later = waiting[1:]
        if later:
            later._gift_end("done", self.env._("Merged with another enquiry"))
            self.flush_model()  # one open handover per lead, before they get one lead
        rows.filtered(lambda row: row.lead_id != target).write({"lead_id": target.id})
