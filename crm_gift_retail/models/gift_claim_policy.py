"""Quoting somebody else's customer: an assist, or a decision first (decision 21)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from .base_import_import import is_import
from .gift_profit_guard import STANDING_GROUPS

_lt = LazyTranslate(__name__)


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = [
        "sale.order",
        "gift.approval.mixin",
        "gift.claim.banner",
        "gift.foreign.guard",
        "gift.touchpoint.mixin",
    ]

    _gift_approval_kinds = {"claim_quote": _lt("Quotation to a claimed customer")}

    gift_allowed_claim_id = fields.Many2one(
        "gift.claim",
        "Allowed Beside",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=STANDING_GROUPS,
        help="A manager allowed this quotation although the customer is claimed.",
    )
    gift_is_blocked = fields.Boolean(
        "Waits for a Decision",
        compute="_compute_gift_is_blocked",
        groups=STANDING_GROUPS,
    )

    # ------------------------------------------------------------------
    # Banner
    # ------------------------------------------------------------------

    @api.depends("gift_is_assist", "gift_claim_id", "gift_allowed_claim_id", "state")
    @api.depends_context("uid")
    def _compute_gift_is_blocked(self):
        manager = self.env["gift.claim"]._gift_is_manager(self.env.user)
        for order in self:
            order.gift_is_blocked = (
                order.gift_is_assist
                and not manager
                and order.state in ("draft", "sent")
                and order.gift_claim_id != order.gift_allowed_claim_id
                and order.company_id.sudo().root_id.gift_claim_policy == "block"
            )

    def _gift_claim_sentence(self, row, entitled):
        """Say what the helper has of the sale, or what has to be decided first."""
        if entitled or self.state == "cancel":
            return super()._gift_claim_sentence(row, entitled)
        company = self.company_id.sudo().root_id
        claimed = self._gift_claimed_words(row)
        manager = self.env["gift.claim"]._gift_is_manager(self.env.user)
        allowed = self.sudo().gift_allowed_claim_id.id == row["id"]
        if company.gift_claim_policy == "block" and not manager and not allowed:
            return self.env._(
                "%(claimed)s. You may save this draft; sending, sharing, "
                "printing and confirming wait for a manager's decision.",
                claimed=claimed,
            )
        return self.env._(
            "%(claimed)s. You help as an assist: %(share)s %% of this sale are yours.",
            claimed=claimed,
            share=company.gift_assist_share,
        )

    # ------------------------------------------------------------------
    # Assist
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """A draft may always be saved; its author becomes the owner's assist."""
        orders = super().create(vals_list)
        if not is_import(self.env):
            settled = orders.filtered(lambda order: order.state != "draft")
            settled._gift_check_claim_block(states=("sent", "sale"))
        orders._gift_note_assists()
        return orders

    def write(self, vals):
        """Marking as sent and confirming may have to wait for a decision."""
        if vals.get("state") in ("sent", "sale"):
            self.filtered(
                lambda order: order.state != vals["state"]
            )._gift_check_claim_block()
        res = super().write(vals)
        if "partner_id" in vals:
            self._gift_note_assists()
        return res

    @api.model
    def _gift_is_deliberate(self):
        """Tell whether one of our people acts by hand: no web, till, job or import."""
        return (
            not self.env.su and self.env.user._is_internal() and not is_import(self.env)
        )

    def _gift_note_assists(self):
        """Make the authors of drafts for claimed customers the owners' assists.

        The owner is told, once per quotation; the share follows the company's setting
        and may be changed by owner and manager.
        """
        if not self._gift_is_deliberate():
            return
        drafts = self.filtered(lambda order: order.state == "draft")
        rows = drafts._gift_claim_rows()
        entitled = self._gift_entitled_claims(rows.values())
        for order, row in rows.items():
            if row["id"] not in entitled:
                order._gift_note_assist(self.env["gift.claim"].browse(row["id"]))

    def _gift_note_assist(self, claim):
        """Note one assist and tell the one in charge of the claim."""
        # sudo: the trail and its assists are written by what happens
        order, claim = self.sudo(), claim.sudo()
        touch_ids = order._gift_trail("assist", user_id=self.env.uid)
        if not touch_ids:
            return
        share = claim.company_id.gift_assist_share
        self.env["gift.claim.assist"].sudo()._gift_add(
            [
                (
                    claim.id,
                    self.env.uid,
                    touch_ids[0],
                    self.env.user.sale_team_id.id or None,
                    fields.Datetime.now(),
                    share,
                )
            ]
        )
        keeper = claim._gift_person_in_charge()
        if keeper:
            self.env["gift.alert"].sudo()._send(
                keeper,
                lambda env: env._("Help with your customer"),
                lambda env: env._(
                    "%(helper)s prepares %(order)s for %(customer)s, as your assist "
                    "(%(share)s %%).",
                    helper=self.env.user.name,
                    order=order.name,
                    customer=claim.name,
                    share=share,
                ),
                order,
                urgent=False,
            )

    # ------------------------------------------------------------------
    # Block
    # ------------------------------------------------------------------

    @api.model
    def _gift_may_wait(self):
        """Tell whether the user's quotations may have to wait for a decision.

        Only our own people acting by hand: never portal, web, till or jobs; and
        managers decide themselves.
        """
        return (
            not self.env.su
            and self.env.user._is_internal()
            and not self.env["gift.claim"]._gift_is_manager(self.env.user)
        )

    def _gift_waiting_rows(self, states=("draft", "sent")):
        """Return the claims for which these quotations wait for a decision.

        :param states: orders in other states wait for nothing
        :return: ``{order: row}`` of :meth:`_gift_claim_rows`
        """
        if not self._gift_may_wait():
            return {}
        # sudo: asked of links as well, which reach orders that one may not read
        blocking = self.sudo().filtered(
            lambda order: (
                order.state in states
                and order.company_id.root_id.gift_claim_policy == "block"
            )
        )
        if not blocking:
            return {}
        rows = blocking._gift_claim_rows()
        entitled = self._gift_entitled_claims(rows.values())
        return {
            order.sudo(False): row
            for order, row in rows.items()
            if row["id"] not in entitled and row["id"] != order.gift_allowed_claim_id.id
        }

    def _gift_check_claim_block(self, states=("draft", "sent")):
        """Raise when a quotation has to wait for a manager's decision.

        In companies with the policy "block", see :meth:`_gift_may_wait`.

        :param states: orders in other states are let through
        :raise UserError: "claimed by NAME until DATE", and how to ask
        """
        for order, row in self._gift_waiting_rows(states).items():
            raise UserError(
                self.env._(
                    "%(order)s: %(claimed)s. Sending, sharing, printing and confirming "
                    "wait for a manager's decision. Press “Ask for a decision” on the "
                    "quotation; the draft stays as it is.",
                    order=order.sudo().name,  # as the address of its page says
                    claimed=order._gift_claimed_words(row),
                )
            )

    def action_quotation_send(self):
        """Wait for the decision before the mail is written."""
        self._gift_check_claim_block()
        return super().action_quotation_send()

    def action_preview_sale_order(self):
        """Wait for the decision before there is a link for the customer."""
        self._gift_check_claim_block()
        return super().action_preview_sale_order()

    @api.model
    def action_share(self):
        """Wait for the decision before the quotation is shared."""
        self.env["portal.share"]._gift_check_document(
            self.env.context.get("active_model"), self.env.context.get("active_id")
        )
        return super().action_share()

    def action_confirm(self):
        """Wait for the decision before the order is confirmed."""
        self._gift_check_claim_block()
        return super().action_confirm()

    def action_gift_ask_decision(self):
        """Ask a manager whether this quotation may go to a claimed customer.

        :return: client notification
        :raise AccessError: for whoever may not edit the quotation
        :raise UserError: when there is nothing to decide
        """
        self.ensure_one()
        self.check_access("write")
        self.env["gift.claim"].check_access("read")
        if not self.gift_is_blocked:
            raise UserError(
                self.env._(
                    "%(order)s does not wait for a decision: send or confirm it.",
                    order=self.name,
                )
            )
        claim = self.gift_claim_id.sudo()
        approval = self._gift_ask(
            "claim_quote",
            self.env._(
                "%(user)s quotes %(customer)s, a customer of %(owner)s",
                user=self.env.user.name,
                customer=claim.name,
                owner=claim._gift_holder_name(),
            ),
            self._gift_block_facts(claim),
            deadline=claim.company_id.gift_dispute_hours,
        )
        return self.env["gift.outbox"]._notify(approval.status)

    def _gift_block_facts(self, claim):
        """Return what a manager needs to decide: words, no profit."""
        basis = dict(claim._fields["basis"]._description_selection(self.env))
        return [
            [self.env._("Quotation"), self.name],
            [
                self.env._("Amount"),
                self.currency_id.format(self.amount_total),
            ],
            [self.env._("Customer"), claim.name],
            [self.env._("Claim"), claim._gift_mask_text()],
            [self.env._("Because of"), basis[claim.basis]],
            [
                self.env._("Last contact of the owner"),
                fields.Date.to_string(claim.last_contact) or self.env._("none"),
            ],
        ]

    def _gift_on_decided(self, approval):
        """Let the quotation go, or not; silence lets the owner keep the customer."""
        if approval.kind != "claim_quote":
            return super()._gift_on_decided(approval)
        row = self._gift_claim_rows().get(self)
        if approval.state == "approved":
            self.gift_allowed_claim_id = row and row["id"]
        self.message_post(body=approval._get_outcome())
        return None
