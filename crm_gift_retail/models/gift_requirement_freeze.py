"""From draft to a chain of revisions: freezing, changing, cancelling."""

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError


class GiftRequirementFreeze(models.AbstractModel):
    """Part of ``gift.requirement`` that writes the chain; the only one that does."""

    _name = "gift.requirement.freeze"
    _description = "Fixes Wishes"

    # ------------------------------------------------------------
    # WITH THE ORDER
    # ------------------------------------------------------------

    def _gift_freeze(self, reason=False):
        """Fix drafts, each as the next revision of its chain. No rights asked.

        A draft that says nothing goes; one that says what its last revision said
        (order set to quotation and confirmed again) keeps that revision.

        :param reason: why, in words, for the revisions that are made
        :return: the ``gift.requirement.revision`` that are new
        """
        # sudo: whoever confirms the order (a portal user, a job) fixes its wishes
        drafts = self.sudo().filtered(lambda wish: wish.state == "draft")
        empty = drafts.filtered(
            lambda wish: not wish.revision_id and not wish._gift_has_content()
        )
        empty.unlink()
        drafts -= empty
        same = drafts.filtered(lambda w: w._gift_is_same_content(w.revision_id))
        same.state = "frozen"
        revisions = (drafts - same)._gift_append(reason)
        (drafts - same)._gift_on_frozen()
        return revisions.with_env(self.env)

    def _gift_freeze_late(self):
        """Fix wishes that are noted after the order was confirmed.

        The goods are on their way already: open moves do not know the wish, so the
        warehouse is asked to acknowledge it like any change.

        :raise UserError: when everything has left
        """
        for wish in self:
            wish._gift_check_not_left()
            if not wish._gift_has_content():
                raise UserError(
                    self.env._(
                        "The wish for “%(wish)s” says nothing yet. Enter what the "
                        "customer wishes: the order is confirmed, so it is fixed at "
                        "once.",
                        wish=wish.name,
                    )
                )
            revision = wish._gift_freeze(self.env._("Noted after the confirmation"))
            wish.sudo()._gift_after_change(revision.sudo())

    def _gift_append(self, reason=False):
        """Append the present content of these wishes as revisions; superuser mode."""
        user = self.env.user
        robot = not user._is_internal() or user._is_superuser()
        revisions = self.env["gift.requirement.revision"].create(
            [
                {
                    **wish._gift_content_vals(),
                    "requirement_id": wish.id,
                    "company_id": wish.company_id.id,
                    "number": wish.number + 1,
                    "author_id": wish.order_id.user_id.id if robot else user.id,
                    "change_reason": reason,
                    "previous_id": wish.revision_id.id,
                }
                for wish in self
            ]
        )
        for revision in revisions:
            revision.requirement_id.write(
                {
                    "state": "frozen",
                    "number": revision.number,
                    "revision_id": revision.id,
                }
            )
        self._gift_bump()
        return revisions

    def _gift_cancel(self):
        """The order is cancelled: nothing is wished any more. The chain stays."""
        # sudo: whoever cancels the order cancels its wishes
        fixed = self.sudo().filtered(lambda wish: wish.state != "draft")
        fixed.write(
            {"state": "cancelled", "pending_vals": False, "pending_reason": False}
        )
        fixed._gift_withdraw_change()

    def _gift_reopen(self):
        """The order is a quotation again: the wish may be edited, the chain goes on."""
        # sudo: whoever may set the order to quotation reopens its wishes
        self.sudo().filtered(lambda wish: wish.state != "draft").state = "draft"

    def _gift_on_frozen(self):
        """React to wishes that were fixed with their order, in superuser mode. Seam."""

    # ------------------------------------------------------------
    # AFTER THE CONFIRMATION
    # ------------------------------------------------------------

    def _gift_change(self, vals, reason):
        """Change a fixed wish: the next revision, or a request once it is made.

        :param dict vals: content fields, as for ``write``
        :param str reason: why, in words; required
        :return: the new ``gift.requirement.revision``, empty when a decision is asked
        :raise AccessError: for who may not change the order or its wishes
        :raise UserError: when nothing differs, all has left, the order is no order,
            or a change waits for its decision already
        """
        self.ensure_one()
        self.check_access("write")
        self._gift_check_order_write()
        self._gift_check_changeable(vals, reason)
        if self.state == "made":
            self.sudo()._gift_ask_change(vals, reason.strip(), self.env.user)
            return self.env["gift.requirement.revision"]
        # sudo: the rights were asked; the chain belongs to methods
        return self.sudo()._gift_apply_change(vals, reason.strip()).with_env(self.env)

    def _gift_check_changeable(self, vals, reason):
        names = set(vals) - set(self._gift_content_fields())
        if names:
            self._gift_refuse_fields(names)
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why “%(wish)s” changes: the warehouse reads it.",
                    wish=self.name,
                )
            )
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "“%(wish)s” is not fixed yet. Edit it on the quotation.",
                    wish=self.name,
                )
            )
        if self.state == "cancelled":
            raise UserError(
                self.env._(
                    "%(order)s is cancelled, and its wishes with it. Set it to "
                    "quotation to edit them.",
                    order=self.order_id.name,
                )
            )
        self._gift_check_not_left()

    def _gift_check_not_left(self):
        """Refuse a change that can reach nobody: all goods of the wish have left."""
        # sudo: only whether goods have left, and with which transfer
        moves = self.sudo()._gift_shipping_moves()
        gone = moves.filtered(lambda move: move.state == "done")
        if gone and gone == moves:
            raise UserError(
                self.env._(
                    "“%(wish)s” has left with %(pickings)s. Note what is wrong as a "
                    "complaint, or make a new order for what is missing.",
                    wish=self.name,
                    pickings=", ".join(gone.picking_id.mapped("name")),
                )
            )

    def _gift_apply_change(self, vals, reason):
        """Write the content and append the revision, in superuser mode.

        :return: the new revision
        """
        self._gift_bump()  # first: whoever ships at this moment is noticed here
        before = self.revision_id
        self.write(vals)
        if self._gift_is_same_content(before):
            raise UserError(
                self.env._(
                    "Nothing of “%(wish)s” differs from version %(number)s. Change "
                    "something, or close the window.",
                    wish=self.name,
                    number=self.number,
                )
            )
        revision = self._gift_append(reason)
        self._gift_after_change(revision)
        return revision

    def _gift_after_change(self, revision):
        """Carry a change to moves, trail and people; superuser mode."""
        moves = self._gift_open_moves()
        moves._gift_touch_for_wish()
        before = revision.previous_id
        if revision.deliver_by and before.deliver_by != revision.deliver_by:
            self.order_id._gift_propose_commitment()
        moves._gift_apply_deadline()
        moves.picking_id.invalidate_recordset(["gift_ack_state"])
        self._gift_lines().invalidate_recordset(["gift_wish"])
        revision._gift_trail("requirement")
        self._gift_tell_change(revision, moves.picking_id)
        self._gift_on_changed(revision)

    def _gift_on_changed(self, revision):
        """React to a new revision of one wish, in superuser mode. Seam."""

    def _gift_tell_change(self, revision, pickings):
        """Tell the order's salesperson, and write it into the open transfers."""
        order = self.order_id
        seller = order.user_id
        if seller and seller != self.env.user and seller.active:
            self.env["gift.alert"]._send(
                seller,
                lambda env: env._(
                    "Wish changed: %(wish)s", wish=self.with_env(env).name
                ),
                lambda env: self._gift_change_text(revision.with_env(env)),
                order,
                urgent=False,
            )
        lines = [
            self.env._("Wish changed: %(wish)s", wish=self.name),
            *self._gift_change_text(revision).split("\n"),
        ]
        for record in (order, *pickings):
            record._message_log(body=Markup("<br/>").join(lines))

    @api.model
    def _gift_change_text(self, revision):
        """Return a change in lines of plain text, in the revision's environment."""
        lines = [
            revision.env._(
                "%(label)s: %(before)s → %(after)s",
                label=label,
                before=before or "–",
                after=after or "–",
            )
            for label, before, after in revision.difference
            or [[label, "", word] for label, word in revision._gift_content_words()]
        ]
        if revision.change_reason:
            lines.append(revision.env._("Why: %(why)s", why=revision.change_reason))
        return "\n".join(lines)

    # ------------------------------------------------------------
    # MOVES OF A WISH
    # ------------------------------------------------------------

    def _gift_lines(self):
        """Return the order lines that these wishes are for, parts of combos too."""
        lines = self.env["sale.order.line"]
        for wish in self:
            lines |= wish.line_id or wish.order_id.order_line
        return lines | lines.linked_line_ids.filtered("combo_item_id")

    def _gift_open_moves(self):
        """Return the moves of these wishes that are still to be done, all steps."""
        return self.env["stock.move"].search(
            [
                ("sale_line_id", "in", self._gift_lines().ids),
                ("state", "not in", ("done", "cancel")),
            ]
        )

    def _gift_shipping_moves(self):
        """Return the moves that bring the goods of these wishes towards customers.

        Steps that are done and whose ship step is still to be made count as open.
        """
        moves = self.env["stock.move"].search(
            [
                ("sale_line_id", "in", self._gift_lines().ids),
                ("state", "!=", "cancel"),
                ("origin_returned_move_id", "=", False),
            ]
        )
        return moves.filtered(
            lambda m: m.state != "done" or m.location_dest_id._is_outgoing()
        )

    # ------------------------------------------------------------
    # DATE
    # ------------------------------------------------------------

    def _gift_propose_date(self):
        """Let the latest deliver-by of a quotation propose its delivery date."""
        # sudo: whoever may note the wish lets it propose the date
        for order in self.sudo().order_id:
            if order.state in ("draft", "sent"):
                order._gift_propose_commitment()
