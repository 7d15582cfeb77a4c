"""Prices that differ ask for a reason, and below the limit for an approval."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from .base_import_import import is_import
from .gift_price_line import ENTRY
from .gift_profit_guard import STANDING_GROUPS

_lt = LazyTranslate(__name__)

#: products named in a sentence; the rest is a number
NAMED = 5


class SaleOrder(models.Model):
    _inherit = "sale.order"

    _gift_approval_kinds = {"price": _lt("Price below the limit")}

    gift_price_state = fields.Selection(
        [
            ("reason", "Reason missing"),
            ("approval", "Approval needed"),
            ("asked", "Approval asked for"),
            ("allowed", "Allowed"),
        ],
        "Prices",
        compute="_compute_gift_price_state",
        groups=STANDING_GROUPS,
    )
    gift_price_text = fields.Char(
        "What to Do about Prices",
        compute="_compute_gift_price_state",
        groups=STANDING_GROUPS,
    )

    def _gift_kept_share(self):
        """Return what a discount on the whole order leaves of each price.

        Odoo writes such a discount as a line of the company's discount product: it
        lowers every price of the order, and would pass the limit unseen.

        :return: float, 0 to 1
        """
        self.ensure_one()
        # sudo: which product stands for discounts
        product = self.company_id.sudo().sale_discount_product_id
        if not product:
            return 1.0
        taken = given = 0.0
        for line in self.order_line:
            if line.price_subtotal > 0:
                given += line.price_subtotal
            elif line.product_id._origin == product:
                taken -= line.price_subtotal
        return 1 - min(taken / given, 1) if given else 1.0

    # ------------------------------------------------------------------
    # Banner
    # ------------------------------------------------------------------

    @api.depends("order_line.gift_last_price", "state")
    @api.depends_context("uid", "lang")
    def _compute_gift_price_state(self):
        """Sum up the lines: what is missing before this quotation may go out."""
        for order in self:
            states = {}
            for line in order.order_line:
                state = (line.gift_last_price or {}).get("state", "ok")
                if state != "ok":
                    states.setdefault(state, line.browse())
                    states[state] |= line
            order.gift_price_state = next(
                (
                    state
                    for state in ("reason", "approval", "asked", "allowed")
                    if state in states
                ),
                False,
            )
            order.gift_price_text = order.gift_price_state and (
                order._gift_price_sentence(
                    order.gift_price_state, states[order.gift_price_state]
                )
            )

    def _gift_price_sentence(self, state, lines):
        """Say what these lines wait for."""
        products = [line.product_id.display_name or "" for line in lines[:NAMED]]
        if len(lines) > NAMED:
            products.append(self.env._("%(count)s more", count=len(lines) - NAMED))
        names = ", ".join(products)
        if state == "reason":
            return self.env._(
                "Other prices than this customer heard or paid last: %(products)s. "
                "Tap the last price and choose the reason.",
                products=names,
            )
        if state == "approval":
            return self.env._(
                "Far below the last price: %(products)s. You may save this draft; "
                "sending, printing and confirming wait for an approval.",
                products=names,
            )
        if state == "asked":
            return self.env._(
                "An approval of these prices is asked for: %(products)s.",
                products=names,
            )
        return self.env._(
            "These prices below the limit are allowed: %(products)s.", products=names
        )

    # ------------------------------------------------------------------
    # Block: the doors are those of claims (gift_claim_policy.py)
    # ------------------------------------------------------------------

    def _gift_check_claim_block(self, states=ENTRY):
        """Let prices below the limit wait as well, at the same doors."""
        res = super()._gift_check_claim_block(states)
        self._gift_check_prices(states)
        return res

    def write(self, vals):
        """Look again when prices change in the very step that sends or confirms."""
        res = super().write(vals)
        if vals.get("state") in ("sent", "sale") and "order_line" in vals:
            self._gift_check_prices((vals["state"],))
        return res

    def _gift_check_prices(self, states=ENTRY):
        """Raise when a price waits for its reason or a manager's approval.

        Only for our own people acting by hand: never for portal, web, till, jobs and
        imports. Managers decide themselves; people without a duty of ours are asked
        for no reason, they have no chips to choose from.

        :param states: orders in other states are let through
        :raise UserError: naming all lines, and the remedy
        """
        user = self.env.user
        if not self._gift_is_held():
            return
        orders = self.filtered(lambda order: order.state in states)
        compared = orders.order_line._gift_compare()
        waiting = {"reason": [], "approval": [], "asked": []}
        for line, found in compared.items():
            state = line._gift_price_state(found)
            if state in waiting:
                waiting[state].append((line, found))
        if not user.has_group(STANDING_GROUPS):
            below = [row for row in waiting["reason"] if row[1]["verdict"] != "reason"]
            waiting["approval"] += below
            waiting["reason"] = []
        self._gift_raise_prices(waiting)

    @api.model
    def _gift_is_held(self):
        """Tell whether this is one of our people by hand, who does not decide."""
        user = self.env.user
        return not (
            self.env.su
            or not user._is_internal()
            or is_import(self.env)
            or self.env["gift.claim"]._gift_is_manager(user)
        )

    @api.model
    def _gift_raise_prices(self, waiting):
        """Raise for the lines that wait, if there are any."""
        if waiting["reason"]:
            raise UserError(
                self.env._(
                    "Other prices than this customer heard or paid last:\n%(lines)s\n"
                    "Tap the last price beside each line and choose the reason.",
                    lines=self._gift_price_lines_words(waiting["reason"]),
                )
            )
        if waiting["approval"]:
            raise UserError(
                self.env._(
                    "Far below the last price:\n%(lines)s\nSending, sharing, printing "
                    "and confirming wait for an approval. Press “Ask for approval” on "
                    "the quotation; the draft stays as it is.",
                    lines=self._gift_price_lines_words(waiting["approval"]),
                )
            )
        if waiting["asked"]:
            raise UserError(
                self.env._(
                    "These prices wait for an approval that is asked for:\n%(lines)s",
                    lines=self._gift_price_lines_words(waiting["asked"]),
                )
            )

    @api.model
    def _gift_price_lines_words(self, rows):
        """Return one line of words per order line."""
        return "\n".join(
            f"{line.order_id.name}: {line.product_id.display_name}: "
            + line._gift_difference_words(found)
            for line, found in rows
        )

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------

    def action_gift_ask_price(self):
        """Ask once for all prices of this quotation that are below the limit.

        What was asked before with other prices is taken back and asked anew.

        :return: client notification
        :raise AccessError: for whoever may not edit the quotation
        :raise UserError: when nothing waits, or reasons are missing
        """
        self.ensure_one()
        self.env["gift.claim"].check_access("read")  # a duty of ours
        self.check_access("write")
        compared = self.order_line._gift_compare() if self.state in ENTRY else {}
        rows = {"approval": [], "asked": [], "reason": []}
        for line, found in compared.items():
            state = line._gift_price_state(found)
            if state in rows:
                rows[state].append((line, found))
        if rows["reason"]:
            self._gift_raise_prices({**rows, "approval": []})
        if not rows["approval"]:
            raise UserError(
                self.env._("No price of %(order)s needs an approval.", order=self.name)
            )
        self._gift_take_back_price()
        asked = rows["approval"] + rows["asked"]
        approval = self._gift_ask(
            "price",
            self.env._(
                "%(order)s for %(customer)s: prices below the limit",
                order=self.name,
                customer=self.partner_id.display_name,
            ),
            self._gift_price_facts(asked),
            limit=self.env._(
                "%(limit)s %% below the last price",
                limit=f"{self.company_id.sudo().root_id.gift_price_limit:.10g}",
            ),
        )
        for line, found in asked:
            # sudo: what was asked is the system's
            line.sudo().gift_price_asked = line._gift_price_key(found["net"])
        self.order_line.invalidate_recordset(["gift_last_price"])
        return self.env["gift.outbox"]._notify(approval.status)

    def _gift_take_back_price(self):
        """Take back an open request whose prices are no longer those of the order."""
        # sudo: only methods write requests
        open_ones = self.sudo().gift_approval_ids.filtered(
            lambda row: row.kind == "price" and row.state == "open"
        )
        open_ones._close("withdrawn", note=self.env._("The prices have changed."))

    def _gift_price_facts(self, rows):
        """Return what the one who decides needs; margins to those entitled."""
        facts = [
            [self.env._("Quotation"), self.name],
            [self.env._("Customer"), self.partner_id.display_name],
            [self.env._("Amount"), self.currency_id.format(self.amount_total)],
        ]
        for line, found in rows:
            reason = line.gift_price_reason_id.name
            words = line._gift_difference_words(found)
            facts.append(
                [
                    line.product_id.display_name,
                    self.env._(
                        "%(words)s. Reason: %(reason)s", words=words, reason=reason
                    )
                    if reason
                    else words,
                ]
            )
            # sudo: the fact is shown to those alone who may see profit
            facts.append(
                [
                    self.env._(
                        "Margin of %(product)s", product=line.product_id.display_name
                    ),
                    f"{line.sudo().margin_percent * 100:.1f} %",
                    "profit",
                ]
            )
        return facts

    def _gift_on_decided(self, approval):
        """Allow the prices that were asked about, or not."""
        if approval.kind != "price":
            return super()._gift_on_decided(approval)
        for line in self.order_line.sudo():  # in the deciding transaction
            if line.gift_price_asked:
                if approval.state == "approved":
                    line.gift_price_allowed = line.gift_price_asked
                line.gift_price_asked = False
        self.message_post(body=approval._get_outcome())
        return None

    def _gift_on_withdrawn(self, approval):
        """Nothing is asked any more."""
        if approval.kind != "price":
            return super()._gift_on_withdrawn(approval)
        self.order_line.sudo().gift_price_asked = False
        return None

    # ------------------------------------------------------------------
    # Quoted
    # ------------------------------------------------------------------

    def _gift_trail_state(self):
        """Remember the prices of what goes out, and who else quotes the firm."""
        res = super()._gift_trail_state()
        self.filtered(lambda order: order.state == "sent")._gift_remember_prices()
        return res

    def message_post(self, **kwargs):
        """Sending a quotation again says its present prices."""
        message = super().message_post(**kwargs)
        if self.env.context.get("mark_so_as_sent"):
            self.filtered(lambda order: order.state == "sent")._gift_remember_prices()
        return message

    def _gift_remember_prices(self):
        """Freeze the lines of sent quotations and tell colleagues of each other."""
        # sudo: the system remembers, whoever sends
        rows = self.env["gift.price.quoted"]._gift_freeze(self.sudo())
        if rows and not is_import(self.env):
            self.env["gift.price.overlap"]._gift_note(rows)

    def _gift_sent_moment(self):
        """Return when the quotation goes out: now; an import brings its own date."""
        return self.date_order if is_import(self.env) else fields.Datetime.now()
